/**
 * How a strategy's trades have gone: each from flat to flat, the wins among them, and what the days have brought.
 *
 * A trade's profit is what was got less what was paid and what it cost, in the contract's currency, and counts on the day on
 * which it is flat again. What is told of it later (a commission, a correction) counts on the day of the news, and may make
 * a loss of a win. It is a summary for people who look now; the vault has every trade and its executions.
 */
import { dropOldest } from "../base/bounded.ts";
import { type Decimal, decimal, isNegative, isZero, minus, negate, plus, toNumber, ZERO } from "../base/decimal.ts";

interface Trip {
  readonly currency: string;
  /** Signed; 0 once it is closed. */
  readonly quantity: Decimal;
  readonly profit: Decimal;
  /** Executions in it that stand; undefined where an earlier build has begun it. */
  readonly executions?: number;
}

interface Day {
  readonly day: string;
  readonly profit: Decimal;
}

/** In one currency. */
interface Money {
  readonly profit: Decimal;
  readonly commissions: Decimal;
  readonly today: Day;
  /** Among the days before. */
  readonly worst: Day | undefined;
  readonly best: Day | undefined;
}

interface Tally {
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
}

/** What has come of an execution beyond what was known of it. */
export interface Move {
  readonly conId: number;
  readonly currency: string;
  readonly quantity: Decimal;
  readonly cash: Decimal;
  /** 1 for a new execution, 0 for a correction, -1 for one that takes it back. */
  readonly executions: number;
}

/** More than are taken back of a trade that nobody has counted. */
const UNCOUNTED = 1_000_000;
/** So many closed trades wait for what is told of them late: more than are closed in the seconds that it takes. */
const CLOSED_MAX = 200;

export class TradeRecord {
  #tally: Tally = { trades: 0, wins: 0, losses: 0 };
  /** By conId. */
  readonly #open = new Map<number, Trip>();
  readonly #closed = new Map<number, Trip>();
  readonly #money = new Map<string, Money>();

  moved({ conId, currency, quantity, cash, executions }: Move, day: string): void {
    if (isZero(quantity)) return this.#late(conId, currency, cash, day);
    const open = this.#open.get(conId) ?? { currency, quantity: ZERO, profit: ZERO, executions: 0 };
    const next = plus(open.quantity, quantity);
    const standing = (open.executions ?? UNCOUNTED) + executions;
    if (!isZero(next) && (isZero(open.quantity) || isNegative(next) === isNegative(open.quantity))) {
      const profit = plus(open.profit, cash);
      // What holds something after a correction has at least one, though it may be of a trade that was counted before.
      return void this.#open.set(conId, { ...open, quantity: next, profit, executions: Math.max(standing, 1) });
    }
    if (isZero(next) && standing <= 0) return this.#takenBack(conId, { ...open, profit: plus(open.profit, cash) }, day);
    // What goes through flat closes one trade and opens the next.
    const closing = isZero(next) ? cash : partOf(cash, open.quantity, quantity);
    this.#close(conId, { currency: open.currency, quantity: ZERO, profit: plus(open.profit, closing) }, day);
    if (!isZero(next)) this.#open.set(conId, { currency, quantity: next, profit: minus(cash, closing), executions: 1 });
  }

