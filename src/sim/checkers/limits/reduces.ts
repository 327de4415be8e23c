/**
 * What surely adds to a position: decision 0025 made again, from its meaning.
 *
 * A leg reduces when it changes an order that is under way for no more and no nearer to the market; or when with all that
 * may still trade on its side of its contract the position does not cross zero. A stop has no privilege. Of an account the
 * smaller of two words counts, what was told and what its executions make. A strategy closes what its own executions make and
 * what no strategy's do, and never more than its account. Orders count by the least of what they may be, positions by the
 * kindest word that was told lately, and a change by the kindest form in which its order may stand: "adds" is said where every
 * daemon must say so.
 */
import type { Whose } from "./control.ts";
import { type Exposures, type Open, remaining, sumOf } from "./exposures.ts";
import { type Form, moreThan } from "./forms.ts";
import type { Holdings } from "./holdings.ts";

/** An order that is asked for. */
export interface Asking {
  readonly order: Open;
  /** The forms in which it may stand already, if this is a change of it; none of a new one. */
  readonly stood: readonly Form[];
}

interface Trades {
  readonly exposures: Exposures;
  readonly holdings: Holdings;
}

const EPSILON = 1e-9;

/** How this adds, judged as a strategy's or as an account's; undefined where a daemon may say that it reduces. */
export function adds(asked: readonly Asking[], whose: Whose, trades: Trades): string | undefined {
  for (const asking of asked) {
    const { order, stood } = asking;
    const more = stood.length === 0 ? "new" : moreThan(order, stood, order.buys);
    if (more === undefined) continue;
    const { account } = order;
    const crosses = crossing(asking, asked, whose, trades) ?? crossing(asking, asked, { account }, trades);
    if (crosses !== undefined) return `it is ${more}, and ${crosses}`;
  }
  return undefined;
}

/** How the position crosses zero with it. */
function crossing(
  { order }: Asking,
  asked: readonly Asking[],
  whose: Whose,
  { exposures, holdings }: Trades,
): string | undefined {
  const { symbol, buys, isSized } = order;
  if (!isSized) return "nobody can say how much it trades";
  // By the number of its contract alone nobody here knows which one it is.
  if (symbol === "" || remaining(order) === 0) return undefined;
  const own = asked.map(({ order: one }) => one);
  const all = [...own, ...besides(own, whose, exposures)].filter((one) => one.symbol === symbol);
  const trades = sumOf(all, buys, exposures);
  const holds = held(whose, order, holdings);
  if (trades <= holds + EPSILON) return undefined;
  return `${nameOf(whose)} may ${buys ? "buy" : "sell"} ${trades} ${symbol} against ${holds} to close`;
}

const nameOf = (whose: Whose): string => ("strategy" in whose ? whose.strategy : whose.account);

/** What else may trade. The operator's closes are no strategy's own doing. */
function besides(own: readonly Open[], whose: Whose, exposures: Exposures): readonly Open[] {
  const keys = new Set(own.map(({ key }) => key));
  const isOurs = ({ strategy, account, byOperator }: Open): boolean =>
    "strategy" in whose ? strategy === whose.strategy && !byOperator : account === whose.account;
  return [...exposures.open()].filter((order) => isOurs(order) && !keys.has(order.key));
}

/** How much there is against which an order of that side closes. */
function held(whose: Whose, { account, symbol, buys }: Open, holdings: Holdings): number {
  const against = (position: number): number => (buys ? -position : position);
  const { booked, told } = holdings.words(account, symbol);
  const kindest = Math.max(...told.map(against));
  const whole = booked === undefined ? kindest : against(booked);
  if ("account" in whose) return Math.max(0, Math.min(whole, kindest));
  const nobodys = Math.max(0, whole - against(holdings.ofAll(account, symbol)));
  return Math.max(0, against(holdings.ofStrategy(whose.strategy, symbol)) + nobodys);
}
