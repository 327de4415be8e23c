/**
 * `holdfast status`: how the session stands, what is the matter and what to do about it, then the facts.
 *
 * The verdict is that of `/readyz`: the daemon judges, and this only prints. `--conditions` prints the table of everything
 * that can be the matter, for which no daemon is needed.
 */
import { Command } from "commander";
import { isoTime, type WallMs } from "../base/time.ts";
import { CONDITION_IDS, type ConditionId, type ConditionRow, conditionRow } from "../upstream/conditions.ts";
import { byItself } from "./byItself.ts";
import { colours } from "./colours.ts";
import { cell, type Row, rowsIn } from "./row.ts";
import { type RunningFlags, tellRunning, withRunning } from "./running.ts";
import { span } from "./span.ts";
import { type Column, printable, table } from "./table.ts";

const EXAMPLES = `
Examples:
  holdfast status --json | jq .readiness
  holdfast status --conditions           everything that can be the matter, and what to do about it`;

interface StatusFlags extends RunningFlags {
  readonly conditions?: boolean;
}

export function statusCommand(): Command {
  return withRunning(new Command("status").description("show session, conditions and counts of the running daemon"))
    .option("--conditions", "print the table of all conditions; no daemon is asked")
    .addHelpText("after", EXAMPLES)
    .action((flags: StatusFlags) => {
      if (flags.conditions !== true) return tellRunning(flags, "status", screen);
      console.log(
        flags.json === true ? JSON.stringify(allConditions()) : conditionTable(process.stdout.isTTY === true),
      );
    });
}

/** What is shown of an answer; exported for its tests. */
export function screen(answer: unknown, pretty: boolean, width = process.stdout.columns || 80): string {
  const { readiness, conditions, gateway, files, trading, alerts, ...rest } = answer as Row &
    Record<"gateway" | "readiness" | "files", Row>;
  const { troubles, ...written } = files ?? {};
  const rows = [...rowsIn(conditions), ...rowsIn(troubles).map(stateFile)];
  const all = [...reasonsWithout(rows, readiness), ...rows];
  const told = alerted(rowsIn(alerts));
  const parts = [
    headline(rest, gateway ?? {}, readiness ?? {}),
    ...stopped(rowsIn(trading), pretty),
    ...told,
    ...(all.length > 0 ? [matters(all, pretty, width)] : told.length > 0 ? [] : ["Nothing is the matter."]),
    facts({ gateway, ...rest, ...(files && { files: written }) }, pretty),
  ];
  return parts.join("\n\n");
}

const TRADING: readonly Column<Row>[] = [
  cell("scope", "trading"),
  { title: "state", of: ({ state }) => String(state).toUpperCase() },
  cell("level"),
  { title: "done", of: ({ level, doneAt }) => (level === undefined ? undefined : haltIsDone(level, doneAt)) },
  { title: "since", of: ({ at }) => (typeof at === "number" ? isoTime(at as WallMs) : undefined) },
  cell("by"),
  cell("why"),
];

/** Whoever does not trade as usual; nothing while everybody does. */
const stopped = (rows: readonly Row[], pretty: boolean): string[] =>
  rows.length === 0 ? [] : [table(TRADING, rows, pretty)];

/** What is the matter beside the session, such as a full disk or a position without a stop: by name, for it has its own command. */
function alerted(alerts: readonly Row[]): string[] {
  if (alerts.length === 0) return [];
  const causes = [
    ...new Set(alerts.map(({ severity, cause }) => `${printable(String(cause))} (${printable(String(severity))})`)),
  ];
  return [
    `${alerts.length === 1 ? "1 alert holds" : `${alerts.length} alerts hold`}: ${causes.join(", ")}; see holdfast alerts`,
  ];
}

const haltIsDone = (level: unknown, doneAt: unknown): string =>
  level === "halt-new" || doneAt !== undefined ? "yes" : "not yet";

/** No trade waits for a file that other programs read. */
const stateFile = ({ file, says, sinceMs, fix }: Row): Row => ({
  ...{ condition: file, says, sinceMs, detail: "trading goes on", remedy: fix, ordersAccepted: true },
});

/** Why it is not ready where no condition says so, such as a start that is under way. */
function reasonsWithout(conditions: readonly Row[], readiness: Row | undefined): Row[] {
  const reasons = rowsIn(readiness?.reasons);
  const known = new Set(conditions.map(({ condition }) => condition));
  return reasons
    .filter(({ condition }) => !known.has(condition))
    .map((reason) => ({ ...reason, ordersAccepted: false }));
}

