/**
 * Emits a message as TypeScript: straight-line functions that read and write it, made from the same plan that the
 * interpreter walks.
 *
 * `npm run wire` writes them to `compiled/` for the messages that come thousands of times a second, or that somebody waits
 * for; nothing is compiled from strings in the daemon. `test/wire/compiled.test.ts` emits again, compares the bytes, and
 * runs every message of the protocol through both, so that neither is trusted alone.
 */
import { type AnyMessage, NEVER } from "./declare.ts";
import { addInlineReader } from "./emit/inlineReader.ts";
import { addProtobufReader } from "./emit/protobufReader.ts";
import { addProtobufWriter } from "./emit/protobufWriter.ts";
import { emitShapes } from "./emit/shapes.ts";
import { Module } from "./emit/source.ts";
import { emitAscii } from "./emit/strings.ts";
import { emitTable } from "./emit/table.ts";
import { addTextReader } from "./emit/textReader.ts";
import { addTextWriter } from "./emit/textWriter.ts";
import { planOf } from "./plan.ts";
import { treeOf } from "./protobuf/tree.ts";

/** Streams: their text is read in place. */
const STREAMED: readonly string[] = [
  ...["tickPrice", "tickSize", "tickString", "tickGeneric", "tickByTick", "realtimeBar"],
  ...["updateMktDepth", "updateMktDepthL2"],
];

/** Messages that pay for their functions: streams, and what the owner of an order waits for. */
const HOT: readonly string[] = [
  ...STREAMED,
  ...["tickOptionComputation", "historicalDataUpdate"],
  ...["orderStatus", "openOrder", "execDetails", "commissionReport", "error", "placeOrder", "cancelOrder"],
  ...["position", "updatePortfolio", "updateAccountValue", "pnl", "pnlSingle"],
];

/** The text of `compiled/NAME.ts`. */
export function emitMessage(message: AnyMessage, isInline = STREAMED.includes(message.name)): string {
  const module = new Module();
  const { steps } = planOf(message);
  const type = `${module.use("type BodyAt", "../declared.ts")}<"${message.name}">`;
  if (steps !== undefined) {
    const add = isInline ? addInlineReader : addTextReader;
    add(module, "readText", message.record, steps, type);
    addTextWriter(module, "writeText", message.record, steps);
  }
  if (message.protobufSince !== NEVER) {
    addProtobufReader(module, "readProtobuf", treeOf(message), type);
    addProtobufWriter(module, "writeProtobuf", treeOf(message));
  }
  return module.text([
    `Reads and writes ${message.name}. Emitted from its declaration by \`npm run wire\`: do not edit.`,
  ]);
}

/** The files of `compiled/` by name. */
export function emitFiles(messages: readonly AnyMessage[]): Readonly<Record<string, string>> {
  const hot = HOT.map((name) => messages.find((message) => message.name === name)!).map((message) => {
    return { message, text: emitMessage(message) };
  });
  return {
    "shapes.ts": emitShapes(messages),
    "ascii.ts": emitAscii(),
    "hot.ts": emitTable(hot),
    ...Object.fromEntries(hot.map(({ message, text }) => [`${message.name}.ts`, text])),
  };
}
