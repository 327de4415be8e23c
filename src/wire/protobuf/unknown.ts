/**
 * Fields of a protobuf message that no declaration names: kept as bytes on the decoded record, written again with it.
 *
 * A peer on a newer schema may say more than we know. The bytes hang on the record under a symbol, so a record that passes,
 * or that is copied by a spread with its id changed, carries them to a peer that also speaks protobuf; text never has them.
 * In JSON they are the key `unknownFields`, in hexadecimal.
 */
import type { Loose } from "../condition.ts";

/**
 * The bytes of each unknown field with its tag, by the number path of the message they stand in: "" is the record's own
 * message, "3" one that the record's fields reach through. An empty list says that such a message was there and empty.
 */
export type UnknownFields = Readonly<Record<string, readonly Uint8Array[]>>;

const UNKNOWN = Symbol("unknown protobuf fields");

export const UNKNOWN_KEY = "unknownFields";

export const unknownOf = (record: Loose): UnknownFields | undefined =>
  (record as { readonly [UNKNOWN]?: UnknownFields })[UNKNOWN];

/** Remembers an unknown field, or with no bytes that the message at the path was there. */
export function keepUnknown(record: Loose, path: string, field: Uint8Array | undefined): void {
  const carrier = record as { [UNKNOWN]?: Record<string, Uint8Array[]> };
  carrier[UNKNOWN] ??= {};
  carrier[UNKNOWN][path] ??= [];
  if (field !== undefined) carrier[UNKNOWN][path].push(field);
}

/** The number of the field whose bytes these are; 0 when they are none. */
export function numberOf(field: Uint8Array): number {
  let tag = 0;
  for (let i = 0; i < field.length && i < 5; i++) {
    tag += (field[i]! & 0x7f) * 2 ** (7 * i);
    if (field[i]! < 0x80) return Math.floor(tag / 8);
  }
  return 0;
}

/** The numbers of the first unknown field of a body, behind the name of the element it is in; undefined when there is none. */
export function unknownFieldIn(value: unknown, name = ""): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (const [path, fields] of Object.entries(unknownOf(value as Loose) ?? {})) {
    if (fields.length === 0) continue;
    const numbers = [path, String(numberOf(fields[0]!))].filter((part) => part !== "").join(".");
    return name === "" ? numbers : `${numbers} of ${name}`;
  }
  for (const [key, inner] of Object.entries(value)) {
    const at = Array.isArray(value) ? `${name}[${key}]` : name === "" ? key : `${name}.${key}`;
    const found = unknownFieldIn(inner, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** A body with its unknown fields spelled out, for JSON. */
export function spelledOut(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(spelledOut);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, spelledOut(inner)] as const);
  const unknown = Object.entries(unknownOf(value as Loose) ?? {});
  if (unknown.length === 0) return Object.fromEntries(entries);
  const spelled = Object.fromEntries(unknown.map(([path, fields]) => [path, fields.map(hexOf)]));
  return Object.fromEntries([...entries, [UNKNOWN_KEY, spelled]]);
}

/** Reads what `spelledOut` wrote into a record; false when it is something else. */
export function keepSpelled(record: Loose, json: unknown): boolean {
  if (typeof json !== "object" || json === null) return false;
  return Object.entries(json).every(([path, fields]) => {
    if (!/^[\d.]*$/.test(path) || !Array.isArray(fields)) return false;
    keepUnknown(record, path, undefined);
    return fields.every((hex) => keepHex(record, path, hex));
  });
}

function keepHex(record: Loose, path: string, hex: unknown): boolean {
  if (typeof hex !== "string" || !/^([0-9a-f]{2})+$/.test(hex)) return false;
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  keepUnknown(record, path, bytes);
  return numberOf(bytes) > 0;
}
