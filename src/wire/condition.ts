/** Values at paths of a body or a draft, and the tests that decide whether a run of fields is on the wire. */
import type { Condition } from "./declare.ts";

/** A record while it is read or written; typed again where it leaves the codec. */
// biome-ignore lint/suspicious/noExplicitAny: the interpreter works below the types; codec.ts gives them back
export type Loose = Record<string, any>;

export type Getter = (from: Loose) => unknown;

/** The value at a path of a draft, where any part of the way may be missing. */
export function pathGetter(path: readonly string[]): Getter {
  const [first, second, third] = path as [string, string, string];
  if (path.length === 1) return (from) => from[first];
  if (path.length === 2) return (from) => from[first]?.[second];
  return (from) => from[first]?.[second]?.[third];
}

/** The record that holds the last key of the path; all on the way is there. */
export function parentOf(from: Loose, path: readonly string[]): Loose {
  let at = from;
  for (let i = 0; i < path.length - 1; i++) at = at[path[i]!];
  return at;
}

/** The same in a sparse body, which gets the records on the way. */
export function parentMade(from: Loose, path: readonly string[]): Loose {
  let at = from;
  for (let i = 0; i < path.length - 1; i++) {
    const key = path[i]!;
    at[key] ??= {};
    at = at[key];
  }
  return at;
}

type Test = (from: Loose) => boolean;

/** A field that a draft leaves out counts as its default, which passes no test but a negative one. */
export function testOf(condition: Condition<string>): Test {
  if ("any" in condition) {
    const tests = condition.any.map(testOf);
    return (from) => tests.some((holds) => holds(from));
  }
  if ("all" in condition) {
    const tests = condition.all.map(testOf);
    return (from) => tests.every((holds) => holds(from));
  }
  const get = pathGetter(condition.field.split("."));
  if ("eq" in condition) return (from) => get(from) === condition.eq;
  if ("in" in condition) return (from) => condition.in.includes(get(from) as string);
  if ("above" in condition) return (from) => ((get(from) ?? Number.NEGATIVE_INFINITY) as number) > condition.above;
  return (from) => ((get(from) ?? "") as string | readonly unknown[]).length > 0;
}
