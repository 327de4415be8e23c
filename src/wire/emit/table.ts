/**
 * Emits the table of what was emitted: who reads which message id, and who writes which name.
 *
 * Readers are called by name behind a switch, the most frequent ids first: a call through a table costs several nanoseconds
 * more, which is a tenth of a tick.
 */
import { assert } from "../../base/assert.ts";
import type { AnyMessage, Direction } from "../declare.ts";
import { block, capital, indented, type Lines, Module, withHead } from "./source.ts";

/** A hot message with its emitted text. */
export interface Emitted {
  readonly message: AnyMessage;
  readonly text: string;
}

/** The text of `compiled/hot.ts`. */
export function emitTable(hot: readonly Emitted[]): string {
  const module = new Module();
  module.use("type Reader", "../reader.ts");
  module.use("type ProtobufReader", "../protobuf/reader.ts");
  module.add(MESSAGE);
  for (const direction of ["in", "out"] as const) {
    const mine = hot.filter(({ message }) => message.direction === direction);
    module.add(textReaders(module, direction, mine));
    module.add(protobufReaders(module, direction, mine));
  }
  const rows = hot.map((emitted) => `${emitted.message.name}: { ${writers(module, emitted).join(", ")} },`);
  module.add(withHead("export const WRITERS = ", ["{", ...indented(rows), "}"], ";"));
  return module.text(["The messages that have functions of their own. Emitted by `npm run wire`: do not edit."]);
}

const MESSAGE: Lines = ["interface Message {", "  readonly name: string;", "  readonly body: object;", "}"];

/** Ids of three digits are none that `emitted.ts` looks for. */
const ID_MAX = 99;

function textReaders(module: Module, direction: Direction, hot: readonly Emitted[]): Lines {
  for (const { message } of hot) assert(message.id <= ID_MAX, `the id of ${message.name} has three digits`);
  const cases = hot.map(({ message, text }) => {
    const call = text.includes("function readText(r: Reader, v") ? "(r, v)" : "(r)";
    return row(message.id, message.name, `${imported(module, "readText", message.name)}${call}`);
  });
  return reader(`read${capital(direction)}Text`, "r: Reader, v: number", cases);
}

function protobufReaders(module: Module, direction: Direction, hot: readonly Emitted[]): Lines {
  const cases = hot
    .filter(({ text }) => text.includes("function readProtobuf("))
    .map(({ message }) => {
      return row(message.id, message.name, `${imported(module, "readProtobuf", message.name)}(r, end)`);
    });
  return reader(`read${capital(direction)}Protobuf`, "r: ProtobufReader, end: number", cases);
}

const writers = (module: Module, { message, text }: Emitted): Lines =>
  ["writeText", "writeProtobuf"]
    .filter((what) => text.includes(`function ${what}(`))
    .map((what) => `${what}: ${imported(module, what, message.name)}`);

const imported = (module: Module, what: string, name: string): string => {
  const alias = `${what}Of${capital(name)}`;
  module.use(`${what} as ${alias}`, `./${name}.ts`);
  return alias;
};

const row = (id: number, name: string, body: string): Lines => [
  `case ${id}:`,
  `  return { name: "${name}", body: ${body} };`,
];

const reader = (name: string, parameters: string, cases: readonly Lines[]): Lines =>
  block(`export function ${name}(id: number, ${parameters}): Message | undefined`, [
    ...block("switch (id)", [...cases.flat(), "default:", "  return undefined;"]),
  ]);
