/**
 * A scenario as text for people and for version control: equal scenarios give equal bytes, one planned fault or actor to a
 * line where it fits, as the formatter of this repository would have it.
 */
import type { Scenario } from "./scenario.ts";

const WIDTH = 120;
const INDENT = "  ";
/** What comes first in a file; the rest follows in the order of its making. */
const ORDER: readonly (keyof Scenario)[] = [
  ...(["format", "says", "seed", "commit", "profile", "safetyMs", "calm"] as const),
  ...(["topology", "actors", "plan", "crashes"] as const),
];

/** The text of a scenario file; `file.ts` reads it. */
export function print(scenario: Scenario): string {
  const ordered = Object.fromEntries(ORDER.map((name) => [name, scenario[name]]));
  // What is undefined is absent in a file.
  return `${text(JSON.parse(JSON.stringify(ordered)), "", 0)}\n`;
}

/** `taken` is what already stands on the line, or comes behind. */
function text(value: unknown, indent: string, taken: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const line = flat(value);
  if (indent !== "" && !opens(value) && indent.length + taken + line.length <= WIDTH) return line;
  const inner = indent + INDENT;
  const items = Array.isArray(value)
    ? value.map((item) => inner + text(item, inner, 1))
    : Object.entries(value).map(([name, item]) => `${inner}"${name}": ${text(item, inner, name.length + 5)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return items.length === 0 ? `${open}${close}` : `${open}\n${items.join(",\n")}\n${indent}${close}`;
}

/** A list of objects has one to a line. */
const opens = (value: object): boolean =>
  Array.isArray(value) && value.length > 1 && value.every((item) => typeof item === "object" && item !== null);

function flat(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flat).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, item]) => `"${name}": ${flat(item)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}
