/**
 * Entries with the exits that shall close them: the fold of the journal's order entries behind the order desk's own.
 *
 * A family is what clients tie together: by parentId, or, as unmodified clients do after a fill, by an OCA group on the
 * other side that holds a stop (`assembled.ts`). Its exposure is what its entry has filled less what its exits have closed,
 * what second orders with their keys have traded among it (`twins.ts`), less what is forgiven: no strategy has more to
 * protect in a contract than all of its executions there make, so what it closes by other orders is forgiven for ever. To
 * families without a stop first, for they have nothing to protect, and among equals to the one that has been open for longest.
 * Only what was made before such a close and is told behind it takes back what that was believed to have closed (`pardons.ts`).
 *
 * Old orders that have ended are forgotten, but none of a family that is not over: one of which anything is forgotten was.
 */
import {
  compare,
  type Decimal,
  isNegative,
  isZero,
  least,
  minus,
  negate,
  plus,
  sizeOf,
  ZERO,
} from "../base/decimal.ts";
import type { WallMs } from "../base/time.ts";
import type { Entry, Execution, Fold, Placement } from "../model/entry.ts";
import { signedBy } from "../model/execution.ts";
import type { OrderKey } from "../model/ids.ts";
import { Assembled } from "./assembled.ts";
import { instrumentOf, isOfCombination, isSameInstrument } from "./instrument.ts";
import { isBuy, isOpen, isStop, signedFill } from "./leg.ts";
import { type Pardon, Pardons } from "./pardons.ts";
import { Twins } from "./twins.ts";
import type { Leg, Legs } from "./view.ts";

export interface Family {
  /** The entry. */
  readonly root: OrderKey;
  /** All of its orders, the entry among them, in the order they joined. */
  readonly keys: Set<OrderKey>;
  /** Signed: what was closed by orders of nobody's family. */
  forgiven: Decimal;
  /** When its present exposure began. */
  openedAt: WallMs | undefined;
  cell: Cell | undefined;
}

/** One strategy's trading in one contract of one account. */
export interface Cell {
  readonly id: string;
  /** Signed: what all executions of the strategy make. */
  net: Decimal;
  /** Those that are not over; of those that have something open, the one that has had it for longest first. */
  readonly families: Set<Family>;
  /** All strategies' trading in that contract of that account, this one's among it. */
  readonly beside: Set<Cell>;
  /** What was forgiven last. */
  readonly pardons: Pardons<Family>;
  /** How many orders that are remembered have traded in it. */
  traders: number;
}

export class Families implements Fold {
  readonly #legs: Legs;
  readonly #familyOf = new Map<OrderKey, Family>();
  readonly #cells = new Map<string, Cell>();
  /** By what their names say behind the strategy. */
  readonly #places = new Map<string, Set<Cell>>();
  readonly #fills = new Map<OrderKey, { readonly cell: Cell; readonly signed: Decimal }>();
  readonly #assembled: Assembled;
  readonly #twins: Twins;
  /** Families that are not over. */
  readonly active = new Set<Family>();
  /** Families that something happened to since somebody looked. */
  readonly #touched = new Set<Family>();
  /** Families that a leg has left by the present entry. */
  readonly #left = new Set<Family>();
  /** How many executions were folded; by account and contract, the number of the last one. */
  executions = 0;
  readonly #lastExecution = new Map<string, number>();

