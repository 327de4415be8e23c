/**
 * Emits constructors for records too big for an object literal.
 *
 * V8 keeps an object of 128 and more keys as a dictionary when it comes from a literal or a spread, but not when a
 * constructor fills it field by field: an Order is made in 0.2 instead of 27 microseconds. The text goes to
 * `compiled/shapes.ts`, which is checked in and compared by a test; nothing is compiled from strings at run time. Instances
 * are plain objects to everyone else: they share the prototype of literals.
 */
import type { AnyKind, AnyRecord } from "./declare.ts";

/** Records below this many fields are copies of a template. */
export const SHAPE_FIELDS_MIN = 100;

const HEAD = `/**
 * Constructors of big records, emitted by \`shape.ts\`: do not edit.
 *
 * \`HOLDFAST_EMIT=1 node --test src/wire/shape.test.ts\` writes this file again.
 */
type Shape = new () => Record<string, unknown>;

const NONE: readonly never[] = Object.freeze([]);
`;

/** The text of \`compiled/shapes.ts\`. */
export function emitShapes(records: readonly AnyRecord[]): string {
  const functions = records.map(emitShape);
  const names = records.map((record) => `  ["${record.name}", ${record.name} as unknown as Shape],`);
  const map = `export const SHAPES: ReadonlyMap<string, Shape> = new Map([\n${names.join("\n")}\n]);\n`;
  return [HEAD, ...functions, map].join("\n");
}

function emitShape(record: AnyRecord): string {
  const lines = Object.entries(record.fields as Record<string, readonly [unknown, AnyKind]>).map(
    ([name, [, kind]]) => `  this.${name} = ${initial(kind)};`,
  );
  return [
    `function ${record.name}(this: Record<string, unknown>): void {`,
    ...lines,
    "}",
    `${record.name}.prototype = Object.prototype;`,
    "",
  ].join("\n");
}

function initial(kind: AnyKind): string {
  if (kind.shape === "list") return "NONE";
  if (kind.shape !== "scalar" || kind.default === undefined) return "undefined";
  return Array.isArray(kind.default) ? "NONE" : JSON.stringify(kind.default);
}
