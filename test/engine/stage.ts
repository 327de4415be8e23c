/**
 * A stage for the engine's tests: the real machines between a Gateway that says what the test lets it say and clients
 * that remember what they were told. Time passes only when the test says so.
 */
import assert from "node:assert/strict";
import type { Decimal } from "../../src/base/decimal.ts";
import type { Instant, WallMs } from "../../src/base/time.ts";
import { Engine } from "../../src/engine/engine.ts";
import { type EngineConfig, USUAL_GATEWAY } from "../../src/model/config.ts";
import type { Effect } from "../../src/model/effect.ts";
import type { Entry } from "../../src/model/entry.ts";
import type { ConnId, StrategyName } from "../../src/model/ids.ts";
import type { Input, QueryKind } from "../../src/model/input.ts";
import {
  DecodeError,
  type Draft,
  decodeIncoming,
  decodeOutgoing,
  encodeIncoming,
  encodeOutgoing,
  type Incoming,
  type IncomingBody,
  type IncomingName,
  type Outgoing,
  type OutgoingBody,
  type OutgoingName,
} from "../../src/wire/codec.ts";
import { Frames } from "../../src/wire/framing.ts";
import { clientHello, serverReply } from "../../src/wire/handshake.ts";

/** What the Gateway and the clients speak where a test does not say otherwise. */
export const UPSTREAM = 200;
export const CLIENT = 178;
const SPOKEN = { upstream: UPSTREAM, client: CLIENT };
const NEWEST = 225;

export const strategy = (name: string, account: string, clientId: number) => ({
  name: name as StrategyName,
  account,
  clientIds: [clientId],
  masterClientId: undefined,
  readOnly: false,
  privateOrders: false,
});

export const config: EngineConfig = {
  mode: "paper",
  readOnly: false,
  gateway: { name: "main", host: "127.0.0.1", port: 4002, clientId: 100, maxServerVersion: NEWEST, ...USUAL_GATEWAY },
  strategies: [strategy("alpha", "DU1", 1), strategy("beta", "DU2", 2)],
  doors: [{ id: "shared", host: "127.0.0.1", port: 4100, strategy: undefined, maxServerVersion: NEWEST }],
  messagesPerSecond: 45,
};

/** What the Gateway shows of an order, where it differs from what left. */
type Shown = Partial<IncomingBody<"openOrder">["order"]> & { readonly status?: string };

/** An engine between a scripted Gateway and clients that only remember what they were told. */
export class Stage {
  readonly engine: Engine;
  readonly entries: Entry[] = [];
  readonly asked: Outgoing[] = [];
  readonly effects: Effect[] = [];
  readonly #spoken: typeof SPOKEN;
  readonly #inboxes = new Map<ConnId, Frames>();
  #upstream = new Frames();
  now = 0;
  /** How far the wall clock is ahead of `now`. */
  wallAheadMs = 0;
  /** How long the oldest append has been waiting for the disk. */
  diskMs = 0;
  /** Whether the Gateway answers when it is asked for the time: a heartbeat, which no test is about unless it says so. */
  alive = true;
  #timeAsked = false;

  constructor(given: EngineConfig = config, journal: readonly Entry[] = [], spoken = SPOKEN) {
    this.#spoken = spoken;
    this.engine = new Engine(given);
    this.engine.restore(journal.map((entry) => ({ at: 0 as WallMs, entry })));
    this.step({ kind: "started", seed: 1 });
  }

  step(input: Input): void {
    const wall = (this.now + this.wallAheadMs) as WallMs;
    for (const effect of this.engine.step(input, this.now as Instant, wall, this.diskMs)) this.#perform(effect);
  }

  /** An append waits for the disk: the engine sees it after `ms`, and its answer comes after as much again. */
  syncs(ms: number): void {
    const since = this.now as Instant;
    this.diskMs = ms;
    this.now += ms;
    this.step({ kind: "deadline" });
    this.diskMs = 0;
    this.now += ms;
    this.engine.diskAnswered(since, this.now as Instant);
    this.step({ kind: "deadline" });
  }

  /** Lets time pass, deadline by deadline. */
  pass(ms: number): void {
    const until = this.now + ms;
    for (let wakes = 0; ; wakes++) {
      assert.ok(wakes < 10_000, `the engine asks to be woken at ${this.now} again and again`);
      const at = this.engine.nextDeadline(this.now as Instant);
      if (at === undefined || at > until) break;
      this.now = Math.max(this.now, at);
      this.step({ kind: "deadline" });
      this.#beat();
    }
    this.now = until;
  }

