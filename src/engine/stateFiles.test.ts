/** What the files say that other programs read, of an engine between a scripted Gateway and a client. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, Stage, shares } from "../../test/engine/stage.ts";
import type { EngineConfig } from "../model/config.ts";
import type { ConnId } from "../model/ids.ts";
import { type Limits, NO_LIMITS } from "../model/limits.ts";

interface Documents {
  readonly live: {
    readonly ready: boolean;
    readonly state: string;
    readonly accounts: readonly { account: string; netLiquidation: number | null; currency: string | null }[];
    readonly positions: readonly object[] | null;
    readonly openOrderCount: number;
    readonly openOrders: readonly { status: string }[];
    readonly strategies: readonly { strategy: string; trading: string; said?: { by: string; why: string } }[];
  };
  readonly risk: {
    readonly strategies: readonly {
      limits: Readonly<Record<string, { limit: unknown; used?: unknown; set?: object }>>;
    }[];
    readonly accounts: readonly {
      equity: { now: number | null; dayStart: number | null; high: number | null };
      limits: Readonly<Record<string, { used?: { lacking?: string } }>>;
    }[];
  };
  readonly analyst: {
    readonly strategies: readonly {
      trades: number;
      wins: number;
      open: number;
      currencies: readonly { profit: number; commissions: number; today: { day: string; profit: number } }[];
    }[];
  };
  readonly pairs: {
    readonly strategies: readonly {
      strategy: string;
      contracts: readonly object[];
      scrubbed: readonly { contract: object; gate: string; detail: string }[];
    }[];
  };
}

const documents = (stage: Stage): Documents => stage.answer("files") as Documents;

const limited = (limits: Partial<Limits>): EngineConfig => ({
  ...config,
  strategies: config.strategies.map((one) => ({ ...one, limits: { ...NO_LIMITS, ...limits } })),
});

function readyOn(given: EngineConfig): { readonly stage: Stage; readonly alpha: ConnId } {
  const stage = new Stage(given);
  stage.greet();
  stage.recover();
  return { stage, alpha: stage.connect(1, 1) };
}

test("the live status says whether a new order would reach IB, and what an account is worth once that was told", () => {
  const stage = new Stage(config);
  const before = documents(stage).live;
  assert.deepEqual([before.ready, before.accounts[0]!.netLiquidation], [false, null]);
  stage.greet();
  stage.recover();
  const told = { key: "NetLiquidation", value: "100000.5", currency: "USD", accountName: "DU1" };
  stage.says("updateAccountValue", told);
  const { ready, state, accounts } = documents(stage).live;
  assert.deepEqual([ready, state, accounts[0]!.account, accounts[0]!.netLiquidation], [true, "ready", "DU1", 100000.5]);
});

test("positions that nobody has told yet are not known, and none are none", () => {
  const stage = new Stage(config);
  assert.deepEqual([stage.answer("positions"), documents(stage).live.positions], [null, null]);
  stage.greet();
  assert.equal(stage.answer("positions"), null, "the session is here, and its lists are not");
  stage.recover();
  assert.deepEqual([stage.answer("positions"), documents(stage).live.positions], [[], []]);
});

test("open orders are listed and counted, and no others", () => {
  const { stage, alpha } = readyOn(config);
  for (const orderId of [1, 2]) stage.ask(alpha, "placeOrder", { orderId, contract, order });
  stage.shows(0);
  stage.shows(1, { status: "Cancelled" });
  const { openOrderCount, openOrders } = documents(stage).live;
  assert.deepEqual([openOrderCount, openOrders.map(({ status }) => status)], [1, ["working"]]);
});

test("a halt is in both files with who said so and why", () => {
  const { stage } = readyOn(config);
  const what = { kind: "halt", scope: { account: "DU1" }, level: "halt-new", stopsToo: false, why: "a drill" } as const;
  stage.step({ kind: "operate", query: 9, what, by: "ann" });
  const { strategies } = documents(stage).live;
  assert.deepEqual(
    strategies.map(({ trading, said }) => [trading, said?.by, said?.why]),
    [
      ["halted", "ann", "a drill"],
      ["active", undefined, undefined],
    ],
  );
});

test("a limit in force stands beside what of it is used, and beside who set it", () => {
  const { stage, alpha } = readyOn(limited({ "max-open-orders": 5, "max-position": shares(100) }));
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, totalQuantity: shares(30) } });
  const [limits] = documents(stage).risk.strategies.map((strategy) => strategy.limits);
  assert.deepEqual(limits!["max-open-orders"], { limit: 5, used: 1 });
  assert.deepEqual(limits!.drawdown, undefined, "drawdown is an account's");
  assert.deepEqual(limits!["max-value"], { limit: "off", used: undefined });
});

test("what a strategy holds is used of its limit also where the account as a whole holds nothing", () => {
  const { stage, alpha } = readyOn(limited({ "max-position": shares(100) }));
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, totalQuantity: shares(30) } });
  stage.shows(0);
  stage.executes(0, { side: "BOT", shares: shares(30), cumQty: shares(30), price: 10, execId: "e.1.01.01" });
  const [limits] = documents(stage).risk.strategies.map((strategy) => strategy.limits);
  assert.deepEqual(limits!["max-position"]!.used, { conId: 265598, position: "30" });
});

test("what a day's loss is measured by is told with the loss, and what is not known is lacking", () => {
  const stage = new Stage({ ...config, accounts: { DU1: { ...NO_LIMITS, "daily-loss": shares(500), drawdown: 10 } } });
  stage.greet();
  stage.recover();
  const [before] = documents(stage).risk.accounts;
  assert.equal(before!.equity.now, null);
  assert.match(before!.limits["daily-loss"]!.used!.lacking!, /no NetLiquidation of DU1/);
  for (const value of ["1000", "950"]) {
    stage.says("updateAccountValue", { key: "NetLiquidation", value, currency: "USD", accountName: "DU1" });
    stage.pass(2_000);
  }
  const [after] = documents(stage).risk.accounts;
  assert.deepEqual([after!.equity.now, after!.equity.dayStart, after!.equity.high], [950, 1000, 1000]);
  assert.deepEqual([after!.limits["daily-loss"]!.used, after!.limits.drawdown!.used], [50, 5]);
});

test("a strategy's trades are counted from flat to flat with what they brought and cost", () => {
  const { stage, alpha } = readyOn(config);
  const [buy, sell] = [order, { ...order, action: "SELL" }];
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: buy });
  stage.shows(0);
  stage.executes(0, { side: "BOT", shares: shares(1), price: 10, execId: "e.1.01.01" });
  assert.deepEqual(
    [documents(stage).analyst.strategies[0]!.trades, documents(stage).analyst.strategies[0]!.open],
    [0, 1],
  );
  stage.ask(alpha, "placeOrder", { orderId: 2, contract, order: sell });
  stage.shows(1);
  stage.executes(1, { side: "SLD", shares: shares(1), price: 12, execId: "e.2.01.01" });
  stage.says("commissionReport", { execId: "e.2.01.01", commission: 0.5, currency: "USD" });
  const [{ trades, wins, open, currencies }] = documents(stage).analyst.strategies as [
    Documents["analyst"]["strategies"][0],
  ];
  assert.deepEqual([trades, wins, open], [1, 1, 0]);
  assert.deepEqual([currencies[0]!.profit, currencies[0]!.commissions, currencies[0]!.today.profit], [1.5, 0.5, 1.5]);
});

test("added contracts pass the locks that would refuse their orders, however the banned one is spelled", () => {
  const { stage, alpha } = readyOn(limited({ banned: [{ symbol: "GME" }, { conId: 265598 }] }));
  stage.says("position", { account: "DU1", contract: { ...contract, localSymbol: "AAPL" }, position: shares(1) });
  const named = [
    { symbol: "MSFT" },
    { symbol: "AAPL", secType: "STK", currency: "USD" },
    { symbol: " gme " },
    { conId: 265598 },
    { conId: 777 },
  ];
  stage.step({ kind: "pairsLoaded", pairs: { alpha: named } });
  const [{ contracts, scrubbed }] = documents(stage).pairs.strategies as [Documents["pairs"]["strategies"][0]];
  assert.deepEqual(
    scrubbed.map(({ gate, contract: of }) => [gate, of]),
    [
      ["banned", { symbol: "AAPL", secType: "STK", currency: "USD" }],
      ["banned", { symbol: " gme " }],
      ["banned", { conId: 265598 }],
      ["banned", { conId: 777 }],
    ],
    "a number whose symbol nobody has told may be the banned one",
  );
  assert.deepEqual(contracts, [{ symbol: "MSFT" }]);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  assert.ok(stage.brief(alpha).includes("error 1 201"), "an order for what was scrubbed was taken");
});
