/**
 * Turns a plan into functions that read and write one message at one server version.
 *
 * Every step becomes one closure that knows its object, its key and its kind; a message at a version is an array of them.
 * A decoded record starts as a copy of its template, so all its keys are there in one order whatever the version carried.
 * After each step the reader's fault is looked at, so that a damaged frame stops at the field that is damaged.
 */
import { unreachable } from "../base/assert.ts";
import { ZERO } from "../base/decimal.ts";
import { MAKERS } from "./compiled/shapes.ts";
import { type Loose, parentOf, testOf } from "./condition.ts";
import type { AnyRecord, AnyScalar, Fields } from "./declare.ts";
import { NONE } from "./kind.ts";
import { type PlanStep, stepsAt } from "./plan.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";
import { writeSteps } from "./writing.ts";

/** Reads what follows into the record; answers the path of the field that failed, or undefined. */
type ReadStep = (reader: Reader, into: Loose) => string | undefined;

export interface Codec {
  read(reader: Reader): { readonly body: Loose; readonly failed: string | undefined };
  write(writer: Writer, draft: Loose): void;
}

export function codecOf(record: AnyRecord, steps: readonly PlanStep[], version: number): Codec {
  const blank = blankOf(record);
  const readAll = readSteps(steps, version);
  const writeAll = writeSteps(steps, version);
  return {
    read(reader) {
      const body = blank();
      return { body, failed: readAll(reader, body) };
    },
    write: writeAll,
  };
}

// ---------------------------------------------------------------- blank records

const makers = new WeakMap<AnyRecord, () => Loose>();

/** A maker of records that have every key, each at its default. Big ones have a constructor of their own. */
export function blankOf(record: AnyRecord): () => Loose {
  let make = makers.get(record);
  if (make === undefined) {
    make = MAKERS.get(record.name) ?? copierOf(record);
    makers.set(record, make);
  }
  return make;
}

function copierOf(record: AnyRecord): () => Loose {
  const template: Loose = {};
  const nested: [string, () => Loose][] = [];
  for (const [name, [, kind]] of Object.entries(record.fields as Fields)) {
    template[name] = kind.shape === "scalar" ? kind.default : kind.shape === "list" ? NONE : undefined;
    if (kind.shape === "record") nested.push([name, blankOf(kind)]);
  }
  return nested.length === 0 ? () => ({ ...template }) : () => filledIn({ ...template }, nested);
}

function filledIn(into: Loose, nested: readonly [string, () => Loose][]): Loose {
  for (const [name, make] of nested) into[name] = make();
  return into;
}

// ---------------------------------------------------------------- reading

function readSteps(steps: readonly PlanStep[], version: number): ReadStep {
  const each = stepsAt(steps, version).map((step) => readStep(step, version));
  if (each.length === 1) return each[0]!;
  return (reader, into) => {
    for (let i = 0; i < each.length; i++) {
      const failed = each[i]!(reader, into);
      if (failed !== undefined) return failed;
    }
    return undefined;
  };
}

function readStep(step: PlanStep, version: number): ReadStep {
  switch (step.op) {
    case "constant":
      return (reader) => {
        reader.skip();
        return reader.fault === undefined ? undefined : "version";
      };
    case "field":
      return readField(step.path, readerOf(step.kind, step.unset === "zero"));
    case "repeat":
      return readRepeat(step, version);
    case "present":
      return readPresent(step, version);
    case "when": {
      const holds = testOf(step.condition);
      const inner = readSteps(step.steps, version);
      return (reader, into) => (holds(into) ? inner(reader, into) : undefined);
    }
    case "choose":
      return readChoice(step, version);
    case "optionCount":
      return (reader) => {
        if (reader.left() > step.behind) reader.skip();
        return undefined;
      };
    case "absent":
      return () => undefined;
    default:
      return unreachable(step);
  }
}

type ReadValue = (reader: Reader) => unknown;

/** In a layout that never leaves the field empty, empty is 0 all the same; the maximum still means unset. */
function readerOf(kind: AnyScalar, zero: boolean): ReadValue {
  if (!zero) return kind.read;
  const none = kind.protobuf === "string" ? ZERO : 0;
  return (reader) => (reader.isEmpty() ? reader.past(none) : kind.read(reader));
}

function readField(path: readonly string[], read: ReadValue): ReadStep {
  const name = path.join(".");
  const [first, second, third] = path as [string, string, string];
  if (path.length === 1) {
    return (reader, into) => {
      into[first] = read(reader);
      return reader.fault === undefined ? undefined : name;
    };
  }
  if (path.length === 2) {
    return (reader, into) => {
      into[first][second] = read(reader);
      return reader.fault === undefined ? undefined : name;
    };
  }
  return (reader, into) => {
    into[first][second][third] = read(reader);
    return reader.fault === undefined ? undefined : name;
  };
}

function readRepeat(step: Extract<PlanStep, { op: "repeat" }>, version: number): ReadStep {
  const name = step.path.join(".");
  const key = step.path.at(-1)!;
  const element = step.of.shape === "scalar" ? readValue(step.of) : readRecord(step.of, step.steps, version);
  return (reader, into) => {
    const count = reader.count();
    if (reader.fault !== undefined) return name;
    if (count === 0) return undefined;
    const list: unknown[] = [];
    for (let i = 0; i < count; i++) {
      const failed = element(reader, list);
      if (failed !== undefined) return `${name}[${i}]${failed}`;
    }
    parentOf(into, step.path)[key] = list;
    return undefined;
  };
}

type ReadElement = (reader: Reader, list: unknown[]) => string | undefined;

const readValue =
  (kind: AnyScalar): ReadElement =>
  (reader, list) => {
    list.push(kind.read(reader));
    return reader.fault === undefined ? undefined : "";
  };

function readRecord(record: AnyRecord, steps: readonly PlanStep[], version: number): ReadElement {
  const blank = blankOf(record);
  const inner = readSteps(steps, version);
  return (reader, list) => {
    const element = blank();
    list.push(element);
    const failed = inner(reader, element);
    return failed === undefined ? undefined : `.${failed}`;
  };
}

function readPresent(step: Extract<PlanStep, { op: "present" }>, version: number): ReadStep {
  const name = step.path.join(".");
  const key = step.path.at(-1)!;
  const blank = blankOf(step.of);
  const inner = readSteps(step.steps, version);
  return (reader, into) => {
    const there = reader.bool();
    if (reader.fault !== undefined) return name;
    if (!there) return undefined;
    const value = blank();
    parentOf(into, step.path)[key] = value;
    const failed = inner(reader, value);
    return failed === undefined ? undefined : `${name}.${failed}`;
  };
}

function readChoice(step: Extract<PlanStep, { op: "choose" }>, version: number): ReadStep {
  const cases = new Map([...step.cases].map(([key, steps]) => [key, readSteps(steps, version)]));
  return (reader, into) => {
    const chosen = cases.get(into[step.on]);
    if (chosen) return chosen(reader, into);
    reader.fail(`${into[step.on]} is not one of ${[...cases.keys()].join(", ")}`, String(into[step.on]));
    return step.on;
  };
}
