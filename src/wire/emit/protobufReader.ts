/**
 * Emits the function that reads the protobuf form of one record: a loop over tags.
 *
 * It fails wherever it meets what it was not made for, a field nobody declared, a wire type that is not the field's, legs that
 * share their elements with prices; the interpreter then reads the message again. So it need not be complete, only right.
 */
import { assert } from "../../base/assert.ts";
import type { AnyRecord, AnyScalar, Field, Fields } from "../declare.ts";
import type { Branch, Leaf, Node, Slot, Tree } from "../protobuf/tree.ts";
import type { SingleType } from "../protobuf/value.ts";
import { Filling } from "./filling.ts";
import { block, capital, indented, joined, literal, type Module, withHead } from "./source.ts";

const CHUNK = 2;

/** Adds `name(r, end)` to the module. */
export function addProtobufReader(module: Module, name: string, tree: Tree, type = ""): void {
  const lines = new ProtobufReading(module, name, tree).lines();
  module.use("type ProtobufReader", "../protobuf/reader.ts");
  const head = type === "" ? `function ${name}` : `export function ${name}`;
  module.add(block(`${head}(r: ProtobufReader, end: number)${type === "" ? "" : `: ${type}`}`, lines));
}

class ProtobufReading {
  readonly #module: Module;
  readonly #name: string;
  readonly #tree: Tree;
  readonly #filling: Filling;
  /** Whether messages that only protobuf has tell the case of the record. */
  readonly #marks: boolean;
  /** The places of values that come again further in. */
  readonly #copies: (readonly string[])[] = [];
  #depth = 0;

  constructor(module: Module, name: string, tree: Tree) {
    this.#module = module;
    this.#name = name;
    this.#tree = tree;
    const cases = Object.values(tree.record.cases as Record<number, Fields>);
    this.#marks = tree.record.on !== undefined && [...tree.reading.values()].some(isUnnamed);
    this.#filling = new Filling({ ...tree.record, fields: Object.assign({}, tree.record.fields, ...cases) }, module);
  }

  lines(): string[] {
    const { record, reading } = this.#tree;
    this.#announce(reading);
    const loop = this.#loop(reading, "end");
    const copied = this.#copies.map((path) => [`let ${copyOf(path)}: number | undefined;`]);
    return [
      ...this.#filling.head(),
      ...copied.flat(),
      ...(this.#marks ? ["let chosen = 0;"] : []),
      ...loop,
      ...this.#copies.map((path) => `if (${copyOf(path)} !== undefined) ${this.#filling.at(path)} = ${copyOf(path)};`),
      ...(record.on === undefined ? withHead("return ", this.#filling.value(), ";") : this.#choice(record)),
    ];
  }

  #announce(node: Node): void {
    for (const slot of node.values()) {
      if (slot.is === "message") this.#announce(slot.node);
      else if (!isAside(slot)) this.#filling.announceAt(slot.path);
    }
  }

  #loop(node: Node, end: string): string[] {
    const cases = [...node.values()].flatMap((slot) => this.#case(slot));
    return [
      ...block(`while (r.at < ${end})`, block("switch (r.tag())", [...cases, "default:", "  r.fail();"])),
      `r.close(${end});`,
    ];
  }

  #case(slot: Slot): string[] {
    const lines = slot.is === "message" ? this.#branch(slot) : this.#leaf(slot);
    if (lines.length === 0) return [];
    const body = [...lines, "break;"];
    const label = `case ${(slot.number << 3) | wireTypeOf(slot)}:`;
    return lines.some((line) => line.startsWith("const ")) ? block(label, body) : [label, ...indented(body)];
  }

  #branch({ number, node, path }: Branch): string[] {
    const end = `end${++this.#depth}`;
    const marks = this.#marks && path === undefined;
    if (marks) assert(number < 32, `field ${number} is no bit of a mask`);
    const lines = [
      `const ${end} = r.length();`,
      ...(marks ? [`chosen |= ${1 << number};`] : []),
      ...this.#loop(node, end),
    ];
    this.#depth--;
    return lines;
  }

