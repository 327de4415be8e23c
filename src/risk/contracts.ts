/**
 * What the broker calls contracts, learnt from the messages that pass by: an order may name a conId alone, or a symbol alone,
 * and so may an operator's list.
 *
 * Only what the broker says is learnt, never what a client claims. It is bounded: the contract that was learnt first is
 * forgotten first, and who needs it then is told that it is not known.
 */
import { dropOldest } from "../base/bounded.ts";
import type { PlacedContract } from "../model/entry.ts";
import type { Incoming, IncomingBody } from "../wire/codec.ts";
import { fold, isAskable, isRenamed, matchOf, nameOf } from "./contractNames.ts";
import type { KnownContract } from "./view.ts";

const CONTRACTS_MAX = 20_000;
const ANSWERS_MAX = 10_000;
/** IB's are 1 and 100: what is far beyond them would make an order worth next to nothing. */
const MAGNIFIER_MAX = 1_000;
/** Longer lists of exchanges are cut. */
const EXCHANGES_MAX = 200;

/** What the broker says of a contract in one message; parts that it leaves out are empty. */
type Told = Pick<
  KnownContract,
  "conId" | "symbol" | "localSymbol" | "secType" | "currency" | "primaryExchange" | "multiplier"
> & {
  readonly exchange?: string;
  readonly lastTradeDateOrContractMonth?: string;
  readonly strike?: number | undefined;
  readonly right?: string;
  readonly tradingClass?: string;
};

export class Contracts {
  readonly #known = new Map<number, KnownContract>();
  /** By symbol and by local symbol. */
  readonly #byName = new Map<string, Set<number>>();
  /** The conIds that the broker has answered with, by what it was asked. */
  readonly #answers = new Map<string, readonly number[]>();
  readonly #max: number;
  /** What was asked for last, until anything more is learnt. */
  #last: { readonly asked: PlacedContract; readonly conId: number } | undefined;

  constructor(max = CONTRACTS_MAX) {
    this.#max = max;
  }

  /** A message of the broker; most say nothing of a contract. */
  heard(message: Incoming): void {
    switch (message.name) {
      case "contractDetails":
        return this.#described(message.body);
      case "openOrder":
      case "completedOrder":
      case "position":
      case "updatePortfolio":
      case "execDetails":
        return this.learn(message.body.contract);
      default:
    }
  }

