/**
 * Emits the function that writes the text form of one record, at any server version: gates are tested as it runs.
 *
 * What a draft leaves out is written as the field's default, exactly as the interpreter does it; counts and flags come from
 * the lists and optional records themselves.
 */
import type { AnyRecord, AnyScalar } from "../declare.ts";
import type { PlanStep } from "../plan.ts";
import { conditionText, runsOf } from "./conditions.ts";
import { Drafted } from "./drafted.ts";
import { block, guarded, indented, literal, type Module } from "./source.ts";

/** Adds `name(w, draft, v)` to the module. */
export function addTextWriter(module: Module, name: string, record: AnyRecord, steps: readonly PlanStep[]): void {
  const lines = new TextWriting(module).record(new Drafted(record, "draft", module), steps);
  module.use("type Loose", "../condition.ts");
  module.use("type Writer", "../writer.ts");
  const needs = lines.some((line) => /\bv [<>]=/.test(line)) ? ", v: number" : "";
  const draft = lines.some((line) => /\bdraft\b/.test(line)) ? "draft" : "_draft";
  module.add(block(`export function ${name}(w: Writer, ${draft}: Loose${needs}): void`, lines));
}

class TextWriting {
  readonly #module: Module;

  constructor(module: Module) {
    this.#module = module;
  }

  record(from: Drafted, steps: readonly PlanStep[]): string[] {
    const lines = this.#steps(from, steps);
    return [...from.head(), ...lines];
  }

  #steps(from: Drafted, steps: readonly PlanStep[]): string[] {
    return runsOf(steps).flatMap(({ gate, steps }) => {
      const lines = steps.flatMap((step) => this.#step(from, step));
      return gate === "" ? lines : guarded(gate, lines);
    });
  }

  #step(from: Drafted, step: PlanStep): string[] {
    switch (step.op) {
      case "constant":
        return [`w.int(${step.value});`];
      case "field":
        return fieldLines(from.at(step.path), step.kind, step.unset, this.#module);
      case "repeat":
        return this.#list(from, step);
      case "present":
        return this.#optional(from, step);
      case "when":
        return guarded(
          conditionText(step.condition, (path) => from.at(path)),
          this.#steps(from, step.steps),
        );
      case "choose":
        return this.#choice(from, step);
      case "optionCount":
        return [`w.int((${from.at(step.path)} ?? ${this.#none()}).length);`];
      case "absent":
        return [];
    }
  }

  #list(from: Drafted, { path, of, steps }: Extract<PlanStep, { op: "repeat" }>): string[] {
    const [list, each] = [from.name([...path, "list"]), from.name([...path, "each"])];
    const inner =
      of.shape === "scalar"
        ? [`${written(of, each, this.#module)};`]
        : this.record(new Drafted(of, each, this.#module), steps);
    const type = this.#module.use("type Loose", "../condition.ts");
    return [
      `const ${list}: readonly ${of.shape === "scalar" ? "never" : type}[] = ${from.at(path)} ?? ${this.#none()};`,
      `w.int(${list}.length);`,
      ...block(`for (const ${each} of ${list})`, inner),
    ];
  }

  #optional(from: Drafted, { path, of, steps }: Extract<PlanStep, { op: "present" }>): string[] {
    const value = from.name(path);
    const inner = this.record(new Drafted(of, value, this.#module), steps);
    return [
      `const ${value} = ${from.at(path)};`,
      `w.int(${value} === undefined ? 0 : 1);`,
      ...block(`if (${value} !== undefined)`, inner),
    ];
  }

  /** A draft whose choice names no case writes no further field. */
  #choice(from: Drafted, { on, cases }: Extract<PlanStep, { op: "choose" }>): string[] {
    const lines = [...cases].flatMap(([key, steps]) => [
      `case ${key}:`,
      ...indented([...this.#steps(from, steps), "break;"]),
    ]);
    return block(`switch (${from.at([on])} ?? 0)`, lines);
  }

  #none(): string {
    return this.#module.use("NONE", "../kind.ts");
  }
}

/** The lines that write a field as its layout has it when it is unset. */
function fieldLines(value: string, kind: AnyScalar, unset: string, module: Module): string[] {
  const absent = unset === "literal" ? kind.unsetLiteral : undefined;
  const none = unset === "zero" ? "w.int(0)" : absent === undefined ? "w.empty()" : `w.string(${literal(absent)})`;
  if (kind.default !== undefined) {
    const drafted = `${value} ?? ${literalOf(kind, module)}`;
    if (absent === undefined || kind.default !== "") return [`${written(kind, drafted, module)};`];
    return [`if (${value}) ${written(kind, value, module)};`, `else ${none};`];
  }
  return [`if (${value} === undefined) ${none};`, `else ${written(kind, value, module)};`];
}

const literalOf = (kind: AnyScalar, module: Module): string =>
  Array.isArray(kind.default) ? module.use("NONE", "../kind.ts") : literal(kind.default);

/** The call that writes a value of a kind. */
function written(kind: AnyScalar, value: string, module: Module): string {
  switch (kind.name) {
    case "bool":
      return `w.bool(${value})`;
    case "double":
    case "maybeDouble":
      return `w.double(${value})`;
    case "escaped":
      return `w.escaped(${value})`;
    case "tagValues":
      return `${module.use("tagValues", "../kind.ts")}.write(w, ${value})`;
    case "long":
    case "maybeLong":
      return `w.long(${value})`;
    default:
      return kind.protobuf === "int32" ? `w.int(${value})` : `w.string(${value})`;
  }
}
