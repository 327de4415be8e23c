import assert from "node:assert/strict";
import test from "node:test";
import type { Decimal } from "../base/decimal.ts";
import { type Instant, seconds, type WallMs, wallOf } from "../base/time.ts";
import { type EngineConfig, USUAL_GATEWAY } from "../model/config.ts";
import type { StrategyName } from "../model/ids.ts";
import { LIMIT_NAMES, type LimitName, type Limits, limitsOf, NO_LIMITS } from "../model/limits.ts";
import type { Gate } from "./ask.ts";
import { type Trial, trials } from "./controls.ts";
import { GATES } from "./gates.ts";
import { shares } from "./judging.test.ts";
import { Overrides } from "./overrides.ts";
import { rehearsal } from "./rehearsal.ts";
import { Risk } from "./risk.ts";
import { TradingStates } from "./states.ts";

const HOURS = "Mon-Fri 09:30-16:00 America/New_York";
const wall = wallOf(2026, 1, 5, 15);
const moment = { now: 1_000_000 as Instant, wall };

const ALL: Limits = {
  "long-only": true,
  contracts: [{ conId: 265598 }, { symbol: "SPY" }, { symbol: "REHEARSAL" }],
  banned: [{ symbol: "GME" }, { conId: 1 }],
  "order-types": ["LMT", "STP", "MKT"],
  sessions: [HOURS],
  "max-quantity": shares(100),
  "max-value": shares(25_000),
  "price-collar": 2,
  "look-alike": 5,
  "orders-per-second": 5,
  "repeated-executions": { executions: 20, seconds: 60 },
  "max-position": shares(400),
  "max-gross-value": shares(100_000),
  "max-open-orders": 10,
  "self-match": "refuse",
  "daily-loss": shares(500),
  drawdown: 5,
  ramp: 50,
};

const only = (names: readonly LimitName[]): Limits =>
  ({ ...NO_LIMITS, ...Object.fromEntries(names.map((name) => [name, ALL[name]])) }) as Limits;

function rehearsed(ofStrategy: Limits, ofAccount: Limits, gates: readonly Gate[] = GATES, windows = true): Trial[] {
  const strategy = { name: "alpha" as StrategyName, account: "DU1", clientIds: [1], limits: ofStrategy };
  const config: EngineConfig = {
    ...{ mode: "paper", readOnly: false, doors: [], messagesPerSecond: 45 },
    gateway: { name: "main", host: "127.0.0.1", port: 4002, clientId: 100, maxServerVersion: 225, ...USUAL_GATEWAY },
    strategies: [{ ...strategy, masterClientId: undefined, readOnly: false, privateOrders: false }],
    accounts: { DU1: ofAccount },
    hours: windows ? { [HOURS]: [{ from: (wall - seconds(60)) as WallMs, to: (wall + seconds(60)) as WallMs }] } : {},
  };
  const risk = new Risk(config, new TradingStates(), new Overrides(), rehearsal({}));
  return trials(config, risk, moment, gates);
}

const whole = (gates?: readonly Gate[]) => rehearsed(only(limitsOf("strategy")), only(limitsOf("account")), gates);
const nameOf = ({ scope, limit }: Trial): string => `${scope} ${limit}`;

test("every limit in force of strategies and accounts is tried, and refused by its own gate", () => {
  const rows = whole();
  assert.deepEqual(rows.map(nameOf), [
    "all trading",
    ...limitsOf("strategy").map((name) => `strategy alpha ${name}`),
    ...limitsOf("account").map((name) => `account DU1 ${name}`),
  ]);
  for (const row of rows) {
    const gate = row.limit === "ramp" ? "max-quantity" : row.limit;
    assert.ok(row.refusedBy?.startsWith(`${gate}: `), `${nameOf(row)}: ${row.refusedBy ?? "passed"}`);
    assert.equal(row.passed, undefined);
    assert.notEqual(row.tried, "");
  }
});

