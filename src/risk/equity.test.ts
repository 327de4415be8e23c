/** What equity is measured by, and the limits of loss that trip the trading state. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Decimal, decimal } from "../base/decimal.ts";
import { type Instant, minutes, seconds, type WallMs } from "../base/time.ts";
import type { AlertScope } from "../model/alert.ts";
import type { Entry } from "../model/entry.ts";
import type { StrategyName } from "../model/ids.ts";
import type { Limits } from "../model/limits.ts";
import { Bursts } from "./bursts.ts";
import { Equity } from "./equity.ts";
import type { Holding } from "./holdings.ts";
import { rehearsal } from "./rehearsal.ts";
import { TradingStates } from "./states.ts";
import { type LimitFor, Trips } from "./trips.ts";
import type { RiskView } from "./view.ts";
import { worthOf } from "./worth.ts";

const DAY = 86_400_000;
const START = 20_458 * DAY + minutes(10);
const ALPHA = "alpha" as StrategyName;
const ACCOUNT = { account: "DU1" };

/** Trips over folds that it writes itself, with an account and a strategy that are worth what the test says. */
class Scales {
  readonly states = new TradingStates();
  readonly equity = new Equity();
  readonly bursts = new Bursts(() => ALPHA);
  readonly entries: Entry[] = [];
  readonly young: string[] = [];
  readonly trips: Trips;
  limits: Partial<Limits>;
  netLiquidation: number | undefined = 100_000;
  cash: Readonly<Record<string, number>> = {};
  held: readonly Holding[] = [];
  rates: Readonly<Record<string, number>> = { EUR: 1.1 };
  bid: number | undefined;
  now = 0;
  wall = START;
  readonly #alerts: AlertScope[] = [];

  constructor(limits: Partial<Limits>, as: "account" | "strategy" = "account", account = "DU1") {
    this.limits = limits;
    const limit: LimitFor = (of, _, name) => (of === as ? (this.limits[name] ?? "off") : "off") as never;
    const strategies = [{ name: ALPHA, account }] as never;
    this.trips = new Trips(this.#out, strategies, limit, this, this.#view, (account) => void this.young.push(account));
  }

  get #out() {
    return {
      record: (entry: Entry) => this.write(entry),
      alert: (_: string, scope: AlertScope) => this.#alerts.push(scope) > 0,
      alertOver: (_: string, scope: AlertScope) => void this.#alerts.splice(this.#alerts.indexOf(scope), 1),
      alerted: () => [...this.#alerts],
    };
  }

  get #view(): RiskView {
    const quote = () =>
      this.bid === undefined
        ? undefined
        : { bid: this.bid, ask: this.bid, last: undefined, at: this.now as Instant, halted: false };
    const accountValue = (_: string, key: string, currency = "") =>
      key === "NetLiquidation" ? this.netLiquidation : this.rates[currency];
    const cash = () => new Map(Object.entries(this.cash).map(([currency, sum]) => [currency, decimal(sum)!]));
    const marked = this.equity.of.bind(this.equity);
    return { ...rehearsal({}), quote, accountValue, cash, marked, holdings: () => this.held };
  }

  write(entry: Entry): void {
    this.entries.push(entry);
    for (const fold of [this.states, this.equity, this.bursts]) fold.evolve(entry, this.wall as WallMs);
  }

  /** So much time goes by, then there is a step. */
  pass(ms: number): this {
    this.now += ms;
    this.wall += ms;
    this.trips.progress(this.now as Instant, this.wall as WallMs);
    return this;
  }

  /** What was written of states. */
  get said(): string[] {
    return this.entries.flatMap((entry) => (entry.kind === "tradingStateSet" ? [`${entry.state} by ${entry.by}`] : []));
  }

  get marks(): string[] {
    return this.entries.flatMap((entry) => (entry.kind === "equityMarked" ? [`${entry.dayStart} ${entry.high}`] : []));
  }

