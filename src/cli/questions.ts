/** `holdfast orders`, `positions`, `clients` and `alerts`: what a running daemon knows, as tables or JSON. */
import { Command } from "commander";
import { isoTime, type WallMs } from "../base/time.ts";
import type { QueryKind } from "../model/input.ts";
import { type RunningFlags, tellRunning, withRunning } from "./running.ts";
import { type Column, table } from "./table.ts";

/** A row of an answer; answers come over a socket, so nothing is sure about it. */
export type Row = Readonly<Record<string, unknown>>;

interface Question {
  readonly query: QueryKind;
  readonly about: string;
  readonly print: (answer: unknown, pretty: boolean) => string;
}

/** A column that shows one field of a row. */
export const cell = (key: string, title = key, right = false): Column<Row> => ({
  title,
  right,
  of: (row) => (row[key] === undefined || row[key] === null ? undefined : String(row[key])),
});

/** Since when, as a time that sorts. */
export const since: Column<Row> = {
  title: "since",
  of: (row) => (typeof row.since === "number" ? isoTime(row.since as WallMs) : undefined),
};

/** What the contract is called: options and futures of one underlying have its symbol in common. */
export const nameOf = ({ symbol, localSymbol }: Row): string => String(localSymbol || (symbol ?? ""));

export const contractName: Column<Row> = { title: "symbol", of: nameOf };

/** Digits that tell one price from another; two places are there at least. */
const PRICE_DIGITS = 6;

function priced(value: number): string {
  const places = Math.max(2, PRICE_DIGITS - 1 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toFixed(Math.min(places, 20)).replace(/(\.\d\d\d*?)0+$/, "$1");
}

export const ORDER_COLUMNS: readonly Column<Row>[] = [
  cell("strategy"),
  cell("clientId", "client", true),
  cell("orderId", "order", true),
  cell("account"),
  cell("action"),
  cell("totalQuantity", "quantity", true),
  contractName,
  cell("orderType", "type"),
  cell("lmtPrice", "limit", true),
  cell("auxPrice", "stop", true),
  cell("tif"),
  cell("status"),
  cell("filled", "filled", true),
];

export const POSITION_COLUMNS: readonly Column<Row>[] = [
  cell("account"),
  contractName,
  cell("position", "position", true),
  { title: "average cost", right: true, of: (row) => priced(Number(row.avgCost ?? 0)) },
];

export const CLIENT_COLUMNS: readonly Column<Row>[] = [
  cell("strategy"),
  cell("clientId", "client", true),
  cell("account"),
  cell("remote"),
  cell("door"),
  cell("serverVersion", "API level", true),
];

export const ALERT_COLUMNS: readonly Column<Row>[] = [
  cell("severity"),
  cell("cause"),
  since,
  cell("strategy"),
  cell("account"),
  cell("key", "order"),
  cell("detail"),
  cell("action", "what to do"),
];

const QUESTIONS: readonly Question[] = [
  { query: "orders", about: "every order holdfast knows", print: list(ORDER_COLUMNS, "no orders") },
  { query: "positions", about: "positions of all accounts", print: list(POSITION_COLUMNS, "no positions") },
  { query: "clients", about: "connected bots", print: list(CLIENT_COLUMNS, "no clients") },
  { query: "alerts", about: "what somebody must know now, with what to do,", print: list(ALERT_COLUMNS, "no alerts") },
];

export const questionCommands = (): Command[] => QUESTIONS.map(command);

function command({ query, about, print }: Question): Command {
  return withRunning(new Command(query).description(`show ${about} of the running daemon`))
    .addHelpText("after", `\nExample:\n  holdfast ${query} --json | jq .`)
    .action((flags: RunningFlags) => tellRunning(flags, query, print));
}

function list(columns: readonly Column<Row>[], none: string): Question["print"] {
  return (answer, pretty) => {
    const rows = Array.isArray(answer) ? (answer as Row[]) : [];
    return rows.length === 0 && pretty ? none : table(columns, rows, pretty);
  };
}
