/**
 * A client that trades without pause: places limits, market orders, brackets and previews, changes and cancels what
 * rests, and after a lost connection comes back with the same client id and repeats what was not answered, under the
 * same order ids, as a careful client does. What it does is drawn from a seed.
 */
import { decimal } from "../../../src/base/decimal.ts";
import { Prng } from "../../../src/base/prng.ts";
import type { Draft, OutgoingBody } from "../../../src/wire/codec.ts";
import { greetedClient, type RawClient } from "../../rig/rig.ts";
import type { Listed } from "./history.ts";
import { listed } from "./lists.ts";
import { type Known, Memory } from "./memory.ts";

export interface Role {
  readonly name: string;
  readonly account: string;
  readonly clientId: number;
  readonly symbol: string;
  /** Far below the market: a purchase at it rests. */
  readonly low: number;
  /** Far above the market: a purchase at it is filled at once, a sale at it rests. */
  readonly high: number;
}

type Placement = Draft<OutgoingBody<"placeOrder">>;
type Terms = Placement["order"];

/** What it wants of one of its orders. */
interface Wish {
  placement: Placement;
  cancelled: boolean;
}

const ONE = decimal(1)!;
const OPEN_MAX = 10;
/** A cent apart. */
const PRICES_MAX = 4_000;
const RESTING = new Set(["PreSubmitted", "Submitted"]);
const ACTION_MS = 50;
const ANSWER_MS_MAX = 5_000;
/** Server version of the text protocol that most clients in use speak. */
const VERSION = 178;

export class Bot {
  readonly role: Role;
  readonly memory: Memory;
  /** As it was shown at the last start-up, before nextValidId. */
  pushed: readonly Listed[] = [];
  /** As it was told at the last start-up. */
  nextValidId = 0;
  readonly #prng: Prng;
  readonly #wishes = new Map<number, Wish>();
  #client: RawClient | undefined;
  #received = "";
  #heard = 0;
  #nextOrderId = 1;
  #prices = 0;
  #trading: Promise<void> = Promise.resolve();
  #tradingOn = false;

  constructor(role: Role) {
    this.role = role;
    this.#prng = new Prng(1, role.name);
    this.memory = new Memory((orderId) => this.#refOf(orderId));
  }

  /** Unlike any other order's of the account. */
  #refOf(orderId: number): string {
    return `${this.role.name[0]}${orderId}`;
  }

  get client(): RawClient {
    return this.#client!;
  }

  /** All that was ever received, as text. */
  get received(): string {
    return this.#received + (this.#client?.socket.bytes.toString("latin1") ?? "");
  }

  async connect(port: number): Promise<void> {
    await this.knock(port);
    await this.enter();
  }

  /** Connected, and nothing said yet but the version. */
  async knock(port: number): Promise<void> {
    this.#client = await greetedClient(port, VERSION);
    this.#heard = 0;
  }

  async enter(): Promise<void> {
    const { client } = this;
    client.send("startApi", { clientId: this.role.clientId, optionalCapabilities: "" });
    this.nextValidId = (await client.expect("nextValidId")).orderId;
    const start = client.messages.slice(
      0,
      client.messages.findIndex(({ name }) => name === "nextValidId"),
    );
    this.pushed = start.flatMap((message) => (message.name === "openOrder" ? [listed(message.body)] : []));
    this.#nextOrderId = Math.max(this.#nextOrderId, this.nextValidId);
  }

  /** Takes in what was told so far. */
  listen(): Memory {
    const messages = this.#client?.messages ?? [];
    for (; this.#heard < messages.length; this.#heard++) this.memory.hear(messages[this.#heard]!);
    return this.memory;
  }

  /** The connection is gone, or shall be. */
  hangUp(): void {
    if (this.#client === undefined) return;
    this.listen();
    this.#client.socket.reset();
    this.#received = this.received;
    this.#client = undefined;
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
    while (this.#tradingOn && this.#client !== undefined && this.#client.socket.closedWith === undefined) {
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
    const parentId = this.#place({ action: "BUY", orderType: "LMT", lmtPrice, transmit: false });
    this.#place({ action: "SELL", orderType: "LMT", lmtPrice: this.role.high * 2, parentId, transmit: false });
    const stop = this.#wish({ action: "SELL", orderType: "STP", auxPrice: this.role.low / 2, parentId });
    if (!lastLegUnsent) this.#send(stop);
    return parentId;
  }

  #preview(): void {
    this.#send(this.#placement(this.#nextOrderId++, { action: "BUY", orderType: "MKT", whatIf: true }));
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

  /** Says again what had no answer, in the order in which it was said, and resolves when all of it has one. */
  async repeat(): Promise<void> {
    this.listen();
    const unanswered = [...this.#wishes].filter(([orderId]) => !this.#isAnswered(orderId));
    for (const [, { placement }] of unanswered) this.#send(placement);
    const answered = (): true | undefined => {
      this.listen();
      return unanswered.every(([orderId]) => this.#isAnswered(orderId)) || undefined;
    };
    const what = `answer of ${this.role.name} to ${unanswered.map(([orderId]) => orderId)}`;
    await this.client.socket.until(what, answered, ANSWER_MS_MAX);
  }

  /** It was told of the order with the price it wants, or of its end. */
  #isAnswered(orderId: number): boolean {
    const known = this.memory.of(orderId);
    const { placement, cancelled } = this.#wishes.get(orderId)!;
    if (known === undefined) return false;
    if (known.refused || cancelled || !this.memory.open.includes(known)) return true;
    return known.lmtPrice === undefined || (placement.order?.lmtPrice ?? known.lmtPrice) === known.lmtPrice;
  }

  #place(terms: Terms): number {
    const placement = this.#wish(terms);
    this.#send(placement);
    return placement.orderId!;
  }

  #wish(terms: Terms): Placement {
    const placement = this.#placement(this.#nextOrderId++, terms);
    this.#wishes.set(placement.orderId!, { placement, cancelled: false });
    return placement;
  }

  #placement(orderId: number, terms: Terms): Placement {
    const { account, symbol } = this.role;
    const own = { account, orderRef: this.#refOf(orderId) };
    const order = { totalQuantity: ONE, tif: "GTC", transmit: true, ...own, ...terms };
    return { orderId, contract: { symbol, secType: "STK", exchange: "SMART", currency: "USD" }, order };
  }

  #send(placement: Placement): void {
    this.client.send("placeOrder", placement);
  }

  /** A price that rests, and is another one each time. */
  #price(): number {
    return this.role.low + (this.#prices++ % PRICES_MAX) / 100;
  }
}
