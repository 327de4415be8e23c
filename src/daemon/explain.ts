/**
 * One clear sentence for what the schema refuses: where it stands, which key it is, what belongs there.
 *
 * The words come from the schema's own descriptions, so a key cannot be explained differently from how it is checked.
 */
import type { z } from "zod";
import { nearest } from "../base/nearest.ts";
import { lineOf, valueAt } from "./locate.ts";
import { schema } from "./schema.ts";

/** A configuration that cannot be used. The message is one sentence for people. */
export class ConfigError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** `holdfast.toml line 7: …`, or without a line for what is nowhere written. */
export function misconfigured(file: string, line: number | undefined, what: string): ConfigError {
  return new ConfigError(`${file}${line === undefined ? "" : ` line ${line}`}: ${what}`);
}

/** The refusal that stands first in the file; what is missing altogether comes last. */
export function explain(file: string, text: string, data: unknown, issues: readonly z.core.$ZodIssue[]): ConfigError {
  const found = issues.map((issue) => place(text, issue)).sort((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity));
  const { issue, path, line } = found[0]!;
  return misconfigured(file, line, sentence(issue, path, data));
}

interface Placed {
  readonly issue: z.core.$ZodIssue;
  readonly path: readonly PropertyKey[];
  readonly line: number | undefined;
}

function place(text: string, issue: z.core.$ZodIssue): Placed {
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]!] : issue.path;
  return { issue, path, line: lineOf(text, path) };
}

function sentence(issue: z.core.$ZodIssue, path: readonly PropertyKey[], data: unknown): string {
  if (issue.code === "unrecognized_keys") return unknownKey(path);
  if (issue.code === "invalid_key")
    return `"${String(path.at(-1))}" cannot be a strategy's name: a name is 1 to 8 letters a-z, digits or hyphens`;
  const value = valueAt(data, path);
  const wanted = described(path);
  if (value === undefined) return `${dotted(path)} is missing; it must be ${wanted}`;
  return `${dotted(path)} must be ${wanted}, not ${shown(value)}`;
}

function unknownKey(path: readonly PropertyKey[]): string {
  const known = knownKeys(path.slice(0, -1));
  const near = nearest(String(path.at(-1)), known);
  const hint = near === undefined ? `known here: ${known.join(", ")}` : `did you mean "${near}"?`;
  return `unknown key ${dotted(path)}; ${hint}`;
}

const dotted = (path: readonly PropertyKey[]): string =>
  path.map((part) => (typeof part === "number" ? `entry ${part + 1}` : String(part))).join(".");

function shown(value: unknown): string {
  if (typeof value === "string") return `the text ${JSON.stringify(value)}`;
  if (Array.isArray(value)) return "a list";
  if (value instanceof Date) return "a date";
  return typeof value === "object" ? "a table" : String(value);
}

/** The schema's words for a path; a table's own words when a leaf has none. */
function described(path: readonly PropertyKey[]): string {
  const at = schemaAt(path);
  return (at && (at.description ?? bare(at).description)) ?? "a table";
}

function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  const at = schemaAt(path);
  return at === undefined ? [] : Object.keys((bare(at) as z.ZodObject).shape ?? {});
}

function schemaAt(path: readonly PropertyKey[]): z.ZodType | undefined {
  return path.reduce<z.ZodType | undefined>((at, key) => at && child(bare(at), key), schema);
}

function child(at: z.ZodType, key: PropertyKey): z.ZodType | undefined {
  if (at.type === "record") return (at as z.ZodRecord).valueType as z.ZodType;
  if (at.type === "array") return (at as z.ZodArray).element as z.ZodType;
  return (at as z.ZodObject).shape?.[key as string] as z.ZodType | undefined;
}

/** The schema inside "optional" and "with a default". */
function bare(at: z.ZodType): z.ZodType {
  const inner = (at.def as { innerType?: z.ZodType }).innerType;
  return inner === undefined ? at : bare(inner);
}
