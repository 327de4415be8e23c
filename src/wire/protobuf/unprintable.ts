/**
 * Values that protobuf has no spelling for although it has the field: words where it wants a number, prices without legs,
 * a tag that comes twice where it has a map.
 */
import type { Loose } from "../condition.ts";
import type { TagDraft } from "../kind.ts";
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
    const isSet = (draft: Loose): boolean => slot.change.print(slot.get(draft)) === REFUSED;
    return [{ field, since: undefined, why: "is a number in protobuf, and this is none", isSet }];
  }
  if (slot.is === "map") {
    const isSet = (draft: Loose): boolean => hasTagTwice((slot.get(draft) ?? []) as readonly TagDraft[]);
    return [{ field, since: undefined, why: "has a tag twice, and protobuf has room for one", isSet }];
  }
  if (slot.is !== "records" || slot.aside === undefined) return [];
  const { path } = slot.aside;
  const isSet = (draft: Loose): boolean => lengthOf(at(draft, path)) > lengthOf(slot.get(draft));
  return [{ field: path.join("."), since: undefined, why: "has more prices than the contract has legs", isSet }];
}

/** The wire type of what has a length. */
const STRING = 2;

const at = (draft: Loose, path: readonly string[]): unknown =>
  path.reduce((value: unknown, key) => (value as Loose | undefined)?.[key], draft);
const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0);
const hasTagTwice = (list: readonly TagDraft[]): boolean => new Set(list.map(({ tag = "" }) => tag)).size < list.length;
