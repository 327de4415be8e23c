/** Losses that stop trading, counted again: trips and marks that are owed, that have no cause, and limits for a time. */
import assert from "node:assert/strict";
import test from "node:test";
import { Books, History, placement, SETUP } from "../../../../test/sim/oracleStage.ts";
import type { SomeLimits } from "../facts.ts";
import { limitsHold } from "../i17-limits.ts";

const DAY = "2026-01-05";
const ACCOUNT = { account: "DU1111" };
const NOTHING: ReadonlySet<string> = new Set();
const SECOND = 1_000;
const MINUTE = 60_000;

/** A daemon that runs and has lines in its journal. */
const begun = (limits: SomeLimits, accountLimits: SomeLimits = {}, books = new Books()): History => {
  const strategies = SETUP.strategies.map((one) => (one.name === "alpha" ? { ...one, limits } : one));
  const setup = { ...SETUP, strategies, accountLimits: { DU1111: accountLimits } };
  return new History(limitsHold, setup, books).logged("started").journaled({ kind: "daemonStarted" });
};

const told = (history: History, value: number): History =>
  history
    .heard({ name: "accountValue", account: "DU1111", key: "NetLiquidation", value: String(value), currency: "USD" })
    .heard({ name: "end", id: 54, reqId: undefined, account: "DU1111" });

const marked = (dayStart: number, high = dayStart, scope: object = ACCOUNT, day = DAY) => ({
  ...{ kind: "equityMarked", scope, day, dayStart: String(dayStart), high: String(high) },
});

const tripped = (limit: string, state: string, scope: object = ACCOUNT) => ({
  ...{ kind: "tradingStateSet", scope, state, by: "holdfast", why: `${limit}: as a test says` },
});

const resumed = { kind: "tradingStateSet", scope: ACCOUNT, state: "active", by: "ann", why: "tests" };

/** Told, and marked at once. */
const measured = (accountLimits: SomeLimits, value = 1_000): History =>
  told(begun({}, accountLimits), value).journaled(marked(value));

const later = (history: History, fromMs: number, forMs: number): History => {
  for (let at = fromMs; at <= fromMs + forMs; at += 5 * SECOND) history.at(at).quoted(NOTHING);
  return history;
};

test("a day's loss that is reached and trips nothing is told, once, and a smaller one is not", () => {
  const after = (value: number): readonly string[] => {
    const history = later(measured({ "daily-loss": "100" }), 0, MINUTE);
    return later(told(history, value), MINUTE, 2 * MINUTE).sentences;
  };
  assert.deepEqual(after(901), []);
  const said = after(899);
  assert.equal(said.length, 1);
  assert.match(said[0]!, /^account DU1111: 101.00 at least is lost since 2026-01-05 began, and daily-loss 100 has not/);
});

test("a loss that is no longer than a look, or tells of an account that is not loaded, owes no trip", () => {
  const history = later(measured({ "daily-loss": "100" }), 0, MINUTE);
  later(told(history, 899), MINUTE, 5 * SECOND);
  later(told(history, 950), MINUTE + 6 * SECOND, 2 * MINUTE);
  assert.deepEqual(later(told(history, 0), 5 * MINUTE, 2 * MINUTE).sentences, []);
});

test("a trip has a cause in what the Gateway told, and a limit in force", () => {
  const after = (value: number, line: Parameters<History["journaled"]>[0], limits: SomeLimits): readonly string[] =>
    told(measured(limits).at(MINUTE), value).journaled(line).sentences;
  const loss = { "daily-loss": "100" };
  assert.deepEqual(after(899, tripped("daily-loss", "reducing"), loss), []);
  assert.match(
    after(905, tripped("daily-loss", "reducing"), loss).join(),
    /^daily-loss has tripped account DU1111 .*: the day began with 1000, and 95.00 is lost at most$/,
  );
  assert.match(after(899, tripped("daily-loss", "halted"), loss).join(), /it must not make it halted/);
  assert.match(after(899, tripped("drawdown", "halted"), loss).join(), /no such limit is in force/);
  assert.deepEqual(after(899, tripped("drawdown", "halted"), { drawdown: 10 }), []);
  assert.match(after(901, tripped("drawdown", "halted"), { drawdown: 10 }).join(), /901 is 9.90 % below 1000 at most/);
});