for (const { gate } of GATES)
  test(`without the gate ${gate} its violations pass, and every other one is refused as before`, () => {
    const rows = whole(GATES.filter((row) => row.gate !== gate));
    const isOfGate = ({ limit }: Trial) => limit === gate || (limit === "ramp" && gate === "max-quantity");
    assert.ok(rows.some(isOfGate));
    for (const row of rows) assert.equal(row.passed, isOfGate(row) ? true : undefined, nameOf(row));
  });

test("there is a gate for every limit but the ramp, and none for anything else", () => {
  const guarded = LIMIT_NAMES.filter((name) => name !== "ramp");
  assert.deepEqual(GATES.map(({ gate }) => gate).toSorted(), ["trading", ...guarded].toSorted());
});

test("a limit that is off is told as off, and tried by nothing", () => {
  for (const row of rehearsed(NO_LIMITS, NO_LIMITS).slice(1)) {
    const { scope: _, limit: __, ...rest } = row;
    assert.deepEqual(rest, { value: "off", tried: "" });
  }
});

test("a ramp is tried by the first limit of size in force, and by nothing where it takes nothing away", () => {
  const rampOf = (limits: Partial<Limits>) =>
    rehearsed({ ...NO_LIMITS, ...limits }, NO_LIMITS).find(({ limit }) => limit === "ramp")!;
  for (const name of ["max-quantity", "max-value", "max-position", "max-gross-value"] as const) {
    const row = rampOf({ [name]: ALL[name], ramp: 25 });
    assert.ok(row.refusedBy?.startsWith(`${name}: `), row.refusedBy);
  }
  assert.equal(rampOf({ ramp: 25 }).tried, "");
  assert.equal(rampOf({ "max-quantity": shares(100), ramp: 100 }).tried, "");
});

test("the values are those in force, sizes as the ramp leaves them", () => {
  const { value, tried } = whole().find((row) => nameOf(row) === "strategy alpha max-quantity")!;
  assert.deepEqual([value, tried], ["50", "BUY 51 REHEARSAL LMT at 100"]);
});

test("hours of which nothing is known refuse, too", () => {
  const rows = rehearsed(only(["sessions"]), NO_LIMITS, GATES, false);
  assert.match(rows.find(({ limit }) => limit === "sessions")!.refusedBy!, /nothing is known of the hours/);
});

/** Values at the ends of what may be configured. */
const EXTREMES: Partial<{ readonly [N in LimitName]: readonly Limits[N][] }> = {
  "max-quantity": [shares("0.0001"), "99999999999999999999.5" as Decimal],
  "max-value": [shares("0.01"), shares("1000000000000")],
  "max-position": [shares("0.5")],
  "max-gross-value": [shares("0.01"), shares("1000000000000")],
  "price-collar": [0.01, 100],
  drawdown: [0.01, 99.95, 100],
  "daily-loss": [shares("0.01"), shares("1000000000000")],
  "max-open-orders": [1, 10_000],
  "orders-per-second": [1, 45],
  "order-types": [["MKT", "LMT", "STP", "TRAIL", "MOC"], ["none of them"]],
  contracts: [[{ conId: 2 ** 31 }], [{ symbol: "XXXXXXXXXX" }, { symbol: "REHEARSAL" }]],
  banned: [[{ symbol: " rehearsal ", currency: "EUR" }], [{ symbol: "GME", secType: "OPT", exchange: "CBOE" }]],
};

for (const [name, values] of Object.entries(EXTREMES))
  for (const value of values)
    test(`${name} of ${JSON.stringify(value)} is broken by what is tried`, () => {
      const limits = { ...NO_LIMITS, [name]: value } as Limits;
      const isAccounts = name === "drawdown";
      const rows = rehearsed(isAccounts ? NO_LIMITS : limits, isAccounts ? limits : NO_LIMITS);
      const row = rows.find((each) => each.limit === name && each.value !== "off")!;
      assert.ok(row.refusedBy?.startsWith(`${name}: `), row.tried);
    });
