/** `holdfast limits`: the limits in force; `set` and `reset` change them while the daemon runs. */
import { Command, InvalidArgumentError } from "commander";
import { isoTime, type WallMs } from "../../base/time.ts";
import { LIMITS } from "../../model/limits.ts";
import { scopeName } from "../../model/trading.ts";
import { cell, type Row, rowsIn } from "../row.ts";
import { controlOf, type RunningFlags, tellRunning, withRunning } from "../running.ts";
import { fail } from "../say.ts";
import { type Column, table } from "../table.ts";
import { type AuthorFlags, authorOf, withToken } from "./author.ts";
import { limitNamed, typedValue } from "./limitValue.ts";
import { oneOf, type ScopeFlags, withOne } from "./scope.ts";
import { wish } from "./wish.ts";

interface ChangeFlags extends RunningFlags, ScopeFlags, AuthorFlags {
  readonly why: string;
  readonly minutes?: number;
}

const EXAMPLES = `
Examples:
  holdfast limits
  holdfast limits --json | jq '.[] | select(.value != .configured)'
  holdfast limits set max-quantity 50 --strategy alpha --why "first week"
  holdfast limits set banned GME,AMC,265598 --account U1234567 --why "audit"
  holdfast limits set daily-loss 1500 --account U1234567 --minutes 60 --why "the fill at 14:05 is being busted"
  holdfast limits reset max-quantity --strategy alpha --why "first week is over"

A change holds over the configuration, over restarts too, until its minutes are over or it is reset; the journal keeps who
and why. What allows more, or may allow more, needs an operator's credential (holdfast credential new --help).
Exit codes: 0 fine, 1 not changed (the reason is said), 2 the command or its configuration is wrong.`;

export const limitsCommand = (): Command =>
  withRunning(new Command("limits").description("show the limits in force and change them"))
    .addCommand(setCommand())
    .addCommand(resetCommand())
    .addHelpText("after", EXAMPLES)
    .action((flags: RunningFlags) => tellRunning(flags, "limits", screen));

const changing = (command: Command): Command =>
  withToken(withOne(withRunning(command))).requiredOption("--why <text>", "the reason, for the journal");

const setCommand = (): Command =>
  changing(new Command("set").description("set a limit over the configuration's"))
    .argument("<limit>", "its name, such as max-quantity")
    .argument("<value>", "off, a number, a list such as GME,AMC, or what the configuration would say")
    .option("--minutes <n>", "for so long; until it is reset when unset", minutesCount)
    .addHelpText("after", EXAMPLES)
    .action(set);

const resetCommand = (): Command =>
  changing(new Command("reset").description("have the configuration's limit hold again"))
    .argument("<limit>", "its name, such as max-quantity")
    .addHelpText("after", EXAMPLES)
    .action((name: string, _: unknown, command: Command) => change(limitNamed(name), {}, command.optsWithGlobals()));

function set(name: string, text: string, _: unknown, command: Command): void {
  const limit = limitNamed(name);
  const read = typedValue(limit, text);
  if ("must" in read) fail(`${limit} must be ${read.must}, not ${text}`, 2);
  const flags: ChangeFlags = command.optsWithGlobals();
  change(limit, flags.minutes === undefined ? read : { ...read, minutes: flags.minutes }, flags);
}

function change(limit: keyof typeof LIMITS, to: object, flags: ChangeFlags): void {
  const scope = oneOf(flags);
  const kind = "strategy" in scope ? "strategy" : "account";
  if (!LIMITS[limit].of.includes(kind)) fail(`${limit} is no limit of a ${kind}`, 2);
  const what = { kind: "limit", scope, limit, why: flags.why, ...to } as const;
  wish(controlOf(flags), what, authorOf(flags), "nothing was changed", (answer) =>
    console.log(flags.json === true ? JSON.stringify(answer) : `${scopeName(scope)}: ${limit} is ${changed(answer)}`),
  );
}

function changed({ value, was, until, by }: Row): string {
  const end = typeof until === "number" ? ` until ${isoTime(until as WallMs)}` : "";
  return `${shown(value)} (it was ${shown(was)})${end}, by ${String(by)}`;
}

/** Names of contracts as somebody would type them; what has parts, with their names. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(", ");
  if (typeof value !== "object" || value === null) return String(value ?? "");
  const { conId, symbol, executions, seconds, ...parts } = value as Row;
  if (executions !== undefined) return `${String(executions)} in ${String(seconds)} s`;
  const rest = Object.entries(parts).map(([name, part]) => `${name} ${String(part)}`);
  return [symbol ?? (conId === undefined ? undefined : `conId ${String(conId)}`), ...rest]
    .filter((part) => part !== undefined)
    .join(" ");
}

const rounded = (value: unknown): unknown => (typeof value === "number" ? Number(value.toFixed(2)) : value);

const time = (key: string): Column<Row> => ({
  title: key,
  of: (row) => (typeof row[key] === "number" ? isoTime(row[key] as WallMs) : undefined),
});

const COLUMNS: readonly Column<Row>[] = [
  cell("scope"),
  cell("limit"),
  {
    title: "in force",
    of: ({ value, unit, unramped }) => {
      const ramped = unramped === undefined ? "" : ` (the ramp's part of ${shown(unramped)})`;
      return value === "off" ? "off" : `${shown(value)} ${String(unit ?? "")}`.trim() + ramped;
    },
  },
  { title: "used", of: ({ used }) => (used === undefined ? undefined : shown(rounded(used))) },
  { title: "configured", of: ({ by, configured }) => (by === undefined ? undefined : shown(configured)) },
  cell("by", "set by"),
  time("until"),
  cell("why"),
];

/** What is shown of an answer; exported for its tests. */
export function screen(answer: unknown, pretty: boolean): string {
  const rows = rowsIn(answer);
  const used = rows.some((row) => row.used !== undefined);
  return table(used ? COLUMNS : COLUMNS.filter(({ title }) => title !== "used"), rows, pretty);
}

function minutesCount(text: string): number {
  const value = /^\d{1,7}(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (value <= 0 || value > 1_000_000) throw new InvalidArgumentError("a number of minutes above 0, at most 1000000");
  return value;
}
