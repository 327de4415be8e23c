/**
 * `holdfast orders`, `positions`, `clients` and `alerts`: what a running daemon knows, as tables or JSON.
 *
 * What it knows of the broker's side may be old, or lack what was never told, while the session is not ready; an empty table
 * would then look like a flat account, and no alerts like nothing to alert. So that is said beside it, on standard error.
 */
import { Command } from "commander";
import { oneLine, type Readiness } from "../health/readiness.ts";
import type { QueryKind } from "../model/input.ts";
import { ask, NoAnswer } from "./ask.ts";
import { cell, contractName, type Row, rowsIn, since } from "./row.ts";
import { controlOf, type RunningFlags, tellRunning, withRunning } from "./running.ts";
import { complain } from "./say.ts";
import { type Column, printable, table } from "./table.ts";

interface Question {
  readonly query: QueryKind;
  readonly about: string;
  readonly print: (answer: unknown, pretty: boolean) => string;
  /** 1 when there is no answer yet. */
  readonly exitCode: (answer: unknown) => 0 | 1;
  /** What it lacks while the broker's side is not known. */
  readonly blind: string | undefined;
}

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
  cell("conId", "contract", true),
  cell("key", "order"),
  cell("detail"),
  cell("action", "what to do"),
];

const OLD = "what is shown is what was told before";

/** Exported for its tests. */
export const QUESTIONS: readonly Question[] = [
  question("orders", "every order holdfast knows", ORDER_COLUMNS, OLD),
  question("positions", "positions of all accounts", POSITION_COLUMNS, OLD),
  question("clients", "connected bots", CLIENT_COLUMNS),
  question(
    "alerts",
    "what somebody must know now, with what to do,",
    ALERT_COLUMNS,
    "what is not known raises no alert",
  ),
];

export const questionCommands = (): Command[] => QUESTIONS.map(command);

function command({ query, about, print, exitCode, blind }: Question): Command {
  return withRunning(new Command(query).description(`show ${about} of the running daemon`))
    .addHelpText("after", `\nExample:\n  holdfast ${query} --json | jq .`)
    .action((flags: RunningFlags) => {
      tellRunning(flags, query, print, exitCode);
      if (blind !== undefined) ask(controlOf(flags), "readiness", (answer) => reserve(answer, blind));
    });
}

/** Beside the answer; that nobody answers is said once, there. */
function reserve(answer: unknown, blind: string): void {
  const said = answer instanceof NoAnswer ? undefined : reservation(answer as Readiness, blind);
  if (said !== undefined) complain(said);
}

/** Exported for its tests. */
export const reservation = (readiness: Readiness, blind: string): string | undefined =>
  readiness.ready && readiness.untold === undefined ? undefined : `${printable(oneLine(readiness))}; ${blind}`;

/** Positions are not known before the broker has told them once: none would be taken for flat. */
function question(query: QueryKind, about: string, columns: readonly Column<Row>[], blind?: string): Question {
  const print: Question["print"] = (answer, pretty) => {
    if (answer === null) return `UNKNOWN: the broker has not told its ${query} yet; see holdfast status`;
    const rows = rowsIn(answer);
    return rows.length === 0 && pretty ? `no ${query}` : table(columns, rows, pretty);
  };
  return { query, about, print, blind, exitCode: (answer) => (answer === null ? 1 : 0) };
}
