/**
 * TypeScript source in the making: lines, blocks, names, and the module that gathers functions and what they import.
 *
 * Names are made of the field's own words; a word that the language has taken gets an underscore. What is emitted depends
 * on the declarations alone, so that emitting again gives the same bytes.
 */
import { assert } from "../../base/assert.ts";

export type Lines = readonly string[];

export const indented = (lines: Lines): string[] => lines.map((line) => (line === "" ? "" : `  ${line}`));

export const block = (head: string, body: Lines): string[] => [`${head} {`, ...indented(body), "}"];

/** Puts text before the first line and behind the last. */
export const withHead = (head: string, lines: Lines, tail: string): string[] =>
  lines.map((line, i) => (i === 0 ? head : "") + line + (i === lines.length - 1 ? tail : ""));

/** Lines behind a condition; a single short statement stands beside it. */
export function guarded(condition: string, lines: Lines): string[] {
  const alone = `if (${condition}) ${lines[0]}`;
  return lines.length === 1 && alone.length < 80 ? [alone] : block(`if (${condition})`, lines);
}

/** `["contract", "conId"]` is `contractConId`. */
export function joined(path: readonly string[]): string {
  const name = path.map((part, i) => (i === 0 ? part : capital(part))).join("");
  return RESERVED.has(name) ? `${name}_` : name;
}

export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Words that no local may be: the language's, and those that the emitted text itself uses. */
const RESERVED: ReadonlySet<string> = new Set([
  ...[
    "yield",
    "default",
    "delete",
    "export",
    "import",
    "new",
    "return",
    "switch",
    "this",
    "void",
    "with",
    "in",
    "case",
  ],
  ...["list", "draft", "chosen", "end", "packed", "undefined", "NONE", "NOTHING"],
  ...["at", "start", "digit", "code", "point", "middle", "lowWord", "highWord"],
]);

/** A value of a field as source. */
export function literal(value: unknown): string {
  if (value === Number.POSITIVE_INFINITY) return "Number.POSITIVE_INFINITY";
  if (Array.isArray(value)) {
    assert(value.length === 0, "a list has no default but the empty one");
    return "NONE";
  }
  return value === undefined ? "undefined" : JSON.stringify(value);
}

/** The functions of one emitted file and what they import. */
export class Module {
  readonly #functions: Lines[] = [];
  readonly #imports = new Map<string, Set<string>>();
  readonly #constants = new Map<string, string>();

  /** Marks a name as imported and gives it back, so that it can stand in an expression. */
  use(name: string, from: string): string {
    const names = this.#imports.get(from) ?? new Set();
    this.#imports.set(from, names.add(name));
    return name.replace("type ", "");
  }

  /** A constant of the module, made once however often it is asked for; answers its name. */
  constant(name: string, value: string): string {
    this.#constants.set(name, value);
    return name;
  }

  add(lines: Lines): void {
    this.#functions.push(lines);
  }

  text(purpose: Lines): string {
    const imports = [...this.#imports]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([from, names]) => importLine(from, names));
    const head = ["/**", ...purpose.map((line) => ` * ${line}`), " */", ...imports];
    const constants = [...this.#constants].map(([name, value]) => `const ${name} = ${value};`);
    return `${[head, ...(constants.length === 0 ? [] : [constants]), ...this.#functions].map((lines) => lines.join("\n")).join("\n\n")}\n`;
  }
}

function importLine(from: string, names: ReadonlySet<string>): string {
  const sorted = [...names].sort((a, b) => (bare(a).toLowerCase() < bare(b).toLowerCase() ? -1 : 1));
  const onlyTypes = sorted.every((name) => name.startsWith("type "));
  return onlyTypes
    ? `import type { ${sorted.map(bare).join(", ")} } from "${from}";`
    : `import { ${sorted.join(", ")} } from "${from}";`;
}

const bare = (name: string): string => name.replace("type ", "");
