/**
 * Every fault of the table changes what an unmodified client is told, connected straight to the simulated Gateway.
 *
 * Each story is played with the fault and without; both are compared with what the story says.
 */
import { deepEqual } from "node:assert/strict";
import test from "node:test";
import { FAULT_NAMES, type FaultName, faultRow } from "../../src/sim/faults/table.ts";
import { EXECUTION_STORIES, EXECUTION_VARIANTS } from "./executions.ts";
import { FAMILY_STORIES, FAMILY_VARIANTS } from "./families.ts";
import { FRAME_STORIES } from "./frames.ts";
import { GATEWAY_VARIANTS } from "./gatewayVariants.ts";
import { LIFECYCLE_STORIES } from "./lifecycle.ts";
import { LINK_STORIES } from "./link.ts";
import { MARKET_STORIES, MARKET_VARIANTS } from "./market.ts";
import { MESSAGE_STORIES } from "./messages.ts";
import { MESSAGE_VARIANTS } from "./messageVariants.ts";
import { ORDER_STORIES, ORDER_VARIANTS } from "./orders.ts";
import { STOP_STORIES } from "./stops.ts";
import { holds, type Stories, type Story, spares, type Variant } from "./story.ts";

const STORIES: Stories = {
  ...MARKET_STORIES,
  ...ORDER_STORIES,
  ...FAMILY_STORIES,
  ...STOP_STORIES,
  ...EXECUTION_STORIES,
  ...LINK_STORIES,
  ...LIFECYCLE_STORIES,
  ...FRAME_STORIES,
  ...MESSAGE_STORIES,
};

const VARIANTS: readonly Variant[] = [
  ...MARKET_VARIANTS,
  ...ORDER_VARIANTS,
  ...FAMILY_VARIANTS,
  ...EXECUTION_VARIANTS,
  ...GATEWAY_VARIANTS,
  ...MESSAGE_VARIANTS,
];

const TOLD: readonly Variant[] = FAULT_NAMES.flatMap((name) => {
  const story = STORIES[name] as Story | undefined;
  return story === undefined ? [] : [{ name, ...story }];
});

test("every fault has its story", () => {
  const told = new Set(TOLD.map(({ name }) => name));
  deepEqual(
    FAULT_NAMES.filter((name) => !told.has(name)),
    [],
  );
});

test("every choice of a fault that has its story is played", () => {
  const played = new Set([...TOLD, ...VARIANTS].flatMap(({ name, params = {} }) => chosen(name, params)));
  deepEqual(
    TOLD.flatMap(({ name }) => choices(name)).filter((one) => !played.has(one)),
    [],
  );
});

/** Every value of every choice that a fault has. */
function choices(name: FaultName): readonly string[] {
  return Object.entries(faultRow(name).params).flatMap(([param, spec]) =>
    "choices" in spec ? spec.choices.map((choice) => `${name} ${param} ${choice}`) : [],
  );
}

/** Those that it takes with these parameters, defaults included. */
function chosen(name: FaultName, params: object): readonly string[] {
  const given = new Map<string, unknown>(Object.entries(params));
  const usual = Object.entries(faultRow(name).params);
  return usual.map(([param, spec]) => `${name} ${param} ${given.get(param) ?? spec.default}`);
}

for (const { name, ...story } of TOLD) test(`${name}: ${faultRow(name).says}`, (t) => holds(t, name, story));

for (const { name, ...story } of VARIANTS) {
  const values = Object.entries(story.params ?? {}).map(([param, value]) => `${param} ${value}`);
  test(`${name} (${values.join(", ")}): ${faultRow(name).says}`, (t) => holds(t, name, story));
}

/** Something of the kind that no story has. */
const ELSEWHERE = { client: 31, account: "DU9999999", symbol: "KO" } as const;

/** Where it happens, rather than whom it strikes. */
const PLACED: readonly FaultName[] = ["execution-without-order"];

for (const { name, ...story } of TOLD)
  for (const narrowing of PLACED.includes(name) ? [] : faultRow(name).narrows)
    test(`${name} spares others when it is narrowed to another ${narrowing}`, (t) =>
      spares(t, name, story, { [narrowing]: ELSEWHERE[narrowing] }));