test("a drawdown counts from the highest value that was marked, over restarts, until somebody resumes", () => {
  const history = later(measured({ drawdown: 10 }), 0, MINUTE);
  told(history, 2_000).journaled(marked(1_000, 2_000));
  later(told(history.ended("killed").logged("started"), 1_700), 2 * MINUTE, 2 * MINUTE);
  assert.match(
    history.sentences.join(),
    /^account DU1111: 1700 is 15.00 % below 2000, and drawdown 10 has not tripped/,
  );
  const halted = later(told(measured({ drawdown: 10 }), 800).journaled(tripped("drawdown", "halted")), 0, MINUTE);
  later(halted.journaled(resumed).journaled(marked(1_000, 800)), MINUTE, MINUTE);
  assert.deepEqual(halted.sentences, []);
});

test("marks are kept: a highest value that is lost, a day that begins twice, a high that nobody told", () => {
  const next = (line: Parameters<History["journaled"]>[0]): string =>
    told(later(measured({ drawdown: 10 }), 0, MINUTE), 950)
      .journaled(line)
      .sentences.join();
  assert.equal(next(marked(1_000)), "");
  assert.match(next(marked(1_000, 950)), /says that 950 is the highest value, and it was 1000$/);
  assert.match(next(marked(950, 1_000)), /says that 2026-01-05 began with 950, and it began with 1000$/);
  assert.match(next(marked(1_000, 1_050)), /1050 is the highest value, and 1000 is the highest that was told$/);
  assert.match(next(marked(700, 1_000, ACCOUNT, "2026-01-06")), /begins with 700, and it is worth 950 to 1000$/);
});

test("a clock that goes back over midnight and forward again comes back to the day that had begun, as it began", () => {
  const yesterday = marked(1_000, 1_000, ACCOUNT, "2026-01-04");
  const back = (dayStart: number): string =>
    later(told(measured({ "daily-loss": "500" }).journaled(yesterday), 900), 0, 10 * SECOND)
      .journaled(marked(dayStart, 1_000))
      .sentences.join();
  assert.equal(back(1_000), "");
  assert.equal(back(900), "", "or begins anew, behind a restart");
  assert.match(back(700), /says that 2026-01-05 begins with 700, and it is worth/);
});

test("a clock that goes back comes back to the day before as that one began, and forward again to the day as it began", () => {
  const yesterday = marked(1_100, 1_100, ACCOUNT, "2026-01-04");
  const again = (dayStart: number): string => {
    const history = told(begun({}, { "daily-loss": "500" }), 1_100).journaled(yesterday);
    told(history, 1_000).journaled(marked(1_000, 1_100));
    later(told(history, 900), 0, MINUTE).journaled(yesterday);
    return history.journaled(marked(dayStart, 1_100)).sentences.join();
  };
  assert.equal(again(1_000), "");
  assert.match(again(950), /says that 2026-01-05 begins with 950, and it is worth 900 to 900/);
});

test("a value that is worth a mark is marked within its minute, and the day's first at once", () => {
  const never = told(begun({}, { drawdown: 10 }), 1_000);
  assert.match(later(never, 0, MINUTE).sentences.join(), /nobody marks what 2026-01-05 began with/);
  const higher = told(measured({ drawdown: 10 }), 1_100);
  assert.deepEqual(later(higher, 0, MINUTE).sentences, []);
  assert.match(later(higher, MINUTE, MINUTE).sentences.join(), /worth 1100 and nobody marks that, 1000 is the highest/);
});

