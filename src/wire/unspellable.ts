/** Values that text has no spelling for although it has the field: options that would be read as other ones. */
import { type Loose, pathGetter } from "./condition.ts";
import { type TagDraft, tagValues } from "./kind.ts";
import type { PlanStep } from "./plan.ts";
import type { Refusal } from "./refusal.ts";

export const unspellable = (steps: readonly PlanStep[]): readonly Refusal[] =>
  steps.flatMap((step) => {
    if (step.op === "when") return unspellable(step.steps);
    if (step.op !== "field" || step.kind !== tagValues) return [];
    const get = pathGetter(step.path);
    const isSet = (draft: Loose): boolean => ((get(draft) ?? []) as readonly TagDraft[]).some(isSplit);
    return [{ field: step.path.join("."), since: undefined, why: "has an option that text would take apart", isSet }];
  });

/** `tag=value;` ends its tag at the first equals sign and its value at the next semicolon. */
const isSplit = ({ tag = "", value = "" }: TagDraft): boolean => /[=;]/.test(tag) || value.includes(";");
