/**
 * Brackets that unmodified clients assemble after the fill: an entry by itself, then a stop and a target on the other side
 * that share an OCA group and name no parent.
 *
 * The group belongs to the newest entry of the same client in the same contract that it fits: as large as what has filled
 * of it, or as the whole of it. A group that fits none is guarded by nobody, for what it should protect is not known.
 */
import { dropOldest } from "../base/bounded.ts";
import { compare, type Decimal, isZero, ZERO } from "../base/decimal.ts";
import { filledOf } from "../model/filled.ts";
import type { OrderKey } from "../model/ids.ts";
import { isSameInstrument } from "./instrument.ts";
import { isBuy, isOpen, isStop } from "./leg.ts";
import type { Leg, Legs } from "./view.ts";

/** Entries of one client that are remembered; what it protects later than so many orders on is not recognised. */
const ENTRIES_PER_CLIENT_MAX = 50;
/** Clients whose entries are remembered: some come under another client id each time. Who placed one last counts as new. */
const CLIENTS_MAX = 1_000;
/** Groups that are remembered; the oldest is forgotten beyond it. */
const GROUPS_MAX = 2_000;

interface Group {
  readonly exits: readonly OrderKey[];
  readonly entry?: OrderKey | undefined;
}

/** Whether an order belongs to a family, and whether to one that is not over. */
interface Known {
  isTaken(key: OrderKey): boolean;
  isActive(key: OrderKey): boolean;
}

export class Assembled {
  readonly #legs: Legs;
  readonly #families: Known;
  readonly #entries = new Map<string, readonly OrderKey[]>();
  readonly #groups = new Map<string, Group>();

  constructor(legs: Legs, families: Known) {
    this.#legs = legs;
    this.#families = families;
  }

  /** An order without a parent was placed. Answers the entry that its group protects, once that is known. */
  joined(leg: Leg): { readonly entry: OrderKey; readonly exits: readonly OrderKey[] } | undefined {
    const { ocaGroup = "" } = leg.order;
    if (ocaGroup === "") return this.#mayBeEntry(leg);
    const name = `${leg.strategy}/${leg.account}/${ocaGroup}`;
    const known = this.#knownAs(name);
    const exits = [...new Set([...(known?.exits ?? []).filter(this.#isRemembered), leg.key])];
    const entry = known?.entry ?? (isStop(leg) ? this.#entryFor(leg) : undefined);
    this.#remember(name, { exits, entry });
    return entry === undefined ? undefined : { entry, exits };
  }

  /** A name that is used again behind what it has protected, or behind orders that have all ended, means another group. */
  #knownAs(name: string): Group | undefined {
    const known = this.#groups.get(name);
    return known !== undefined && this.#isOn(known) ? known : undefined;
  }

  #isOn({ entry, exits }: Group): boolean {
    if (entry !== undefined) return this.#families.isActive(entry);
    return exits.some((key) => this.#isRemembered(key) && isOpen(this.#legs.byKey(key)!));
  }

  #mayBeEntry({ strategy, clientId, key }: Leg): undefined {
    const client = `${strategy}/${clientId}`;
    const entries = (this.#entries.get(client) ?? []).filter((other) => other !== key);
    this.#entries.delete(client);
    this.#entries.set(client, [...entries, key].slice(-ENTRIES_PER_CLIENT_MAX));
    dropOldest(this.#entries, CLIENTS_MAX);
    return undefined;
  }

  #entryFor(stop: Leg): OrderKey | undefined {
    const newest = (this.#entries.get(`${stop.strategy}/${stop.clientId}`) ?? []).toReversed();
    return newest.find(
      (key) => this.#isRemembered(key) && !this.#families.isTaken(key) && fits(this.#legs.byKey(key)!, stop),
    );
  }

  #isRemembered = (key: OrderKey): boolean => this.#legs.byKey(key) !== undefined;

  #remember(name: string, group: Group): void {
    this.#groups.set(name, group);
    dropOldest(this.#groups, GROUPS_MAX);
  }

  carry(): Carried {
    return { entries: [...this.#entries], groups: [...this.#groups] };
  }

  resume(carried: unknown): void {
    const { entries, groups } = carried as Carried;
    this.#entries.clear();
    this.#groups.clear();
    for (const [client, keys] of entries) this.#entries.set(client, keys);
    for (const [name, group] of groups) this.#groups.set(name, group);
  }
}

interface Carried {
  readonly entries: readonly (readonly [string, readonly OrderKey[]])[];
  readonly groups: readonly (readonly [string, Group])[];
}

function fits(entry: Leg, stop: Leg): boolean {
  const [filled, wanted] = [filledOf(entry), quantityOf(stop)];
  if (isZero(filled) || isZero(wanted) || isBuy(entry) === isBuy(stop) || entry.account !== stop.account) return false;
  if (!isSameInstrument(entry, stop)) return false;
  return compare(filled, wanted) === 0 || compare(quantityOf(entry), wanted) === 0;
}

const quantityOf = ({ order }: Leg): Decimal => order.totalQuantity ?? ZERO;
