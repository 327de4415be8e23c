/**
 * The stage of hostile.test.ts: a victim with orders, a fill and running streams, a hostile client of the other
 * strategy, and a watcher at the Gateway itself, which sees what every order of the login really is.
 */
import assert from "node:assert/strict";
import type { Decimal } from "../../src/base/decimal.ts";
import type { Draft, Incoming, OutgoingBody } from "../../src/wire/codec.ts";
import {
  type DaemonProcess,
  type Gateway,
  type RawClient,
  rawClient,
  startDaemon,
  startGateway,
  TWO_STRATEGIES,
} from "../rig/rig.ts";
import { PRICES } from "./prices.ts";

export const VICTIM = "DU1000001";
export const HOSTILE = "DU1000002";
export const VERSION = 200;
/** The numbers of the victim's streams. */
export const MARKET_DATA = 9001;
export const SUMMARY = 9002;
export const PNL = 9003;
export const AAPL = { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };

/** An order as these tests write it: what is not said is a small limit order far from the market. */
export type Terms = Draft<OutgoingBody<"placeOrder">["order"]> & { readonly quantity?: number };

export interface BrokerOrder {
  readonly permId: number;
  /** Under which the daemon, not the victim, knows it. */
  readonly orderId: number;
  /** As the broker has it. */
  readonly orderRef: string;
  readonly ocaGroup: string;
  /** The whole of what the broker says of it. */
  readonly shown: string;
}

export function place(client: RawClient, orderId: number, { quantity = 10, ...terms }: Terms): void {
  const usual = { action: "BUY", orderType: "LMT", lmtPrice: 200, tif: "GTC", transmit: true, exemptCode: -1 };
  const order = { ...usual, totalQuantity: `${quantity}` as Decimal, ...terms };
  client.send("placeOrder", { orderId, contract: AAPL, order });
}

/** What a victim hears anyway: its own streams move with the market. */
const STREAMING = ["tickPrice", "tickSize", "tickString", "tickGeneric", "updateAccountTime", "pnl"];

export class Robbery {
  readonly gateway: Gateway;
  readonly daemon: DaemonProcess;
  readonly victim: RawClient;
  readonly hostile: RawClient;
  /** The victim's orders at the broker before the first attempt. */
  readonly resting: readonly BrokerOrder[];
  /** Texts that only the victim may see. */
  readonly secrets: readonly string[];
  readonly #watcher: RawClient;
  #nextId = 100;
  /** How many messages of a client have been searched. */
  readonly #checked = new Map<RawClient, number>();

  private constructor(parts: {
    readonly gateway: Gateway;
    readonly daemon: DaemonProcess;
    readonly victim: RawClient;
    readonly hostile: RawClient;
    readonly watcher: RawClient;
    readonly resting: readonly BrokerOrder[];
  }) {
    this.gateway = parts.gateway;
    this.daemon = parts.daemon;
    this.victim = parts.victim;
    this.hostile = parts.hostile;
    this.#watcher = parts.watcher;
    this.resting = parts.resting;
    this.secrets = [VICTIM, "secret", "alpha", ...namesOf(this.victim.messages)];
  }

  static async start(): Promise<Robbery> {
    const gateway = await startGateway({ prices: PRICES });
    const beta = { ...TWO_STRATEGIES.beta, settings: "exercise-options = true" };
    const daemon = await startDaemon({ gatewayPort: gateway.port, strategies: { ...TWO_STRATEGIES, beta } });
    const watcher = await rawClient(gateway.port, 999, VERSION);
    const victim = await rawClient(daemon.port, 1, VERSION);
    await victimTrades(victim);
    const resting = await ordersSeenBy(watcher, VICTIM);
    const hostile = await rawClient(daemon.port, 2, VERSION);
    place(hostile, 1, { orderType: "MKT", quantity: 5 });
    await hostile.expect("commissionReport");
    return new Robbery({ gateway, daemon, victim, hostile, watcher, resting });
  }

  /** A number that the hostile client has not used yet. */
  fresh(): number {
    return this.#nextId++;
  }

