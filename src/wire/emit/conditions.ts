/** Gates and conditions as source: when a run of fields is on the wire. */
import type { Condition } from "../declare.ts";
import type { PlanStep, Span } from "../plan.ts";
import { literal } from "./source.ts";

/** The test on the server version `v`; "" when there is nothing to test. */
export function gateText({ from, to }: Span): string {
  const tests = [...(from > 0 ? [`v >= ${from}`] : []), ...(Number.isFinite(to) ? [`v <= ${to}`] : [])];
  return tests.join(" && ");
}

interface Run {
  readonly gate: string;
  readonly steps: PlanStep[];
}

/** Neighbours behind the same gate stand in one block. */
export function runsOf(steps: readonly PlanStep[]): readonly Run[] {
  const runs: Run[] = [];
  for (const step of steps.filter((step) => step.op !== "absent")) {
    const gate = gateText(step.span);
    const last = runs.at(-1);
    if (last?.gate === gate) last.steps.push(step);
    else runs.push({ gate, steps: [step] });
  }
  return runs;
}

/** A condition on the values that `at` names. What a draft leaves out passes no test. */
export function conditionText(condition: Condition<string>, at: (path: readonly string[]) => string): string {
  if ("any" in condition) return joined(condition.any, " || ", at);
  if ("all" in condition) return joined(condition.all, " && ", at);
  const value = at(condition.field.split("."));
  if ("eq" in condition) return `${value} === ${literal(condition.eq)}`;
  if ("in" in condition) return condition.in.map((text) => `${value} === ${literal(text)}`).join(" || ");
  if ("above" in condition) return `(${value} ?? Number.NEGATIVE_INFINITY) > ${condition.above}`;
  return `(${value} ?? "").length > 0`;
}

const joined = (all: readonly Condition<string>[], by: string, at: (path: readonly string[]) => string): string =>
  all
    .map((condition) => conditionText(condition, at))
    .map((test) => (test.includes(" || ") || test.includes(" && ") ? `(${test})` : test))
    .join(by);
