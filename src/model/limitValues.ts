/**
 * The values of limits, each read from what an operator wrote: a configuration file's value or one given over the control
 * socket. A reader answers undefined for whatever is not plainly meant: a limit in another unit, a fraction where percent
 * are asked for, nothing, NaN or a negative number never becomes a limit.
 */
import { compare, type Decimal, decimal, ZERO } from "../base/decimal.ts";

/** A contract as an operator names it: by conId, which wins, or by symbol with as much beside it as tells it from others. */
export type ContractName =
  | { readonly conId: number }
  | { readonly symbol: string; readonly secType?: string; readonly exchange?: string; readonly currency?: string };

/** So many executions in so many seconds. */
export interface Burst {
  readonly executions: number;
  readonly seconds: number;
}

type Read<T> = (given: unknown) => T | undefined;

type Part = "executions" | "seconds" | "conId" | "symbol" | "secType" | "exchange" | "currency";
type Table = { readonly [P in Part]?: unknown };

/** So many entries a list may have, and so many characters a text: enough for people, too few to fill our memory. */
const LIST_MAX = 10_000;
const TEXT_MAX = 100;

/** One value and no other. */
export const exactly =
  <T>(value: T): Read<T> =>
  (given) =>
    given === value ? value : undefined;

/** A number with as many places as it needs, both ends included. */
export const number =
  (low: number, high: number): Read<number> =>
  (given) =>
    typeof given === "number" && given >= low && given <= high ? given : undefined;

export const whole =
  (low: number, high: number): Read<number> =>
  (given) =>
    Number.isInteger(given) ? number(low, high)(given) : undefined;

/** Above 0, exact: a number, or its text where a double cannot hold it. */
export const amount: Read<Decimal> = (given) => {
  const read = typeof given === "number" || typeof given === "string" ? decimal(given) : undefined;
  return read !== undefined && compare(read, ZERO) > 0 ? read : undefined;
};

/** One or more; one that cannot be read spoils all. */
export const list =
  <T>(read: Read<T>): Read<readonly T[]> =>
  (given) => {
    if (!Array.isArray(given) || given.length === 0 || given.length > LIST_MAX) return undefined;
    const all = given.map(read);
    return all.every((one) => one !== undefined) ? (all as T[]) : undefined;
  };

/** A line of text without the spaces around it. */
const text: Read<string> = (given) =>
  typeof given === "string" && given.trim() !== "" && given.length <= TEXT_MAX && !/\p{Cc}/u.test(given)
    ? given.trim()
    : undefined;

/** As the TWS API spells one. */
export const orderType: Read<string> = (given) => {
  const read = text(given)?.toUpperCase();
  return read !== undefined && /^[A-Z][A-Z +]*$/.test(read) ? read : undefined;
};

const DAY = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const TIME = "([01][0-9]|2[0-3]):[0-5][0-9]";
const SESSION = new RegExp(`^${DAY}(-${DAY})? ${TIME}-${TIME} [A-Za-z_]+(/[A-Za-z_+0-9-]+)*$`);

/** `Mon-Fri 09:30-16:00 America/New_York`; whether there is such a zone only the shell knows. */
export const session: Read<string> = (given) => {
  const read = text(given);
  return read !== undefined && SESSION.test(read) ? read : undefined;
};

const BURST = { executions: whole(1, 1_000), seconds: number(0.1, 86_400) };

export const burst: Read<Burst> = (given) => {
  if (!isTable(given, ["executions", "seconds"])) return undefined;
  const [executions, seconds] = [BURST.executions(given.executions), BURST.seconds(given.seconds)];
  return executions === undefined || seconds === undefined ? undefined : { executions, seconds };
};

/** A conId, a symbol, or a table of either with what tells it from others. */
export const contractName: Read<ContractName> = (given) => {
  if (typeof given === "number") return conIdNamed(given);
  if (typeof given === "string") return symbolNamed({ symbol: given });
  if (isTable(given, ["conId"])) return conIdNamed(given.conId);
  return isTable(given, ["symbol", "secType", "exchange", "currency"]) ? symbolNamed(given) : undefined;
};

function conIdNamed(given: unknown): ContractName | undefined {
  const conId = whole(1, Number.MAX_SAFE_INTEGER)(given);
  return conId === undefined ? undefined : { conId };
}

function symbolNamed(given: Table): ContractName | undefined {
  const parts = Object.entries(given).map(([part, value]) => [part, text(value)] as const);
  if (given.symbol === undefined || parts.some(([, value]) => value === undefined)) return undefined;
  return Object.fromEntries(parts) as unknown as ContractName;
}

/** A table that says no more than these. */
const isTable = (given: unknown, names: readonly Part[]): given is Table =>
  typeof given === "object" &&
  given !== null &&
  !Array.isArray(given) &&
  Object.keys(given).every((name) => names.includes(name as Part));
