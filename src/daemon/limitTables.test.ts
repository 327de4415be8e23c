import assert from "node:assert/strict";
import test from "node:test";
import { type WallMs, wallOf } from "../base/time.ts";
import { limitsOf, NO_LIMITS } from "../model/limits.ts";
import { ConfigError, parseConfig } from "./config.ts";

const START = `mode = "paper"
account-limits = "off"
[strategies.alpha]
account = "DU1000001"
client-ids = [1]
`;
/** So that a table that comes behind says the rest. */
const offBut = (...names: readonly string[]): string =>
  limitsOf("strategy")
    .filter((name) => !names.includes(name))
    .map((name) => `${name} = "off"`)
    .join("\n");

const NOON = wallOf(2026, 3, 4, 12);
const parsed = (text: string) => parseConfig(text, "holdfast.toml", {}, NOON);

function engineOf(text: string) {
  const settings = parsed(text);
  if (settings instanceof ConfigError) assert.fail(settings.message);
  return settings.engine;
}

function refusal(text: string): string {
  const settings = parsed(text);
  assert.ok(settings instanceof ConfigError, "the configuration was accepted");
  return settings.message;
}

test("what nobody has said refuses the start in one sentence with every missing row and where to write it", () => {
  assert.equal(
    refusal(`${START}[strategies.alpha.limits]\n${offBut("max-value", "daily-loss")}`),
    'holdfast.toml line 6: nobody has said max-value, daily-loss of strategy alpha; write each in [limits] or in [strategies.alpha.limits], with its value or "off" (limits = "off" in [strategies.alpha] turns all of them off)',
  );
  const none = refusal(START);
  assert.match(none, /^holdfast.toml line 3: nobody has said any limit: long-only, contracts, .* of strategy alpha;/);
  for (const name of limitsOf("strategy")) assert.ok(none.includes(name), name);
  assert.match(
    refusal(`limits = "off"\n${START.replace('account-limits = "off"\n', "")}[account-limits]\nlong-only = true`),
    /^holdfast.toml: nobody has said contracts, .* of account DU1000001; write each in \[account-limits\] or in \[accounts.DU1000001.limits\]/,
  );
});

test("a strategy's own rows lie over those of all, and the word off in place of a table is each of its rows", () => {
  const all = `[limits]\n${offBut("max-quantity", "long-only")}\nmax-quantity = 100\nlong-only = true\n`;
  const [alpha, beta] = engineOf(
    `${START}${all}[strategies.alpha.limits]\nmax-quantity = 5\n[strategies.beta]\naccount = "DU1000002"\nport = 0\nlimits = "off"`,
  ).strategies;
  assert.deepEqual(alpha?.limits, { ...NO_LIMITS, "long-only": true, "max-quantity": "5" });
  assert.deepEqual(beta?.limits, NO_LIMITS);
});

test("an account's limits are its own, row by row over those of all accounts", () => {
  const { accounts } = engineOf(
    `limits = "off"\n${START}[accounts.DU1000001.limits]\nself-match = "refuse"\ndrawdown = 8.5`,
  );
  assert.deepEqual(accounts, { DU1000001: { ...NO_LIMITS, "self-match": "refuse", drawdown: 8.5 } });
});

test("hours are windows by the clocks of their zone, also when these are changed", () => {
  const text = "Mon-Fri 09:30-16:00 America/New_York";
  const { hours } = engineOf(`${START}[limits]\n${offBut("sessions")}\nsessions = ["${text}", "Sun 18:00-17:00 UTC"]`);
  const shown = (from: WallMs): string => new Date(from).toISOString().slice(0, 16);
  assert.deepEqual(
    hours?.[text]?.slice(0, 4).map(({ from, to }) => `${shown(from)} ${shown(to)}`),
    [
      "2026-03-04T14:30 2026-03-04T21:00",
      "2026-03-05T14:30 2026-03-05T21:00",
      "2026-03-06T14:30 2026-03-06T21:00",
      "2026-03-09T13:30 2026-03-09T20:00",
    ],
  );
  const weekend = engineOf(`${START}[limits]\n${offBut("sessions")}\nsessions = ["Sat-Mon 00:00-00:00 UTC"]`);
  assert.deepEqual(
    weekend.hours?.["Sat-Mon 00:00-00:00 UTC"]?.slice(0, 3).map(({ from, to }) => `${shown(from)} ${shown(to)}`),
    ["2026-03-07T00:00 2026-03-08T00:00", "2026-03-08T00:00 2026-03-09T00:00", "2026-03-09T00:00 2026-03-10T00:00"],
  );
  const [overnight] = hours?.["Sun 18:00-17:00 UTC"] ?? [];
  assert.equal(overnight && `${shown(overnight.from)} ${shown(overnight.to)}`, "2026-03-08T18:00 2026-03-09T17:00");
});

