/**
 * Where the fields of a draft are while an emitted writer reads them.
 *
 * Any record on the way may be missing; each is fetched once, with an empty one in its place.
 */
import type { AnyRecord, Fields } from "../declare.ts";
import { joined, type Module } from "./source.ts";

type Path = readonly string[];

export class Drafted {
  readonly #record: AnyRecord;
  readonly #base: string;
  readonly #module: Module;
  /** The records that were asked for, by their names. */
  readonly #used = new Map<string, string>();

  constructor(record: AnyRecord, base: string, module: Module) {
    this.#record = record;
    this.#base = base;
    this.#module = module;
  }

  /** The field's value; undefined when the draft leaves it out. */
  at(path: Path): string {
    return `${this.#parent(path.slice(0, -1))}.${path.at(-1)}`;
  }

  /** A name for something of the field's that no other field has. */
  name(path: Path): string {
    return this.#base === "draft" ? joined(path) : joined([this.#base, ...path]);
  }

  /** Fetches the records on the way; to be asked for last. */
  head(): string[] {
    const loose = this.#used.size === 0 ? "" : this.#module.use("type Loose", "../condition.ts");
    return [...this.#used].map(([name, value]) => {
      return `const ${name}: ${loose} = ${value} ?? ${this.#module.use("NOTHING", "../kind.ts")};`;
    });
  }

  #parent(path: Path): string {
    if (path.length === 0) return this.#base;
    const name = this.name(path);
    if (!this.#used.has(name)) this.#used.set(name, `${this.#parent(path.slice(0, -1))}.${path.at(-1)}`);
    return name;
  }

  get fields(): Fields {
    return this.#record.fields as Fields;
  }
}
