/**
 * All contracts there are, found by conId, by name, or by what a request says of them.
 *
 * Stocks, pairs and indices stand in a table; futures and options are made when somebody asks for them. What is listed
 * depends on the time. What has expired is still known by its conId (positions and orders speak of it), but no query
 * finds it, except futures where it includes them: expired options are not to be had again (IB's documentation of
 * Contract.IncludeExpired).
 */
import type { WallMs } from "../../../base/time.ts";
import { Calendar, type CalendarKind } from "../calendar/calendar.ts";
import { Futures, ROOTS } from "./futures.ts";
import type { Listing } from "./listing.ts";
import { type OptionParameters, Options } from "./options.ts";
import { indices, pairs } from "./pairs.ts";
import { type ContractQuery, matching, namesSomething } from "./query.ts";
import { stocks } from "./stocks.ts";

export class Directory {
  /** Everything but futures and options. */
  readonly standing: readonly Listing[];
  readonly #byConId: ReadonlyMap<number, Listing>;
  readonly #bySymbol = new Map<string, Listing[]>();
  readonly #byLocalSymbol: ReadonlyMap<string, Listing>;
  readonly #futures: Futures;
  readonly #options: Options;

  constructor(kind: CalendarKind) {
    const listed = stocks(new Calendar(kind));
    this.standing = [...listed, ...pairs(kind), ...indices(kind)];
    this.#byConId = new Map(this.standing.map((listing) => [listing.conId, listing]));
    this.#byLocalSymbol = new Map(this.standing.map((listing) => [listing.localSymbol, listing]));
    for (const listing of this.standing)
      this.#bySymbol.set(listing.symbol, [...(this.#bySymbol.get(listing.symbol) ?? []), listing]);
    this.#futures = new Futures(kind);
    this.#options = new Options(kind, listed);
  }

  byConId(conId: number): Listing | undefined {
    return this.#byConId.get(conId) ?? this.#futures.byConId(conId) ?? this.#options.byConId(conId);
  }

  /** The listings a query may mean at a time: none (unknown), one, or several (ambiguous). */
  find(query: ContractQuery, wall: WallMs): readonly Listing[] {
    if (!namesSomething(query)) return [];
    const listed = (one: Listing): boolean =>
      one.lastTradeWall > wall || (query.includeExpired && isFuture(one)) === true;
    return matching(this.#candidates(query, wall).filter(listed), query);
  }

  #candidates(query: ContractQuery, wall: WallMs): readonly Listing[] {
    const secType = (query.secType ?? "").toUpperCase();
    if (query.conId) return this.#contfut(secType, query.conId, wall);
    const symbol = query.symbol?.toUpperCase() ?? "";
    if (secType === "CONTFUT") return this.#futures.continuous(symbol || (query.localSymbol ?? ""), wall);
    if (query.localSymbol) return one(this.#byName(query.localSymbol, wall));
    if (secType === "OPT") return this.#options.listed(query, wall);
    if (symbol === "") return this.standing;
    const standing = this.#bySymbol.get(symbol) ?? [];
    return [...standing, ...this.#futures.listed(symbol, wall, query.includeExpired)];
  }

  /** A continuous future has the conId of its front month. */
  #contfut(secType: string, conId: number, wall: WallMs): readonly Listing[] {
    const found = one(this.byConId(conId));
    if (secType !== "CONTFUT") return found;
    return found.flatMap(({ symbol }) => this.#futures.continuous(symbol, wall));
  }

  #byName(name: string, wall: WallMs): Listing | undefined {
    const upper = name.toUpperCase();
    return (
      this.#byLocalSymbol.get(upper) ?? this.#futures.byLocalSymbol(upper, wall) ?? this.#options.byLocalSymbol(upper)
    );
  }

  /** What a person calls a contract: its conId, its local symbol, its symbol; `ES` is the front month. */
  named(name: string, wall: WallMs): Listing | undefined {
    if (/^\d{1,10}$/.test(name)) return this.byConId(Number(name));
    const named = this.#byName(name, wall);
    if (named !== undefined) return named;
    const [front] = this.#futures.continuous(name.toUpperCase(), wall);
    return front === undefined ? undefined : this.byConId(front.conId);
  }

  /** Names that people may have meant, for the text of an error. */
  names(): readonly string[] {
    return [...this.#byLocalSymbol.keys(), ...ROOTS.map(({ symbol }) => symbol)];
  }

  /** What options there are on an underlying at a time, one row for each exchange. */
  optionParameters(underConId: number, wall: WallMs): readonly OptionParameters[] {
    return this.#options.parameters(underConId, wall);
  }
}

const one = (listing: Listing | undefined): readonly Listing[] => (listing === undefined ? [] : [listing]);

const isFuture = ({ secType }: Listing): boolean => secType === "FUT";
