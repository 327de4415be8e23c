/**
 * The emitted functions of any message, compiled in memory, here and nowhere else; and what the tests that hold them against
 * the interpreter share.
 */
import assert from "node:assert/strict";
import { stripTypeScriptTypes } from "node:module";
import { ZERO } from "../../src/base/decimal.ts";
import { newOrder } from "../../src/wire/compiled/shapes.ts";
import type { Loose } from "../../src/wire/condition.ts";
import type { AnyMessage } from "../../src/wire/declare.ts";
import { emitMessage } from "../../src/wire/emit.ts";
import * as kinds from "../../src/wire/kind.ts";
import type { ProtobufReader } from "../../src/wire/protobuf/reader.ts";
import { unknownOf } from "../../src/wire/protobuf/unknown.ts";
import { conversion, printed } from "../../src/wire/protobuf/value.ts";
import type { ProtobufWriter } from "../../src/wire/protobuf/writer.ts";
import { POWERS, type Reader } from "../../src/wire/reader.ts";
import { shortText } from "../../src/wire/strings.ts";
import type { Writer } from "../../src/wire/writer.ts";

export interface Emitted {
  readonly readText: (reader: Reader, version: number) => Loose;
  readonly writeText: (writer: Writer, draft: Loose, version: number) => void;
  readonly readProtobuf: (reader: ProtobufReader, end: number) => Loose;
  readonly writeProtobuf: (writer: ProtobufWriter, draft: Loose) => void;
}

/** What emitted files import. */
const IMPORTS: Readonly<Record<string, unknown>> = {
  POWERS,
  ZERO,
  conversion,
  printed,
  shortText,
  unknownOf,
  newOrder,
  ...kinds,
};

/** The functions of an emitted file. */
function compiled(text: string): Emitted {
  const plain = stripTypeScriptTypes(text).replaceAll(/^import .*$/gm, "");
  const names = [...plain.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  const body = `"use strict"; ${plain.replaceAll(/^export /gm, "")} return { ${names.join(", ")} };`;
  return new Function(...Object.keys(IMPORTS), body)(...Object.values(IMPORTS)) as Emitted;
}

export const emittedOf = (message: AnyMessage, isInline = false): Emitted => compiled(emitMessage(message, isInline));

/** Key by key, so that the order of the keys counts, and -0 is not 0. */
export function assertSame(is: unknown, was: unknown, path: string): void {
  if (typeof was !== "object" || was === null || typeof is !== "object" || is === null) {
    assert(Object.is(is, was), `${path}: ${String(is)} instead of ${String(was)}`);
    return;
  }
  assert.deepEqual(Reflect.ownKeys(is), Reflect.ownKeys(was), path);
  assert.equal(Object.getPrototypeOf(is), Object.getPrototypeOf(was), path);
  for (const key of Object.keys(was)) assertSame((is as Loose)[key], (was as Loose)[key], `${path}.${key}`);
}

/** The draft with only some keys, one level down as well. */
export function pick(body: Loose, keys: readonly string[]): Loose {
  const kept = keys.map((key) => {
    const value = body[key];
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [key, value];
    return [key, Object.fromEntries(Object.entries(value).filter((_, i) => (i + keys.length) % 2 === 0))];
  });
  return Object.fromEntries(kept);
}
