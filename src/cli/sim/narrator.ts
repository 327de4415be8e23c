/**
 * What a simulated Gateway does, told to people: a line for each thing, with New York's time of day in front.
 *
 * What clients sent may hold control characters; none reaches the terminal.
 */
import { civil, pad, type WallMs } from "../../base/time.ts";
import { easternBehindMs } from "../../sim/exchange/calendar/calendar.ts";
import type { SimEvent } from "../../standalone/standalone.ts";
import { colours } from "../colours.ts";
import { printable } from "../table.ts";

type Words = (event: SimEvent) => string;

const text = (value: unknown): string => printable(value === undefined || value === null ? "" : String(value));
const price = (value: unknown): string => (typeof value === "number" ? value.toFixed(2) : text(value));
/** An order without a number was placed by a person in TWS. */
const who = ({ clientId, orderId }: SimEvent): string =>
  orderId === 0 ? "by hand" : `client ${text(clientId)} order ${text(orderId)}`;
/** A client that has started has a number. */
const whence = ({ clientId, remote }: SimEvent): string =>
  clientId === undefined ? text(remote) : `client ${text(clientId)}`;
/** A request, an order, or nothing that the client asked for. */
const about = (id: unknown): string => (id === -1 ? "" : ` about ${text(id)}`);

const SENTENCES: Readonly<Record<string, Words>> = {
  "gateway.client": ({ clientId, remote }) => `client ${text(clientId)} is connected from ${text(remote)}`,
  "gateway.disconnect": (event) => `${whence(event)} is disconnected: ${text(event.reason)}`,
  "gateway.port": ({ state }) => colours.yellow(state === "open" ? "the port is open again" : "the port is closed"),
  "gateway.command": ({ command, answer }) => colours.yellow(`command ${text(command)} is answered: ${text(answer)}`),
  "gateway.stopped": () => colours.red("the Gateway was told to stop"),
  "client.left": (event) => `${whence(event)} hung up`,
  order: (event) => `${who(event)} ${terms(event)} is ${text(event.status)}${filledPart(event)}`,
  fill: (event) => {
    const { side, shares, symbol } = event;
    return colours.green(`${who(event)} ${text(side)} ${text(shares)} ${text(symbol)} at ${price(event.price)}`);
  },
  "gateway.error": ({ clientId, id, code, text: said }) =>
    colours.yellow(`client ${text(clientId)} is told${about(id)}: ${text(code)} ${text(said)}`),
  "fault.set": ({ name }) => colours.yellow(`fault ${text(name)} is set`),
  "fault.struck": ({ name, struck }) => colours.red(`fault ${text(name)} struck (${text(struck)} so far)`),
  "fault.cleared": ({ name }) => colours.yellow(`fault ${text(name)} is cleared`),
  advancing: ({ doneMs, ofMs }) => colours.dim(`${span(doneMs, ofMs)} of ${span(ofMs, ofMs)} have passed`),
};

const MINUTE_MS = 60_000;
/** In hours, or in minutes when the whole is short. */
const span = (ms: unknown, whole: unknown): string =>
  Number(whole) < 120 * MINUTE_MS
    ? `${(Number(ms) / MINUTE_MS).toFixed(1)} min`
    : `${(Number(ms) / (60 * MINUTE_MS)).toFixed(1)} h`;

function terms({ action, totalQuantity, symbol, orderType, lmtPrice, auxPrice }: SimEvent): string {
  const prices = [lmtPrice, auxPrice].filter((value) => typeof value === "number" && value !== 0).map(price);
  return [action, totalQuantity, symbol, orderType, ...prices].map(text).join(" ");
}

const filledPart = ({ filled, avgFillPrice }: SimEvent): string =>
  Number(filled) > 0 ? `, ${text(filled)} filled at ${price(avgFillPrice)}` : "";

/** Every client is told at its connection that all farms are well. */
const ALL_IS_WELL: readonly unknown[] = [2104, 2106, 2158];

/** One line, without its end; undefined for what nobody wants to read. */
export function sentence(event: SimEvent): string | undefined {
  if (event.event === "gateway.error" && event.id === -1 && ALL_IS_WELL.includes(event.code)) return undefined;
  const words = SENTENCES[event.event] ?? plain;
  return `${colours.dim(timeOfDay(event.time))} ${words(event)}`;
}

/** What has no words of its own says its fields. */
function plain({ event, time: _time, ...fields }: SimEvent): string {
  const pairs = Object.entries(fields).filter(([, value]) => value !== undefined);
  return [event, ...pairs.map(([name, value]) => `${name}=${text(value)}`)].join(" ");
}

function timeOfDay(time: string): string {
  const wall = Date.parse(time) as WallMs;
  const t = civil((wall - easternBehindMs(wall)) as WallMs);
  return `${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)}`;
}
