/** Which order of holdfast's a client is told of, found by the numbers that the client knows it by. */
import type { OpenOrder, OrderStatus } from "../sight/frame.ts";
import type { Guest } from "./checker.ts";
import type { Facts, OrderFacts } from "./facts.ts";

/** Orders that are not bound to the strategy have number 0 and are nobody's. */
export function orderTold(facts: Facts, frame: OpenOrder | OrderStatus, guest: Guest): OrderFacts | undefined {
  if (guest.strategy === undefined || frame.orderId <= 0) return undefined;
  return facts.placed(guest.strategy.name, frame.clientId, frame.orderId);
}

/** For sentences: `client 1 of alpha`. */
export const named = ({ strategy, clientId, host }: Guest): string =>
  strategy === undefined ? host : `client ${clientId} of ${strategy.name}`;

/** For sentences: whole milliseconds. */
export const ms = (at: number): string => `${Math.round(at)} ms`;

const ALIVE: ReadonlySet<string> = new Set([
  "ApiPending",
  "PendingSubmit",
  "PreSubmitted",
  "Submitted",
  "PendingCancel",
]);
const ENDS: ReadonlySet<string> = new Set(["Filled", "Cancelled", "ApiCancelled"]);

/** Status words that say an order may still trade. `Inactive` says neither: both kinds show it (PROTOCOL 11.2). */
export const isAlive = (status: string): boolean => ALIVE.has(status);
/** Status words after which nothing comes. */
export const isEnd = (status: string): boolean => ENDS.has(status);

/** `daemon#2` is a second process on the machine `daemon`. */
export const machineOf = (name: string): string => (name.includes("#") ? name.slice(0, name.indexOf("#")) : name);

/** What is kept of the machine on which a daemon runs, made when it is first asked for. */
export function ofMachine<T>(all: Map<string, T>, daemon: string, make: () => T): T {
  const machine = machineOf(daemon);
  const known = all.get(machine) ?? make();
  all.set(machine, known);
  return known;
}

/** An order's number at the door: whose it is, and which. */
export const placeOf = ({ strategy, clientId }: Guest, orderId: number): string =>
  `${strategy?.name}/${clientId}/${orderId}`;