  get alerts(): number {
    return this.#alerts.length;
  }

  says(state: "active" | "reducing" | "halted", by = "ann", scope = ACCOUNT): void {
    this.write({ kind: "tradingStateSet", scope, state, by, why: "so" });
  }
}

const LOSS = { "daily-loss": "500" as Decimal };

test("the day's beginning is marked once, and a higher value at most once a minute", () => {
  const scales = new Scales(LOSS).pass(0).pass(seconds(30));
  scales.netLiquidation = 101_000;
  scales.pass(seconds(29));
  assert.deepEqual(scales.marks, ["100000 100000"]);
  scales.pass(seconds(1));
  scales.netLiquidation = 102_000;
  scales.pass(seconds(2));
  scales.netLiquidation = 100_700;
  scales.pass(seconds(30));
  assert.deepEqual(scales.marks, ["100000 100000", "100000 101000"]);
  scales.pass(seconds(30));
  assert.equal(scales.marks.at(-1), "100000 102000", "it was seen, and is not forgotten");
  scales.pass(DAY);
  assert.equal(scales.marks.at(-1), "100700 102000");
});

test("a loss that reaches the limit lets only reducing orders pass, once, and the next day takes it back", () => {
  const scales = new Scales(LOSS).pass(0);
  scales.netLiquidation = 99_500.01;
  scales.pass(seconds(2));
  assert.deepEqual(scales.said, []);
  scales.netLiquidation = 99_500;
  scales.pass(seconds(2)).pass(seconds(2));
  assert.deepEqual(scales.said, ["reducing by holdfast"]);
  assert.equal(scales.alerts, 1);
  scales.pass(DAY - minutes(15));
  assert.equal(scales.alerts, 1);
  scales.pass(minutes(15)).pass(seconds(2));
  assert.deepEqual(scales.said, ["reducing by holdfast", "active by holdfast"]);
  assert.equal(scales.alerts, 0);
});

test("what somebody else has said since is left as it is", () => {
  const scales = new Scales(LOSS).pass(0);
  scales.netLiquidation = 99_000;
  scales.pass(seconds(2));
  scales.says("halted");
  scales.pass(DAY).pass(seconds(2));
  assert.deepEqual(scales.said, ["reducing by holdfast", "halted by ann"]);
  assert.equal(scales.alerts, 0);
});

test("a person who resumes on the same day is not stopped a second time, and is on the next", () => {
  const scales = new Scales(LOSS).pass(0);
  scales.netLiquidation = 99_000;
  scales.pass(seconds(2));
  scales.says("active");
  scales.pass(minutes(1));
  assert.deepEqual(scales.said, ["reducing by holdfast", "active by ann"]);
  scales.pass(DAY);
  scales.netLiquidation = 98_000;
  scales.pass(seconds(2));
  assert.deepEqual(scales.said.at(-1), "reducing by holdfast");
});

test("a trip never makes a state better, and a drawdown is worse than a day's loss", () => {
  const halted = new Scales(LOSS).pass(0);
  halted.says("halted");
  halted.netLiquidation = 90_000;
  halted.pass(seconds(2));
  assert.deepEqual(halted.said, ["halted by ann"]);
  const both = new Scales({ ...LOSS, drawdown: 5 }).pass(0);
  both.netLiquidation = 94_000;
  both.pass(seconds(2));
  assert.deepEqual(both.said, ["reducing by holdfast", "halted by holdfast"]);
  both.pass(DAY);
  assert.equal(both.said.length, 2, "a halt lasts beyond the day");
});

test("who resumes after a drawdown has accepted it: the highest value counts anew", () => {
  const scales = new Scales({ drawdown: 10 }).pass(0);
  scales.netLiquidation = 90_000;
  scales.pass(seconds(2));
  assert.deepEqual(scales.said, [], "ten percent are allowed");
  scales.netLiquidation = 89_999;
  scales.pass(seconds(2));
  scales.says("active");
  scales.pass(seconds(2)).pass(seconds(2));
  assert.deepEqual(scales.said, ["halted by holdfast", "active by ann"]);
  assert.equal(scales.marks.at(-1), "100000 89999");
  scales.netLiquidation = 80_000;
  scales.pass(seconds(2));
  assert.equal(scales.said.at(-1), "halted by holdfast");
});

