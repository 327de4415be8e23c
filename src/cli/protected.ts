/**
 * `holdfast protected`: which positions stay protected if everything here dies now, from what the broker has told.
 *
 * The daemon judges, and this prints it. The exit code is 0 when every position stays protected, 1 when one does not or
 * nobody can know.
 */
import { Command } from "commander";
import { cell, contractName, type Row, rowsIn } from "./row.ts";
import { type RunningFlags, tellRunning, withRunning } from "./running.ts";
import { span } from "./span.ts";
import { type Column, table } from "./table.ts";

const EXAMPLES = `
Examples:
  holdfast protected
  holdfast protected --json | jq '.positions[] | select(.verdict != "yes")'
  holdfast protected > /dev/null || echo "something is not protected"

Only what the broker shows counts: positions, and stops that work there, whoever placed them.
Exit codes: 0 every position stays protected, 1 one does not or it cannot be known, 2 the command or its configuration is wrong.`;

export function protectedCommand(): Command {
  const about = "show which positions stay protected if everything here dies now";
  return withRunning(new Command("protected").description(about))
    .addHelpText("after", EXAMPLES)
    .action((flags: RunningFlags) => tellRunning(flags, "protected", screen, exitCode));
}

/** 0 when nothing is left without its stop. */
export const exitCode = (answer: unknown): 0 | 1 => ((answer as Row).verdict === "yes" ? 0 : 1);

const COLUMNS: readonly Column<Row>[] = [
  cell("account"),
  contractName,
  cell("position", "position", true),
  cell("covered", "covered", true),
  cell("uncovered", "uncovered", true),
  cell("verdict", "stays protected"),
  { title: "by", of: (row) => rowsIn(row.orders).map(orderLine).join("; ") },
];

/** What is shown of an answer; exported for its tests. */
export function screen(answer: unknown, pretty: boolean): string {
  const { verdict, ageMs, positions } = answer as Row;
  const shown = rowsIn(positions);
  const body = shown.length === 0 && pretty ? "no positions" : table(COLUMNS, shown, pretty);
  return verdict === "unknown" && pretty ? `${unknown(ageMs)}\n\n${body}` : body;
}

const unknown = (ageMs: unknown): string =>
  typeof ageMs === "number"
    ? `UNKNOWN: the broker cannot be asked now; below is what it said ${span(ageMs)} ago.`
    : "UNKNOWN: the broker has not told its positions and orders yet.";

/** `alpha 3: STP 100 at 9, GTC, regular hours until cancelled, simulated by IB`. */
function orderLine(order: Row): string {
  const { owner, orderId, permId, orderType, quantity, auxPrice, trailingPercent, tif, sessions, simulated } = order;
  const at = trailingPercent === undefined ? `at ${auxPrice}` : `at ${trailingPercent} %`;
  const name = orderId === 0 ? `${owner} (permId ${permId})` : `${owner} ${orderId}`;
  return `${name}: ${orderType} ${quantity} ${at}, ${tif}, ${sessions}${simulated === true ? ", simulated by IB" : ""}`;
}
