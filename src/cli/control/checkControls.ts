/**
 * `holdfast check-controls`: fires an order that violates it at every limit in force, in a rehearsal, and prints which were refused.
 *
 * The running daemon judges by the gates and the limits that judge real orders; nothing is placed, journaled or sent. A limit
 * whose violation passes is a limit that does not work: then the exit code is 1.
 */
import { Command } from "commander";
import { cell, type Row, rowsIn } from "../row.ts";
import { type RunningFlags, tellRunning, withRunning } from "../running.ts";
import { type Column, table } from "../table.ts";
import { shown } from "./limits.ts";

const EXAMPLES = `
Examples:
  holdfast check-controls
  holdfast check-controls --json | jq '.[] | select(.passed)'
  holdfast check-controls > /dev/null || echo "a limit does not work"

Exit codes: 0 every limit that is on refuses, 1 one does not or nobody answers, 2 the command or its configuration is wrong.`;

export const checkControlsCommand = (): Command =>
  withRunning(new Command("check-controls").description("fire a violating order at every limit, in a rehearsal"))
    .addHelpText("after", EXAMPLES)
    .action((flags: RunningFlags) => tellRunning(flags, "controls", screen, exitCode));

/** No row at all is no proof of anything. */
export const exitCode = (answer: unknown): 0 | 1 =>
  rowsIn(answer).length === 0 || rowsIn(answer).some(({ passed }) => passed === true) ? 1 : 0;

const COLUMNS: readonly Column<Row>[] = [
  cell("scope"),
  cell("limit"),
  { title: "in force", of: ({ value }) => shown(value) },
  cell("tried"),
  { title: "result", of: verdict },
];

function verdict({ passed, refusedBy, value }: Row): string {
  if (passed === true) return "PASSED";
  if (refusedBy !== undefined) return `refused by ${shown(refusedBy)}`;
  return value === "off" ? "off" : "not tried";
}

/** What is shown of an answer; exported for its tests. */
export function screen(answer: unknown, pretty: boolean): string {
  const rows = rowsIn(answer);
  const passed = rows.filter((row) => row.passed === true).length;
  const refused = rows.filter(({ refusedBy }) => refusedBy !== undefined).length;
  if (!pretty) return table(COLUMNS, rows, false);
  return `${table(COLUMNS, rows, true)}\n\n${refused} refused, ${passed} passed, ${rows.length - refused - passed} off`;
}
