/**
 * `holdfast sim faults`: every fault and every switch of the simulated Gateway, with what is known about it, and every fault
 * of the world around the daemon; or one of them.
 */
import { nearMatches } from "../../base/nearest.ts";
import type { Fault, FaultPart, Param } from "../../sim/faults/row.ts";
import { paramNames } from "../../sim/faults/setting.ts";
import { FAULTS } from "../../sim/faults/table.ts";
import { SWITCHES, type Switches } from "../../sim/gateway/switches.ts";
import { WORLD_FAULTS } from "../../sim/world/faults/table.ts";
import { colours } from "../colours.ts";
import { SWITCH_SENTENCES } from "./switchSentences.ts";

const ALL: Readonly<Record<string, Fault>> = { ...FAULTS, ...WORLD_FAULTS };

const ONLY = "(only in scenarios of holdfast sim run and replay)";
const TITLES: Readonly<Record<FaultPart, string>> = {
  market: "What goes wrong in the market",
  broker: "What goes wrong in the broker",
  link: "What goes wrong in the link",
  gateway: "What goes wrong in the gateway",
  network: `Network: what goes wrong between machines ${ONLY}`,
  disk: `Disk: what goes wrong under the journal ${ONLY}`,
  host: `Hosts: what goes wrong with processes and clocks ${ONLY}`,
};

const SOURCES = [
  '"seen" says where. A project with a number is a public issue there: ib_async #191 is an issue of ib_async. PROTOCOL,',
  "SEQUENCES, RELIABILITY, MUX and field reports are this project's own notes on the protocol, on recorded traffic and on",
  "incidents; they are not in the package. docs/simulated-gateway.md says how faults are set at the Gateway,",
  "docs/simulation.md what a scenario is.",
];

/** For people, or as one JSON object. */
export function faultList(json: boolean): string {
  if (json) return JSON.stringify(asData());
  const rows = Object.entries(ALL);
  const parts = Object.entries(TITLES).flatMap(([part, heading]) => [
    colours.bold(heading),
    ...rows.filter(([, row]) => row.part === part).flatMap(([name, row]) => faultLines(name, row)),
    "",
  ]);
  const title = colours.bold("Where real Gateways differ (--switch NAME=VALUE; the first is the default)");
  const switches = Object.keys(SWITCHES).flatMap((name) => switchLines(name as keyof Switches));
  return [...SOURCES, "", ...parts, title, ...switches].join("\n");
}

const asData = (): unknown => ({
  ...{ faults: FAULTS, worldFaults: WORLD_FAULTS },
  ...{ switches: SWITCHES, switchSentences: SWITCH_SENTENCES },
});

/** One fault or switch for people; undefined when there is none of that name. */
export function oneOf(name: string): string | undefined {
  if (Object.hasOwn(ALL, name)) return faultLines(name, ALL[name]!).join("\n");
  return Object.hasOwn(SWITCHES, name) ? switchLines(name as keyof Switches).join("\n") : undefined;
}

export function noSuchName(name: string): string {
  const near = nearMatches(name, [...Object.keys(ALL), ...Object.keys(SWITCHES)], 3);
  const advice = near.length === 0 ? "holdfast sim faults lists them" : `did you mean ${near.join(", ")}?`;
  return `there is no fault and no switch "${name}": ${advice}`;
}

const switchLines = (name: keyof Switches): readonly string[] => [
  `  ${colours.cyan(name)} ${SWITCHES[name].map((value) => (value === "" ? '""' : value)).join(" | ")}`,
  `      ${SWITCH_SENTENCES[name] ?? ""}`,
];

function faultLines(name: string, row: Fault): readonly string[] {
  const { says, mode, params, evidence } = row;
  const common = paramNames(row).filter((param) => !(param in params));
  return [
    `  ${colours.cyan(name)} ${colours.dim(`(${mode})`)} ${says}`,
    ...Object.entries(params).map(([param, value]) => `      ${param}=${usual(value)}  ${value.says}`),
    ...(common.length === 0 ? [] : [`      also: ${common.join(", ")}`]),
    colours.dim(`      seen: ${evidence}`),
  ];
}

function usual(param: Param): string {
  if ("unit" in param) return `${param.default}${param.unit === "" ? "" : ` ${param.unit}`}`;
  return "choices" in param ? param.choices.join("|") : param.default;
}
