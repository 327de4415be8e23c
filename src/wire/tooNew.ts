/**
 * Which fields of an outgoing message a server version cannot carry.
 *
 * A field that is set but gated away is refused, never dropped: an order that loses a field is another order. Fields that a
 * layout never names (a contract's description in an order) are not refused: they are no part of that message.
 */

import { pathGetter } from "./condition.ts";
import type { AnyKind } from "./declare.ts";
import { covers, type PlanStep } from "./plan.ts";
import type { Refusal } from "./refusal.ts";

interface Gated {
  readonly step: PlanStep;
  readonly path: readonly string[];
  readonly kind: AnyKind | undefined;
}

export function tooNewAt(steps: readonly PlanStep[], version: number): readonly Refusal[] {
  const fields = flatten(steps, true);
  const carried = new Set(fields.filter(({ step }) => onWire(step, version)).map(({ path }) => path.join(".")));
  return fields
    .filter(({ step, path }) => !onWire(step, version) && !carried.has(path.join(".")))
    .map(({ step, path, kind }) => refusal(path, kind, step, version));
}

/**
 * Fields that only protobuf carries, and from a later version on. Off is what a peer does that does not know the switch: one
 * from before may say it of an order (protobuf.json, field 120), and whoever changes that order says it again.
 */
export const tooNewForProtobuf = (steps: readonly PlanStep[], version: number): readonly Refusal[] =>
  flatten(steps, true)
    .filter(({ step }) => step.op === "absent" && !covers(step.span, version))
    .map(({ step, path, kind }) => {
      const [get, refused] = [pathGetter(path), refusal(path, kind, step, version)];
      return { ...refused, isSet: (draft) => get(draft) !== 0 && refused.isSet(draft) };
    });

const onWire = (step: PlanStep, version: number): boolean => step.op !== "absent" && covers(step.span, version);

/** All fields with the gate that decides over them; what stands inside a group shares the group's gate. */
function flatten(steps: readonly PlanStep[], top: boolean): Gated[] {
  return steps.flatMap((step): Gated[] => {
    if (step.op === "field" || step.op === "absent") return [{ step, path: step.path, kind: step.kind }];
    if (step.op === "repeat" || step.op === "present") return [{ step, path: step.path, kind: undefined }];
    if (step.op !== "when") return [];
    return flatten(step.steps, false).map((inner) => (top ? { ...inner, step } : inner));
  });
}

function refusal(path: readonly string[], kind: AnyKind | undefined, step: PlanStep, version: number): Refusal {
  const get = pathGetter(path);
  const unset = kind?.shape === "scalar" ? kind.default : undefined;
  const since = step.op === "absent" || step.span.from > version ? step.span.from : undefined;
  return { field: path.join("."), since, isSet: (draft) => isSet(get(draft), unset) };
}

const isSet = (value: unknown, unset: unknown): boolean =>
  value !== undefined && value !== unset && !(Array.isArray(value) && value.length === 0);
