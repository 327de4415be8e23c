/** Whether the market moves, by its own books and not by anybody's word: what a silent stream is held against. */
import type { ActorSpec } from "../actors/spec.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { Quote } from "../exchange/quote.ts";

/** Whatever actors may stream. */
export const symbolsOf = (actors: readonly ActorSpec[]): readonly string[] => [
  ...new Set(
    actors.flatMap(({ symbols = [], steps = [] }) => [
      ...symbols,
      ...steps.flatMap((step) => ("symbol" in step ? step.symbol : [])),
    ]),
  ),
];

export class Quotes {
  readonly #exchange: Exchange;
  readonly #symbols: readonly string[];
  readonly #last = new Map<string, string>();

  constructor(exchange: Exchange, symbols: readonly string[]) {
    this.#exchange = exchange;
    this.#symbols = symbols;
  }

  /** Those whose quote is not what it was when this was last asked. */
  moved(): ReadonlySet<string> {
    return new Set(this.#symbols.filter((symbol) => this.#hasMoved(symbol)));
  }

  /** A stock's quote now. */
  of(symbol: string): Quote | undefined {
    const [listing] = this.#exchange.find({ symbol, secType: "STK" });
    return listing === undefined ? undefined : this.#exchange.quote(listing.conId);
  }

  /** Who is listed no longer does not move. */
  #hasMoved(symbol: string): boolean {
    const found = this.of(symbol);
    if (found === undefined) return false;
    const { bid, ask, last, volume } = found;
    const quote = `${bid} ${ask} ${last} ${volume}`;
    const before = this.#last.get(symbol);
    this.#last.set(symbol, quote);
    return before !== undefined && before !== quote;
  }
}
