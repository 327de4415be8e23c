import assert from "node:assert/strict";
import test from "node:test";
import { type Decimal, decimal } from "../base/decimal.ts";
import { TradeRecord } from "./record.ts";

const exact = (value: number): Decimal => decimal(value)!;
const MONDAY = "2026-01-05";
const TUESDAY = "2026-01-06";

interface Told {
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly open: number;
  readonly winRate: number | null;
  readonly currencies: readonly {
    readonly profit: number;
    readonly commissions: number;
    readonly today: { readonly day: string; readonly profit: number };
    readonly worstDay: { readonly day: string; readonly profit: number };
    readonly bestDay: { readonly day: string; readonly profit: number };
  }[];
}

/** Trades in contract 1, in dollars. */
class Desk {
  record = new TradeRecord();

  trade(quantity: number, price: number, day = MONDAY, conId = 1): this {
    const cash = exact(-quantity * price);
    this.record.moved({ conId, currency: "USD", quantity: exact(quantity), cash, executions: 1 }, day);
    return this;
  }

  costs(amount: number, day = MONDAY): this {
    this.record.charged(1, "USD", exact(amount), day);
    return this;
  }

  told(day = MONDAY): Told {
    return this.record.described(day) as Told;
  }
}

test("a trade is from flat to flat, whatever it was scaled in and out by", () => {
  const desk = new Desk().trade(100, 10).trade(100, 11).trade(-50, 12);
  assert.deepEqual([desk.told().trades, desk.told().open], [0, 1]);
  const { trades, wins, losses, open, currencies } = desk.trade(-150, 12).told();
  assert.deepEqual([trades, wins, losses, open, currencies[0]!.profit], [1, 1, 0, 0, 300]);
});

test("an execution through flat closes one trade and opens the next, each with its own money", () => {
  const desk = new Desk().trade(100, 10).trade(-150, 11);
  assert.deepEqual([desk.told().trades, desk.told().open, desk.told().currencies[0]!.profit], [1, 1, 100]);
  const { trades, wins, currencies } = desk.trade(50, 10).told();
  assert.deepEqual([trades, wins, currencies[0]!.profit], [2, 2, 150]);
});

test("what a trade cost is its own although the broker tells it after the close, and may make a loss of a win", () => {
  const desk = new Desk().trade(10, 10).costs(1).trade(-10, 10.15);
  assert.deepEqual([desk.told().wins, desk.told().losses], [1, 0]);
  const { wins, losses, winRate, currencies } = desk.costs(1).told();
  assert.deepEqual([wins, losses, winRate], [0, 1, 0]);
  assert.deepEqual([currencies[0]!.profit, currencies[0]!.commissions], [-0.5, 2]);
});

test("the worst and the best day are those of all days, today's among them", () => {
  const desk = new Desk().trade(10, 10).trade(-10, 9).trade(10, 10, TUESDAY).trade(-10, 12, TUESDAY);
  const [money] = desk.told(TUESDAY).currencies;
  assert.deepEqual(money!.worstDay, { day: MONDAY, profit: -10 });
  assert.deepEqual([money!.bestDay, money!.today], [money!.today, { day: TUESDAY, profit: 20 }]);
  const [later] = desk.told("2026-01-07").currencies;
  assert.deepEqual([later!.today.profit, later!.bestDay.day], [0, TUESDAY]);
});

test("a price that is corrected after the close changes the trade and not the count", () => {
  const desk = new Desk().trade(10, 10).trade(-10, 11);
  desk.record.moved({ conId: 1, currency: "USD", quantity: exact(0), cash: exact(-15), executions: 0 }, MONDAY);
  const { trades, wins, losses, currencies } = desk.told();
  assert.deepEqual([trades, wins, losses, currencies[0]!.profit], [1, 0, 1, -5]);
});

test("a record that was carried over goes on as if nothing had been", () => {
  const desk = new Desk().trade(10, 10).trade(-10, 11).trade(5, 20, MONDAY, 2);
  desk.record = TradeRecord.resumed(JSON.parse(JSON.stringify(desk.record.carry())));
  const { trades, open, wins, losses } = desk.costs(20).told();
  assert.deepEqual([trades, open, wins, losses], [1, 1, 0, 1]);
});
