/** Values that protobuf has no spelling for although it has the field: words where it wants a number, prices without legs. */
import type { Loose } from "../condition.ts";
import type { Refusal } from "../refusal.ts";
import { NO_CASE, type Slot, type Tree } from "./tree.ts";
import { REFUSED } from "./value.ts";

export function unprintable({ writing }: Tree): readonly Refusal[] {
  return (writing.get(NO_CASE) ?? []).flatMap((slot) => slotRefusals(slot));
}

function slotRefusals(slot: Slot): readonly Refusal[] {
  if (slot.is === "message") return slot.inOrder.flatMap(slotRefusals);
  const field = slot.path.join(".");
  if (slot.is === "value" && slot.kind.protobuf === "string" && slot.row.wireType !== STRING) {
    return [{ field, since: undefined, isSet: (draft) => slot.change.print(slot.get(draft)) === REFUSED }];
  }
  if (slot.is !== "records" || slot.aside === undefined) return [];
  const { path } = slot.aside;
  const isSet = (draft: Loose): boolean => lengthOf(at(draft, path)) > lengthOf(slot.get(draft));
  return [{ field: path.join("."), since: undefined, isSet }];
}

/** The wire type of what has a length. */
const STRING = 2;

const at = (draft: Loose, path: readonly string[]): unknown =>
  path.reduce((value: unknown, key) => (value as Loose | undefined)?.[key], draft);
const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0);
