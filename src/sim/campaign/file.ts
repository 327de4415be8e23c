/**
 * Scenario files: one JSON object each, as `print` writes them and people edit them.
 *
 * What is read is checked to the last field before anything runs: a fault, actor or field that does not exist is named,
 * with what may have been meant, for a scenario that silently does less than it says proves nothing.
 */
import { decimal } from "../../base/decimal.ts";
import { type LimitName, limitsOf as limitNamesOf } from "../../model/limits.ts";
import { CEILING, FLOOR } from "../../wire/versions.ts";
import { ACTORS } from "../actors/cast.ts";
import { CARELESS_NAMES } from "../actors/kinds.ts";
import { checkedIn, FaultRefused } from "../faults/setting.ts";
import { FAULTS } from "../faults/table.ts";
import { SWITCHES } from "../gateway/switches.ts";
import { DISK_TRAITS } from "../world/disk.ts";
import { WORLD_FAULTS } from "../world/faults/table.ts";
import { NETWORK_TRAITS } from "../world/network.ts";
import * as form from "./form.ts";
import { aFlag, aNumber, aText, type Check, type Fields, list, oneOf, record, whole } from "./form.ts";
import { PROFILE_NAMES } from "./profiles.ts";
import { SCENARIO_FORMAT, type Scenario } from "./scenario.ts";

/** Why a file is no scenario. */
export class ScenarioRefused {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** The scenario in a file's text, or why there is none. */
export function read(text: string): Scenario | ScenarioRefused {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return new ScenarioRefused(`it is no JSON: ${(error as Error).message}`);
  }
  const wrong = SCENARIO(json, "a scenario") ?? mismatch(json as Scenario);
  return wrong === undefined ? (json as Scenario) : new ScenarioRefused(wrong);
}

const DAYS_MS_MAX = 100 * 86_400_000;
const HOUR_COUNT_MAX = 100_000;
const CLIENT_ID_MAX = 2_147_483_647;
const MINUTE_MS = 60_000;

const aTime: Check = form.number(0, DAYS_MS_MAX);
const aClientId: Check = whole(0, CLIENT_ID_MAX);
const aVersion: Check = whole(FLOOR, CEILING);
const theFormat: Check = (value) =>
  value === SCENARIO_FORMAT
    ? undefined
    : `its format is ${JSON.stringify(value)}; this holdfast reads format ${SCENARIO_FORMAT}`;

const PRICE: Check = (value, at) =>
  form.isRecord(value)
    ? record({ from: oneOf("side", ["bid", "ask"]), percent: aNumber })(value, at)
    : aNumber(value, at);

const A_DECIMAL: Check = form.such(
  "a decimal in quotes",
  (value) => typeof value === "string" && decimal(value) !== undefined,
);

const ORDER: Check = record(
  {
    action: oneOf("action", ["BUY", "SELL"]),
    totalQuantity: A_DECIMAL,
    orderType: oneOf("order type", ["MKT", "LMT", "STP"]),
  },
  { lmtPrice: PRICE, auxPrice: PRICE, tif: aText, outsideRth: aFlag },
);

const STEPS: Readonly<Record<string, Fields>> = {
  describe: { symbol: aText },
  stream: { symbol: aText },
  place: { name: aText, symbol: aText, order: ORDER },
  bracket: { name: aText, symbol: aText, entry: ORDER, takeProfit: PRICE, stopLoss: PRICE },
  modify: { name: aText, lmtPrice: PRICE },
  cancel: { name: aText },
  flatten: { name: aText, symbol: aText },
  until: { name: aText, status: list(aText) },
  await: { name: aText, status: list(aText) },
  holds: { symbol: aText, position: A_DECIMAL },
  pause: { ms: aTime },
};

const STEP: Check = (value, at) => {
  const kind = form.isRecord(value) ? value.step : undefined;
  const step = oneOf("step", Object.keys(STEPS));
  return step(kind, at) ?? record({ step, ...STEPS[kind as string] })(value, at);
};

const ACTOR: Check = record(
  { kind: oneOf("actor", Object.keys(ACTORS)), host: aText },
  {
    ...{ strategy: aText, clientId: aClientId, version: aVersion, symbols: list(aText) },
    ...{ perHour: form.number(0, HOUR_COUNT_MAX), steps: list(STEP), qualifies: form.among([true]) },
    recasts: form.among([true]),
    careless: list(oneOf("carelessness", CARELESS_NAMES)),
  },
);

const ALL_FAULTS = { ...FAULTS, ...WORLD_FAULTS };

const KNOWN_FAULT: Check = (value, at) => {
  const { fault, values = {} } = value as Scenario["plan"][number];
  const setting = checkedIn(ALL_FAULTS, fault, values);
  return setting instanceof FaultRefused ? `${at}: ${setting.reason}` : undefined;
};

const PLANNED: Check = form.both(
  record({ atMs: aTime, fault: aText }, { values: form.such("an object", form.isRecord) }),
  KNOWN_FAULT,
);

const SURVIVAL = oneOf("survival", ["all", "none", "drawn"]);
const CRASH: Check = record(
  { call: whole(1, Number.MAX_SAFE_INTEGER), when: oneOf("side of a call", ["before", "after"]) },
  { fate: record({ bytes: SURVIVAL, disk: SURVIVAL }) },
);

