/**
 * The demo for people: on a terminal one picture redrawn in place, elsewhere a line every few seconds.
 *
 * The picture fits the terminal it is drawn on: what does not fit is counted, never wrapped. It is drawn on the
 * terminal's second page, so that nothing of it is left above the summary.
 */

import { isoTime, type WallMs } from "../../base/time.ts";
import { isFinished, type Status } from "../../model/status.ts";
import { colours } from "../colours.ts";
import { CLIENT_COLUMNS, ORDER_COLUMNS, POSITION_COLUMNS } from "../questions.ts";
import type { Row } from "../row.ts";
import { type Column, printable, table } from "../table.ts";
import { typed } from "../typed.ts";
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
export function introduction({ twsPort, gatewayPort }: Picture): string[] {
  const guests = CAST.map(({ guest, account }) => `${guest} (${account})`).join(" or ");
  return [
    colours.bold("holdfast demo") + colours.dim("  simulated market, no real money; Ctrl-C ends it"),
    `Two bots on two accounts share one session: bots > holdfast ${twsPort} > Gateway ${gatewayPort}`,
    `Your own bot: ${LOOPBACK} port ${colours.bold(String(twsPort))}, clientId ${guests}`,
  ];
}

/** For who wants to try it at once. */
export function examples({ twsPort, nativePort, socket }: Picture): string[] {
  return [
    colours.dim(`  ib_async:  IB().connect("${LOOPBACK}", ${twsPort}, clientId=${CAST[0].guest})`),
    colours.dim(`  ask it:    ${typed()} orders --socket ${socket}`),
    colours.dim(`  ready?     curl -s http://${LOOPBACK}:${nativePort}/readyz`),
  ];
}

/** From this height on there is room for examples and for air between the tables. */
const AIRY_ROWS = 34;

/** The whole picture as lines of at most `width` characters, at most `height` of them. */
export function picture(seen: Picture, width: number, height: number): string[] {
  const air = height >= AIRY_ROWS ? [""] : [];
  const section = (title: string, body: string): string[] => [...air, colours.cyan(title), ...body.split("\n")];
  const top = [
    ...introduction(seen),
    ...(height >= AIRY_ROWS ? examples(seen) : []),
    ...[...air, sessionLine(seen)],
    ...section("Clients", table(CLIENT_COLUMNS, seen.clients, true)),
    ...section("Positions", table(POSITION_COLUMNS, seen.positions, true)),
  ];
  const room = height - top.length - 2 * (2 + air.length);
  const lines = [...top, ...ordersAndFills(seen, room, section)];
  return lines.slice(0, height).map((line) => clipped(line, width));
}

/** Open orders take up to half of the room, fills the rest. */
function ordersAndFills(seen: Picture, room: number, section: (title: string, body: string) => string[]): string[] {
  const open = seen.orders.filter((order) => !isFinished(order.status as Status));
  const orders = newest(open, Math.floor(room / 2));
  const fills = newest(seen.fills, room - orders.length);
  return [
    ...section(counted("Open orders", open, orders), table(ORDER_COLUMNS, orders, true)),
    ...section(counted("Fills", seen.fills, fills), table(FILL_COLUMNS, fills, true)),
  ];
}

const newest = <T>(rows: readonly T[], count: number): readonly T[] => (count > 0 ? rows.slice(-count) : []);

const counted = (title: string, all: readonly unknown[], shown: readonly unknown[]): string =>
  all.length === shown.length ? title : `${title} (the last ${shown.length} of ${all.length})`;

function sessionLine({ status }: Picture): string {
  const state = status.state === "ready" ? colours.green("ready") : colours.yellow(printable(String(status.state)));
  const level = (status.gateway as Row | undefined)?.serverVersion;
  const upSeconds = Math.round(Number(status.upMs) / 1_000);
  return `${colours.cyan("Session")} ${state}  level ${level}  ${upSeconds} s  ${counts(status)}`;
}

const counts = (status: Row): string =>
  [
    `${status.clients} clients`,
    `${status.orders} orders (${status.openOrders} open)`,
    `${status.fills} fills`,
    `${status.marketDataLines} data lines`,
  ].join("  ");

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
    if (!this.#on) this.#enter();
    const lines = picture(seen, this.#out.columns || 80, (this.#out.rows || 24) - 1);
    this.#out.write(HOME + lines.map((line) => `${line}${REST_OF_LINE}\n`).join("") + REST_OF_PAGE);
  }

  #enter(): void {
    this.#on = true;
    this.#out.write(SECOND_PAGE);
    process.once("exit", () => this.leave());
  }

  /** Back to where the user was; also when the process ends in a hurry. */
  leave(): void {
    if (this.#on) this.#out.write(FIRST_PAGE);
    this.#on = false;
  }
}
