/** How one sort of message becomes a frame: which fields it has, and where each lies in text and in protobuf. */
import { Fault } from "./fault.ts";
import type { Frame } from "./frame.ts";
import type { Kind } from "./kind.ts";
import { type Layout, type Path, path } from "./layout.ts";
import { type Place, picked, places } from "./protobuf.ts";
import { walked } from "./text.ts";

export type Name = Frame["name"];
type Told<N extends Name> = Extract<Frame, { readonly name: N }>;

/** A field's kind, and the protobuf numbers on the way to it: none when protobuf does not carry it. */
export type Field<T> = readonly [Kind<T>, ...(readonly number[])];

/** All fields of a frame; in the layout each has the name it has here. */
export type Fields<N extends Name> = { readonly [K in Exclude<keyof Told<N>, "name">]: Field<Told<N>[K]> };

/** Reads the payloads of one message id. */
export class Reading {
  readonly name: Name;
  readonly #fixed: object;
  readonly #keys: readonly string[];
  readonly #kinds: readonly Kind<unknown>[];
  readonly #path: Path;
  readonly #places: Place;

  constructor(
    fixed: { readonly name: Name; readonly id?: number },
    layout: Layout,
    fields: Readonly<Record<string, Field<unknown>>>,
  ) {
    this.name = fixed.name;
    this.#fixed = fixed;
    this.#keys = Object.keys(fields);
    const rows = Object.values(fields);
    this.#kinds = rows.map(([kind]) => kind);
    this.#path = path(layout, this.#keys);
    this.#places = places(rows.map(([{ wireType }, ...numbers]) => ({ numbers, wireType })));
  }

  /** The text body that begins at `at`. */
  text(payload: Uint8Array, at: number, version: number): Frame | Fault {
    if (payload.at(-1) !== 0 && payload.length > at) return new Fault("the last field has no end");
    const texts = walked(this.#path, payload, at, version);
    return texts instanceof Fault ? texts : this.#frame(texts);
  }

  /** The protobuf body that begins at `at`. */
  protobuf(payload: Uint8Array, at: number): Frame | Fault {
    const values = picked(this.#places, this.#keys.length, payload, at);
    return values instanceof Fault ? values : this.#frame(values);
  }

  #frame(values: readonly (string | number | undefined)[]): Frame | Fault {
    const frame: Record<string, unknown> = { ...this.#fixed };
    for (let i = 0; i < this.#keys.length; i++) {
      const value = told(this.#kinds[i]!, values[i]);
      if (value instanceof Fault) return new Fault(`${this.#keys[i]}: ${value.reason}`);
      frame[this.#keys[i]!] = value;
    }
    return frame as unknown as Frame;
  }
}

function told(kind: Kind<unknown>, value: string | number | undefined): unknown {
  if (value === undefined) return kind.absent;
  return typeof value === "string" ? kind.fromText(value) : kind.fromNumber!(value);
}

/** The reading of a message, with every field of its frame. */
export const reading = <N extends Name>(name: N, layout: Layout, fields: Fields<N>): Reading =>
  new Reading({ name }, layout, fields as unknown as Readonly<Record<string, Field<unknown>>>);