const CONTRACT_NAME: Check = (value, at) =>
  form.isRecord(value) && value.conId !== undefined
    ? record({ conId: whole(1, CLIENT_ID_MAX) })(value, at)
    : record({ symbol: aText }, { secType: aText, exchange: aText, currency: aText })(value, at);

/** As the engine takes them; `off` is said by leaving one out. */
const LIMIT: { readonly [N in LimitName]: Check } = {
  "long-only": form.among([true]),
  contracts: list(CONTRACT_NAME),
  banned: list(CONTRACT_NAME),
  "order-types": list(aText),
  sessions: list(aText),
  "max-quantity": A_DECIMAL,
  "max-value": A_DECIMAL,
  "price-collar": form.number(0.01, 100),
  "look-alike": form.number(0.1, 3600),
  "orders-per-second": whole(1, 45),
  "repeated-executions": record({ executions: whole(1, HOUR_COUNT_MAX), seconds: form.number(1, 86_400) }),
  "max-position": A_DECIMAL,
  "max-gross-value": A_DECIMAL,
  "max-open-orders": whole(1, 10_000),
  "self-match": form.among(["refuse"]),
  "daily-loss": A_DECIMAL,
  drawdown: form.number(0.01, 100),
  ramp: form.number(1, 100),
};

const limitsOf = (kind: "strategy" | "account"): Check =>
  record({}, Object.fromEntries(limitNamesOf(kind).map((name) => [name, LIMIT[name]])));

const ACCOUNT_LIMITS: Check = (value, at) =>
  form.isRecord(value)
    ? record({}, Object.fromEntries(Object.keys(value).map((account) => [account, limitsOf("account")])))(value, at)
    : form.such("limits by account", form.isRecord)(value, at);

const HOURS: Check = (value, at) =>
  form.isRecord(value)
    ? record(
        {},
        Object.fromEntries(Object.keys(value).map((text) => [text, list(record({ atMs: aTime, forMs: aTime }))])),
      )(value, at)
    : form.such("windows by their text", form.isRecord)(value, at);

const STRATEGY: Check = record(
  { name: aText, account: aText, clientIds: list(aClientId) },
  {
    ...{ masterClientId: aClientId, readOnly: aFlag, privateOrders: aFlag, holdMs: aTime },
    ...{ limits: limitsOf("strategy"), deadManMs: aTime },
  },
);

const numbers = (traits: object): Fields =>
  Object.fromEntries(Object.keys(traits).map((name) => [name, form.number(0, Number.MAX_SAFE_INTEGER)]));
const choices: Fields = Object.fromEntries(
  Object.entries(SWITCHES).map(([name, values]) => [name, form.among(values)]),
);

const OPERATING: Fields = {
  downtimes: list(record({ kind: oneOf("downtime", ["restart", "reset", "relogin"]), atMs: aTime, forMs: aTime })),
  commandPort: form.among([true]),
  restartHook: form.among([true]),
  journalBytes: whole(1, 2 ** 30),
  journalKeptMs: aTime,
};

const TOPOLOGY: Check = record(
  {
    start: form.like("a moment like 2026-01-05T15:00:00Z", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    calendar: oneOf("calendar", ["always", "real"]),
    tickMs: form.such(
      "a divisor of a minute, in milliseconds",
      (value) => Number.isInteger(value) && MINUTE_MS % (value as number) === 0,
    ),
    latencyMs: form.number(0, MINUTE_MS),
    versions: record({ gateway: aVersion, upstream: aVersion, door: aVersion }),
    accounts: list(aText),
    strategies: list(STRATEGY),
  },
  {
    switches: record({}, choices),
    network: record({}, numbers(NETWORK_TRAITS)),
    disk: record({}, numbers(DISK_TRAITS)),
    operating: record({}, OPERATING),
    accountLimits: ACCOUNT_LIMITS,
    hours: HOURS,
  },
);

/** What scenarios say that no seed has drawn. */
const BY_HAND = ["incident", "by-hand"];

const SCENARIO: Check = record(
  {
    format: theFormat,
    seed: whole(0, Number.MAX_SAFE_INTEGER),
    profile: oneOf("profile", [...PROFILE_NAMES, ...BY_HAND]),
    safetyMs: aTime,
    topology: TOPOLOGY,
    actors: list(ACTOR),
    plan: list(PLANNED),
  },
  { says: aText, commit: aText, calm: form.among([true]), crashes: list(CRASH) },
);

const TAKEN = ["daemon", "gateway"];

/** What no field shows by itself: names that point nowhere, and machines that two would share. */
function mismatch({ actors, topology: { accounts, strategies } }: Scenario): string | undefined {
  const names = strategies.map(({ name }) => name);
  return form.first([
    ...strategies.map(
      ({ account }, i) =>
        () =>
          oneOf("account", accounts)(account, `topology.strategies[${i}].account`),
    ),
    ...actors.map(
      ({ strategy }, i) =>
        () =>
          strategy === undefined ? undefined : oneOf("strategy", names)(strategy, `actors[${i}].strategy`),
    ),
    ...actors.map(
      ({ host }, i) =>
        () =>
          [...TAKEN, ...actors.slice(0, i).map((other) => other.host)].includes(host)
            ? `actors[${i}].host: ${JSON.stringify(host)} is somebody else's`
            : undefined,
    ),
  ]);
}