  brokerOrders(account: string): Promise<BrokerOrder[]> {
    return ordersSeenBy(this.#watcher, account);
  }

  /** Before an attempt: what came so far is not of it. */
  begin(): void {
    this.hostile.skip();
    this.victim.skip();
  }

  /** After an attempt: no byte of the victim's came out, no word went to it, and its orders are what they were. */
  async untouched(): Promise<void> {
    await this.hostile.settle();
    this.keepsSecretsFrom(this.hostile);
    await this.victim.settle();
    const told = this.victim.since().filter(({ name }) => name !== "nextValidId" && !STREAMING.includes(name));
    assert.deepEqual(told, [], "the victim was told something");
    assert.deepEqual(await this.brokerOrders(VICTIM), this.resting, "the victim's orders changed at the broker");
  }

  /** Bytes, not fields: nothing that is sent at all may carry a secret. An error may quote the account it refuses. */
  keepsSecretsFrom(client: RawClient): void {
    for (const [i, { name }] of client.messages.entries()) {
      if (i < (this.#checked.get(client) ?? 0)) continue;
      this.#checked.set(client, i + 1);
      const frame = Buffer.from(client.socket.payloads[i + 1]!).toString("latin1");
      const said = this.secrets.filter((secret) => frame.includes(secret) && !(name === "error" && secret === VICTIM));
      assert.deepEqual(said, [], `a stranger was told ${JSON.stringify(frame)}`);
    }
  }

  /** An order of the hostile client is refused: the reason first, then its end. */
  async refused(terms: Terms, reason: RegExp): Promise<void> {
    const orderId = this.fresh();
    place(this.hostile, orderId, terms);
    const error = await this.hostile.expect("error", ({ id }) => id === orderId);
    assert.equal(error.errorCode, 201);
    assert.match(error.errorMsg, reason);
    const { status } = await this.hostile.expect("orderStatus", (body) => body.orderId === orderId);
    assert.equal(status, "Cancelled");
  }

  /** An order of the hostile client's own comes to this status. */
  async reaches(status: string, terms: Terms, client = this.hostile): Promise<number> {
    const orderId = this.fresh();
    place(client, orderId, terms);
    await client.expect("orderStatus", (body) => body.orderId === orderId && body.status === status);
    return orderId;
  }

  /** The hostile client's request is answered with this error, on its id or on -1. */
  async error(id: number, errorCode: number): Promise<void> {
    const told = await this.hostile.expect("error", (body) => body.id === id);
    assert.equal(told.errorCode, errorCode, told.errorMsg);
  }
}

/** What the victim owns: an OCA pair, a bracket, a filled order, a held leg and running streams. */
async function victimTrades(victim: RawClient): Promise<void> {
  place(victim, 1, { orderRef: "secret-oca-a", ocaGroup: "exits", ocaType: 1, quantity: 137 });
  place(victim, 2, { orderRef: "secret-oca-b", ocaGroup: "exits", ocaType: 1, quantity: 138, lmtPrice: 201 });
  place(victim, 3, { orderRef: "secret-entry", lmtPrice: 210, transmit: false });
  place(victim, 4, { orderRef: "secret-profit", action: "SELL", lmtPrice: 270, parentId: 3, transmit: false });
  const stop = { orderType: "STP", lmtPrice: undefined, auxPrice: 190 };
  place(victim, 5, { orderRef: "secret-stop", action: "SELL", ...stop, parentId: 3 });
  await victim.expect("orderStatus", ({ orderId, status }) => orderId === 5 && status === "PreSubmitted");
  place(victim, 6, { orderRef: "secret-market", orderType: "MKT", quantity: 11 });
  await victim.expect("commissionReport");
  place(victim, 7, { orderRef: "secret-rest", lmtPrice: 205 });
  await victim.expect("orderStatus", ({ orderId, status }) => orderId === 7 && status === "Submitted");
  place(victim, 8, { orderRef: "secret-held", transmit: false });
  await streams(victim);
}

async function streams(victim: RawClient): Promise<void> {
  victim.send("reqPositions", {});
  await victim.expect("positionEnd");
  victim.send("reqAccountUpdates", { subscribe: true, acctCode: VICTIM });
  await victim.expect("accountDownloadEnd");
  victim.send("reqAccountSummary", { reqId: SUMMARY, groupName: "All", tags: "NetLiquidation" });
  await victim.expect("accountSummaryEnd");
  victim.send("reqPnL", { reqId: PNL, account: VICTIM });
  victim.send("reqMktData", { reqId: MARKET_DATA, contract: AAPL });
  await victim.expect("tickPrice");
}

/** permIds and execIds: no other client has them. */
function namesOf(messages: readonly Incoming[]): string[] {
  const names = messages.flatMap((message) => {
    if (message.name === "orderStatus") return String(message.body.permId);
    return message.name === "execDetails" ? message.body.execution.execId : [];
  });
  return [...new Set(names)].filter((name) => name !== "0");
}

async function ordersSeenBy(watcher: RawClient, account: string): Promise<BrokerOrder[]> {
  watcher.skip();
  const from = watcher.messages.length;
  watcher.send("reqAllOpenOrders", {});
  await watcher.expect("openOrderEnd");
  return watcher.messages.slice(from).flatMap((message) => {
    if (message.name !== "openOrder" || message.body.order.account !== account) return [];
    const { permId, orderId, orderRef, ocaGroup } = message.body.order;
    return { permId, orderId, orderRef, ocaGroup, shown: JSON.stringify(message.body) };
  });
}