function headline(status: Row, gateway: Row, readiness: Row): string {
  const ready = readiness.ready === true;
  const verdict = ready ? colours.green("READY") : colours.red("NOT READY");
  const since = span(Number(readiness.sinceMs ?? 0));
  return [
    `${verdict}  the session is ${printable(String(status.state))} for ${since}; breaker ${printable(String(status.breaker))}`,
    `Gateway ${printable(String(gateway.name))} at ${printable(`${gateway.host}:${gateway.port}`)} as client ${gateway.clientId}, ${status.mode}${status.readOnly === true ? ", read-only" : ""}`,
  ].join("\n");
}

const MATTERS: readonly Column<Row>[] = [
  { title: "condition", of: (row) => String(row.condition) },
  { title: "since", of: (row) => span(Number(row.sinceMs ?? 0)), right: true },
  { title: "orders", of: (row) => (row.ordersAccepted === true ? "accepted" : "refused") },
  { title: "what", of: (row) => `${row.says} (${row.detail})` },
];
const REMEDY: Column<Row> = { title: "remedy", of: (row) => String(row.remedy) };

/** In a pipe the remedy is a column; on a terminal, where it is too long for one, it stands below. */
function matters(rows: readonly Row[], pretty: boolean, width: number): string {
  if (!pretty) return table([...MATTERS, REMEDY], rows, false);
  const remedies = rows.map((row) => paragraph(`${row.condition}: ${printable(String(row.remedy))}`, "  ", width));
  return [table(MATTERS, rows, true), "", colours.bold("What to do"), ...remedies].join("\n");
}

interface Fact {
  readonly name: string;
  readonly value: string;
}

/** `gateway.port  4002`: nested facts with dotted names. */
function facts(answer: unknown, pretty: boolean): string {
  const columns: readonly Column<Fact>[] = [
    { title: "", of: ({ name }) => name },
    { title: "", of: ({ value }) => value },
  ];
  return table(columns, [...flat(answer, "")], pretty)
    .split("\n")
    .slice(1)
    .join("\n");
}

function* flat(value: unknown, name: string): Generator<Fact> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return void (yield { name, value: printable(Array.isArray(value) ? value.join(", ") : String(value ?? "")) });
  for (const [key, inner] of Object.entries(value)) yield* flat(inner, name === "" ? key : `${name}.${key}`);
}

/** A row of the table with its name and with what needs nobody. */
type Listed = ConditionRow & { readonly condition: ConditionId; readonly byItself: string };

const allConditions = (): Listed[] =>
  CONDITION_IDS.map((condition) => ({ condition, ...conditionRow(condition), byItself: byItself(condition) }));

const IN_PIPES: readonly Column<Listed>[] = [
  { title: "condition", of: ({ condition }) => condition },
  { title: "what", of: ({ says }) => says },
  { title: "recognised", of: ({ recognised }) => recognised },
  { title: "within", of: ({ boundMs }) => span(boundMs) },
  { title: "orders", of: ({ orders }) => (orders ? "accepted" : "refused") },
  { title: "ready", of: ({ ready }) => (ready === true ? "yes" : "no") },
  { title: "clients hear", of: ({ told }) => told },
  { title: "by itself", of: (row) => row.byItself },
  { title: "remedy", of: ({ remedy }) => remedy },
];

/** Every condition: one line each in a pipe, one paragraph each on a terminal. */
export function conditionTable(pretty: boolean, width = process.stdout.columns || 80): string {
  if (!pretty) return table(IN_PIPES, allConditions(), false);
  return allConditions()
    .map((row) => [heading(row), ...lines(row).map((line) => paragraph(line, "  ", width))].join("\n"))
    .join("\n\n");
}

const heading = ({ condition, says }: Listed): string => `${colours.bold(condition)}  ${says}`;

const lines = ({ recognised, boundMs, orders, ready, told, byItself: does, remedy }: Listed): string[] => [
  `recognised: ${recognised}; within ${span(boundMs)}`,
  `new orders: ${orders ? "accepted" : "refused"}; ${ready === true ? "the session stays ready" : "the session is not ready"}`,
  `clients hear: ${told}`,
  `holdfast ${does}`,
  `what to do: ${remedy}`,
];

/** Broken at words; further lines stand in by twice the indent. */
function paragraph(text: string, indent: string, width: number): string {
  const broken: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    if (line.trim() !== "" && line.length + word.length > width) {
      broken.push(line.trimEnd());
      line = indent + indent;
    }
    line += `${word} `;
  }
  return [...broken, line.trimEnd()].join("\n");
}
