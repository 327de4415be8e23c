/**
 * The operator's file of message codes: one table for each code, `[12345]`, with what is to be made of it.
 *
 * Like the configuration it is refused as a whole, with one sentence that names file, line and key: a misspelt effect must
 * not leave an order alive, or end one. docs/codes.md says what the words mean.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { nearest } from "../base/nearest.ts";
import { CODES } from "../wire/codes.ts";
import type { CodeOverride } from "../wire/codesBook.ts";
import { ORDER_EFFECTS, SEVERITIES } from "../wire/codesRow.ts";
import { ConfigError, misconfigured } from "./explain.ts";
import { lineOf } from "./locate.ts";
import { parseToml } from "./toml.ts";

export interface CodesFile {
  readonly rows: readonly CodeOverride[];
  /** The first 16 hexadecimal digits of the text's SHA-256, for people who compare. */
  readonly digest: string;
}

/** More rows than there are codes is no file of codes. */
const ROWS_MAX = 2_000;
const CODE_MAX = 99_999;
const TEXT_CHARS_MAX = 300;

const EFFECTS = Object.keys(ORDER_EFFECTS);

type Check = (value: unknown) => string | undefined;

const oneOf =
  (words: readonly string[]): Check =>
  (value) =>
    typeof value === "string" && words.includes(value) ? undefined : `one of ${words.map(quoted).join(", ")}`;

const line: Check = (value) =>
  typeof value === "string" && value.trim() !== "" && value.length <= TEXT_CHARS_MAX && !/[\r\n]/.test(value)
    ? undefined
    : `one line of text in quotes, at most ${TEXT_CHARS_MAX} characters`;

/** The keys of a row, each with what it must be. */
const KEYS: Readonly<Record<string, Check>> = {
  effect: oneOf(EFFECTS),
  severity: oneOf(SEVERITIES),
  says: line,
  remedy: line,
};

interface Mistake {
  readonly path: readonly string[];
  readonly what: string;
}

/** What a text says of codes; `file` names it in sentences. */
export function parseCodes(text: string, file: string): CodesFile | ConfigError {
  const data = parseToml(text, file);
  if (data instanceof ConfigError) return data;
  const wrong = firstOf(text, mistakes(data));
  if (wrong !== undefined) return misconfigured(file, lineOf(text, wrong.path), wrong.what);
  const rows = Object.entries(data).map(([code, said]) => ({ code: Number(code), ...(said as object) }));
  return { rows, digest: bytesToHex(sha256(utf8ToBytes(text))).slice(0, 16) };
}

/** The one that stands first in the file. */
function firstOf(text: string, all: readonly Mistake[]): Mistake | undefined {
  const placed = all.map((mistake) => ({ mistake, line: lineOf(text, mistake.path) ?? Infinity }));
  return placed.sort((a, b) => a.line - b.line)[0]?.mistake;
}

function mistakes(data: Readonly<Record<string, unknown>>): Mistake[] {
  const rows = Object.entries(data);
  if (rows.length > ROWS_MAX)
    return [{ path: [], what: `there are ${rows.length} codes, at most ${ROWS_MAX} are read` }];
  return rows.flatMap(([code, said]) => ofRow(code, said));
}

function ofRow(code: string, said: unknown): Mistake[] {
  const at = (what: string): Mistake[] => [{ path: [code], what }];
  if (!isCode(code))
    return at(
      `${quoted(code)} is not a message code: name each table by its number from 0 to ${CODE_MAX}, such as [12345]`,
    );
  if (!isTable(said)) return at(`${code} must be a table: write [${code}], and below it effect = "refuses-order"`);
  const keys = Object.entries(said);
  if (keys.length === 0) return at(`[${code}] is empty: give at least one of ${Object.keys(KEYS).join(", ")}`);
  if (!CODES.has(Number(code)) && said.effect === undefined)
    return at(
      `[${code}] is a code that holdfast has no row for, so it needs an effect: ${EFFECTS.map(quoted).join(", ")}`,
    );
  return keys.flatMap(([key, value]) => ofKey(code, key, value));
}

function ofKey(code: string, key: string, value: unknown): Mistake[] {
  const check = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  const path = [code, key];
  if (check === undefined) return [{ path, what: `unknown key ${code}.${key}; ${hint(key)}` }];
  const wanted = check(value);
  return wanted === undefined ? [] : [{ path, what: `${code}.${key} must be ${wanted}, not ${shown(value)}` }];
}

function hint(key: string): string {
  const near = nearest(key, Object.keys(KEYS));
  return near === undefined ? `known here: ${Object.keys(KEYS).join(", ")}` : `did you mean "${near}"?`;
}

const isCode = (code: string): boolean => /^(0|[1-9]\d*)$/.test(code) && Number(code) <= CODE_MAX;
const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" &&
  value !== null &&
  Object.getPrototypeOf(value) !== Array.prototype &&
  !("getTime" in value);
const quoted = (word: string): string => JSON.stringify(word);
const shown = (value: unknown): string =>
  typeof value === "string" ? quoted(value.slice(0, 40)) : Array.isArray(value) ? "a list" : String(value).slice(0, 40);