test("a dead man's patience is given in seconds, and there is none unless it is given", () => {
  const deadMan = (line: string) => engineOf(`limits = "off"\n${START}${line}`).strategies[0]?.deadManMs;
  assert.equal(deadMan(""), undefined);
  assert.equal(deadMan("dead-man-seconds = 2.5"), 2_500);
  assert.match(refusal(`limits = "off"\n${START}dead-man-seconds = -1`), /line 7: .* from 1 to 86400, not -1$/);
});

const WRONG: Readonly<Record<string, readonly [lines: string, sentence: RegExp]>> = {
  "a typo": ["max-quantiti = 5", /line 7: unknown key limits.max-quantiti; did you mean "max-quantity"\?$/],
  "an account's limit": [
    'self-match = "refuse"',
    /line 7: unknown key limits.self-match; self-match is a limit of acc/,
  ],
  "a wrong unit": [
    'max-value = "25%"',
    /line 7: limits.max-value must be an amount above 0 in the account's base currency, or "off", not the text "25%"$/,
  ],
  "a fraction for percent": ["price-collar = 0.005", /line 7: .* percent from 0.01 to 100, or "off", not 0.005$/],
  "no number": ["max-quantity = nan", /line 7: limits.max-quantity must be a quantity above 0, or "off", not NaN$/],
  infinity: ["daily-loss = inf", /line 7: .*not Infinity$/],
  "a negative number": ["max-position = -5", /line 7: .*not -5$/],
  nothing: ["max-open-orders = 0", /line 7: limits.max-open-orders must be a whole number from 1 to 10000, or "off"/],
  "long-only that is none": ["long-only = false", /line 7: limits.long-only must be true, or "off", not false$/],
  "a list that is half one": [
    'banned = ["GME", 1.5]',
    /line 7: limits.banned must be a list of conIds .*, or "off", not the list \["GME",1.5\]$/,
  ],
  "a contract that is allowed and banned": [
    'contracts = ["SPY", " gme"]\nbanned = [{ symbol = "GME" }]',
    /line 7: limits.contracts allows gme, which is banned \(for strategy alpha\)$/,
  ],
  "a conId that is allowed and banned": [
    "contracts = [7, 8]\nbanned = [8]",
    /line 7: limits.contracts allows conId 8, /,
  ],
  "an order larger than the position": [
    "max-quantity = 200\nmax-position = 100",
    /line 7: limits.max-quantity is 200, which is more than max-position 100: /,
  ],
  "an order worth more than everything": [
    "max-gross-value = 10\nmax-value = 10.01",
    /line 8: limits.max-value is 10.01, which is more than max-gross-value 10: /,
  ],
  "order types of nobody": [
    'order-types = ["LIMT"]',
    /line 7: limits.order-types names no order type that IB knows \(LIMT\); did you mean "LMT"\? \(for strategy alpha\)$/,
  ],
  "a ramp of nothing": ["ramp = 25", /line 7: limits.ramp is 25 % of nothing: max-quantity, max-value, /],
  "hours of no zone": [
    'sessions = ["Mon-Fri 09:30-16:00 America/New_Yrk"]',
    /line 7: limits.sessions names "America\/New_Yrk", which is not a time zone: /,
  ],
};

for (const [title, [lines, sentence]] of Object.entries(WRONG))
  test(`refused with its line: ${title}`, () => {
    const names = lines.split("\n").map((line) => line.split(" ")[0]!);
    assert.match(refusal(`${START}[limits]\n${lines}\n${offBut(...names)}`), sentence);
  });

test("an order type is known however it is spelled", () => {
  const { strategies } = engineOf(`${START}[limits]\n${offBut("order-types")}\norder-types = ["stop limit"]`);
  assert.deepEqual(strategies[0]?.limits?.["order-types"], ["STOP LIMIT"]);
});

test("a contradiction between a strategy's row and everybody's is put to the strategy's", () => {
  const all = `[limits]\n${offBut("max-quantity", "max-position")}\nmax-quantity = 10\nmax-position = 100\n`;
  assert.match(
    refusal(`${START}${all}[strategies.alpha.limits]\nmax-quantity = 200`),
    /line \d+: strategies.alpha.limits.max-quantity is 200, which is more than max-position 100: [^(]*$/,
  );
});

test("limits of an account that nobody trades are refused with the nearest one", () => {
  assert.match(
    refusal(`limits = "off"\n${START}[accounts.DU1000002]\nlimits = "off"`),
    /line 7: accounts.DU1000002 has no effect: no strategy trades it; did you mean "DU1000001"\?$/,
  );
});
