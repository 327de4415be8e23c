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
const who = ({ clientId, orderId }: SimEvent): string => `client ${text(clientId)} order ${text(orderId)}`;

const SENTENCES: Readonly<Record<string, Words>> = {
  "gateway.client": ({ clientId, remote }) => `client ${text(clientId)} is connected from ${text(remote)}`,
  "gateway.disconnect": ({ remote, reason }) => `${text(remote)} is disconnected: ${text(reason)}`,
  "client.left": ({ remote }) => `${text(remote)} hung up`,
  order: (event) => `${who(event)} ${terms(event)} is ${text(event.status)}${filledPart(event)}`,
  fill: (event) => {
    const { side, shares, symbol } = event;
    return colours.green(`${who(event)} ${text(side)} ${text(shares)} ${text(symbol)} at ${price(event.price)}`);
  },
  refused: (event) => colours.yellow(`${who(event)}: ${text(event.code)} ${text(event.text)}`),
  "fault.set": ({ name }) => colours.yellow(`fault ${text(name)} is set`),
  "fault.struck": ({ name, struck }) => colours.red(`fault ${text(name)} struck (${text(struck)} so far)`),
  "fault.cleared": ({ name }) => colours.yellow(`fault ${text(name)} is cleared`),
  advancing: ({ doneMs, ofMs }) => colours.dim(`${hours(doneMs)} of ${hours(ofMs)} have passed`),
};

const hours = (ms: unknown): string => `${(Number(ms) / 3_600_000).toFixed(1)} h`;

function terms({ action, totalQuantity, symbol, orderType, lmtPrice, auxPrice }: SimEvent): string {
  const prices = [lmtPrice, auxPrice].filter((value) => typeof value === "number" && value !== 0).map(price);
  return [action, totalQuantity, symbol, orderType, ...prices].map(text).join(" ");
}

const filledPart = ({ filled, avgFillPrice }: SimEvent): string =>
  Number(filled) > 0 ? `, ${text(filled)} filled at ${price(avgFillPrice)}` : "";

/** One line, without its end. */
export function sentence(event: SimEvent): string {
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