test("what is not known trips nothing and marks nothing, and a Gateway's first 0 is not known", () => {
  const scales = new Scales({ ...LOSS, drawdown: 1 });
  for (const value of [undefined, 0]) {
    scales.netLiquidation = value;
    scales.pass(seconds(2));
  }
  assert.deepEqual(scales.entries, []);
  assert.deepEqual(scales.young, ["DU1"], "its values are asked for");
});

test("without these limits nothing is marked, asked for or waited for", () => {
  const scales = new Scales({}).pass(0).pass(seconds(5));
  assert.deepEqual([scales.entries, scales.young, scales.trips.nextDeadline()], [[], [], undefined]);
});

test("a clock that is set back begins no new day", () => {
  const scales = new Scales(LOSS).pass(0);
  scales.wall -= DAY;
  scales.netLiquidation = 99_600;
  scales.pass(seconds(2));
  assert.deepEqual(scales.marks, ["100000 100000", "100000 100000"], "the mark bears the day that it is now");
});

test("a clock that was a day ahead for a while, or is a day back, leaves no day unbegun and no loss uncounted", () => {
  for (const ahead of [DAY, 400 * DAY]) {
    const scales = new Scales(LOSS).pass(0);
    scales.wall += ahead;
    scales.pass(seconds(2));
    scales.wall -= ahead;
    scales.netLiquidation = 99_600;
    scales.pass(seconds(2));
    assert.equal(scales.marks.at(-1), "100000 100000", "400 are lost, whatever the clock says");
    scales.netLiquidation = 105_000;
    scales.pass(DAY);
    assert.equal(scales.marks.at(-1), "105000 105000");
    scales.netLiquidation = 104_500;
    scales.pass(seconds(2));
    assert.deepEqual(scales.said, ["reducing by holdfast"]);
  }
});

test("a clock that goes back over midnight for a while, and forward again, forgets no loss of the day", () => {
  const scales = new Scales(LOSS).pass(0).pass(DAY);
  scales.netLiquidation = 99_600;
  scales.wall -= DAY;
  scales.pass(seconds(2));
  scales.wall += DAY;
  scales.pass(seconds(2));
  assert.equal(scales.marks.at(-1), "100000 100000");
  scales.netLiquidation = 99_500;
  scales.pass(seconds(2));
  assert.deepEqual(scales.said, ["reducing by holdfast"]);
  scales.netLiquidation = 99_000;
  scales.pass(DAY);
  assert.equal(scales.marks.at(-1), "99000 100000", "midnight passes as on any day");
});

test("a clock that goes ahead over midnight for a while, and back again, forgets no loss of the day, over a restart as well", () => {
  for (const restarts of [false, true]) {
    const scales = new Scales(LOSS).pass(0);
    scales.netLiquidation = 99_600;
    scales.wall += DAY;
    scales.pass(seconds(2));
    assert.equal(scales.marks.at(-1), "99600 100000", "nobody can tell it from a midnight that was slept through");
    if (restarts) scales.equity.resume(JSON.parse(JSON.stringify(scales.equity.carry())));
    scales.wall -= DAY;
    scales.pass(seconds(2));
    assert.equal(scales.marks.at(-1), "100000 100000", "the day is the one that had begun");
    scales.wall -= DAY;
    scales.pass(seconds(2));
    scales.wall += DAY;
    scales.pass(seconds(2));
    scales.netLiquidation = 99_500;
    scales.pass(seconds(2));
    assert.deepEqual(scales.said, ["reducing by holdfast"]);
    scales.pass(DAY);
    assert.equal(scales.marks.at(-1), "99500 100000", "midnight passes as on any day");
  }
});

