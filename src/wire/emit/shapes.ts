/**
 * Emits the constructors of records too big for an object literal.
 *
 * V8 keeps an object of 128 and more keys as a dictionary when it comes from a literal or a spread, but not when a
 * constructor fills it field by field: an Order is made in 0.2 instead of 27 microseconds. Instances are plain objects to
 * everyone else: they share the prototype of literals.
 */
import type { AnyKind, AnyMessage, AnyRecord, Fields } from "../declare.ts";
import { initialOf, isBig, literalLines } from "./filling.ts";
import { block, literal, Module, withHead } from "./source.ts";

/** The text of `compiled/shapes.ts`. */
export function emitShapes(messages: readonly AnyMessage[]): string {
  const records = new Set<AnyRecord>();
  for (const { record } of messages) gather(record, records);
  const big = [...records].filter(isBig);
  const module = new Module();
  const loose = module.use("type Loose", "../condition.ts");
  for (const record of big) addShape(module, record);
  const rows = big.map(({ name }) => `["${name}", new${name}]`);
  module.add([`export const MAKERS: ReadonlyMap<string, () => ${loose}> = new Map([${rows.join(", ")}]);`]);
  return module.text([
    "Constructors of big records, with every key at its default. Emitted by `npm run wire`: do not edit.",
  ]);
}

function gather(record: AnyRecord, into: Set<AnyRecord>): void {
  if (into.has(record)) return;
  into.add(record);
  for (const [, kind] of Object.values(record.fields as Fields)) {
    const inner = kind.shape === "list" || kind.shape === "optional" ? kind.of : kind;
    if (inner.shape === "record") gather(inner, into);
  }
}

function addShape(module: Module, { name, fields }: AnyRecord): void {
  const lines = Object.entries(fields as Fields).flatMap(([key, [, kind]]) =>
    withHead(`this.${key} = `, initialLines(module, kind), ";"),
  );
  module.add(block(`function ${name}(this: Loose): void`, lines));
  module.add([
    `${name}.prototype = Object.prototype;`,
    `const ${name}Shape = ${name} as unknown as new () => Loose;`,
    `export const new${name} = (): Loose => new ${name}Shape();`,
  ]);
}

function initialLines(module: Module, kind: AnyKind): string[] {
  if (kind.shape === "record") return literalLines(kind.fields as Fields, (inner) => initialLines(module, inner));
  const value = literal(initialOf(kind));
  return [value === "NONE" ? module.use("NONE", "../kind.ts") : value];
}
