/**
 * Which happenings concern one order: it goes by many names, and the journal says which of them are the same.
 *
 * holdfast's key, the number at its client's door, the number and permanent id at the Gateway, its executions: each is a
 * name such as `key:…`, `door:1/5`, `up:12`, `perm:77`, `exec:…`. A journal line that has a key says that all its names
 * are that order's.
 */
import { keyOf } from "../checkers/facts.ts";
import { at, type Loose } from "./decisive.ts";

export type Names = readonly string[];

const named = (kind: string, value: unknown): Names =>
  value === undefined || value === "" || value === 0 || value === null ? [] : [`${kind}:${String(value)}`];

const IDS = ["permId", "order.permId", "execution.permId"];
const NUMBERS = ["orderId", "order.orderId", "execution.orderId", "id"];
const EXECUTIONS = ["execId", "execution.execId"];
const REFERENCES = ["order.orderRef", "execution.orderRef"];

/** The names in a message; `door` is the client's id at holdfast's door, undefined on the wire to the Gateway. */
export function namesIn(body: Loose, door: number | undefined): Names {
  const all = (kind: string, paths: readonly string[]): Names => paths.flatMap((path) => named(kind, at(body, path)));
  const references = door === undefined ? REFERENCES.map((path) => at(body, path)) : [];
  return [
    ...NUMBERS.flatMap((path) => numbered(at(body, path), door)),
    ...all("perm", IDS),
    ...all("exec", EXECUTIONS),
    ...references.flatMap((reference) => (typeof reference === "string" ? named("key", keyOf(reference)) : [])),
  ];
}

const numbered = (orderId: unknown, door: number | undefined): Names =>
  typeof orderId !== "number" || orderId <= 0 ? [] : [door === undefined ? `up:${orderId}` : `door:${door}/${orderId}`];

/** The names of each order that a journal line speaks of. */
export function namesInEntry(entry: Loose): readonly Names[] {
  const legs = entry.legs as readonly Loose[] | undefined;
  if (legs !== undefined) return legs.map(placed);
  const { report, echo, execution } = entry as Readonly<Record<string, Loose | undefined>>;
  return [
    [
      ...placed(entry),
      ...named("up", entry.orderId),
      ...named("perm", entry.permId),
      ...named("exec", entry.execId),
      ...[report, echo, execution].flatMap((told) => (told === undefined ? [] : namesIn(told, undefined))),
    ],
  ];
}

const placed = ({ key, clientId, clientOrderId }: Loose): Names => [
  ...named("key", key),
  ...(clientOrderId === undefined ? [] : [`door:${Number(clientId ?? 0)}/${Number(clientOrderId)}`]),
];

/** Every name of the orders that somebody means by a word: a key, or any number that one of them has somewhere. */
export function namesMeant(word: string, orders: Iterable<Names>): ReadonlySet<string> {
  const keys = new Set<string>();
  const all = [...orders];
  for (const names of all)
    if (names.some((name) => isMeant(name, word))) for (const key of keysOf(names)) keys.add(key);
  const known = all.filter((names) => keysOf(names).some((key) => keys.has(key))).flat();
  return new Set([...known, `key:${word}`]);
}

const keysOf = (names: Names): Names => names.filter((name) => name.startsWith("key:"));
const isMeant = (name: string, word: string): boolean => {
  const value = name.slice(name.indexOf(":") + 1);
  return value === word || (name.startsWith("door:") && value.slice(value.indexOf("/") + 1) === word);
};