  /** `legs` are folded before. */
  constructor(legs: Legs) {
    this.#legs = legs;
    this.#assembled = new Assembled(legs, {
      isTaken: (key) => this.#familyAt(key) !== undefined,
      isActive: (key) => this.isActive(key),
    });
    this.#twins = new Twins(legs);
  }

  evolve(entry: Entry, at: WallMs): void {
    if (entry.kind === "orderIntended") for (const leg of entry.legs) this.#joined(leg, at);
    else if (entry.kind === "orderHeld") this.#joined(entry, at);
    else if (entry.kind === "executed") this.#executed(entry.key, entry.execution, at);
    else if (entry.kind === "foreignExecuted") this.#othersExecuted(entry.execution, at);
    else if ("key" in entry && typeof entry.key === "string") this.#happened(entry.key, at);
  }

  /** The number of the last execution in this contract of this account; 0 before the first. */
  lastExecution(account: string, conId: number): number {
    return this.#lastExecution.get(`${account}/${conId}`) ?? 0;
  }

  /** What has happened since the last call. */
  takeTouched(): Family[] {
    const touched = [...this.#touched];
    this.#touched.clear();
    return touched;
  }

  /** Whether this order is one of a family that is not over. */
  isActive(key: OrderKey): boolean {
    const family = this.#familyOf.get(key);
    return family !== undefined && this.active.has(family);
  }

  legsOf(family: Family): Leg[] {
    return [...family.keys].map((key) => this.#legs.byKey(key)!);
  }

  /** Signed: what its exits have not closed yet. */
  exposureOf(family: Family): Decimal {
    const root = this.#legs.byKey(family.root)!;
    let exposure = isZero(family.forgiven) ? ZERO : negate(family.forgiven);
    for (const leg of this.legsOf(family)) {
      const signed = this.#signedFill(leg);
      if (!isZero(signed) && isSameInstrument(leg, root)) exposure = plus(exposure, signed);
    }
    return exposure;
  }

  #signedFill(leg: Leg): Decimal {
    return plus(signedFill(leg), this.#twins.filledOf(leg.key));
  }

  /** Whether a stop was ever asked for against an exposure of this sign. */
  isMeantToBeStopped(family: Family, isLong: boolean): boolean {
    return this.legsOf(family).some((leg) => isStop(leg) && isBuy(leg) !== isLong);
  }

  // ---------------------------------------------------------------- who belongs to whom

  #joined({ key, parent }: Placement, at: WallMs): void {
    if (parent !== undefined) this.#join(this.#familyAt(parent) ?? this.#begin(parent), key);
    else {
      if (this.#familyOf.get(key)?.root !== key) this.#leave(key);
      this.#assemble(this.#legs.byKey(key)!);
    }
    this.#happened(key, at);
    this.#judgeLeft(at);
    // Other orders may have closed before what its entry opened.
    const cell = this.#familyOf.get(key)?.cell;
    if (cell !== undefined) this.#forgive(cell, at);
  }

  /** A held leg may be placed again under another parent, or under none. */
  #leave(key: OrderKey): void {
    const family = this.#familyAt(key);
    if (family === undefined) return;
    family.keys.delete(key);
    this.#familyOf.delete(key);
    this.#left.add(family);
  }

  /** Without that leg a family may be over. */
  #judgeLeft(at: WallMs): void {
    for (const family of this.#left) {
      this.#touched.add(family);
      this.#refresh(family, at);
    }
    this.#left.clear();
  }

  #assemble(leg: Leg): void {
    const found = this.#assembled.joined(leg);
    if (found === undefined) return;
    const family = this.#familyAt(found.entry) ?? this.#begin(found.entry);
    for (const key of found.exits) this.#join(family, key);
  }

  /** Nobody's, once anything of it is forgotten. */
  #familyAt(key: OrderKey): Family | undefined {
    const family = this.#familyOf.get(key);
    if (family === undefined || this.#isWhole(family)) return family;
    for (const leg of family.keys) this.#familyOf.delete(leg);
    return undefined;
  }

  /** An order that nobody knows any more: what it has traded stays counted, and its family is nobody's. */
  forget(key: OrderKey): void {
    const [family, traded] = [this.#familyOf.get(key), this.#fills.get(key)?.cell];
    this.#fills.delete(key);
    for (const leg of family?.keys ?? []) this.#familyOf.delete(leg);
    if (traded !== undefined) traded.traders--;
    for (const cell of [traded, family?.cell]) if (cell !== undefined) this.#leaveUnlessUsed(cell);
  }

  /** Nothing is left to count in it; what a combination has traded is set against nothing but its own orders. */
  #leaveUnlessUsed(cell: Cell): void {
    const { id, net, families, traders, beside } = cell;
    if (traders > 0 || families.size > 0 || !(isZero(net) || isOfCombination(id))) return;
    this.#cells.delete(id);
    beside.delete(cell);
    if (beside.size === 0) this.#places.delete(placeIn(id));
  }

  #isWhole({ root, keys }: Family): boolean {
    for (const key of [root, ...keys]) if (this.#legs.byKey(key) === undefined) return false;
    return true;
  }

  #begin(root: OrderKey): Family {
    const family: Family = { root, keys: new Set(), forgiven: ZERO, openedAt: undefined, cell: undefined };
    this.#join(family, root);
    return family;
  }

  /** Those whose entry it was so far follow it: no family is without its root. */
  #join(family: Family, key: OrderKey): void {
    const before = this.#familyAt(key);
    for (const leg of before?.root === key ? [...before.keys] : [key]) {
      if (before !== family) this.#leave(leg);
      family.keys.add(leg);
      this.#familyOf.set(leg, family);
    }
  }

  // ---------------------------------------------------------------- what has filled

  #executed(key: OrderKey, told: Execution, at: WallMs): void {
    const leg = this.#legs.byKey(key);
    if (leg === undefined) return;
    this.#traded(leg.account, told.contract?.conId);
    const before = this.#fills.get(key)?.signed ?? ZERO;
    this.#happened(key, at, told);
    const after = this.#fills.get(key);
    if (after !== undefined) this.#takeBack(after.cell, key, told, minus(after.signed, before), at);
  }

  #othersExecuted(execution: Execution, at: WallMs): void {
    this.#traded(execution.execution?.acctNumber ?? "", execution.contract?.conId);
    const twinOf = this.#twins.executed(execution);
    if (twinOf !== undefined) this.#happened(twinOf, at);
  }

  #traded(account: string, conId = 0): void {
    this.#lastExecution.set(`${account}/${conId}`, ++this.executions);
  }

  /** `told` is the execution that it was, if it was one. */
  #happened(key: OrderKey, at: WallMs, told?: Execution): void {
    const leg = this.#legs.byKey(key);
    if (leg === undefined) return;
    const family = this.#familyAt(key);
    if (family !== undefined) this.#place(family);
    const cell = this.#count(leg);
    if (cell !== undefined && family !== undefined) this.#opens(family, at);
    if (cell !== undefined) this.#forgive(cell, at, told);
    if (family === undefined) return this.#beside(leg);
    this.#touched.add(family);
    // News of a leg that goes on as before: most of what is replayed.
    if (cell === undefined && isOpen(leg) && this.active.has(family)) return;
    this.#refresh(family, at);
  }

  /** An order of nobody's family may cover one all the same. */
  #beside(leg: Leg): void {
    for (const family of this.#cells.get(cellIdOf(leg))?.families ?? []) this.#touched.add(family);
  }

  /** The cell whose sum has changed by this order. */
  #count(leg: Leg): Cell | undefined {
    const signed = this.#signedFill(leg);
    const before = this.#fills.get(leg.key);
    if (before === undefined && isZero(signed)) return undefined;
    const cell = this.#cell(leg);
    if (before?.cell === cell && before.signed === signed) return undefined;
    if (before !== undefined) {
      before.cell.net = minus(before.cell.net, before.signed);
      before.cell.traders--;
    }
    cell.net = plus(cell.net, signed);
    cell.traders++;
    this.#fills.set(leg.key, { cell, signed });
    return cell;
  }

  #cell = (leg: Leg): Cell => this.#cellNamed(cellIdOf(leg));

  #cellNamed(id: string): Cell {
    const known = this.#cells.get(id);
    if (known !== undefined) return known;
    const beside = this.#places.get(placeIn(id)) ?? new Set();
    const cell: Cell = { id, net: ZERO, families: new Set(), beside, pardons: new Pardons(), traders: 0 };
    this.#cells.set(id, cell);
    this.#places.set(placeIn(id), beside.add(cell));
    return cell;
  }

  /** A contract may get its number only when the broker has shown it; of a family that was over its cell may be left. */
  #place(family: Family): void {
    const root = this.#legs.byKey(family.root)!;
    const isLeft = family.cell !== undefined && this.#cells.get(family.cell.id) !== family.cell;
    if (family.cell !== undefined && root.contract.conId && !isLeft) return;
    const cell = this.#cell(root);
    if (cell === family.cell) return;
    family.cell?.families.delete(family);
    family.cell = cell;
    cell.families.add(family);
  }

  #forgive(cell: Cell, at: WallMs, told?: Execution): void {
    for (const isLong of [true, false]) {
      const families = [...cell.families].filter((family) => hasSign(this.exposureOf(family), isLong));
      const all = families.reduce((sum, family) => plus(sum, sizeOf(this.exposureOf(family))), ZERO);
      let excess = minus(all, hasSign(cell.net, isLong) ? sizeOf(cell.net) : ZERO);
      if (compare(excess, ZERO) <= 0) continue;
      for (const family of this.#stoplessFirst(families, isLong)) {
        if (compare(excess, ZERO) <= 0) break;
        const part = least(excess, sizeOf(this.exposureOf(family)));
        family.forgiven = plus(family.forgiven, isLong ? part : negate(part));
        excess = minus(excess, part);
        cell.pardons.given({ family, isLong, part, open: () => this.#openIn(cell, isLong) }, told);
        this.#touched.add(family);
        this.#refresh(family, at);
      }
    }
  }

  *#openIn(cell: Cell, isLong: boolean): Generator<OrderKey> {
    for (const leg of this.#legs.open) if (isBuy(leg) === isLong && cellIdOf(leg) === cell.id) yield leg.key;
  }

  /** No more than this execution has brought, and than the strategy holds beside what its families have open. */
  #takeBack(cell: Cell, key: OrderKey, told: Execution, change: Decimal, at: WallMs): void {
    const { side, shares = ZERO } = told.execution ?? {};
    // A status may have counted it already.
    const signed = isZero(change) ? signedBy(side, shares) : change;
    const isLong = !isNegative(signed);
    let room = least(sizeOf(signed), this.#bare(cell, isLong));
    for (const pardon of cell.pardons.madeBehind(key, told, isLong)) {
      const { family } = pardon;
      if (compare(room, ZERO) <= 0) return;
      if (this.#familyAt(family.root) !== family) continue;
      const part = least(room, pardon.part);
      family.forgiven = minus(family.forgiven, isLong ? part : negate(part));
      room = minus(room, part);
      pardon.part = minus(pardon.part, part);
      this.#touched.add(family);
      this.#refresh(family, at);
    }
  }

  /** What the strategy holds beside what its families have open. */
  #bare(cell: Cell, isLong: boolean): Decimal {
    const open = [...cell.families].map((family) => this.exposureOf(family)).filter((one) => hasSign(one, isLong));
    return open.reduce((rest, one) => minus(rest, sizeOf(one)), hasSign(cell.net, isLong) ? sizeOf(cell.net) : ZERO);
  }

  /** Which of them was closed nobody can say: what may still lack its stop goes on lacking it. */
  #stoplessFirst(families: readonly Family[], isLong: boolean): Family[] {
    const isMeant = (family: Family): boolean => this.isMeantToBeStopped(family, isLong);
    return [...families.filter((family) => !isMeant(family)), ...families.filter(isMeant)];
  }

  #refresh(family: Family, at: WallMs): void {
    const exposure = this.exposureOf(family);
    this.#opens(family, at);
    if (isZero(exposure)) family.openedAt = undefined;
    if (this.#isOver(family, exposure)) this.#end(family);
    else {
      this.active.add(family);
      family.cell?.families.add(family);
    }
  }

  /** Within its cell it stands behind those that have been open for longer. */
  #opens(family: Family, at: WallMs): void {
    if (family.openedAt !== undefined || isZero(this.exposureOf(family))) return;
    family.openedAt = at;
    family.cell?.families.delete(family);
    family.cell?.families.add(family);
  }

  #isOver(family: Family, exposure: Decimal): boolean {
    if (this.legsOf(family).some(isOpen)) return false;
    return isZero(exposure) || !this.isMeantToBeStopped(family, !isNegative(exposure));
  }

  #end(family: Family): void {
    this.active.delete(family);
    family.cell?.families.delete(family);
  }

  // ---------------------------------------------------------------- carried over

  carry(): Carried {
    // Who is forgiven first is their order within a cell.
    const inCells = [...this.#cells.values()].flatMap((cell) => [...cell.families]);
    const all = new Set([...inCells, ...this.#familyOf.values()]);
    return {
      families: [...all]
        .filter((family) => this.#isWhole(family))
        .map(({ root, keys, forgiven, openedAt }) => ({ root, keys: [...keys], forgiven, openedAt })),
      nets: [...this.#cells.values()].flatMap(({ id, net }) => (isZero(net) ? [] : [[id, net] as const])),
      pardons: [...this.#cells.values()].flatMap(({ id, pardons }) =>
        pardons.all
          .filter(({ family }) => all.has(family) && this.#isWhole(family))
          .map(({ family, ...pardon }) => ({ ...pardon, id, root: family.root })),
      ),
      assembled: this.#assembled.carry(),
      twins: this.#twins.carry(),
    };
  }

  resume(carried: unknown): void {
    const { families, nets, pardons = [], assembled, twins } = carried as Carried;
    for (const map of [this.#familyOf, this.#cells, this.#places, this.#fills, this.#lastExecution]) map.clear();
    for (const set of [this.active, this.#touched]) set.clear();
    this.#assembled.resume(assembled);
    this.#twins.resume(twins);
    for (const leg of this.#legs.orders) this.#count(leg);
    if (nets !== undefined) this.#resumeNets(nets);
    for (const { root, keys, forgiven, openedAt } of families) {
      const family: Family = { root, keys: new Set(keys), forgiven, openedAt, cell: undefined };
      // Earlier builds have carried those of which something was forgotten.
      if (!this.#isWhole(family)) continue;
      for (const key of keys) this.#join(family, key);
      this.#place(family);
      if (this.#isOver(family, this.exposureOf(family))) this.#end(family);
      else this.active.add(family);
    }
    for (const { id, root, ...pardon } of pardons) {
      const family = this.#familyOf.get(root);
      if (family?.root === root) this.#cellNamed(id).pardons.resume({ ...pardon, family });
    }
  }

  /** Orders that are forgotten have traded as well. */
  #resumeNets(nets: NonNullable<Carried["nets"]>): void {
    for (const cell of this.#cells.values()) cell.net = ZERO;
    // Earlier builds have carried those of combinations that were forgotten.
    for (const [id, net] of nets) if (!isOfCombination(id) || this.#cells.has(id)) this.#cellNamed(id).net = net;
  }
}

interface Carried {
  readonly families: readonly {
    readonly root: OrderKey;
    readonly keys: readonly OrderKey[];
    readonly forgiven: Decimal;
    readonly openedAt?: WallMs | undefined;
  }[];
  /** Of cells; earlier builds have added up what was remembered. */
  readonly nets?: readonly (readonly [string, Decimal])[];
  /** Earlier builds have carried none. */
  readonly pardons?: readonly (Omit<Pardon<Family>, "family"> & { readonly id: string; readonly root: OrderKey })[];
  readonly assembled: unknown;
  readonly twins: unknown;
}

/** What the operator closes for a strategy is that strategy's trade. */
const cellIdOf = (leg: Leg): string => `${leg.closes ?? leg.strategy}/${leg.account}/${instrumentOf(leg)}`;

/** What its name says behind the strategy. */
const placeIn = (cellId: string): string => cellId.slice(cellId.indexOf("/"));

export const hasSign = (exposure: Decimal, isLong: boolean): boolean =>
  !isZero(exposure) && isNegative(exposure) !== isLong;
