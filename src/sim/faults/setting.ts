/**
 * A fault as somebody asked for it, checked against its row: what it is narrowed to, how often, how long, how.
 *
 * Everything that is refused is refused in a sentence that says what would have been right.
 */
import { nearMatches } from "../../base/nearest.ts";
import { type Fault, type FaultRows, type Narrowing, number, type Param, time } from "./row.ts";
import { FAULTS, type FaultName, type FaultParams } from "./table.ts";

/** What an opportunity is about; a fault narrowed to something else spares it. */
export interface Subject {
  readonly client?: number;
  readonly account?: string;
  readonly symbol?: string;
}

/** What most faults may be told besides their own parameters. */
export interface Common extends Subject {
  /** Strikes at most; then it is cleared. */
  readonly times?: number;
  /** How likely each opportunity is, from 0 to 1. */
  readonly rate?: number;
  /** Clears itself after so many milliseconds. */
  readonly forMs?: number;
}

export interface Setting<N extends FaultName = FaultName> extends Wanted {
  readonly name: N;
  readonly params: FaultParams<N>;
}

/** A setting of any table of rows. */
export interface RowSetting extends Wanted {
  readonly name: string;
  readonly params: { readonly [param: string]: number | string };
}

interface Wanted {
  readonly narrowed: Subject;
  readonly times: number | undefined;
  readonly rate: number;
  readonly forMs: number | undefined;
}

/** Why a fault cannot be set like this. */
export class FaultRefused {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

const COMMON: { readonly [name: string]: Param } = {
  times: number("Strikes at most.", "strikes", 1, 1, 1_000_000_000),
  rate: number("How likely each opportunity is.", "", 1, 0, 1),
  forMs: { ...time("Clears itself after so long.", 60_000), max: 100 * 86_400_000 },
};
const NARROWINGS: { readonly [name in Narrowing]: (value: unknown) => boolean } = {
  client: (value) => typeof value === "number" && Number.isInteger(value),
  account: (value) => typeof value === "string" && value !== "",
  symbol: (value) => typeof value === "string" && value !== "",
};

/** The names of everything that a fault may be told. */
export function paramNames({ mode, narrows, params }: Fault): readonly string[] {
  const common = mode === "each" ? ["times", "rate", "forMs"] : mode === "while" ? ["forMs"] : [];
  return [...Object.keys(params), ...common, ...narrows];
}

export const checkedName = (name: string): FaultName | FaultRefused => nameIn(FAULTS, name);

/** What was asked, or why it cannot be. */
export const checked = (asked: string, values: Readonly<Record<string, unknown>>): Setting | FaultRefused =>
  checkedIn(FAULTS, asked, values) as Setting | FaultRefused;

/** The same against any table of rows. */
export function checkedIn(
  rows: FaultRows,
  asked: string,
  values: Readonly<Record<string, unknown>>,
): RowSetting | FaultRefused {
  const name = nameIn(rows, asked);
  if (name instanceof FaultRefused) return name;
  const row = rows[name]!;
  const known = paramNames(row);
  const stray = Object.keys(values).find((param) => !known.includes(param));
  if (stray !== undefined) return strange(name, stray, known);
  const read = new Map<string, number | string>();
  for (const param of known) {
    const value = readParam(name, row, param, values[param]);
    if (value instanceof FaultRefused) return value;
    if (value !== undefined) read.set(param, value);
  }
  return settingOf(name, row, read);
}

function nameIn<Rows extends FaultRows>(rows: Rows, name: string): (keyof Rows & string) | FaultRefused {
  if (Object.hasOwn(rows, name)) return name;
  const near = nearMatches(name, Object.keys(rows), 3);
  const hint = near.length === 0 ? "holdfast sim faults has their names" : `did you mean ${near.join(", ")}?`;
  return new FaultRefused(`there is no fault ${JSON.stringify(name)}: ${hint}`);
}

function strange(name: string, stray: string, known: readonly string[]): FaultRefused {
  const near = nearMatches(stray, known, 1)[0];
  const hint = near === undefined ? `it takes ${known.join(", ") || "none"}` : `did you mean ${near}?`;
  return new FaultRefused(`${name} has no parameter ${JSON.stringify(stray)}: ${hint}`);
}

function settingOf(name: string, row: Fault, read: ReadonlyMap<string, number | string>): RowSetting {
  const pick = (names: readonly string[]) => Object.fromEntries([...read].filter(([param]) => names.includes(param)));
  return {
    name,
    params: pick(Object.keys(row.params)),
    narrowed: pick(row.narrows),
    times: read.get("times") as number | undefined,
    rate: (read.get("rate") as number | undefined) ?? 1,
    forMs: read.get("forMs") as number | undefined,
  };
}

/** The value of one parameter, its default, or why neither; common parameters have no defaults. */
function readParam(
  name: string,
  row: Fault,
  param: string,
  value: unknown,
): number | string | undefined | FaultRefused {
  const own = row.params[param];
  if (value === undefined) return own?.default;
  const spec = own ?? COMMON[param];
  const read = spec === undefined ? readNarrowing(param as Narrowing, value) : readValue(spec, value);
  return read ?? new FaultRefused(`${param} of ${name} is ${formOf(spec, param)}, not ${JSON.stringify(value)}`);
}

function readNarrowing(narrowing: Narrowing, value: unknown): number | string | undefined {
  const meant = narrowing === "client" ? (numberOf(value) ?? value) : value;
  return NARROWINGS[narrowing](meant) ? (meant as number | string) : undefined;
}

function readValue(spec: Param, value: unknown): number | string | undefined {
  if ("unit" in spec) {
    const meant = numberOf(value);
    return meant !== undefined && meant >= spec.min && meant <= spec.max ? meant : undefined;
  }
  const meant = String(value);
  const fits = "choices" in spec ? spec.choices.includes(meant) : spec.pattern.test(meant);
  return fits ? meant : undefined;
}

/** A number, also where a command line or a query made a text of it. */
function numberOf(value: unknown): number | undefined {
  if (typeof value !== "number" && (typeof value !== "string" || value.trim() === "")) return undefined;
  const meant = Number(value);
  return Number.isFinite(meant) ? meant : undefined;
}

function formOf(spec: Param | undefined, param: string): string {
  if (spec === undefined) return param === "client" ? "a client id" : "a text";
  if ("unit" in spec) return `a number${spec.unit === "" ? "" : ` of ${spec.unit}`} from ${spec.min} to ${spec.max}`;
  return "choices" in spec ? `one of ${spec.choices.join(", ")}` : `of the form ${spec.form}`;
}
