/** The layout of a message at a server version as lines for people, read from the plan that also encodes it. */
import type { AnyRecord, Condition } from "./declare.ts";
import { type Plan, type PlanStep, stepsAt } from "./plan.ts";

/** One line a field, in the order of the wire; a message without a text form says so. */
export function describe(plan: Plan, serverVersion: number): readonly string[] {
  const { message, steps } = plan;
  const way = message.direction === "in" ? "Gateway to client" : "client to Gateway";
  const head = `${message.name}, id ${message.id}, ${way}`;
  if (steps === undefined) return [head, `  only as protobuf, from server version ${message.protobufSince}`];
  if (message.since > serverVersion) return [head, `  not before server version ${message.since}`];
  return [head, ...lines(steps, message.record, serverVersion, "  ")];
}

const lines = (steps: readonly PlanStep[], record: AnyRecord, version: number, indent: string): string[] =>
  stepsAt(steps, version).flatMap((step) => stepLines(step, record, version, indent));

function stepLines(step: PlanStep, record: AnyRecord, version: number, indent: string): string[] {
  const deeper = `${indent}  `;
  switch (step.op) {
    case "constant":
      return [`${indent}(version) always ${step.value}`];
    case "field":
      return [`${indent}${step.path.join(".")}  ${step.kind.name}${step.correlator ? "  correlates" : ""}`];
    case "optionCount":
      return [`${indent}(count of ${step.path.join(".")}) from some clients`];
    case "when":
      return [`${indent}when ${spelled(step.condition)}:`, ...lines(step.steps, record, version, deeper)];
    case "present":
      return [`${indent}${step.path.join(".")}  0, or 1 and:`, ...lines(step.steps, step.of, version, deeper)];
    case "repeat":
      return [`${indent}${step.path.join(".")}  count, then each:`, ...elementLines(step, version, deeper)];
    case "choose":
      return [...step.cases].flatMap(([key, inner]) => [
        `${indent}${step.on} ${key}:`,
        ...lines(inner, record, version, deeper),
      ]);
    case "absent":
      return [];
  }
}

const elementLines = ({ of, steps }: Extract<PlanStep, { op: "repeat" }>, version: number, indent: string): string[] =>
  of.shape === "scalar" ? [`${indent}${of.name}`] : lines(steps, of, version, indent);

function spelled(condition: Condition<string>): string {
  if ("any" in condition) return condition.any.map(spelled).join(" or ");
  if ("all" in condition) return `(${condition.all.map(spelled).join(" and ")})`;
  if ("eq" in condition) return `${condition.field} is ${condition.eq}`;
  if ("in" in condition) return `${condition.field} is ${condition.in.join(" or ")}`;
  if ("above" in condition) return `${condition.field} is above ${condition.above}`;
  return `${condition.field} is not empty`;
}