  /** It was no trade: nothing is left of it but what it cost. */
  #takenBack(conId: number, { currency, profit }: Trip, day: string): void {
    this.#open.delete(conId);
    // What is still told of it is not of the trade before.
    this.#closed.delete(conId);
    this.#book(currency, profit, day);
  }

  charged(conId: number, currency: string, amount: Decimal, day: string): void {
    const money = this.#moneyOf(currency, day);
    this.#money.set(currency, { ...money, commissions: plus(money.commissions, amount) });
    this.#late(conId, currency, negate(amount), day);
  }

  /** Of the trade that is open, else of the one that was closed last. */
  #late(conId: number, currency: string, amount: Decimal, day: string): void {
    const open = this.#open.get(conId);
    if (open?.currency === currency) return void this.#open.set(conId, { ...open, profit: plus(open.profit, amount) });
    this.#book(currency, amount, day);
    const closed = this.#closed.get(conId);
    if (closed?.currency !== currency || open !== undefined) return;
    const now = { ...closed, profit: plus(closed.profit, amount) };
    this.#closed.set(conId, now);
    this.#count(closed.profit, -1);
    this.#count(now.profit, 1);
  }

  #close(conId: number, trip: Trip, day: string): void {
    this.#open.delete(conId);
    this.#closed.delete(conId);
    this.#closed.set(conId, trip);
    dropOldest(this.#closed, CLOSED_MAX);
    this.#count(trip.profit, 1);
    this.#book(trip.currency, trip.profit, day);
  }

  #count(profit: Decimal, by: 1 | -1): void {
    const { trades, wins, losses } = this.#tally;
    const isLoss = isNegative(profit);
    const isWin = !isLoss && !isZero(profit);
    this.#tally = { trades: trades + by, wins: wins + (isWin ? by : 0), losses: losses + (isLoss ? by : 0) };
  }

  #book(currency: string, amount: Decimal, day: string): void {
    const money = this.#moneyOf(currency, day);
    const today = { day, profit: plus(money.today.profit, amount) };
    this.#money.set(currency, { ...money, profit: plus(money.profit, amount), today });
  }

  /** As it stands on that day; a clock that went back goes on with the day it had. */
  #moneyOf(currency: string, day: string): Money {
    const known = this.#money.get(currency);
    const today = { day, profit: ZERO };
    if (known === undefined) return { profit: ZERO, commissions: ZERO, today, worst: undefined, best: undefined };
    if (day <= known.today.day) return known;
    return { ...known, today, worst: worse(known.worst, known.today), best: better(known.best, known.today) };
  }

  /** For people and dashboards: amounts as the nearest doubles. `day` is the present one. */
  described(day: string): object {
    const { trades, wins, losses } = this.#tally;
    return {
      ...{ trades, wins, losses, open: this.#open.size },
      winRate: wins + losses === 0 ? null : wins / (wins + losses),
      currencies: [...this.#money].map(([currency]) => moneyNow(currency, this.#moneyOf(currency, day))),
    };
  }

  carry() {
    return { tally: this.#tally, open: [...this.#open], closed: [...this.#closed], money: [...this.#money] };
  }

  static resumed(carried: ReturnType<TradeRecord["carry"]>): TradeRecord {
    const record = new TradeRecord();
    record.#tally = carried.tally;
    for (const [conId, trip] of carried.open) record.#open.set(conId, trip);
    for (const [conId, trip] of carried.closed) record.#closed.set(conId, trip);
    for (const [currency, money] of carried.money) record.#money.set(currency, money);
    return record;
  }
}

/** What of the cash belongs to the part that closes, to eight places. */
const partOf = (cash: Decimal, closing: Decimal, all: Decimal): Decimal =>
  decimal((toNumber(cash) * Math.abs(toNumber(closing) / toNumber(all))).toFixed(8)) ?? ZERO;

const worse = (a: Day | undefined, b: Day): Day => (a === undefined || isNegative(minus(b.profit, a.profit)) ? b : a);
const better = (a: Day | undefined, b: Day): Day => (a === undefined || isNegative(minus(a.profit, b.profit)) ? b : a);

function moneyNow(currency: string, { profit, commissions, today, worst, best }: Money): object {
  const days = { today, worstDay: worse(worst, today), bestDay: better(best, today) };
  const told = Object.entries(days).map(([name, { day, profit: of }]) => [name, { day, profit: toNumber(of) }]);
  return { currency, profit: toNumber(profit), commissions: toNumber(commissions), ...Object.fromEntries(told) };
}
