/** `holdfast sim faults`: every fault and every switch of the simulated Gateway, with what is known about it. */

import type { Fault, Param } from "../../sim/faults/row.ts";
import { paramNames } from "../../sim/faults/setting.ts";
import type { FaultName } from "../../sim/faults/table.ts";
import { FAULTS } from "../../sim/faults/table.ts";
import { SWITCHES } from "../../sim/gateway/switches.ts";
import { colours } from "../colours.ts";

const PARTS = ["market", "broker", "link", "gateway"] as const;

/** For people, or as one JSON object. */
export function faultList(json: boolean): string {
  if (json) return JSON.stringify({ faults: FAULTS, switches: SWITCHES });
  const rows = Object.entries(FAULTS) as readonly (readonly [FaultName, Fault])[];
  const parts = PARTS.flatMap((part) => [
    colours.bold(`What goes wrong in the ${part}`),
    ...rows.filter(([, row]) => row.part === part).flatMap(([name, row]) => faultLines(name, row)),
    "",
  ]);
  const switches = Object.entries(SWITCHES).map(([name, values]) => `  ${colours.cyan(name)} ${values.join(" | ")}`);
  return [
    ...parts,
    colours.bold("Where real Gateways differ (--switch NAME=VALUE; the first is the default)"),
    ...switches,
  ].join("\n");
}

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
