/**
 * The operator: a person who trades by hand in TWS beside the bots, takes orders back, cancels a bot's stop, and stops the
 * daemon in good order now and then. Nothing of this comes from a strategy, and all of it shows in the accounts.
 *
 * The second factor of a login is not the operator's here: the fault `cold-restart` draws how late it is approved
 * (`approvalMs`), so that a plan says it, and shrinking can take it away.
 */
import { decimal } from "../../base/decimal.ts";
import { isDone, isStop } from "../broker/order.ts";
import type { Actor, Part } from "./actor.ts";
import { gapMs } from "./chance.ts";

const PER_HOUR = 20;
const DAEMON = "daemon";
const BY_HAND = 0;
const SIZES = [1, 10, 50].map((shares) => decimal(shares)!);
/** Beyond so many open orders the next thing is to take one back. */
const OPEN_MAX = 5;

export function operator(part: Part): Actor {
  return new Operator(part);
}

class Operator implements Actor {
  readonly #part: Part;
  readonly #counts = { manualOrders: 0, manualCancels: 0, stopsCancelled: 0, drains: 0 };
  #orders: number[] = [];
  #healing = false;

  constructor(part: Part) {
    this.#part = part;
    this.#pace();
  }

  heal(): void {
    this.#healing = true;
    for (const permId of this.#open) this.#cancel(permId);
  }

  waitingFor(): readonly string[] {
    return this.#healing ? this.#open.map((permId) => `the operator's order ${permId} is still open`) : [];
  }

  counts(): Readonly<Record<string, number>> {
    return { ...this.#counts };
  }

  #pace(): void {
    this.#part.world.in(gapMs(this.#part, PER_HOUR), () => {
      if (this.#healing) return;
      this.#turn();
      this.#pace();
    });
  }

  #turn(): void {
    const { prng } = this.#part;
    const what = prng.float();
    if (what < 0.08) return this.#drain();
    if (what > 0.85) return this.#cancelStop();
    const open = this.#open;
    if (open.length > 0 && (what < 0.4 || open.length >= OPEN_MAX)) return this.#cancel(prng.pick(open));
    this.#place();
  }

  #drain(): void {
    const { daemon } = this.#part;
    if (!daemon.running(DAEMON)) return;
    this.#counts.drains++;
    daemon.drain(DAEMON);
  }

  /** At the market, or resting far below or above it. */
  #place(): void {
    const { gateway, prng } = this.#part;
    const symbol = prng.pick(this.#part.spec.symbols ?? ["AAPL", "MSFT"]);
    const listing = gateway.exchange.find({ symbol, secType: "STK" })[0]!;
    const { last } = gateway.exchange.quote(listing.conId);
    const action = prng.pick(["BUY", "SELL"] as const);
    const atMarket = prng.chance(0.4);
    const lmtPrice = Math.round(last * (action === "BUY" ? 93 : 107)) / 100;
    const kind = atMarket ? { orderType: "MKT" } : { orderType: "LMT", lmtPrice, tif: "GTC" };
    const account = prng.pick(gateway.broker.accounts());
    const terms = { tif: "DAY", account, action, totalQuantity: prng.pick(SIZES), ...kind };
    gateway.act((moment) => {
      const { permId, events } = gateway.broker.placeManual({ listing, terms }, moment);
      if (permId !== undefined) this.#orders.push(permId);
      return events;
    });
    this.#counts.manualOrders++;
  }

  #cancel(permId: number): void {
    this.#counts.manualCancels++;
    this.#part.gateway.act((moment) => this.#part.gateway.broker.cancelManual(permId, moment));
  }

  /** Somebody who wants to close by hand begins with the stop. TWS is client 0, which reaches all orders by their number. */
  #cancelStop(): void {
    const { gateway, prng, sometimes } = this.#part;
    const stops = gateway.broker.openOrders().filter((order) => order.parent !== undefined && isStop(order));
    const stop = prng.pick(stops);
    if (stop === undefined) return;
    this.#counts.stopsCancelled++;
    sometimes("stop cancelled by hand");
    gateway.act((moment) => gateway.broker.cancel(BY_HAND, stop.orderId, moment));
  }

  get #open(): readonly number[] {
    const { broker } = this.#part.gateway;
    this.#orders = this.#orders.filter((permId) => !isDone(broker.order(permId)));
    return this.#orders;
  }
}
