/**
 * The line on which a key of a TOML text stands.
 *
 * The TOML reader gives values without places. A key's place is the first line whose addition lets the text above it
 * parse *and* contain the key; since no text parses that ends inside a value, that value began right behind the last
 * text that did parse. So the reader itself knows every notation, and nothing here does.
 */
import { parse, type TomlTable } from "smol-toml";

/** The 1-based line of `path`, or of its nearest ancestor that is written down; undefined for an absent one. */
export function lineOf(text: string, path: readonly PropertyKey[]): number | undefined {
  const keys = path.filter((part) => typeof part === "string");
  for (let length = keys.length; length > 0; length--) {
    const line = firstLineWith(text.split("\n"), keys.slice(0, length));
    if (line !== undefined) return line;
  }
  return undefined;
}

function firstLineWith(lines: readonly string[], keys: readonly string[]): number | undefined {
  let wholeUntil = 0;
  for (let n = 1; n <= lines.length; n++) {
    const table = parsed(lines.slice(0, n).join("\n"));
    if (table === undefined) continue;
    if (valueAt(table, keys) !== undefined) return wholeUntil + 1;
    wholeUntil = n;
  }
  return undefined;
}

function parsed(text: string): TomlTable | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** What a path leads to in parsed data. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}
