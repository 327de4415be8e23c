/**
 * A client that trades without pause: places limits, market orders, brackets and previews, changes and cancels what
 * rests, and after a lost connection comes back with the same client id and repeats what was not answered, under the
 * same order ids, as a careful client does. What it does is drawn from a seed.
 */
import { decimal } from "../../../src/base/decimal.ts";
import { Prng } from "../../../src/base/prng.ts";
import type { Draft, OutgoingBody } from "../../../src/wire/codec.ts";
import { type Known, works } from "./memory.ts";
import { type Role, Seat } from "./seat.ts";

type Placement = Draft<OutgoingBody<"placeOrder">>;
type Terms = Placement["order"];

const ONE = decimal(1)!;
const OPEN_MAX = 10;
/** A cent apart. */
const PRICES_MAX = 2_000;
const RESTING = new Set(["PreSubmitted", "Submitted"]);
const ACTION_MS = 50;

/** What it wants of one of its orders. */
interface Wish {
  placement: Placement;
  cancelled: boolean;
}

export class Bot extends Seat {
  /** What it trades: one after the other, and from the beginning again. */
  conIds: readonly number[] = [];
  readonly #prng: Prng;
  readonly #wishes = new Map<number, Wish>();
  #highestId = 0;
  #prices = 0;
  #contracts = 0;
  #trading: Promise<void> = Promise.resolve();
  #tradingOn = false;

  constructor(role: Role) {
    super(role);
    this.#prng = new Prng(1, role.name);
  }

  startTrading(): void {
    this.#tradingOn = true;
    this.#trading = this.#trade();
  }

  async stopTrading(): Promise<void> {
    this.#tradingOn = false;
    await this.#trading;
  }

  async #trade(): Promise<void> {
    while (this.#tradingOn && this.isConnected) {
      this.#act();
      await new Promise((resolve) => setTimeout(resolve, ACTION_MS));
    }
  }

  #act(): void {
    const wanted = this.#wantedOrders();
    if (wanted.length > OPEN_MAX) return this.cancel(wanted[0]!.orderId);
    const luck = this.#prng.float();
    if (luck < 0.3) this.limit();
    else if (luck < 0.5) this.market();
    else if (luck < 0.65) this.bracket();
    else if (luck < 0.7) this.#preview();
    else if (luck < 0.85) this.#changeOneOf(wanted);
    else if (wanted.length > 0) this.cancel(this.#prng.pick(wanted).orderId);
  }

  /** Orders that rest at the broker, as far as it was told, and that it has not cancelled. */
  #wantedOrders(): readonly Known[] {
    const resting = this.listen().open.filter(({ status }) => RESTING.has(status));
    return resting.filter(({ orderId }) => this.#wishes.get(orderId)?.cancelled === false);
  }

  limit(): number {
    return this.#place({ action: "BUY", orderType: "LMT", lmtPrice: this.#price() });
  }

  market(): void {
    this.#place({ action: this.#prng.pick(["BUY", "SELL"]), orderType: "MKT" });
  }

  /** An entry that rests or is filled at once, its profit, and its stop, which transmits. Answers the entry's id. */
  bracket({ lastLegUnsent = false } = {}): number {
    const lmtPrice = this.#prng.chance(0.5) ? this.#price() : this.role.high;
    const conId = this.#nextContract();
    const parentId = this.#place({ action: "BUY", orderType: "LMT", lmtPrice, transmit: false }, conId);
    this.#place({ action: "SELL", orderType: "LMT", lmtPrice: this.role.high * 2, parentId, transmit: false }, conId);
    const stop = this.#wish({ action: "SELL", orderType: "STP", auxPrice: this.role.low / 2, parentId }, conId);
    if (!lastLegUnsent) this.#send(stop);
    return parentId;
  }

  #preview(): void {
    const conId = this.#nextContract();
    this.#send(this.#placement(this.#takeId(), { action: "BUY", orderType: "MKT", whatIf: true }, conId));
  }

  #changeOneOf(wanted: readonly Known[]): void {
    const entries = wanted.filter(({ orderId }) => this.#wishes.get(orderId)!.placement.order!.action === "BUY");
    if (entries.length > 0) this.#change(this.#prng.pick(entries).orderId);
  }

  #change(orderId: number): void {
    const wish = this.#wishes.get(orderId)!;
    wish.placement = { ...wish.placement, order: { ...wish.placement.order, lmtPrice: this.#price(), transmit: true } };
    this.#send(wish.placement);
  }

  cancel(orderId: number): void {
    this.#wishes.get(orderId)!.cancelled = true;
    this.client.send("cancelOrder", { orderId });
  }

  /** Says again what had no answer, in the order in which it was said, and answers the ids. */
  sayAgain(): readonly number[] {
    this.listen();
    const unanswered = [...this.#wishes].filter(([orderId]) => !this.#isAnswered(orderId));
    for (const [, { placement }] of unanswered) this.#send(placement);
    return unanswered.map(([orderId]) => orderId);
  }

  /** The same, and resolves when all of it has an answer. */
  async repeat(): Promise<void> {
    const unanswered = this.sayAgain();
    const answered = (): true | undefined => {
      this.listen();
      return unanswered.every((orderId) => this.#isAnswered(orderId)) || undefined;
    };
    await this.client.socket.until(`answer of ${this.role.name} to ${unanswered}`, answered);
  }

  /** It was told of the order with the price it wants, or of its end. */
  #isAnswered(orderId: number): boolean {
    const known = this.memory.of(orderId);
    const { placement, cancelled } = this.#wishes.get(orderId)!;
    if (known === undefined) return false;
    if (known.refused || cancelled || !works(known)) return true;
    return known.lmtPrice === undefined || (placement.order?.lmtPrice ?? known.lmtPrice) === known.lmtPrice;
  }

  #place(terms: Terms, conId = this.#nextContract()): number {
    const placement = this.#wish(terms, conId);
    this.#send(placement);
    return placement.orderId!;
  }

  #wish(terms: Terms, conId: number): Placement {
    const placement = this.#placement(this.#takeId(), terms, conId);
    this.#wishes.set(placement.orderId!, { placement, cancelled: false });
    return placement;
  }

  #takeId(): number {
    this.#highestId = Math.max(this.#highestId + 1, this.nextValidId);
    return this.#highestId;
  }

  #nextContract(): number {
    return this.conIds[this.#contracts++ % this.conIds.length]!;
  }

  #placement(orderId: number, terms: Terms, conId: number): Placement {
    const { account } = this.role;
    const own = { account, orderRef: this.refOf(orderId) };
    const order = { totalQuantity: ONE, tif: "GTC", transmit: true, ...own, ...terms };
    return { orderId, contract: { conId, exchange: "SMART" }, order };
  }

  #send(placement: Placement): void {
    this.client.send("placeOrder", placement);
  }

  /** A price that rests, and is another one each time. */
  #price(): number {
    return this.role.low + (this.#prices++ % PRICES_MAX) / 100;
  }
}