  #described({ contract, validExchanges, priceMagnifier }: IncomingBody<"contractDetails">): void {
    this.learn(contract);
    const known = this.#known.get(contract.conId);
    if (known === undefined) return;
    const exchanges = new Set(known.exchanges);
    for (const exchange of validExchanges.split(",").slice(0, EXCHANGES_MAX)) exchanges.add(fold(exchange));
    exchanges.delete("");
    this.#known.set(known.conId, { ...known, exchanges, priceMagnifier: magnifier(priceMagnifier) });
  }

  learn(told: Told): void {
    const { conId, symbol, secType } = told;
    this.#last = undefined;
    // All combinations share conIds that say nothing of what is in them.
    if (conId === 0 || symbol === "" || secType === "BAG") return;
    const known = this.#known.get(conId);
    if (known === undefined) this.#makeRoom();
    const now = merged(told, known);
    this.#known.set(conId, now);
    if (known?.symbol === now.symbol && known.localSymbol === now.localSymbol) return;
    if (known !== undefined) this.#unlist(known);
    for (const name of namesOf(now)) this.#byName.set(name, (this.#byName.get(name) ?? new Set()).add(conId));
  }

  #makeRoom(): void {
    if (this.#known.size < this.#max) return;
    const [oldest] = this.#known.values();
    if (oldest === undefined) return;
    this.#known.delete(oldest.conId);
    this.#unlist(oldest);
  }

  #unlist(known: KnownContract): void {
    for (const name of namesOf(known)) {
      const conIds = this.#byName.get(name);
      conIds?.delete(known.conId);
      if (conIds?.size === 0) this.#byName.delete(name);
    }
  }

  of(conId: number): KnownContract | undefined {
    return this.#known.get(conId);
  }

  /** Whether the broker has told its details, and not only its name. */
  isDescribed(conId: number): boolean {
    return this.#known.get(conId)?.priceMagnifier !== undefined;
  }

  /** The broker was asked for the contracts of these names, and knows so many. */
  answered(asked: PlacedContract, conIds: readonly number[]): void {
    const name = nameOf(asked);
    this.#last = undefined;
    this.#answers.delete(name);
    this.#answers.set(name, conIds);
    dropOldest(this.#answers, ANSWERS_MAX);
  }

  /** The contract that is meant: its own number, or the one that its names mean for sure; 0 when that is not known. */
  conIdOf(asked: PlacedContract): number {
    if (asked.conId) return asked.conId;
    // Several ask about one order, one after the other.
    if (this.#last?.asked !== asked) this.#last = { asked, conId: this.#meant(asked) };
    return this.#last.conId;
  }

  #meant(asked: PlacedContract): number {
    if (asked.secType === "BAG") return 0;
    const told = this.#answers.get(nameOf(asked));
    if (told !== undefined) return this.#asTold(asked, told);
    const found = this.#candidates(asked).map((known) => ({ known, match: matchOf(asked, known) }));
    const meant = found.filter(({ match }) => match !== "no");
    return meant.length === 1 && meant[0]!.match === "yes" ? meant[0]!.known.conId : 0;
  }

  /** Of a contract that bears other names by now the answer is too old. */
  #asTold(asked: PlacedContract, told: readonly number[]): number {
    const known = told.length === 1 ? this.#known.get(told[0]!) : undefined;
    return known === undefined || isRenamed(asked, known) ? 0 : known.conId;
  }

  #candidates({ symbol, localSymbol }: PlacedContract): readonly KnownContract[] {
    const conIds = this.#byName.get(fold(symbol) || fold(localSymbol)) ?? [];
    return [...conIds].flatMap((conId) => this.#known.get(conId) ?? []);
  }

  /** Why names mean no contract for sure, and what to do. */
  doubt(asked: PlacedContract): string {
    if (!isAskable(asked)) return OPEN;
    const told = this.#answers.get(nameOf(asked));
    if (told === undefined) return "holdfast is asking the Gateway, send it again in a second";
    if (told.length === 0) return "the Gateway knows no such contract";
    return told.length === 1 ? "its name has changed: name its conId" : MANY;
  }
}

const OPEN =
  "name the conId, or symbol, secType, exchange and currency, of a derivative also its last trade date, strike and right";
const MANY = "the Gateway knows several such contracts: name the primaryExchange or the conId";

const magnifier = (told: number): number => (told >= 1 && told <= MAGNIFIER_MAX ? told : 1);

const namesOf = ({ symbol, localSymbol }: KnownContract): ReadonlySet<string> =>
  new Set([fold(symbol), fold(localSymbol)].filter((name) => name !== ""));

/** What a later message leaves out stays as it was. */
function merged(told: Told, known: KnownContract | undefined): KnownContract {
  const { conId, symbol, localSymbol, secType, currency, primaryExchange, multiplier } = told;
  return {
    ...known,
    ...{ conId, symbol, secType, currency: currency || (known?.currency ?? "") },
    localSymbol: localSymbol || (known?.localSymbol ?? ""),
    primaryExchange: primaryExchange || (known?.primaryExchange ?? ""),
    multiplier: multiplier || (known?.multiplier ?? ""),
    ...(told.lastTradeDateOrContractMonth && { lastTradeDateOrContractMonth: told.lastTradeDateOrContractMonth }),
    ...(told.strike && { strike: told.strike }),
    ...(told.right && { right: told.right }),
    ...(told.tradingClass && { tradingClass: told.tradingClass }),
    ...exchangesOf(told, known),
  };
}

function exchangesOf({ exchange }: Told, known: KnownContract | undefined): Pick<KnownContract, "exchanges"> {
  const name = fold(exchange);
  if (name === "" || known?.exchanges?.has(name) === true) return {};
  return { exchanges: new Set(known?.exchanges).add(name) };
}
