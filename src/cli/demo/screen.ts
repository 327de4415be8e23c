/**
 * The demo for people: on a terminal one picture redrawn in place, elsewhere a line every few seconds.
 *
 * The picture fits the terminal it is drawn on: what does not fit is counted, never wrapped. It is drawn on the
 * terminal's second page, so that nothing of it is left above the summary.
 */
import colours from "picocolors";
import { isoTime, type WallMs } from "../../base/time.ts";
import { isFinished, type Status } from "../../orders/lifecycle.ts";
import { CLIENT_COLUMNS, ORDER_COLUMNS, POSITION_COLUMNS, type Row } from "../questions.ts";
import { type Column, printable, table } from "../table.ts";
import type { FillSeen } from "./fills.ts";
import type { Picture, Summary } from "./run.ts";
import { CAST, LOOPBACK } from "./stage.ts";

const FILL_COLUMNS: readonly Column<FillSeen>[] = [
  { title: "strategy", of: (fill) => fill.strategy },
  { title: "client", of: (fill) => fill.clientId, right: true },
  { title: "action", of: (fill) => fill.action },
  { title: "quantity", of: (fill) => fill.quantity, right: true },
  { title: "symbol", of: (fill) => fill.symbol },
  { title: "average price", of: (fill) => fill.avgFillPrice.toFixed(2), right: true },
  { title: "account", of: (fill) => fill.account },
];

/** What is going on and how to take part; always on top. */
export function introduction({ twsPort, gatewayPort, socket }: Picture): string[] {
  const guests = CAST.map(({ guest, account }) => `clientId ${guest} trades ${account}`).join(", ");
  return [
    colours.bold("holdfast demo") + colours.dim("  simulated market, nothing here is real money"),
    `Two bots trade two accounts through one Gateway session: bots > holdfast ${LOOPBACK}:${twsPort} > Gateway ${LOOPBACK}:${gatewayPort}`,
    `Connect a bot of your own to ${LOOPBACK} port ${colours.bold(String(twsPort))}: ${guests}.`,
    colours.dim(`  ib_async:  IB().connect("${LOOPBACK}", ${twsPort}, clientId=${CAST[0].guest})`),
    colours.dim(`  ask it:    holdfast orders --socket ${socket}`),
    colours.dim("Ctrl-C ends the demo and compares holdfast's positions with the broker's."),
  ];
}

/** The whole picture as lines of at most `width` characters, at most `height` of them. */
export function picture(seen: Picture, width: number, height: number): string[] {
  const head = [...introduction(seen), "", sessionLine(seen), ""];
  const fixed = [
    ...section("Clients", table(CLIENT_COLUMNS, seen.clients, true)),
    ...section("Positions", table(POSITION_COLUMNS, seen.positions, true)),
  ];
  const room = Math.max(height - head.length - fixed.length - 6, 2);
  const open = seen.orders.filter((order) => !isFinished(order.status as Status));
  const shownOrders = newest(open, Math.max(Math.ceil(room / 2), 1));
  const shownFills = newest(seen.fills, Math.max(room - shownOrders.length, 1));
  return [
    ...head,
    ...fixed,
    ...section(counted("Open orders", open, shownOrders), table(ORDER_COLUMNS, shownOrders, true)),
    ...section(counted("Fills, newest last", seen.fills, shownFills), table(FILL_COLUMNS, shownFills, true)),
  ]
    .slice(0, height)
    .map((line) => clipped(line, width));
}

const newest = <T>(rows: readonly T[], count: number): readonly T[] => rows.slice(-count);

const counted = (title: string, all: readonly unknown[], shown: readonly unknown[]): string =>
  all.length === shown.length ? title : `${title} (${shown.length} of ${all.length})`;

const section = (title: string, body: string): string[] => [colours.cyan(title), ...body.split("\n"), ""];

function sessionLine({ status }: Picture): string {
  const state = status.state === "ready" ? colours.green("ready") : colours.yellow(printable(String(status.state)));
  const level = (status.gateway as Row | undefined)?.serverVersion;
  return `${colours.cyan("Session")} ${state}  API level ${level}  up ${upTime(status)}  ${counts(status)}`;
}

const upTime = (status: Row): string => `${Math.round(Number(status.upMs) / 1_000)} s`;

const counts = (status: Row): string =>
  `${status.clients} clients  ${status.orders} orders (${status.openOrders} open)  ${status.fills} fills  ${status.marketDataLines} market data lines`;

/** Cuts a line to the terminal's width; colour codes take no width. */
function clipped(line: string, width: number): string {
  let left = width;
  return line.replace(/\u001b\[[0-9;]*m|./gu, (part) =>
    part.length > 1 && part.startsWith("\u001b") ? part : left-- > 0 ? part : "",
  );
}

/** One line for a log: `12:00:05 session ready, 2 clients …`. */
export function progressLine({ status, positions }: Picture, wall: WallMs): string {
  const held = positions.map((row) => `${row.account} ${row.symbol} ${row.position}`).join(", ");
  return `${isoTime(wall).slice(11, 19)} session ${status.state}, ${counts(status).replaceAll("  ", ", ")}; positions: ${held === "" ? "none" : held}`;
}

export function verdict(summary: Summary): string {
  const { clients, orders, fills, positions } = summary;
  const rows = positions.map((row) => `  ${row.account}  ${row.symbol.padEnd(6)} ${String(row.position).padStart(8)}`);
  return [
    `${clients} clients, ${orders} orders and ${fills} fills over one Gateway session.`,
    positions.length === 0 ? "No positions are left." : "Positions, as holdfast and the broker both say:",
    ...rows,
  ].join("\n");
}

const SECOND_PAGE = "\u001b[?1049h\u001b[?25l";
const FIRST_PAGE = "\u001b[?25h\u001b[?1049l";
const HOME = "\u001b[H";
const REST_OF_LINE = "\u001b[K";
const REST_OF_PAGE = "\u001b[J";

export class Terminal {
  readonly #out = process.stdout;
  #on = false;

  draw(seen: Picture): void {
    if (!this.#on) this.#out.write(SECOND_PAGE);
    this.#on = true;
    const lines = picture(seen, this.#out.columns ?? 80, (this.#out.rows ?? 24) - 1);
    this.#out.write(HOME + lines.map((line) => `${line}${REST_OF_LINE}\n`).join("") + REST_OF_PAGE);
  }

  /** Back to where the user was. */
  leave(): void {
    if (this.#on) this.#out.write(FIRST_PAGE);
    this.#on = false;
  }
}