test("a day's loss stops again what a clock that was ahead for a while has let go on", () => {
  for (const restarts of [false, true]) {
    const scales = new Scales(LOSS).pass(0);
    scales.netLiquidation = 99_500;
    scales.pass(seconds(2));
    scales.wall += DAY;
    scales.pass(seconds(2));
    assert.deepEqual(scales.said, ["reducing by holdfast", "active by holdfast"]);
    if (restarts) scales.equity.resume(JSON.parse(JSON.stringify(scales.equity.carry())));
    scales.wall -= DAY;
    scales.pass(seconds(2));
    assert.deepEqual(scales.said, ["reducing by holdfast", "active by holdfast", "reducing by holdfast"]);
  }
});

test("a clock that has been a day ahead for days, and is set right, allows no more loss than before", () => {
  const scales = new Scales(LOSS).pass(0);
  scales.netLiquidation = 110_000;
  scales.pass(DAY);
  scales.wall -= DAY;
  scales.pass(seconds(2));
  assert.equal(scales.marks.at(-1), "110000 110000");
});

test("a trip of a day to come, by a clock that was ahead, keeps no other day's loss from tripping", () => {
  const scales = new Scales(LOSS).pass(0);
  scales.wall += 400 * DAY;
  scales.pass(seconds(2));
  scales.netLiquidation = 99_000;
  scales.pass(seconds(2));
  scales.says("active");
  scales.wall -= 400 * DAY;
  scales.pass(DAY);
  scales.netLiquidation = 98_000;
  scales.pass(seconds(2));
  assert.deepEqual(scales.said, ["reducing by holdfast", "active by ann", "reducing by holdfast"]);
});

test("a strategy has lost what its cash and its holdings at the market are worth less than before, in base currency", () => {
  const scales = new Scales(LOSS, "strategy");
  scales.cash = { USD: 200, EUR: 100 };
  scales.pass(0);
  assert.deepEqual(scales.marks, ["310 310"]);
  const share = { conId: 1, symbol: "SAP", secType: "STK", currency: "EUR", multiplier: "1" as Decimal };
  scales.cash = { USD: 200, EUR: -9_900 };
  scales.held = [{ ...share, position: "100" as Decimal }];
  scales.pass(seconds(2));
  assert.deepEqual(scales.said, [], "nobody knows what it holds is worth");
  scales.bid = 95.5;
  scales.pass(seconds(2));
  assert.deepEqual(scales.said, [], "450 euros are 495 dollars");
  scales.bid = 95.4;
  scales.pass(seconds(2));
  assert.deepEqual(scales.said, ["reducing by holdfast"]);
});

test("a strategy's day begins anew on another account, whatever it had made on the one before", () => {
  for (const made of [5_000, -5_000]) {
    const before = new Scales(LOSS, "strategy");
    before.cash = { USD: made };
    before.pass(0);
    const moved = new Scales(LOSS, "strategy", "DU2");
    for (const entry of before.entries) moved.write(entry);
    moved.pass(0).pass(seconds(2));
    assert.deepEqual([moved.marks.at(-1), moved.said], ["0 0", []], `${made} before`);
    moved.cash = { USD: -500 };
    moved.pass(seconds(2));
    assert.deepEqual(moved.said, ["reducing by holdfast"], `${made} before`);
  }
});

/** A strategy that holds what it has paid 9800 pence for, on an account that is worth so much. */
function inPence(netLiquidation: number | undefined): RiskView {
  const known = { ...{ conId: 7, symbol: "VOD", localSymbol: "VOD", secType: "STK", currency: "GBP" } };
  return {
    ...rehearsal(netLiquidation === undefined ? {} : { netLiquidation }),
    baseCurrency: () => "GBP",
    contract: () => ({ ...known, primaryExchange: "LSE", multiplier: "", priceMagnifier: 100 }),
    cash: () => new Map([["GBP", "-9800" as Decimal]]),
    holdings: () => [{ ...known, multiplier: "1" as Decimal, position: "100" as Decimal }],
    quote: () => ({ bid: 98, ask: 98, last: 98, at: 0 as Instant, halted: false }),
    mark: () => 0.98,
  };
}

