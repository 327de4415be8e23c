/**
 * Generic ticks: what a request asked for beyond the usual quote, and which ticks come only because of it.
 *
 * A line may carry more than one of its riders asked for; that rider is spared the ticks it would not have got from a line
 * of its own. A tick that no generic tick of the line explains belongs to the usual quote and goes to everybody.
 * Numbers from IB's public list of tick types.
 */

/** Tick types by the generic ticks that bring them. */
const TICKS_OF: ReadonlyMap<string, readonly number[]> = new Map([
  ["100", [29, 30]], // option volume: call, put
  ["101", [27, 28]], // option open interest: call, put
  ["104", [23]], // historical volatility
  ["105", [87]], // average option volume
  ["106", [24]], // implied volatility
  ["162", [31]], // index future premium
  ["165", [15, 16, 17, 18, 19, 20, 21]], // 13, 26 and 52 week low and high, average volume
  ["220", [37, 78]], // mark prices
  ["221", [37, 78]],
  ["225", [34, 35, 36, 61]], // auction
  ["232", [37]],
  ["233", [48]], // RTVolume
  ["236", [46, 89]], // shortable, shortable shares
  ["258", [47]], // fundamental ratios
  ["292", [62]], // news
  ["293", [54]], // trade count
  ["294", [55]], // trade rate
  ["295", [56]], // volume rate
  ["318", [57]], // last trade in regular hours
  ["375", [77]], // RTTrdVolume
  ["411", [58]], // real time historical volatility
  ["456", [59]], // dividends
  ["460", [60]], // bond factor multiplier
  ["576", [94, 95]], // ETF NAV bid, ask
  ["577", [96]], // ETF NAV last
  ["578", [92, 93]], // ETF NAV close, prior close
  ["586", [101, 102]], // IPO prices
  ["588", [86]], // futures open interest
  ["595", [63, 64, 65]], // short-term volume: 3, 5, 10 minutes
  ["614", [98, 99]], // ETF NAV high, low
  ["619", [79]], // slow mark price
  ["623", [97]], // ETF frozen NAV last
]);

/** The wishes in a genericTickList: `"233, 292:BRFG"` is 233 and 292:BRFG. */
export const genericTicks = (list: string): ReadonlySet<string> =>
  new Set(
    list
      .split(",")
      .map((wish) => wish.trim())
      .filter((wish) => wish !== ""),
  );

export const carries = (line: ReadonlySet<string>, wish: ReadonlySet<string>): boolean =>
  [...wish].every((tick) => line.has(tick));

export const union = (sets: readonly ReadonlySet<string>[]): ReadonlySet<string> =>
  new Set(sets.flatMap((set) => [...set]));

/** The tick types of a line that a rider with a smaller wish is not shown; undefined when it is shown all. */
export function hiddenTicks(line: ReadonlySet<string>, wish: ReadonlySet<string>): ReadonlySet<number> | undefined {
  const shown = ticksOf(wish);
  const hidden = [...ticksOf(line)].filter((tickType) => !shown.has(tickType));
  return hidden.length === 0 ? undefined : new Set(hidden);
}

const ticksOf = (generics: ReadonlySet<string>): ReadonlySet<number> =>
  new Set([...generics].flatMap((generic) => TICKS_OF.get(generic.split(":")[0]!) ?? []));
