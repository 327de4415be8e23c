/**
 * A client program that lives on a host: it keeps a trader, does something now and then, may die and come back.
 *
 * What a kind of client does is a table of habits; the program draws one of them at its rate. Orders carry references
 * that no other order of the run has, so that each can be found at the broker. When the run heals it wants every order
 * gone and asks until it has been told.
 */
import { type Decimal, decimal, isZero } from "../../base/decimal.ts";
import type { Prng } from "../../base/prng.ts";
import { after, seconds } from "../../base/time.ts";
import type { Io } from "../../io/io.ts";
import type { Incoming } from "../../wire/codec.ts";
import type { OrderSeen } from "../strategies/memory.ts";
import { type Placement, type Terms, Trader } from "../strategies/trader.ts";
import type { Actor, MakeActor, Part } from "./actor.ts";
import { gapMs } from "./chance.ts";
import type { CarelessName } from "./kinds.ts";
import { Ledger } from "./ledger.ts";
import { mend } from "./mending.ts";
import { Notes } from "./notes.ts";
import { Polling } from "./polling.ts";
import { isOver, mayStillWork } from "./word.ts";

/** One thing that a client does now and then. */
export interface Habit {
  /** Against the weights of its other habits. */
  readonly weight: number;
  does(bot: Bot): void;
}

/** A habit that a client has beside those of its kind, when its scenario says so. */
export interface Carelessness extends Habit {
  readonly says: string;
  /** Each time its session has begun. */
  readonly ready?: (bot: Bot) => void;
  /** After its memory has taken the message. */
  readonly heard?: (bot: Bot, message: Incoming) => void;
}

/** What makes a kind of client. */
export interface Manner {
  readonly habits: readonly Habit[];
  /** Each time its session has begun. */
  readonly ready?: (bot: Bot) => void;
  /** The run heals: it ends what it began beside its orders. */
  readonly heals?: (bot: Bot) => void;
  /** Its connection broke. */
  readonly lost?: () => void;
  /** It notes its orders on its disk; asked at each start: whether it reads what it finds there. */
  readonly notes?: (prng: Prng) => boolean;
  /** What its orders' references begin with. */
  readonly mark?: (prng: Prng) => string;
  /** What it may be careless about. */
  readonly careless?: Readonly<Record<CarelessName, Carelessness>>;
  /** How many symbols it streams from the start; all when absent. */
  readonly streams?: number;
}

const PER_HOUR = 360;
const RECONNECT_MS_MIN = 100;
const RECONNECT_MS_MAX = seconds(3);
const REVIVE_MS_MIN = 50;
const REVIVE_MS_MAX = seconds(4);
const OUTLASTS_CHANCE = 0.4;
const BEYOND_MS_MAX = seconds(20);
const QUANTITIES = [1, 5, 10, 20, 100].map((shares) => decimal(shares)!);
/** Now and then several things are done in one instant. */
const BURST_CHANCE = 0.1;

export const bot =
  (manner: Manner): MakeActor =>
  (part) =>
    new Bot(part, manner);

export class Bot implements Actor {
  readonly part: Part;
  readonly prng: Prng;
  readonly symbols: readonly string[];
  readonly ledger: Ledger;
  readonly #manner: Manner;
  readonly #careless: readonly Carelessness[];
  readonly #habits: readonly Habit[];
  readonly #weights: number;
  #io!: Io;
  #trader: Trader | undefined;
  #lives = 0;
  #refs = 0;
  #healing = false;
  #notes: Notes | undefined;
  #polling!: Polling;