  /** Nothing for what is left to the interpreter. */
  #leaf(slot: Leaf): string[] {
    const filling = this.#filling;
    if (isAside(slot)) return [];
    switch (slot.is) {
      case "value": {
        const value = this.#value(slot.kind, slot.type);
        if (!slot.isCopy) return [filling.assigned(slot.path, value)];
        this.#copies.push(slot.path);
        return [`${copyOf(slot.path)} = ${value};`];
      }
      case "mask":
        return [filling.assigned(slot.path, `r.mask(${bitsOf(this.#module, slot)}, ${filling.at(slot.path)})`)];
      case "optional":
        return [
          `if (${filling.at(slot.path)} !== undefined) r.fail();`,
          filling.assigned(slot.path, `${this.#function(slot.path, slot.of)}(r, r.length())`),
        ];
      case "map":
        return this.#element(slot.path, "r.entry()");
      case "records":
        return this.#element(slot.path, `${this.#function(slot.path, slot.of)}(r, r.length())`);
      case "values":
        return this.#values(slot);
    }
  }

  #element(path: readonly string[], value: string): string[] {
    return [
      `const list = r.grown(${this.#filling.at(path)});`,
      `list.push(${value});`,
      this.#filling.assigned(path, "list as never"),
    ];
  }

  /** One by one when their wire type says so; numbers are packed, and those that are not are left to the interpreter. */
  #values({ path, kind, type, row }: Extract<Leaf, { is: "values" }>): string[] {
    const value = this.#value(kind, type);
    if (row.wireType === CHUNK) return this.#element(path, value);
    const at = this.#filling.at(path);
    const each = block("while (r.at < packed)", [
      `const list = r.grown(${at});`,
      `list.push(${value});`,
      this.#filling.assigned(path, "list as never"),
    ]);
    return ["const packed = r.length();", ...each, "r.close(packed);"];
  }

  #value(kind: AnyScalar, type: SingleType): string {
    const known = READS[`${kind.name} ${type}`];
    if (known !== undefined) return known;
    assert(RAW[type] !== undefined, `${kind.name} has no reading from ${type}`);
    return `r.parsed(${convert(this.#module, kind, type)}, ${RAW[type]})`;
  }

  #function(path: readonly string[], of: Tree): string {
    const name = `${this.#name}${path.map(capital).join("")}`;
    addProtobufReader(this.#module, name, of);
    return name;
  }

  /** The fields of the case that the record's own field names, when no message of another case was there. */
  #choice(record: AnyRecord): string[] {
    const cases = Object.entries(record.cases as Record<number, Fields>).flatMap(([key, fields]) => {
      const others = this.#marks ? [`if ((chosen & ${~headsOf(fields)}) !== 0) r.fail();`] : [];
      const value = this.#filling.value({ ...record.fields, ...fields });
      return block(`case ${literal(Number(key))}:`, [...others, ...withHead("return ", value, ";")]);
    });
    return block(`switch (${this.#filling.at([record.on!])})`, [...cases, "default:", "  return r.fail() as never;"]);
  }
}

const isUnnamed = (slot: Slot): boolean =>
  slot.is === "message" && (slot.path === undefined || [...slot.node.values()].some(isUnnamed));

const isAside = (slot: Slot): boolean =>
  (slot.is === "value" && slot.aside) || (slot.is === "records" && slot.aside !== undefined);

export const wireTypeOf = (slot: Slot): number => (slot.is === "value" ? slot.row.wireType : CHUNK);

const copyOf = (path: readonly string[]): string => joined([...path, "copy"]);

/** The messages that the fields of a case lie in, as bits. */
const headsOf = (fields: Fields): number =>
  Object.values(fields).reduce((bits, [tag]: Field) => (Array.isArray(tag) ? bits | (1 << tag[0]) : bits), 0);

/** How each kind is read from the protobuf type that it usually has. */
const READS: Readonly<Record<string, string>> = {
  "int int32": "r.int32()",
  "maybeInt int32": "r.maybeInt32()",
  "long int64": "r.int64()",
  "maybeLong int64": "r.int64()",
  "maybeInt int64": "r.narrow()",
  "double double": "r.double()",
  "maybeDouble double": "r.maybeDouble()",
  "bool bool": "r.bool()",
  "string string": "r.string()",
  "escaped string": "r.string()",
  "amount string": "r.string()",
  "decimal string": "r.decimal()",
  "conjunction bool": 'r.bool() ? "a" : "o"',
};

/** The value of a type before a field of another type takes it. */
const RAW: Readonly<Partial<Record<SingleType, string>>> = {
  int32: "r.int32()",
  double: "r.float()",
  bool: "r.bool()",
  string: "r.string()",
};

/** The name of the numbers that the bits of a mask have. */
export const bitsOf = (module: Module, { path, bits }: Extract<Leaf, { is: "mask" }>): string =>
  module.constant(`${joined(path)}Bits`, `[${bits.join(", ")}]`);

/** The name of the conversion between a kind and a protobuf type that is not its own. */
export function convert(module: Module, kind: AnyScalar, type: SingleType): string {
  module.use("conversion", "../protobuf/value.ts");
  module.use(kind.name, "../kind.ts");
  return module.constant(`${kind.name}By${capital(type)}`, `conversion(${kind.name}, "${type}")`);
}
