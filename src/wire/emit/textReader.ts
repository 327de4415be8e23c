/**
 * Emits the function that reads the text form of one record, at any server version: gates are tested as it runs.
 *
 * It does not look for faults: once the reader has one, every further read yields a default at once, so the function ends
 * and its caller finds the fault. Who is to blame is then the interpreter's to say, which reads the frame again.
 */
import { assert } from "../../base/assert.ts";
import type { AnyRecord, AnyScalar, Fields } from "../declare.ts";
import { kindAt, type PlanStep } from "../plan.ts";
import { conditionText, gateText, runsOf } from "./conditions.ts";
import { Filling } from "./filling.ts";
import { block, capital, guarded, type Lines, literal, type Module, withHead } from "./source.ts";

type Path = readonly string[];

/** Adds `name(r, v)` to the module. */
export function addTextReader(
  module: Module,
  name: string,
  record: AnyRecord,
  steps: readonly PlanStep[],
  type: string,
): void {
  const reading = new TextReading(module, name, record);
  const lines = reading.lines(steps);
  module.use("type Reader", "../reader.ts");
  module.add(block(`export function ${name}(r: Reader${takesVersion(lines)}): ${type}`, lines));
}

const takesVersion = (lines: Lines): string => (needsVersion(lines) ? ", v: number" : "");
export const needsVersion = (lines: Lines): boolean => lines.some((line) => /\bv [<>]=|, v\)/.test(line));

class TextReading {
  readonly #module: Module;
  readonly #name: string;
  readonly #record: AnyRecord;
  readonly #filling: Filling;

  constructor(module: Module, name: string, record: AnyRecord) {
    this.#module = module;
    this.#name = name;
    this.#record = record;
    this.#filling = new Filling(record, module);
  }

  lines(steps: readonly PlanStep[]): string[] {
    this.#announce(steps, false);
    const body = this.#steps(steps);
    const ends = steps.at(-1)?.op === "choose" ? [] : withHead("return ", this.#filling.value(), ";");
    return [...this.#filling.head(), ...body, ...ends];
  }

  #announce(steps: readonly PlanStep[], isConditional: boolean): void {
    for (const step of steps) {
      const isMaybe = isConditional || gateText(step.span) !== "";
      if (step.op === "when") this.#announce(step.steps, true);
      if (step.op === "present") this.#filling.announce(step.path, { shape: "optional", of: step.of }, false);
      if (step.op === "repeat") this.#filling.announce(step.path, { shape: "list", of: step.of }, !isMaybe);
      if (step.op === "field") this.#filling.announce(step.path, step.kind, !isMaybe);
    }
  }

  #steps(steps: readonly PlanStep[]): string[] {
    return runsOf(steps).flatMap(({ gate, steps }) => {
      const lines = steps.flatMap((step) => this.#step(step));
      return gate === "" || lines.length === 0 ? lines : guarded(gate, lines);
    });
  }

  #step(step: PlanStep): string[] {
    const filling = this.#filling;
    switch (step.op) {
      case "constant":
        return ["r.skip();"];
      case "field":
        return [filling.assigned(step.path, this.#value(step.kind, step.unset === "zero"))];
      case "repeat":
        return [filling.assigned(step.path, this.#list(step))];
      case "present":
        return [`if (r.bool()) ${filling.assigned(step.path, this.#call(step.path, "", step.of, step.steps))}`];
      case "when":
        return guarded(
          conditionText(step.condition, (path) => filling.at(path)),
          this.#steps(step.steps),
        );
      case "choose":
        return this.#choice(step);
      case "optionCount":
        return [`if (r.left() > ${step.behind}) r.skip();`];
      case "absent":
        return [];
    }
  }

  #value(kind: AnyScalar, zero: boolean): string {
    const value = methodOf(this.#module, kind, "r");
    if (!zero) return value;
    const none = kind.protobuf === "string" ? this.#module.use("ZERO", "../../base/decimal.ts") : "0";
    return `r.isEmpty() ? r.past(${none}) : ${value}`;
  }

  /** A function of the record's own for its list; what it takes from a fault on is at most one more element. */
  #list({ path, of, steps }: Extract<PlanStep, { op: "repeat" }>): string {
    const element = of.shape === "scalar" ? this.#value(of, false) : this.#call(path, "Element", of, steps);
    const type = of.shape === "scalar" ? "" : `ReturnType<typeof ${this.#named(path, "Element")}>`;
    const version = needsVersion([element]);
    const body = [
      "const count = r.count();",
      `if (count === 0) return ${this.#module.use("NONE", "../kind.ts")};`,
      `const list: ${type === "" ? scalarList(of as AnyScalar) : type}[] = [];`,
      `for (let i = 0; i < count && r.fault === undefined; i++) list.push(${element});`,
      "return list;",
    ];
    const name = this.#named(path, "");
    this.#module.add(block(`function ${name}(r: Reader${version ? ", v: number" : ""})`, body));
    return `${name}(r${version ? ", v" : ""})`;
  }

  #call(path: Path, suffix: string, of: AnyRecord, steps: readonly PlanStep[]): string {
    const name = this.#named(path, suffix);
    const inner = new TextReading(this.#module, name, of);
    const lines = inner.lines(steps);
    this.#module.add(block(`function ${name}(r: Reader${takesVersion(lines)})`, lines));
    return `${name}(r${needsVersion(lines) ? ", v" : ""})`;
  }

  #named(path: Path, suffix: string): string {
    return `${this.#name}${path.map(capital).join("")}${suffix}`;
  }

  /** The last step of a record whose remaining fields depend on one it has read: each case returns. */
  #choice({ on, cases }: Extract<PlanStep, { op: "choose" }>): string[] {
    const lines = [...cases].flatMap(([key, steps]) => this.#case(key, steps));
    return block(`switch (${this.#filling.at([on])})`, [
      ...lines,
      "default:",
      '  return r.fail("no such case") as never;',
    ]);
  }

  #case(key: number, steps: readonly PlanStep[]): string[] {
    const extra = (this.#record.cases as Record<number, Fields>)[key]!;
    const filling = new Filling({ ...this.#record, fields: { ...this.#record.fields, ...extra } }, this.#module);
    const fields = steps.map((step) => {
      assert(step.op === "field", "a case has plain fields only");
      filling.announce(step.path, step.kind, true);
      return filling.assigned(step.path, this.#value(step.kind, step.unset === "zero"));
    });
    for (const name of Object.keys(this.#record.fields)) filling.announce([name], kindAt(this.#record, [name]), true);
    return block(`case ${literal(key)}:`, [...fields, ...withHead("return ", filling.value(), ";")]);
  }
}

/** The call that reads a value of a kind from a reader. */
export const methodOf = (module: Module, kind: AnyScalar, reader: string): string =>
  kind.name === "tagValues" ? `${module.use("tagValues", "../kind.ts")}.read(${reader})` : `${reader}.${kind.name}()`;

const scalarList = (kind: AnyScalar): string => typeof kind.default;
