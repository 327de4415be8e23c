/**
 * Who hears which contract: the market data lines of the whole login, found by contract.
 *
 * A change of the market costs what its own listeners cost; nobody walks over the lines of others. What a connection
 * subscribed to dies with it (PROTOCOL 10). A contract is watched at the exchange exactly while somebody listens to it.
 */
import type { WallMs } from "../../../base/time.ts";
import type { Exchange } from "../../exchange/exchange.ts";
import type { Ticker } from "../../exchange/quote.ts";
import type { Session } from "../door/session.ts";
import type { MarketData } from "./entitlement.ts";
import type { DepthLine, Line, TickByTickLine } from "./subscriptions.ts";

/** A line and who hears it. */
export interface Rider<L> {
  readonly session: Session;
  readonly line: L;
}

/** All who hear a contract, by its conId. */
type Riders<L> = Map<number, Rider<L>[]>;
type AnyLine = Line | DepthLine | TickByTickLine;

export class Lines {
  /** What the login may see. */
  readonly marketData: MarketData;
  readonly live: ReadonlyMap<number, readonly Rider<Line>[]>;
  readonly delayed: ReadonlyMap<number, readonly Rider<Line>[]>;
  readonly depths: ReadonlyMap<number, readonly Rider<DepthLine>[]>;
  readonly ticks: ReadonlyMap<number, readonly Rider<TickByTickLine>[]>;
  /** The quotes of delayed contracts, each as old as delayed data is. */
  readonly past = new Map<number, Ticker>();
  /** When tick-by-tick data was asked for, by contract and kind. */
  readonly asked = new Map<string, number>();
  /** The last moment at which every line was looked at, not only those whose market moved. */
  lookedAt = 0;
  /** Stops the clock of delayed data. */
  stopDelayed: (() => void) | undefined;
  readonly #exchange: Exchange;
  readonly #live: Riders<Line> = new Map();
  readonly #delayed: Riders<Line> = new Map();
  readonly #depths: Riders<DepthLine> = new Map();
  readonly #ticks: Riders<TickByTickLine> = new Map();

  constructor(exchange: Exchange, marketData: MarketData) {
    this.#exchange = exchange;
    this.marketData = marketData;
    this.live = this.#live;
    this.delayed = this.#delayed;
    this.depths = this.#depths;
    this.ticks = this.#ticks;
  }

  add(session: Session, line: Line): void {
    session.market.lines.set(line.reqId, line);
    this.#join(line.delayed ? this.#delayed : this.#live, session, line);
  }

  drop(session: Session, line: Line): void {
    line.stop();
    session.market.lines.delete(line.reqId);
    this.#leave(line.delayed ? this.#delayed : this.#live, session, line);
    if (this.#delayed.size === 0) this.past.clear();
  }

  addDepth(session: Session, line: DepthLine): void {
    session.market.depths.set(line.reqId, line);
    this.#join(this.#depths, session, line);
  }

  dropDepth(session: Session, line: DepthLine): void {
    session.market.depths.delete(line.reqId);
    this.#leave(this.#depths, session, line);
  }

  addTicks(session: Session, line: TickByTickLine): void {
    session.market.ticks.set(line.reqId, line);
    this.#join(this.#ticks, session, line);
  }

  dropTicks(session: Session, line: TickByTickLine): void {
    session.market.ticks.delete(line.reqId);
    this.#leave(this.#ticks, session, line);
  }

  /** A connection ended, and with it all it heard. */
  gone(session: Session): void {
    const { lines, depths, ticks } = session.market;
    for (const line of [...lines.values()]) this.drop(session, line);
    for (const line of [...depths.values()]) this.dropDepth(session, line);
    for (const line of [...ticks.values()]) this.dropTicks(session, line);
  }

  /** Streaming lines and books: what the allowance of lines counts (PROTOCOL 14), each with its contract. */
  counted(): readonly number[] {
    const conIds: number[] = [];
    for (const riders of [...this.#live.values(), ...this.#delayed.values()])
      for (const { line } of riders) if (!line.snapshot) conIds.push(line.listing.conId);
    for (const riders of this.#depths.values()) for (const { line } of riders) conIds.push(line.listing.conId);
    return conIds;
  }

  countDepths(): number {
    return sum(this.#depths);
  }

  countTicks(): number {
    return sum(this.#ticks);
  }

  /** The quote as old as delayed data is: of `wall`. */
  pastQuote(conId: number, wall: WallMs): Ticker {
    const ticker = this.past.get(conId) ?? this.#exchange.tickerFrom(conId, wall);
    this.past.set(conId, ticker);
    return ticker;
  }

  #join<L extends AnyLine>(riders: Riders<L>, session: Session, line: L): void {
    const { conId } = line.listing;
    this.#exchange.watch(conId);
    const others = riders.get(conId);
    if (others === undefined) riders.set(conId, [{ session, line }]);
    else others.push({ session, line });
  }

  #leave<L extends AnyLine>(riders: Riders<L>, session: Session, line: L): void {
    const { conId } = line.listing;
    this.#exchange.unwatch(conId);
    const rest = (riders.get(conId) ?? []).filter((rider) => rider.session !== session || rider.line !== line);
    if (rest.length > 0) riders.set(conId, rest);
    else riders.delete(conId);
  }
}

function sum<L>(riders: Riders<L>): number {
  let count = 0;
  for (const { length } of riders.values()) count += length;
  return count;
}