test("a process that is not there, or that something holds up, owes nothing", () => {
  const gone = later(told(measured({ "daily-loss": "100" }).at(MINUTE), 800).ended("killed"), MINUTE, 5 * MINUTE);
  assert.deepEqual(gone.sentences, []);
  const held = later(told(measured({ "daily-loss": "100" }), 800).troubled("disk-slow"), 0, MINUTE);
  assert.deepEqual(held.sentences, []);
  const apart = told(measured({ "daily-loss": "100" }), 800).closed(
    { id: 1, client: "daemon", server: "gateway", address: "127.0.0.1:4102" },
    "client",
  );
  assert.deepEqual(later(apart, 0, MINUTE).sentences, []);
});

test("a day's loss that has tripped owes no second trip that day, also when another limit has tripped since", () => {
  const history = told(measured({ "daily-loss": "100", drawdown: 30 }), 850).journaled(
    tripped("daily-loss", "reducing"),
  );
  told(history.journaled(resumed), 650).journaled(tripped("drawdown", "halted"));
  history.journaled(resumed).journaled(marked(1_000, 650));
  assert.deepEqual(later(history, 0, MINUTE).sentences, []);
});

test("what a process was told that was killed is not known to the next one", () => {
  const lower = { kind: "limitSet", scope: ACCOUNT, limit: "daily-loss", value: "100", by: "ann", why: "tests" };
  const after = (...hears: readonly number[]): string => {
    const killed = told(measured({ "daily-loss": "500" }), 800)
      .ended("killed")
      .troubled("process-killed");
    const history = killed.logged("started").at(MINUTE).journaled(lower);
    for (const value of hears) told(history, value);
    return later(history, MINUTE, 2 * MINUTE).sentences.join();
  };
  assert.equal(after(), "", "its Gateway cannot be reached");
  assert.match(after(800), /200.00 at least is lost since 2026-01-05/);
});

const trade = (n: number, side: string, price: number) => ({
  ...{ kind: "executed", key: "alpha-0abc-1" },
  execution: {
    contract: { conId: 1, symbol: "AAPL", secType: "STK", currency: "USD" },
    execution: { execId: `e.${n}.01`, acctNumber: "DU1111", side, shares: "10", price },
  },
});

test("a strategy's loss is what its trades cost it and what it holds at the market's prices", () => {
  const scope = { strategy: "alpha" };
  const lost = (sold: number): History => {
    const history = told(begun({ "daily-loss": "100" }), 1_000).journaled(marked(0, 0, scope));
    history.journaled({ kind: "orderIntended", legs: [placement()] });
    return history.journaled(trade(1, "BOT", 100)).journaled(trade(2, "SLD", sold));
  };
  assert.match(
    later(lost(89), 0, MINUTE).sentences.join(),
    /^strategy alpha: 110.00 at least is lost since 2026-01-05/,
  );
  assert.deepEqual(later(lost(91), 0, MINUTE).sentences, []);
  assert.deepEqual(lost(89).journaled(tripped("daily-loss", "reducing", scope)).sentences, []);
  assert.match(
    lost(91)
      .journaled(tripped("daily-loss", "reducing", scope))
      .sentences.join(),
    /90.00 is lost at most/,
  );
  const costs = lost(91).journaled({ kind: "commissionReported", execId: "e.2.01", commission: { commission: 11 } });
  assert.match(later(costs, 0, MINUTE).sentences.join(), /101.00 at least is lost/);
});

test("a mark that the account's newest image leaves out is not known: what is held was closed while another account was followed", () => {
  const value = (key: string, value: string) =>
    ({ name: "accountValue", account: "DU1111", key, value, currency: "USD" }) as const;
  const row = {
    name: "portfolio",
    account: "DU1111",
    conId: 1,
    symbol: "AAPL",
    position: "10",
    marketPrice: 80,
  } as const;
  const after = (...rows: readonly (typeof row)[]): string => {
    const history = begun({}).journaled(marked(0, 0, { strategy: "alpha" }));
    history.journaled({ kind: "orderIntended", legs: [placement()] }).journaled(trade(1, "BOT", 100));
    for (const load of [[row], rows, rows]) {
      history.heard(value("AccountCode", "DU1111"));
      for (const one of load) history.heard(one);
      told(history, 1_000);
    }
    history.journaled({ kind: "limitSet", scope: { strategy: "alpha" }, limit: "daily-loss", value: "100" });
    return later(history, 0, MINUTE).sentences.join();
  };
  assert.equal(after(), "");
  assert.match(after(row), /^strategy alpha: 176.00 at least is lost since 2026-01-05/);
});