  constructor(part: Part, manner: Manner) {
    this.part = part;
    this.prng = part.prng;
    this.symbols = part.spec.symbols ?? ["AAPL", "MSFT"];
    this.ledger = new Ledger(part);
    this.#manner = manner;
    this.#careless = (part.spec.careless ?? []).flatMap((name) => manner.careless?.[name] ?? []);
    this.#habits = [...manner.habits, ...this.#careless];
    this.#weights = this.#habits.reduce((sum, { weight }) => sum + weight, 0);
    part.world.watch({ ended: (host) => this.#ended(host) });
    this.#live();
  }

  get clientId(): number {
    return this.part.spec.clientId ?? 0;
  }

  get account(): string {
    return this.part.strategy?.account ?? "";
  }

  /** The program's trader; only while the process lives. */
  get trader(): Trader {
    return this.#trader!;
  }

  /** What draws changes of other things than price and size; undefined where it makes none. */
  get recasting(): Prng | undefined {
    return this.part.spec.recasts ? this.part.recasting : undefined;
  }

  get io(): Io {
    return this.#io;
  }

  // ---------------------------------------------------------------- what habits are made of

  /** Places an order under a reference of its own. */
  place(symbol: string, terms: Terms, orderId = this.trader.takeOrderId()): OrderSeen {
    this.ledger.count("orders");
    return this.trader.place(symbol, this.#reference(orderId), terms, orderId);
  }

  cancel({ orderId }: OrderSeen): void {
    this.ledger.count("cancels");
    this.ledger.wantsGone(orderId, this.io.clock.now());
    this.trader.cancel(orderId);
  }

  modify(order: OrderSeen, change: Parameters<Trader["modify"]>[1]): void {
    this.ledger.count("modifies");
    if (change?.orderType !== undefined || change?.outsideRth !== undefined) this.ledger.count("recasts");
    this.trader.modify(order.orderId, change);
  }

  /** Orders of this program that may still work and that it knows how to change. */
  get working(): readonly OrderSeen[] {
    const { memory } = this.trader;
    return [...memory.orders.values()].filter(
      (order) => mayStillWork(order) && !isOver(order) && this.trader.placementOf(order.orderId) !== undefined,
    );
  }

  /** A drawn number of shares. */
  quantity(): Decimal {
    return this.prng.pick(QUANTITIES);
  }

  /** Bought minus sold in a symbol, as the program remembers. */
  traded(symbol: string): Decimal {
    return this.trader.memory.traded(symbol);
  }

  flat(symbol: string): boolean {
    return isZero(this.traded(symbol));
  }

  /** A price so many percent above the market, on the one-cent grid; from the client's own quotes where it has some. */
  price(symbol: string, percent: number): number {
    const quote = this.trader.memory.quotes.get(symbol);
    const seen = percent < 0 ? quote?.bid : quote?.ask;
    return Math.round((seen ?? this.#lastOf(symbol)) * (100 + percent)) / 100;
  }

  /** Runs something in this process, later. */
  later(ms: number, run: () => void): void {
    const { clock } = this.#io;
    clock.at(after(clock.now(), ms), run);
  }

  // ---------------------------------------------------------------- what the run asks

  heal(): void {
    this.#healing = true;
    this.ledger.heal();
    if (this.#trader === undefined) return;
    this.#manner.heals?.(this);
    mend(this);
  }

  waitingFor(): readonly string[] {
    return this.ledger.waitingFor(this.#trader && { trader: this.#trader, wall: this.#io.clock.wall() });
  }

  counts(): Readonly<Record<string, number>> {
    return this.ledger.counts;
  }

  /** kill -9, in the middle of whatever it does. */
  die(): void {
    this.ledger.count("deaths");
    this.part.world.kill(this.part.spec.host);
  }

  // ---------------------------------------------------------------- its life

  #live(): void {
    this.#io = this.part.world.host(this.part.spec.host);
    this.#lives++;
    this.#refs = 0;
    this.ledger.born();
    if (this.#manner.notes === undefined) this.#begin([]);
    else this.#readNotes(this.#manner.notes);
  }

  #ended(host: string): void {
    if (host !== this.part.spec.host) return;
    this.#trader = undefined;
    this.#notes = undefined;
    this.part.world.in(this.#awayMs(), () => this.#live());
  }

  /** A strategy with a dead man is now and then away for longer than that. */
  #awayMs(): number {
    const usual = this.prng.between(REVIVE_MS_MIN, REVIVE_MS_MAX);
    const { deadManMs } = this.part.strategy ?? {};
    if (deadManMs === undefined || this.#healing || !this.prng.chance(OUTLASTS_CHANCE)) return usual;
    return deadManMs + this.prng.between(REVIVE_MS_MIN, BEYOND_MS_MAX);
  }

  #readNotes(remembers: (prng: Prng) => boolean): void {
    this.#notes = new Notes(this.#io, (noted) => this.#begin(remembers(this.prng) ? noted : []));
  }

  #begin(notes: readonly Placement[]): void {
    const { spec, door } = this.part;
    const address = { ...door, clientId: this.clientId, serverVersionMax: spec.version };
    const reconnectMs = this.prng.between(RECONNECT_MS_MIN, RECONNECT_MS_MAX);
    this.#polling = new Polling(this);
    this.#trader = new Trader(
      this.#io,
      { ...address, account: this.account, reconnectMs, retries: true, notes, qualifies: spec.qualifies ?? false },
      {
        ready: () => this.#ready(),
        heard: (message) => this.#heard(message),
        lost: () => this.#manner.lost?.(),
        placing: (placement) => this.#notes?.add(placement),
        placingAgain: () => this.part.sometimes("order retried after reconnect"),
      },
    );
    if (this.#healing) mend(this);
    else this.#pace();
  }

  #ready(): void {
    this.ledger.count("connections");
    for (const symbol of this.#unstreamed()) this.trader.stream(symbol);
    if (this.part.spec.qualifies) for (const symbol of this.symbols) this.trader.describe(symbol);
    this.#manner.ready?.(this);
    if (!this.#healing) for (const each of this.#careless) each.ready?.(this);
  }

  /** The process may have ended while it listened. */
  #heard(message: Incoming): void {
    this.ledger.heard(message);
    if (this.#healing) return;
    this.#polling.heard(message);
    for (const { heard } of this.#careless) if (this.#trader !== undefined) heard?.(this, message);
  }

  #unstreamed(): readonly string[] {
    const wished = this.symbols.slice(0, this.#manner.streams ?? this.symbols.length);
    return wished.filter((symbol) => !this.trader.streams(symbol));
  }

  /** Something at its rate, until the run heals. */
  #pace(): void {
    this.later(gapMs(this.part, PER_HOUR), () => {
      if (this.#healing) return;
      if (this.trader.ready) this.#turn();
      // What it just did may have ended it.
      if (this.#trader !== undefined) this.#pace();
    });
  }

  #turn(): void {
    const times = this.prng.chance(BURST_CHANCE) ? 3 : 1;
    for (let i = 0; i < times && this.#trader !== undefined; i++) this.#draw().does(this);
  }

  #draw(): Habit {
    let at = this.prng.float() * this.#weights;
    for (const habit of this.#habits) {
      at -= habit.weight;
      if (at < 0) return habit;
    }
    return this.#habits[0]!;
  }

  #reference(orderId: number): string {
    const mark = this.#manner.mark?.(this.prng) ?? "";
    const reference = `${mark}${this.clientId}/${this.#lives}.${++this.#refs}`;
    this.ledger.placing(reference, orderId);
    return reference;
  }

  /** A name that was damaged on its way to it means nothing: then it looks at what it trades. */
  #lastOf(symbol: string): number {
    const { exchange } = this.part.gateway;
    const [listing] = [symbol, ...this.symbols].flatMap((name) => exchange.find({ symbol: name, secType: "STK" }));
    return listing === undefined ? 0 : exchange.quote(listing.conId).last;
  }
}