const worthAt = (view: RiskView, at: number): ReturnType<typeof worthOf> =>
  worthOf(view, "strategy", { name: ALPHA, account: "DU1" } as never, at as Instant);

test("a share in pence is worth the same by its quote and, when that is too old, by the account's books in pounds", () => {
  for (const at of [1_000, 61_000]) assert.equal(worthAt(inPence(50_000), at), 0);
});

test("what nobody bids for is worth no more than it is offered for, whatever it was traded at before", () => {
  const call = { conId: 8, symbol: "SPY", secType: "OPT", currency: "USD", multiplier: "100" as Decimal };
  const view = (position: string, cash: string, quote: { bid?: number; ask?: number }): RiskView => ({
    ...rehearsal({}),
    cash: () => new Map([["USD", cash as Decimal]]),
    holdings: () => [{ ...call, position: position as Decimal }],
    quote: () => ({ bid: quote.bid, ask: quote.ask, last: 5, at: 0 as Instant, halted: false }),
  });
  assert.equal(worthAt(view("10", "-5000", { ask: 0.05 }), 0), -4_950);
  assert.equal(worthAt(view("-10", "5000", { bid: 9 }), 0), -4_000, "nor can it be bought back for less than is bid");
  for (const quote of [{}, { bid: 3 }, { ask: 7 }])
    assert.equal(worthAt(view("10", "-5000", quote), 0), 0, "the last price, where nothing speaks against it");
});

test("a worth that no number can tell is not known: it marks nothing and trips nothing", () => {
  const scales = new Scales(LOSS, "strategy");
  scales.cash = { USD: -1_000 };
  const share = { conId: 1, symbol: "A", secType: "STK", currency: "USD", multiplier: "1" as Decimal };
  scales.held = [{ ...share, position: "100" as Decimal }];
  scales.bid = Number.MAX_VALUE;
  scales.pass(0).pass(seconds(2));
  assert.deepEqual([scales.entries, scales.said], [[], []]);
  scales.bid = 10;
  scales.pass(seconds(2));
  assert.deepEqual([scales.marks, scales.said], [["0 0"], []]);
});

test("books of an account of which nobody knows any more what it is worth price nothing that a strategy holds", () => {
  assert.equal(worthAt(inPence(undefined), 1_000), 0, "by its quote");
  assert.deepEqual(worthAt(inPence(undefined), 61_000), { lacking: "VOD: its last price is 61 s old" });
});

test("marks and trips hold over the cut of a snapshot", () => {
  const scales = new Scales({ ...LOSS, drawdown: 10 }).pass(0);
  scales.netLiquidation = 99_000;
  scales.pass(seconds(2));
  const resumed = new Equity();
  resumed.resume(JSON.parse(JSON.stringify(scales.equity.carry())));
  assert.deepEqual(resumed.of(ACCOUNT), scales.equity.of(ACCOUNT));
  assert.equal(resumed.hasTrippedByLoss(ACCOUNT, "2026-01-05"), true);
  assert.equal(resumed.hasTrippedByLoss(ACCOUNT, "2026-01-06"), false);
});

test("a day's loss trips once a day, also when another limit has tripped and somebody has resumed since", () => {
  const scales = new Scales({ ...LOSS, drawdown: 5 }).pass(0);
  scales.netLiquidation = 99_400;
  scales.pass(seconds(1)).says("active");
  scales.netLiquidation = 94_000;
  scales.pass(seconds(1)).says("active");
  scales.pass(seconds(1)).pass(seconds(1));
  assert.deepEqual(scales.said, ["reducing by holdfast", "active by ann", "halted by holdfast", "active by ann"]);
});
