/**
 * Lowers a declaration to a plan: a flat list of steps whose gates, kinds and paths are resolved.
 *
 * The interpreter, the correlator, the too-new check, the rebuilding from JSON and the documentation all read the plan;
 * none of them looks at a layout again. A layout that names a field that does not exist is a bug and asserts, though the
 * compiler should have seen it first.
 */
import { assert } from "../base/assert.ts";
import type { AnyKind, AnyMessage, AnyRecord, AnyScalar, Condition } from "./declare.ts";

/** The server versions, both included, at which a step is on the wire. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How a field is spelled in this layout when it is unset. */
export type Unset = "empty" | "zero" | "literal";

export type PlanStep =
  | { readonly op: "constant"; readonly span: Span; readonly value: number }
  | {
      readonly op: "field";
      readonly span: Span;
      readonly path: readonly string[];
      readonly kind: AnyScalar;
      readonly unset: Unset;
      readonly correlator: boolean;
    }
  | {
      readonly op: "repeat";
      readonly span: Span;
      readonly path: readonly string[];
      readonly of: AnyScalar | AnyRecord;
      readonly steps: readonly PlanStep[];
    }
  | {
      readonly op: "present";
      readonly span: Span;
      readonly path: readonly string[];
      readonly of: AnyRecord;
      readonly steps: readonly PlanStep[];
    }
  | {
      readonly op: "when";
      readonly span: Span;
      readonly condition: Condition<string>;
      readonly steps: readonly PlanStep[];
    }
  | {
      readonly op: "choose";
      readonly span: Span;
      readonly on: string;
      readonly cases: ReadonlyMap<number, readonly PlanStep[]>;
    }
  | { readonly op: "optionCount"; readonly span: Span; readonly path: readonly string[]; readonly behind: number }
  /** Never on the wire as text; kept so that a draft that sets the field can be refused by name. */
  | { readonly op: "absent"; readonly span: Span; readonly path: readonly string[]; readonly kind: AnyKind };

export interface Plan {
  readonly message: AnyMessage;
  /** `undefined` when the message exists only in protobuf. */
  readonly steps: readonly PlanStep[] | undefined;
}

const ALWAYS: Span = { from: 0, to: Number.POSITIVE_INFINITY };

export function planOf(message: AnyMessage): Plan {
  const steps =
    message.layout && lower(message.layout, message.record, { span: ALWAYS, unset: "empty", marked: false });
  return { message, steps };
}

interface Context {
  readonly span: Span;
  readonly unset: Unset;
  readonly marked: boolean;
}

/** A layout after the compiler has checked it: what is left is plain data. */
interface RawStep {
  readonly step: string;
  readonly version: number;
  readonly value: number;
  readonly path: string;
  readonly condition: Condition<string>;
  readonly steps: readonly (string | RawStep)[];
}

function lower(layout: readonly unknown[], record: AnyRecord, context: Context): PlanStep[] {
  const raw = layout as readonly (string | RawStep)[];
  return raw.flatMap((step, index) =>
    typeof step === "string" ? field(step, record, context) : group(step, record, context, raw.length - 1 - index),
  );
}

function field(name: string, record: AnyRecord, { span, unset, marked }: Context): PlanStep {
  const path = name.split(".");
  const kind = kindAt(record, path);
  assert(kind.shape === "scalar", `${record.name}: ${name} is not a single field`);
  const correlator = marked || (name === "reqId" && kind.protobuf === "int32");
  return { op: "field", span, path, kind, unset, correlator };
}

function group(step: RawStep, record: AnyRecord, context: Context, behind: number): PlanStep[] {
  const { span } = context;
  const inner = (changed: Partial<Context>): PlanStep[] => lower(step.steps, record, { ...context, ...changed });
  switch (step.step) {
    case "version":
      return [{ op: "constant", span, value: step.value }];
    case "since":
      return inner({ span: { from: Math.max(span.from, step.version), to: span.to } });
    case "until":
      return inner({ span: { from: span.from, to: Math.min(span.to, step.version - 1) } });
    case "filled":
      return inner({ unset: "zero" });
    case "literal":
      return inner({ unset: "literal" });
    case "correlator":
      return inner({ marked: true });
    case "when":
      for (const name of conditionFields(step.condition)) kindAt(record, name.split("."));
      return [{ op: "when", span, condition: step.condition, steps: inner({ span: ALWAYS }) }];
    case "choose":
      return [{ op: "choose", span, on: record.on!, cases: casesOf(record, context.unset) }];
    case "optionCount":
      return [{ op: "optionCount", span, path: step.path.split("."), behind }];
    case "protobufOnly":
      return (step.steps as readonly string[]).map((name) => absent(name, record, span));
    default:
      return [elements(step, record, context)];
  }
}

function conditionFields(condition: Condition<string>): readonly string[] {
  if ("any" in condition) return condition.any.flatMap(conditionFields);
  if ("all" in condition) return condition.all.flatMap(conditionFields);
  return [condition.field];
}

const absent = (name: string, record: AnyRecord, span: Span): PlanStep => {
  const path = name.split(".");
  return { op: "absent", span, path, kind: kindAt(record, path) };
};

function elements(step: RawStep, record: AnyRecord, context: Context): PlanStep {
  const path = step.path.split(".");
  const kind = kindAt(record, path);
  const { span } = context;
  const inside: Context = { span: ALWAYS, unset: "empty", marked: false };
  if (kind.shape === "optional") {
    return { op: "present", span, path, of: kind.of, steps: lower(step.steps, kind.of, inside) };
  }
  assert(kind.shape === "list", `${record.name}: ${step.path} is not repeated`);
  const of = kind.of;
  return { op: "repeat", span, path, of, steps: of.shape === "record" ? lower(step.steps, of, inside) : [] };
}

/** The fields of a case stand on the wire in the order in which they are declared; only what can be unset can be filled. */
function casesOf(record: AnyRecord, unset: Unset): ReadonlyMap<number, readonly PlanStep[]> {
  return new Map(
    Object.entries(record.cases).map(([key, fields]) => [
      Number(key),
      Object.keys(fields).map((name): PlanStep => {
        const kind = fields[name]![1] as AnyScalar;
        const spelled = kind.default === undefined ? unset : "empty";
        return { op: "field", span: ALWAYS, path: [name], kind, unset: spelled, correlator: false };
      }),
    ]),
  );
}

export function kindAt(record: AnyRecord, path: readonly string[]): AnyKind {
  let at = record;
  for (const [depth, name] of path.entries()) {
    const kind = (at.fields as Record<string, readonly [unknown, AnyKind]>)[name]?.[1];
    assert(kind !== undefined, `${record.name} has no field ${path.join(".")}`);
    if (depth === path.length - 1) return kind;
    assert(kind.shape === "record", `${record.name}: ${path.join(".")} does not lead through records`);
    at = kind;
  }
  return at;
}

export const covers = (span: Span, version: number): boolean => span.from <= version && version <= span.to;

/** The steps on the wire at a server version. Steps inside groups are filtered when the group is compiled. */
export const stepsAt = (steps: readonly PlanStep[], version: number): readonly PlanStep[] =>
  steps.filter((step) => step.op !== "absent" && covers(step.span, version));
