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

  /** Those in which trading is halted. */
  halted(): ReadonlySet<string> {
    return new Set(this.#symbols.filter((symbol) => this.#isHalted(symbol)));
  }

  /** A stock's quote now. */
  of(symbol: string): Quote | undefined {
    const conId = this.#conIdOf(symbol);
    return conId === undefined ? undefined : this.#exchange.quote(conId);
  }

  #conIdOf(symbol: string): number | undefined {
    return this.#exchange.find({ symbol, secType: "STK" })[0]?.conId;
  }

  #isHalted(symbol: string): boolean {
    const conId = this.#conIdOf(symbol);
    return conId !== undefined && this.#exchange.halted(conId) !== 0;
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
