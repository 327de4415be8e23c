/**
 * Emits the maker of short ASCII strings: one call with as many arguments as there are bytes is the fastest way to a string
 * without the host's decoder (25 to 38 million per second; by a spread, or piece by piece, 3 to 12).
 */
import { block, Module } from "./source.ts";

const LENGTH_MAX = 24;

/** The text of `compiled/ascii.ts`. */
export function emitAscii(): string {
  const cases = Array.from({ length: LENGTH_MAX }, (_, i) => [
    `case ${i + 1}:`,
    `  return String.fromCharCode(${codes(i + 1)});`,
  ]);
  const ends = ["default:", '  return "";'];
  const module = new Module();
  module.add([`export const ASCII_MAX = ${LENGTH_MAX};`]);
  module.add([
    "/** The text of so many bytes below 128; empty when there are none or too many. */",
    ...block("export function asciiOf(b: Uint8Array, at: number, length: number): string", [
      ...block("switch (length)", [...cases.flat(), ...ends]),
    ]),
  ]);
  return module.text(["Short strings of bytes. Emitted by `npm run wire`: do not edit."]);
}

const codes = (length: number): string =>
  Array.from({ length }, (_, i) => (i === 0 ? "b[at]!" : `b[at + ${i}]!`)).join(", ");
