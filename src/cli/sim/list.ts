/** `holdfast sim faults`: every fault and every switch of the simulated Gateway, with what is known about it, or one of them. */
import { nearMatches } from "../../base/nearest.ts";
import type { Fault, Param } from "../../sim/faults/row.ts";
import { paramNames } from "../../sim/faults/setting.ts";
import type { FaultName } from "../../sim/faults/table.ts";
import { FAULTS } from "../../sim/faults/table.ts";
import { SWITCHES, type Switches } from "../../sim/gateway/switches.ts";
import { colours } from "../colours.ts";
import { SWITCH_SENTENCES } from "./switchSentences.ts";

const PARTS = ["market", "broker", "link", "gateway"] as const;

const SOURCES = [
  '"seen" says where. A project with a number is a public issue there: ib_async #191 is an issue of ib_async. PROTOCOL,',
  "SEQUENCES, RELIABILITY, MUX and field reports are this project's own notes on the protocol, on recorded traffic and on",
  "incidents; they are not in the package. docs/simulated-gateway.md says how faults are set.",
];

/** For people, or as one JSON object. */
export function faultList(json: boolean): string {
  if (json) return JSON.stringify({ faults: FAULTS, switches: SWITCHES, switchSentences: SWITCH_SENTENCES });
  const rows = Object.entries(FAULTS) as readonly (readonly [FaultName, Fault])[];
  const parts = PARTS.flatMap((part) => [
    colours.bold(`What goes wrong in the ${part}`),
    ...rows.filter(([, row]) => row.part === part).flatMap(([name, row]) => faultLines(name, row)),
    "",
  ]);
  const title = colours.bold("Where real Gateways differ (--switch NAME=VALUE; the first is the default)");
  const switches = Object.keys(SWITCHES).flatMap((name) => switchLines(name as keyof Switches));
  return [...SOURCES, "", ...parts, title, ...switches].join("\n");
}

/** One fault or switch for people; undefined when there is none of that name. */
export function oneOf(name: string): string | undefined {
  if (Object.hasOwn(FAULTS, name)) return faultLines(name as FaultName, FAULTS[name as FaultName]).join("\n");
  return Object.hasOwn(SWITCHES, name) ? switchLines(name as keyof Switches).join("\n") : undefined;
}

export function noSuchName(name: string): string {
  const near = nearMatches(name, [...Object.keys(FAULTS), ...Object.keys(SWITCHES)], 3);
  const advice = near.length === 0 ? "holdfast sim faults lists them" : `did you mean ${near.join(", ")}?`;
  return `there is no fault and no switch "${name}": ${advice}`;
}

const switchLines = (name: keyof Switches): readonly string[] => [
  `  ${colours.cyan(name)} ${SWITCHES[name].map((value) => (value === "" ? '""' : value)).join(" | ")}`,
  `      ${SWITCH_SENTENCES[name] ?? ""}`,
];

function faultLines(name: FaultName, { says, mode, params, evidence }: Fault): readonly string[] {
  const common = paramNames(name).filter((param) => !(param in params));
  return [
    `  ${colours.cyan(name)} ${colours.dim(`(${mode})`)} ${says}`,
    ...Object.entries(params).map(([param, row]) => `      ${param}=${usual(row)}  ${row.says}`),
    ...(common.length === 0 ? [] : [`      also: ${common.join(", ")}`]),
    colours.dim(`      seen: ${evidence}`),
  ];
}

function usual(param: Param): string {
  if ("unit" in param) return `${param.default}${param.unit === "" ? "" : ` ${param.unit}`}`;
  return "choices" in param ? param.choices.join("|") : param.default;
}
