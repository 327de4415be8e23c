/**
 * One clear sentence for what the schema refuses: where it stands, which key it is, what belongs there.
 *
 * The words come from the schema's own descriptions, so a key cannot be explained differently from how it is checked.
 */
import type { z } from "zod";
import { nearest } from "../base/nearest.ts";
import { LIMIT_NAMES, LIMITS, type LimitName } from "../model/limits.ts";
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
  const found = issues.map((issue) => place(text, data, issue)).sort((a, b) => a.rank - b.rank);
  const { issue, path, line } = found[0]!;
  return misconfigured(file, line, sentence(issue, path, data));
}

interface Placed {
  readonly issue: z.core.$ZodIssue;
  readonly path: readonly PropertyKey[];
  readonly line: number | undefined;
  /** Who writes a key wrongly lacks it, too: the wrong one is told. */
  readonly rank: number;
}

function place(text: string, data: unknown, issue: z.core.$ZodIssue): Placed {
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]!] : issue.path;
  const line = lineOf(text, path);
  return { issue, path, line, rank: valueAt(data, path) === undefined ? Infinity : (line ?? Infinity) };
}

function sentence(issue: z.core.$ZodIssue, path: readonly PropertyKey[], data: unknown): string {
  if (issue.code === "unrecognized_keys") return unknownKey(path);
  if (issue.code === "invalid_key") return `"${String(path.at(-1))}" cannot be ${NAMED[String(path[0])] ?? "a name"}`;
  const value = valueAt(data, path);
  const wanted = described(path);
  if (value === undefined) return `${dotted(path)} is missing; it must be ${wanted}`;
  return `${dotted(path)} must be ${wanted}, not ${isSecret(path) ? "what stands there" : shown(value)}`;
}

/** Somebody may have written a token in place of its hash, and this sentence goes into logs. */
const isSecret = (path: readonly PropertyKey[]): boolean => path[0] === "credentials" && path.at(-1) !== "role";

/** What the keys of a table are that has one for each name. */
const NAMED: Readonly<Record<string, string>> = {
  strategies: "a strategy's name: a name is 1 to 8 letters a-z, digits or hyphens",
  accounts: 'an account: write one as IB does, such as "DU1234567"',
  credentials: "a credential's name: a name is 1 to 20 letters a-z, digits or hyphens, and none of holdfast's own",
};

function unknownKey(path: readonly PropertyKey[]): string {
  const known = knownKeys(path.slice(0, -1));
  const elsewhere = otherPlace(String(path.at(-1)), path.slice(0, -1));
  if (elsewhere !== undefined) return `unknown key ${dotted(path)}; ${elsewhere}`;
  const near = nearest(String(path.at(-1)), known);
  const hint = near === undefined ? `known here: ${known.join(", ")}` : `did you mean "${near}"?`;
  return `unknown key ${dotted(path)}; ${hint}`;
}

/** A limit that only strategies or only accounts have, among those of the other. */
function otherPlace(name: string, table: readonly PropertyKey[]): string | undefined {
  const isLimits = String(table.at(-1)).endsWith("limits");
  if (!isLimits || !LIMIT_NAMES.includes(name as LimitName)) return undefined;
  const [of] = LIMITS[name as LimitName].of;
  return of === "strategy"
    ? `${name} is a limit of strategies: write it in [limits] or in [strategies.NAME.limits]`
    : `${name} is a limit of accounts: write it in [account-limits] or in [accounts.ACCOUNT.limits]`;
}

const dotted = (path: readonly PropertyKey[]): string =>
  path.map((part) => (typeof part === "number" ? `entry ${part + 1}` : String(part))).join(".");

function shown(value: unknown): string {
  if (typeof value === "string") return `the text ${JSON.stringify(value)}`;
  if (value instanceof Date) return "a date";
  if (typeof value !== "object" || value === null) return String(value);
  const whole = JSON.stringify(value);
  const short = whole.length > SHOWN_CHARACTERS ? `${whole.slice(0, SHOWN_CHARACTERS)}…` : whole;
  return `the ${Array.isArray(value) ? "list" : "table"} ${short}`;
}

const SHOWN_CHARACTERS = 80;

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

/** The schema inside "optional" and "with a default", and behind what reads a word as a table. */
function bare(at: z.ZodType): z.ZodType {
  const { innerType, out } = at.def as { innerType?: z.ZodType; out?: z.ZodType };
  const inner = innerType ?? out;
  return inner === undefined ? at : bare(inner);
}
