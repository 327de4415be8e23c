/**
 * Where the fields of a record are while an emitted reader fills it.
 *
 * A field is a local, and one literal at the end makes the record with all its keys in their declared order, whatever was
 * on the wire. A record too big for a literal (V8 would keep it as a dictionary) is an instance of its emitted constructor
 * and filled in place.
 */
import { assert } from "../../base/assert.ts";
import type { AnyKind, AnyRecord, AnyScalar, Fields } from "../declare.ts";
import { kindAt } from "../plan.ts";
import { indented, joined, literal, type Module, withHead } from "./source.ts";

/** Records from this many fields on have a constructor of their own. */
export const SHAPE_FIELDS_MIN = 100;

export const isBig = (record: AnyRecord): boolean => Object.keys(record.fields).length >= SHAPE_FIELDS_MIN;

type Path = readonly string[];

export class Filling {
  readonly #record: AnyRecord;
  readonly #module: Module;
  /** The locals: how often each is assigned, and whether always. */
  readonly #locals = new Map<string, { readonly kind: AnyKind; readonly isConst: boolean }>();

  constructor(record: AnyRecord, module: Module) {
    assert(!isBig(record), `${record.name} is too big for a literal`);
    this.#record = record;
    this.#module = module;
  }

  /** Announces a field before any line is made. A constant one is assigned exactly once and always. */
  announce(path: Path, kind: AnyKind, isOnce: boolean): void {
    if (this.#bigPrefix(path) > 0) return;
    const name = joined(path);
    const isConst = isOnce && !this.#locals.has(name);
    this.#locals.set(name, { kind, isConst });
  }

  /** Announces a field that may come any number of times. */
  announceAt(path: Path): void {
    this.announce(path, kindAt(this.#record, path), false);
  }

  /** What stands for the field in an expression. */
  at(path: Path): string {
    const big = this.#bigPrefix(path);
    if (big > 0) return [joined(path.slice(0, big)), ...path.slice(big)].join(".");
    const name = joined(path);
    return this.#locals.has(name) ? name : literal(initialOf(kindAt(this.#record, path)));
  }

  /** The line that gives the field its value. */
  assigned(path: Path, value: string): string {
    const isConst = this.#locals.get(joined(path))?.isConst ?? false;
    return `${isConst ? "const " : ""}${this.at(path)} = ${value};`;
  }

  /** The lines before the first field: instances of big records, and the locals that may stay at their defaults. */
  head(): string[] {
    const locals = [...this.#locals].filter(([, { isConst }]) => !isConst);
    return [...this.#bigs(this.#record, []), ...locals.map(([name, { kind }]) => this.#declaration(name, kind))];
  }

  /** The finished record, or only those of its fields. */
  value(fields: Fields = this.#record.fields as Fields): string[] {
    return this.#literal(fields, []);
  }

  #literal(fields: Fields, prefix: Path): string[] {
    return literalLines(fields, (kind, name) => this.#property([...prefix, name], kind));
  }

  #property(path: Path, kind: AnyKind): string[] {
    const name = joined(path);
    if (kind.shape === "record") return isBig(kind) ? [`${name} as never`] : this.#literal(kind.fields as Fields, path);
    const local = this.#locals.get(name);
    if (local === undefined) return [this.#needs(literal(initialOf(kind)))];
    return [(kind.shape === "scalar" && kind.name !== "tagValues") || local.isConst ? name : `${name} as never`];
  }

  #bigs(record: AnyRecord, prefix: Path): string[] {
    return Object.entries(record.fields as Fields).flatMap(([name, [, kind]]) => {
      if (kind.shape !== "record") return [];
      const path = [...prefix, name];
      if (!isBig(kind)) return this.#bigs(kind, path);
      return [`const ${joined(path)} = ${this.#module.use(`new${kind.name}`, "./shapes.ts")}();`];
    });
  }

  /** How many names of the path lead to the first big record on it; 0 when there is none. */
  #bigPrefix(path: Path): number {
    let at = this.#record;
    for (const [depth, name] of path.slice(0, -1).entries()) {
      const kind = (at.fields as Fields)[name]?.[1];
      if (kind?.shape !== "record") return 0;
      if (isBig(kind)) return depth + 1;
      at = kind;
    }
    return 0;
  }

  #declaration(name: string, kind: AnyKind): string {
    const initial = this.#needs(literal(initialOf(kind)));
    if (initial === "undefined") return `let ${name}: ${this.#type(kind)};`;
    const isInferred = kind.shape === "scalar" && ["0", '""', "false"].includes(initial);
    return `let ${name}${isInferred ? "" : `: ${this.#type(kind)}`} = ${initial};`;
  }

  #needs(value: string): string {
    return value === "NONE" ? this.#module.use("NONE", "../kind.ts") : value;
  }

  #type(kind: AnyKind): string {
    if (kind.shape === "scalar") return scalarType(kind, this.#module);
    const loose = this.#module.use("type Loose", "../condition.ts");
    return kind.shape === "list" ? `readonly ${loose}[]` : `${loose} | undefined`;
  }
}

/** An object literal over several lines, each value as `value` makes it. */
export function literalLines(fields: Fields, value: (kind: AnyKind, name: string) => string[]): string[] {
  const lines = Object.entries(fields).flatMap(([name, [, kind]]) => {
    const made = value(kind, name);
    return made[0] === name ? [`${name},`] : withHead(`${name}: `, made, ",");
  });
  return lines.length === 0 ? ["{}"] : ["{", ...indented(lines), "}"];
}

/** What a field is before anything was read into it. */
export const initialOf = (kind: AnyKind): unknown =>
  kind.shape === "scalar" ? kind.default : kind.shape === "list" ? [] : undefined;

function scalarType(kind: AnyScalar, module: Module): string {
  if (kind.name === "decimal") return `${module.use("type Decimal", "../../base/decimal.ts")} | undefined`;
  if (kind.name === "tagValues") return `readonly ${module.use("type TagValue", "../kind.ts")}[]`;
  if (kind.name === "conjunction") return '"a" | "o"';
  const type = typeof (kind.default ?? 0);
  return kind.default === undefined ? `${type} | undefined` : type;
}
