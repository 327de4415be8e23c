/**
 * Turns a plan into the function that writes a draft at one server version: the counterpart of `interpret.ts`.
 *
 * Counts and flags are derived from the lists and optional records of the draft, so they cannot disagree with them.
 */
import { unreachable } from "../base/assert.ts";
import { type Getter, type Loose, pathGetter, testOf } from "./condition.ts";
import { type PlanStep, stepsAt } from "./plan.ts";
import type { Writer } from "./writer.ts";

type WriteStep = (writer: Writer, from: Loose) => void;

const EMPTY: readonly never[] = Object.freeze([]);

export function writeSteps(steps: readonly PlanStep[], version: number): WriteStep {
  const each = stepsAt(steps, version).map((step) => writeStep(step, version));
  return (writer, from) => {
    for (let i = 0; i < each.length; i++) each[i]!(writer, from);
  };
}

function writeStep(step: PlanStep, version: number): WriteStep {
  switch (step.op) {
    case "constant":
      return (writer) => writer.int(step.value);
    case "field":
      return writeField(pathGetter(step.path), step);
    case "repeat":
      return writeRepeat(step, version);
    case "present": {
      const get = pathGetter(step.path);
      const inner = writeSteps(step.steps, version);
      return (writer, from) => {
        const value = get(from) as Loose | undefined;
        writer.int(value === undefined ? 0 : 1);
        if (value !== undefined) inner(writer, value);
      };
    }
    case "when": {
      const holds = testOf(step.condition);
      const inner = writeSteps(step.steps, version);
      return (writer, from) => {
        if (holds(from)) inner(writer, from);
      };
    }
    case "choose":
      return writeChoice(step, version);
    case "optionCount": {
      const get = pathGetter(step.path);
      return (writer, from) => writer.int(((get(from) ?? EMPTY) as readonly unknown[]).length);
    }
    case "absent":
      return () => undefined;
    default:
      return unreachable(step);
  }
}

function writeField(get: Getter, { kind, unset }: Extract<PlanStep, { op: "field" }>): WriteStep {
  const absent = unset === "literal" && kind.unsetLiteral !== undefined ? kind.unsetLiteral : undefined;
  return (writer, from) => {
    const value = get(from) ?? kind.default;
    if (value !== undefined && !(value === "" && absent !== undefined)) kind.write(writer, value);
    else if (unset === "zero") writer.int(0);
    else if (absent !== undefined) writer.string(absent);
    else writer.empty();
  };
}

function writeRepeat(step: Extract<PlanStep, { op: "repeat" }>, version: number): WriteStep {
  const get = pathGetter(step.path);
  const of = step.of;
  const element: (writer: Writer, value: never) => void =
    of.shape === "scalar" ? (writer, value) => of.write(writer, value) : writeSteps(step.steps, version);
  return (writer, from) => {
    const list = (get(from) ?? EMPTY) as readonly never[];
    writer.int(list.length);
    for (const value of list) element(writer, value);
  };
}

/** A draft whose choice names no case writes no further field: the receiver would not know them either. */
function writeChoice(step: Extract<PlanStep, { op: "choose" }>, version: number): WriteStep {
  const cases = new Map([...step.cases].map(([key, steps]) => [key, writeSteps(steps, version)]));
  return (writer, from) => cases.get(from[step.on] ?? 0)?.(writer, from);
}
