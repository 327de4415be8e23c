/**
 * Whether a decoded message holds what a client was given to send.
 *
 * Both are in the codec's names. Absent means the default: an empty text, zero, false, an empty list. Lists of tags are
 * maps in protobuf, so their order does not count.
 */

type Facts = Readonly<Record<string, unknown>>;

/** One value that was given, with its path as `slotsOf` spells it. */
export interface Leaf {
  readonly path: string;
  readonly value: unknown;
}

/** The single values of what was given. */
export function leavesOf(given: unknown, path = ""): readonly Leaf[] {
  if (Array.isArray(given)) return isTags(given) ? [{ path, value: given }] : elementsOf(given, path);
  if (typeof given !== "object" || given === null) return [{ path, value: given }];
  const prefix = path === "" ? "" : `${path}.`;
  return Object.entries(given).flatMap(([key, value]) => leavesOf(value, prefix + key));
}

const elementsOf = (list: readonly unknown[], path: string): readonly Leaf[] =>
  list.flatMap((value, i) => leavesOf(value, `${path}[${i}]`));

interface Tag {
  readonly tag: string;
  readonly value: string;
}

const isTags = (list: readonly unknown[]): boolean =>
  list.every((one) => typeof one === "object" && one !== null && "tag" in one);

/** The value at a path of a body. */
export function valueAt(body: unknown, path: string): unknown {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== "");
  return keys.reduce<unknown>((at, key) => (at as Facts | undefined)?.[key], body);
}

/** Whether a value that was read is the one that was given. */
export function isSame(given: unknown, read: unknown): boolean {
  if (Array.isArray(given)) return tagsIn(given) === tagsIn((read ?? []) as readonly Tag[]);
  if (read === undefined) return given === "" || given === 0 || given === false;
  if (typeof given === "string") return String(read) === given;
  return Number(read) === Number(given);
}

const tagsIn = (list: readonly Tag[]): string =>
  list
    .map(({ tag, value }) => `${tag}=${value}`)
    .sort()
    .join();
