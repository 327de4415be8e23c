/** `holdfast status`, `orders`, `positions` and `clients`: what a running daemon knows, as tables or JSON. */
import { Command } from "commander";
import { ConfigError, readConfig } from "../daemon/config.ts";
import type { QueryKind } from "../model/input.ts";
import { ask, NoAnswer } from "./ask.ts";
import { fail } from "./say.ts";
import { type Column, printable, table } from "./table.ts";

/** A row of an answer; answers come over a socket, so nothing is sure about it. */
export type Row = Readonly<Record<string, unknown>>;

interface Question {
  readonly query: QueryKind;
  readonly about: string;
  readonly print: (answer: unknown, pretty: boolean) => string;
}

const cell = (key: string, title = key, right = false): Column<Row> => ({
  title,
  right,
  of: (row) => (row[key] === undefined || row[key] === null ? undefined : String(row[key])),
});

export const ORDER_COLUMNS: readonly Column<Row>[] = [
  cell("strategy"),
  cell("clientId", "client", true),
  cell("orderId", "order", true),
  cell("account"),
  cell("action"),
  cell("totalQuantity", "quantity", true),
  cell("symbol"),
  cell("orderType", "type"),
  cell("lmtPrice", "limit", true),
  cell("auxPrice", "stop", true),
  cell("tif"),
  cell("status"),
  cell("filled", "filled", true),
];

export const POSITION_COLUMNS: readonly Column<Row>[] = [
  cell("account"),
  cell("symbol"),
  cell("position", "position", true),
  { title: "average cost", right: true, of: (row) => Number(row.avgCost ?? 0).toFixed(2) },
];

export const CLIENT_COLUMNS: readonly Column<Row>[] = [
  cell("strategy"),
  cell("clientId", "client", true),
  cell("account"),
  cell("remote"),
  cell("door"),
  cell("serverVersion", "API level", true),
];

const QUESTIONS: readonly Question[] = [
  { query: "status", about: "session, clients and counts", print: facts },
  { query: "orders", about: "every order holdfast knows", print: list(ORDER_COLUMNS, "no orders") },
  { query: "positions", about: "positions of all accounts", print: list(POSITION_COLUMNS, "no positions") },
  { query: "clients", about: "connected bots", print: list(CLIENT_COLUMNS, "no clients") },
];

export const questionCommands = (): Command[] => QUESTIONS.map(command);

interface AskFlags {
  readonly config: string;
  readonly socket?: string;
  readonly json?: boolean;
}

function command(question: Question): Command {
  return new Command(question.query)
    .description(`show ${question.about} of the running daemon`)
    .option("--json", "print the answer as JSON")
    .option("--config <file>", "configuration file of the daemon", "holdfast.toml")
    .option("--socket <path>", "control socket of the daemon, in place of --config")
    .addHelpText("after", `\nExample:\n  holdfast ${question.query} --json | jq .`)
    .action((flags: AskFlags) => run(question, flags));
}

function run(question: Question, flags: AskFlags): void {
  ask(flags.socket ?? socketOf(flags.config), question.query, (answer) => {
    if (answer instanceof NoAnswer) fail(answer.message, 1);
    const pretty = process.stdout.isTTY === true;
    console.log(flags.json === true ? JSON.stringify(answer) : question.print(answer, pretty));
  });
}

function socketOf(config: string): string {
  const settings = readConfig(config);
  if (settings instanceof ConfigError) fail(settings.message, 2);
  return settings.socket;
}

function list(columns: readonly Column<Row>[], none: string): Question["print"] {
  return (answer, pretty) => {
    const rows = Array.isArray(answer) ? (answer as Row[]) : [];
    return rows.length === 0 && pretty ? none : table(columns, rows, pretty);
  };
}

/** `gateway.port  4002`: nested facts with dotted names. */
function facts(answer: unknown, pretty: boolean): string {
  const rows = [...flat(answer, "")].map(([name, value]) => ({ name, value }));
  const columns: Column<{ name: string; value: string }>[] = [
    { title: "", of: (row) => row.name },
    { title: "", of: (row) => row.value },
  ];
  return table(columns, rows, pretty).split("\n").slice(1).join("\n");
}

function* flat(value: unknown, name: string): Generator<[string, string]> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return void (yield [name, printable(Array.isArray(value) ? value.join(", ") : String(value ?? ""))]);
  for (const [key, inner] of Object.entries(value)) yield* flat(inner, name === "" ? key : `${name}.${key}`);
}
