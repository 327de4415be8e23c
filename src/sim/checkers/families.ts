/**
 * Entries and the stops that shall close them, as their clients asked and as the broker holds them (I6).
 *
 * A family is an entry and the legs that name it as their parent. Its exposure is what the entry has filled less what its
 * exits have closed. What its strategy has closed there by other orders is forgiven, first to the family that has been open
 * for longest, and for ever: nobody has more to protect than all of his executions make. A strategy that assembles groups
 * of exits by itself has families that are not known here, so of what it has traded the other way by orders of none, nobody
 * can say which family it has closed. How much of the rest a stop covers has two readings: one that still waits for its
 * parent, or whose cancel is under way, may protect or not. Of stops in one OCA group only one can fill.
 */
import type { Execution } from "../broker/event.ts";
import { isDone, isUntransmitted, type Order as TruthOrder } from "../broker/order.ts";
import { type Facts, keyOf } from "./facts.ts";
import type { Line, PlacementLine } from "./line.ts";

/** Order types that wait for the market to go against a position. */
const STOPS: ReadonlySet<string> = new Set(["STP", "STP LMT", "STPLMT", "TRAIL", "TRAIL LIMIT", "TRAILLMT"]);
export const isStopType = (type: unknown): boolean => STOPS.has(String(type ?? ""));

/** One strategy's trading in one contract of one account. */
interface Cell {
  readonly strategy: string;
  readonly account: string;
  readonly conId: number;
  /** Signed: what all its executions make. */
  net: number;
  /** In the order in which what they have open began. */
  readonly entries: Set<string>;
  /** By side, 1 or -1: what orders of no family known here have traded. */
  readonly beside: Map<number, number>;
}

/** Where a strategy trades; without a contract, all of its account. */
export interface Spot {
  readonly strategy?: string;
  readonly account?: string;
  readonly conId?: number;
}

export class Families {
  readonly #facts: Facts;
  readonly #legs = new Map<string, Set<string>>();
  readonly #parents = new Map<string, string>();
  readonly #forgiven = new Map<string, number>();
  readonly #cells = new Map<string, Cell>();
  /** Stops of groups that strategies made by themselves. */
  readonly #assembled: PlacementLine[] = [];
  /** By the execId without its count of corrections: signed shares as they stand now. */
  readonly #shares = new Map<string, number>();
  /** By order: signed, what its executions make; one that was taken back makes nothing, whatever its order says. */
  readonly #traded = new Map<string, number>();

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  /** A leg that waits at the door belongs to its family; protection counts as asked for once a stop is to leave. */
  journaled(line: Line): void {
    if (line.kind === "orderHeld") this.#placed(line as unknown as PlacementLine);
    if (line.kind === "orderIntended") for (const leg of line.legs as readonly PlacementLine[]) this.#placed(leg);
  }