  #perform(effect: Effect): void {
    this.effects.push(effect);
    if (effect.kind === "append") this.entries.push(...effect.entries);
    if (effect.kind === "sendClient") this.#inbox(effect.conn).push(effect.bytes);
    if (effect.kind === "sendUpstream") this.#heardUpstream(effect.bytes);
  }

  #heardUpstream(bytes: Uint8Array): void {
    // A hello begins a session with "API\0", which is no frame.
    if (bytes[0] === 65 && bytes[1] === 80) this.#upstream = new Frames();
    else this.#upstream.push(bytes);
    for (let frame = this.#upstream.next(); frame instanceof Uint8Array; frame = this.#upstream.next()) {
      const request = decodeOutgoing(frame, this.#spoken.upstream);
      assert.ok(!(request instanceof DecodeError), String(request));
      if (request.name === "reqCurrentTime") this.#timeAsked = true;
      else this.asked.push(request);
    }
  }

  #beat(): void {
    if (this.#timeAsked && this.alive) this.says("currentTime", { time: 1 });
    this.#timeAsked = false;
  }

  #inbox(conn: ConnId): Frames {
    let frames = this.#inboxes.get(conn);
    if (frames !== undefined) return frames;
    frames = new Frames();
    this.#inboxes.set(conn, frames);
    return frames;
  }

  says<N extends IncomingName>(name: N, body: Draft<IncomingBody<N>> = {} as never): void {
    this.step({ kind: "upstreamReceived", bytes: encodeIncoming(name, body, this.#spoken.upstream) });
  }

  greet(accounts = "DU1,DU2", nextValidId = 1): void {
    this.step({ kind: "upstreamOpened" });
    this.step({ kind: "upstreamReceived", bytes: serverReply(this.#spoken.upstream, "20260105 10:11:12 UTC") });
    this.says("managedAccounts", { accountsList: accounts });
    this.says("nextValidId", { orderId: nextValidId });
  }

  /** Answers what recovery asks, one account after the other. */
  recover(before: () => void = () => {}, givesCompleted = true, givesPositions = true): void {
    before();
    this.says("openOrderEnd");
    if (givesCompleted) this.says("completedOrdersEnd");
    const executions = this.asked.findLast((r) => r.name === "reqExecutions");
    this.says("execDetailsEnd", { reqId: executions?.name === "reqExecutions" ? executions.body.reqId : 0 });
    if (givesPositions) this.says("positionEnd");
    for (const accountName of ["DU1", "DU2"]) {
      this.pass(200);
      this.says("updateAccountValue", { key: "AccountCode", value: accountName, accountName });
      this.says("accountDownloadEnd", { accountName });
    }
    this.pass(200);
  }

  connect(conn: number, clientId: number, door = "shared"): ConnId {
    const id = conn as ConnId;
    this.step({ kind: "clientAccepted", conn: id, door, remote: "127.0.0.1:9" });
    this.step({ kind: "clientReceived", conn: id, bytes: clientHello(157, this.#spoken.client) });
    this.#inbox(id).next();
    this.ask(id, "startApi", { clientId, optionalCapabilities: "" });
    return id;
  }

  ask<N extends OutgoingName>(conn: ConnId, name: N, body: Draft<OutgoingBody<N>> = {} as never): void {
    this.step({ kind: "clientReceived", conn, bytes: encodeOutgoing(name, body, this.#spoken.client) as Uint8Array });
  }

  told(conn: ConnId): Incoming[] {
    const messages: Incoming[] = [];
    const inbox = this.#inbox(conn);
    for (let frame = inbox.next(); frame instanceof Uint8Array; frame = inbox.next()) {
      const message = decodeIncoming(frame, this.#spoken.client);
      assert.ok(!(message instanceof DecodeError), String(message));
      messages.push(message);
    }
    return messages;
  }

  /** What a client was told since the last look, one short line each. */
  brief = (conn: ConnId): string[] => this.told(conn).map(briefly);

  /** The whole placeOrder frames that left, oldest first. */
  get placed(): OutgoingBody<"placeOrder">[] {
    return this.asked.flatMap((r) => (r.name === "placeOrder" ? [r.body] : []));
  }

  /** Upstream ids of the cancels that left. */
  get cancelled(): number[] {
    return this.asked.flatMap((r) => (r.name === "cancelOrder" ? [r.body.orderId] : []));
  }

  /** The Gateway shows the nth placeOrder that left, with openOrder and orderStatus. */
  shows(n = 0, { status = "Submitted", permId = 500 + n, ...changed }: Shown = {}): OutgoingBody<"placeOrder"> {
    const frame = this.placed[n]!;
    const { orderId } = frame;
    const echo = { ...frame.order, orderId, clientId: 100, permId, ...changed };
    this.says("openOrder", { contract: frame.contract, order: echo, orderState: { status } });
    const remaining = changed.totalQuantity ?? frame.order.totalQuantity;
    this.says("orderStatus", { orderId, clientId: 100, permId, status, filled: "0" as Decimal, remaining });
    return frame;
  }

  /** An execution of the nth placeOrder that left. */
  executes(n: number, execution: Partial<IncomingBody<"execDetails">["execution"]>, reqId = -1, of = contract): void {
    const { orderId, order } = this.placed[n]!;
    const whole = { orderId, clientId: 100, permId: 500 + n, acctNumber: order.account, orderRef: order.orderRef };
    this.says("execDetails", { reqId, contract: of, execution: { ...whole, execId: "e.1.01.01", ...execution } });
  }

  refuses(id: number, errorCode: number, errorMsg = "refused"): void {
    this.says("error", { id, errorCode, errorMsg });
  }

  /** A notice about the connection of the Gateway to IB: 1100, 1101, 1102. */
  notices(errorCode: number): void {
    this.refuses(-1, errorCode, "connectivity");
  }

  /** The connection to the Gateway breaks, and a new one is greeted. */
  reconnect(accounts?: string, nextValidId?: number): void {
    this.step({ kind: "upstreamClosed", code: "ECONNRESET" });
    this.pass(1_500);
    this.greet(accounts, nextValidId);
  }

  /** The request id of the question that was asked last. */
  lastReqId(name: OutgoingName): number {
    const asked = this.asked.findLast((r) => r.name === name)!;
    return (asked.body as { reqId: number }).reqId;
  }

  /** Every order as `<strategy's order id> <status>`. */
  statuses(): string[] {
    const orders = this.answer("orders") as { orderId: number; status: string }[];
    return orders.map(({ orderId, status }) => `${orderId} ${status}`);
  }

  answer(what: QueryKind): unknown {
    this.step({ kind: "query", query: 1, what });
    return this.effects.findLast((effect) => effect.kind === "answer")!.result;
  }

  logged = (event: string): number => this.effects.filter((e) => e.kind === "log" && e.event === event).length;
  names = (conn: ConnId): string[] =>
    this.told(conn).map((m) => (m.name === "error" ? `error ${m.body.errorCode}` : m.name));
  exit = (): Extract<Effect, { kind: "exit" }> | undefined => this.effects.find((e) => e.kind === "exit");
  opened = (): boolean => this.effects.some((e) => e.kind === "listen");
}

export function ready(spoken = SPOKEN): Stage {
  const stage = new Stage(config, [], spoken);
  stage.greet();
  stage.recover();
  return stage;
}

export const order = { action: "BUY", totalQuantity: "1" as Decimal, orderType: "LMT", lmtPrice: 10, transmit: true };
export const contract = { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };

/** A child of a bracket that takes profit, and one that stops the loss. */
export const profit = { ...order, action: "SELL", lmtPrice: 12 };
export const stop = { ...order, action: "SELL", orderType: "STP", lmtPrice: undefined, auxPrice: 9 };
/** What 10148 says to a second cancel while the first one is being carried out. */
export const underWay = (orderId: number): string =>
  `OrderId ${orderId} that needs to be cancelled cannot be cancelled, state: PendingCancel.`;
export const shares = (count: number): Decimal => String(count) as Decimal;

function briefly(message: Incoming): string {
  switch (message.name) {
    case "error":
      return `error ${message.body.id} ${message.body.errorCode}`;
    case "openOrder":
      return `openOrder ${message.body.order.orderId} ${message.body.orderState.status}`;
    case "orderStatus": {
      const { orderId, status, filled, remaining } = message.body;
      return `orderStatus ${orderId} ${status} ${filled ?? 0}/${remaining ?? 0}`;
    }
    case "nextValidId":
      return `nextValidId ${message.body.orderId}`;
    default:
      return message.name;
  }
}
