/**
 * What parsed JSON must look like, as small checks that are put together, and the first thing that is wrong with it.
 *
 * A check answers one sentence that begins with the place, or nothing. What somebody may have meant is named.
 */
import { nearest } from "../../base/nearest.ts";

/** What is wrong with a value that stands at `at`; undefined when nothing is. */
export type Check = (value: unknown, at: string) => string | undefined;

export type Fields = Readonly<Record<string, Check>>;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const not = (at: string, what: string, value: unknown): string => `${at} must be ${what}, not ${shown(value)}`;

function shown(value: unknown): string {
  if (value === undefined) return "absent";
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}

/** A value that a sentence of its own describes. */
export const such =
  (what: string, fits: (value: unknown) => boolean): Check =>
  (value, at) =>
    fits(value) ? undefined : not(at, what, value);

export const aText = such("a text", (value) => typeof value === "string" && value !== "");
export const aFlag = such("true or false", (value) => typeof value === "boolean");
export const aNumber = such("a number", (value) => typeof value === "number" && Number.isFinite(value));

export const like = (what: string, pattern: RegExp): Check =>
  such(what, (value) => typeof value === "string" && pattern.test(value));

export const number = (least: number, most: number): Check =>
  such(`a number from ${least} to ${most}`, (value) => typeof value === "number" && value >= least && value <= most);

export const whole = (least: number, most: number): Check =>
  such(
    `a whole number from ${least} to ${most}`,
    (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
  );

/** One of some words; `what` is what they are words for. */
export function oneOf(what: string, words: readonly string[]): Check {
  return (value, at) => {
    if (typeof value === "string" && words.includes(value)) return undefined;
    const near = typeof value === "string" ? nearest(value, words) : undefined;
    const hint = near === undefined ? `there are ${words.join(", ")}` : `did you mean ${near}?`;
    return `${at}: there is no ${what} ${shown(value)}: ${hint}`;
  };
}

/** One of some values of any kind. */
export const among = (values: readonly unknown[]): Check =>
  such(`one of ${values.map((value) => JSON.stringify(value)).join(", ")}`, (value) => values.includes(value));

export function list(each: Check): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return not(at, "a list", value);
    return first(value.map((item: unknown, i) => () => each(item, `${at}[${i}]`)));
  };
}

/** An object with these fields and no others. */
export function record(needed: Fields, optional: Fields = {}): Check {
  const all: Fields = { ...needed, ...optional };
  return (value, at) => {
    if (!isRecord(value)) return not(at, "an object", value);
    const stray = Object.keys(value).find((name) => !Object.hasOwn(all, name));
    if (stray !== undefined) return strange(at, stray, Object.keys(all));
    const missing = Object.keys(needed).find((name) => value[name] === undefined);
    if (missing !== undefined) return `${at} lacks ${JSON.stringify(missing)}`;
    const present = Object.keys(all).filter((name) => value[name] !== undefined);
    return first(present.map((name) => () => all[name]!(value[name], within(at, name))));
  };
}

/** Both, and the second only of what passes the first. */
export const both =
  (one: Check, other: Check): Check =>
  (value, at) =>
    one(value, at) ?? other(value, at);

export function first(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const wrong = check();
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** The whole is called by what it is; its fields are called by their own names. */
const WHOLE = "a scenario";
const within = (at: string, name: string): string => (at === WHOLE ? name : `${at}.${name}`);

function strange(at: string, stray: string, known: readonly string[]): string {
  const near = nearest(stray, known);
  const hint = near === undefined ? `it takes ${known.join(", ")}` : `did you mean ${near}?`;
  return `${at} has no field ${JSON.stringify(stray)}: ${hint}`;
}
