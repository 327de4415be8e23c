/**
 * Emits the function that writes the protobuf form of one record: its fields by their numbers, one after the other.
 *
 * What is unset, empty or false is left out and zeros are written, exactly as the interpreter does it for a draft that is no
 * copy of a frame. It gives up where a record carries unknown fields, and where legs share their elements with prices.
 */
import { assert } from "../../base/assert.ts";
import type { AnyScalar } from "../declare.ts";
import { type Branch, type Leaf, NO_CASE, type Slot, type Tree } from "../protobuf/tree.ts";
import { Drafted } from "./drafted.ts";
import { bitsOf, convert, wireTypeOf } from "./protobufReader.ts";
import { block, guarded, indented, joined, literal, type Module } from "./source.ts";

/** Adds `name(w, draft)` to the module. */
export function addProtobufWriter(module: Module, name: string, tree: Tree): void {
  const lines = new ProtobufWriting(module).record(tree, "draft");
  module.use("type Loose", "../condition.ts");
  module.use("type ProtobufWriter", "../protobuf/writer.ts");
  module.add(block(`export function ${name}(w: ProtobufWriter, draft: Loose): void`, lines));
}

class ProtobufWriting {
  readonly #module: Module;
  #depth = 0;

  constructor(module: Module) {
    this.#module = module;
  }

  record(tree: Tree, base: string): string[] {
    const from = new Drafted(tree.record, base, this.#module);
    const lines = tree.record.on === undefined ? this.#slots(from, casesOf(tree, NO_CASE)) : this.#choice(from, tree);
    const unknown = `if (${this.#module.use("unknownOf", "../protobuf/unknown.ts")}(${base}) !== undefined) w.giveUp();`;
    return [unknown, ...from.head(), ...lines];
  }

  #choice(from: Drafted, tree: Tree): string[] {
    const cases = [...tree.writing.keys()]
      .filter((key) => key !== NO_CASE)
      .map((key) => [`case ${key}: {`, ...indented([...this.#slots(from, casesOf(tree, key)), "break;"]), "}"]);
    const others = ["default:", ...indented(this.#slots(from, casesOf(tree, NO_CASE)))];
    return block(`switch (Number(${from.at([tree.record.on!])} ?? 0))`, [...cases.flat(), ...others]);
  }

  #slots(from: Drafted, slots: readonly Slot[]): string[] {
    return slots.flatMap((slot) => (slot.is === "message" ? this.#branch(from, slot) : this.#leaf(from, slot)));
  }

  /** A message that only protobuf has is there even when empty. */
  #branch(from: Drafted, slot: Branch): string[] {
    const start = this.#start();
    const inner = this.#slots(from, slot.inOrder);
    this.#depth--;
    const end = slot.path === undefined ? `w.end(${start});` : `w.endFilled(${start}, ${tagOf(slot)});`;
    return ["{", ...indented([`const ${start} = w.begin(${tagOf(slot)});`, ...inner, end]), "}"];
  }

  #start(): string {
    return `start${++this.#depth}`;
  }

  #leaf(from: Drafted, slot: Leaf): string[] {
    const tag = tagOf(slot);
    if (slot.is === "value") return slot.aside ? [] : this.#value(from.at(slot.path), tag, slot);
    const value = from.at(slot.path);
    switch (slot.is) {
      case "mask":
        return [`if (${value} !== undefined) w.mask(${tag}, ${bitsOf(this.#module, slot)}, ${value});`];
      case "map":
        return [`for (const each of ${value} ?? ${this.#none()}) w.entry(${tag}, each);`];
      case "optional":
        return guarded(`${value} !== undefined`, this.#message(from, slot.path, tag, slot.of, value));
      case "records": {
        if (slot.aside !== undefined) return [`if ((${value} ?? ${this.#none()}).length > 0) w.giveUp();`];
        const each = from.name([...slot.path, "each"]);
        const lines = this.#message(from, slot.path, tag, slot.of, each);
        return block(`for (const ${each} of ${value} ?? ${this.#none()})`, lines);
      }
      case "values":
        return this.#values(value, tag, slot);
    }
  }

  #message(from: Drafted, path: readonly string[], tag: number, of: Tree, value: string): string[] {
    const [start, inner] = [this.#start(), from.name([...path, "inner"])];
    const type = this.#module.use("type Loose", "../condition.ts");
    const lines = this.record(of, inner);
    this.#depth--;
    return [`const ${inner}: ${type} = ${value};`, `const ${start} = w.begin(${tag});`, ...lines, `w.end(${start});`];
  }

  /** Packed numbers are so rare that the interpreter may have them. */
  #values(value: string, tag: number, { row, kind, type }: Extract<Leaf, { is: "values" }>): string[] {
    if (row.wireType !== CHUNK) return [`if ((${value} ?? ${this.#none()}).length > 0) w.giveUp();`];
    assert(kind.name === type, `${kind.name} is no list of text`);
    return [`for (const each of ${value} ?? ${this.#none()}) w.string(${tag}, each);`];
  }

  #value(value: string, tag: number, { kind, type, row }: Extract<Leaf, { is: "value" }>): string[] {
    const write = WRITES[type];
    if (kind.name === "conjunction") return [`w.bool(${tag}, (${value} ?? "a") !== "o");`];
    if (kind.protobuf !== type) return this.#converted(value, tag, kind, type, write);
    if (kind.default === undefined) return [`if (${value} !== undefined) ${write}(${tag}, ${value});`];
    if (type === "bool") return [`if (${value}) ${write}(${tag}, true);`];
    if (row.wireType === CHUNK) return [`if (${value}) ${write}(${tag}, ${value});`];
    return [`${write}(${tag}, ${value} ?? ${literal(kind.default)});`];
  }

  #converted(value: string, tag: number, kind: AnyScalar, type: keyof typeof WRITES, write: string): string[] {
    const change = convert(this.#module, kind, type);
    const printed = `${this.#module.use("printed", "../protobuf/value.ts")}(${change}, ${value}, ${literal(kind.default)})`;
    const name = joined([...value.replace(/[^\w.]/g, "").split("."), "printed"]);
    return [`const ${name} = ${printed};`, `if (${name} !== undefined) ${write}(${tag}, ${name});`];
  }

  #none(): string {
    return this.#module.use("NONE", "../kind.ts");
  }
}

const CHUNK = 2;

const casesOf = ({ writing }: Tree, key: number): readonly Slot[] => writing.get(key) ?? [];

const tagOf = (slot: Slot): number => (slot.number << 3) | wireTypeOf(slot);

const WRITES = { int32: "w.int32", int64: "w.int64", double: "w.double", bool: "w.bool", string: "w.string" } as const;