test("a price that jumps is a cause at once, before anybody has looked at the market, and a nearer one is none", () => {
  const scope = { strategy: "alpha" };
  const after = (price: number): string => {
    const books = new Books();
    const at = (quote: number) => ({ AAPL: { bid: quote, ask: quote, last: quote } });
    books.quotes = at(100);
    const history = told(begun({ "daily-loss": "100" }, {}, books), 1_000).journaled(marked(0, 0, scope));
    history.journaled({ kind: "orderIntended", legs: [placement()] }).journaled(trade(1, "BOT", 100));
    later(history, 0, 20 * SECOND);
    books.quotes = at(price);
    return history
      .at(21 * SECOND)
      .journaled(tripped("daily-loss", "reducing", scope))
      .sentences.join();
  };
  assert.equal(after(89), "");
  assert.match(after(95), /daily-loss has tripped strategy alpha .* the day began with 0, and 78.50 is lost at most/);
});

test("holdfast takes back only what a day's loss has stopped, and not on the same day", () => {
  const anew = { kind: "tradingStateSet", scope: ACCOUNT, state: "active", by: "holdfast", why: "a new day has begun" };
  const lost = () => told(measured({ "daily-loss": "100" }), 800).journaled(tripped("daily-loss", "reducing"));
  assert.match(lost().journaled(anew).sentences.join(), /again on 2026-01-05, the day on which daily-loss tripped it/);
  assert.deepEqual(
    lost()
      .at(24 * 60 * MINUTE)
      .journaled(anew).sentences,
    [],
  );
  const halt = { ...resumed, state: "halted", level: "halt-new" };
  const halted = lost()
    .journaled(halt)
    .at(24 * 60 * MINUTE)
    .journaled(anew);
  assert.match(halted.sentences.join(), /lets account DU1111 trade again, and it was ann who had stopped it/);
});

test("a limit that was set for a time ends with it, not before and not much later", () => {
  const over = { kind: "limitEnded", scope: ACCOUNT, limit: "drawdown", reason: "its time is over" };
  const set = (forMs?: number): History => {
    const until = forMs === undefined ? {} : { until: 1_767_625_200_000 + forMs };
    return begun({}).journaled({ kind: "limitSet", scope: ACCOUNT, limit: "drawdown", value: 5, ...until });
  };
  assert.deepEqual(later(set(MINUTE).at(MINUTE).journaled(over), MINUTE, MINUTE).sentences, []);
  assert.match(
    later(set(MINUTE), 0, 2 * MINUTE).sentences.join(),
    /drawdown of account DU1111 still holds, and its time/,
  );
  assert.match(set(MINUTE).at(50_000).journaled(over).sentences.join(), /ended 10000 ms before its time was over/);
  assert.match(set().journaled(over).sentences.join(), /ended by itself, and was set for no time/);
  assert.deepEqual(later(set(), 0, 2 * MINUTE).sentences, []);
});

test("after a jump of the wall clock a line that waited for the disk does not tell what it says now, and a later one does", () => {
  const set = { kind: "limitSet", scope: ACCOUNT, limit: "drawdown", value: 5, until: 1_767_625_200_000 + 2 * MINUTE };
  const jumped = (tellsMs: number): string => {
    const history = begun({}).journaled(set).at(MINUTE).troubled("wall-jump");
    history.at(MINUTE + tellsMs).journaled({ kind: "daemonStarted" });
    return later(history, 2 * MINUTE, 2 * MINUTE).sentences.join();
  };
  assert.equal(jumped(20 * SECOND), "");
  assert.match(jumped(31 * SECOND), /drawdown of account DU1111 still holds/);
});