  #placed(leg: PlacementLine): void {
    if (isAssembled(leg)) this.#assembled.push(leg);
    if (leg.parent !== undefined) this.#join(leg.parent, leg.key);
  }

  #join(parent: string, key: string): void {
    const legs = this.#legs.get(parent) ?? new Set<string>();
    this.#legs.set(parent, legs.add(key));
    this.#parents.set(key, parent);
  }

  entries(): IterableIterator<string> {
    return this.#legs.keys();
  }

  /** The entry of the family that an order belongs to: its parent, or itself. */
  entryOf(key: string): string | undefined {
    return this.#legs.has(key) ? key : this.#parents.get(key);
  }

  /** Keys of the stops that were asked for. */
  stopsOf(entry: string): readonly string[] {
    return [...(this.#legs.get(entry) ?? [])].filter((key) =>
      isStopType(this.#facts.order(key)?.placement.order.orderType),
    );
  }

  cellOf(entry: string): Cell | undefined {
    const [first] = this.#facts.truthOf(entry);
    const strategy = this.#facts.order(entry)?.placement.strategy;
    return first && strategy ? this.#cell(strategy, first.terms.account, first.listing.conId) : undefined;
  }

  #cell(strategy: string, account: string, conId: number): Cell {
    const id = `${strategy}/${account}/${conId}`;
    const known = this.#cells.get(id) ?? { strategy, account, conId, net: 0, entries: new Set(), beside: new Map() };
    this.#cells.set(id, known);
    return known;
  }

  // ---------------------------------------------------------------- what is open

  /** An execution at the broker; a correction comes in place of what it corrects. */
  executed({ execId, orderRef, account, listing, side, shares }: Execution): void {
    const key = keyOf(orderRef);
    const strategy = ownerOf(this.#facts.order(key)?.placement);
    if (strategy === undefined) return;
    const cell = this.#cell(strategy, account, listing.conId);
    const stem = execId.slice(0, execId.lastIndexOf("."));
    const signed = Number(shares) * (side === "BOT" ? 1 : -1);
    const change = signed - (this.#shares.get(stem) ?? 0);
    const entry = this.entryOf(key);
    if (entry !== undefined && this.exposureOf(entry) === 0) cell.entries.delete(entry);
    cell.net += change;
    this.#shares.set(stem, signed);
    this.#traded.set(key, (this.#traded.get(key) ?? 0) + change);
    if (entry !== undefined) cell.entries.add(entry);
    else cell.beside.set(Math.sign(signed), (cell.beside.get(Math.sign(signed)) ?? 0) + Math.abs(change));
    for (const sign of [1, -1]) this.#forgive(cell, sign);
  }

  #forgive({ net, entries }: Cell, sign: number): void {
    const open = [...entries].filter((entry) => this.exposureOf(entry) * sign > 0);
    let excess = open.reduce((all, entry) => all + this.exposureOf(entry) * sign, 0) - Math.max(0, net * sign);
    for (const entry of open) {
      if (excess <= 0) return;
      const part = Math.min(excess, this.exposureOf(entry) * sign);
      this.#forgiven.set(entry, (this.#forgiven.get(entry) ?? 0) + part * sign);
      excess -= part;
    }
  }

  /** Signed: what is left open of an entry for which a stop was asked; 0 of others, and where exits have closed more. */
  exposureOf(entry: string): number {
    const entries = this.#facts.truthOf(entry);
    if (entries.length === 0 || !this.#isAskedFor(entry)) return 0;
    const all = [entry, ...(this.#legs.get(entry) ?? [])];
    const traded = all.reduce((sum, key) => sum + (this.#traded.get(key) ?? 0), 0);
    const open = traded - (this.#forgiven.get(entry) ?? 0);
    return open * sideOf(entries[0]!) > 0 ? open : 0;
  }

  /** What is surely open of these entries, where it is any: less what other orders may have closed beside groups. */
  surelyOpen(entries: Iterable<string>): ReadonlyMap<string, number> {
    const unclear = new Map<string, number>();
    const open = new Map<string, number>();
    for (const entry of entries) {
      const [exposure, cell] = [this.exposureOf(entry), this.cellOf(entry)];
      if (cell === undefined || exposure === 0) continue;
      const [sign, of] = [Math.sign(exposure), `${cell.strategy}/${cell.account}/${cell.conId}/${Math.sign(exposure)}`];
      const left = unclear.get(of) ?? (this.assembles(cell) ? (cell.beside.get(-sign) ?? 0) : 0);
      const part = Math.min(left, Math.abs(exposure));
      unclear.set(of, left - part);
      if (part < Math.abs(exposure)) open.set(entry, exposure - part * sign);
    }
    return open;
  }

  /** Whether a strategy makes groups of exits by itself there, or has tried to. */
  assembles({ strategy, account, conId }: Spot): boolean {
    const isThere = ({ key }: PlacementLine): boolean =>
      conId === undefined || this.#facts.truthOf(key).every(({ listing }) => listing.conId === conId);
    return this.#assembled.some((stop) => stop.strategy === strategy && stop.account === account && isThere(stop));
  }

  #isAskedFor(entry: string): boolean {
    return this.stopsOf(entry).some((key) => this.#facts.order(key)?.intended === true);
  }

  /** What its own stops cover: surely, or perhaps. */
  coverOf(entry: string, how: "surely" | "perhaps"): number {
    const action = this.#facts.truthOf(entry)[0]?.terms.action;
    const stops = this.#legsOf(entry).filter((order) => isStop(order) && order.terms.action !== action);
    return sumOf(stops.filter(how === "surely" ? protects : mayProtect));
  }

  #legsOf(entry: string): readonly TruthOrder[] {
    return [...(this.#legs.get(entry) ?? [])].flatMap((key) => this.#facts.truthOf(key));
  }
}

/** What the operator closes for a strategy is that strategy's trade. */
const ownerOf = (placement: PlacementLine | undefined): string | undefined => placement?.closes ?? placement?.strategy;
const isStop = ({ terms }: TruthOrder): boolean => isStopType(terms.orderType);
const mayProtect = (order: TruthOrder): boolean => !isDone(order) && !isUntransmitted(order);
const protects = (order: TruthOrder): boolean => mayProtect(order) && !order.child && order.status !== "PendingCancel";
const sideOf = ({ terms }: TruthOrder): number => (terms.action === "BUY" ? 1 : -1);

/** What all these cover: of those that share an OCA group only one can fill, so the largest counts. */
function sumOf(stops: readonly TruthOrder[]): number {
  let sum = 0;
  const groups = new Map<string, number>();
  for (const { terms, filled } of stops) {
    const rest = Number(terms.totalQuantity ?? 0) - Number(filled);
    const group = terms.ocaGroup ? `${terms.account}/${terms.ocaGroup}` : undefined;
    if (group === undefined) sum += rest;
    else groups.set(group, Math.max(rest, groups.get(group) ?? 0));
  }
  return [...groups.values()].reduce((all, most) => all + most, sum);
}

/** What trades against a position of this sign. */
export const closing = (sign: number): string => (sign > 0 ? "SELL" : "BUY");

/** What stops of whomever may cover in one contract of one account, against a position of this sign: of those that are awake. */
export function stopsThere(working: readonly TruthOrder[], account: string, conId: number, sign: number): number {
  const action = closing(sign);
  const isHere = ({ terms, listing }: TruthOrder): boolean =>
    terms.account === account && listing.conId === conId && terms.action === action;
  return sumOf(working.filter((order) => isStop(order) && isHere(order) && !sleeps(order, working)));
}

/**
 * It waits for the entry of a bracket that has not traded, or that was refused and never will; of what was placed by hand
 * no client can know that.
 */
const sleeps = ({ child, parent, manual }: TruthOrder, working: readonly TruthOrder[]): boolean =>
  child && !manual && !working.some(({ permId, filled }) => permId === parent && Number(filled) > 0);

/** A group of orders that cancel each other, with a stop among them: what it protects is its client's affair. */
const isAssembled = ({ order, parent }: PlacementLine): boolean =>
  parent === undefined && isStopType(order.orderType) && (order.ocaGroup ?? "") !== "";
