/**
 * Reads and writes orderStatus. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"orderStatus"> {
  const orderId = r.int();
  const status = r.string();
  const filled = r.decimal();
  const remaining = r.decimal();
  const avgFillPrice = r.double();
  const permId = r.long();
  const parentId = r.int();
  const lastFillPrice = r.double();
  const clientId = r.int();
  const whyHeld = r.string();
  const mktCapPrice = r.double();
  return {
    orderId,
    status,
    filled,
    remaining,
    avgFillPrice,
    permId,
    parentId,
    lastFillPrice,
    clientId,
    whyHeld,
    mktCapPrice,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(draft.orderId ?? 0);
  w.string(draft.status ?? "");
  if (draft.filled === undefined) w.empty();
  else w.string(draft.filled);
  if (draft.remaining === undefined) w.empty();
  else w.string(draft.remaining);
  w.double(draft.avgFillPrice ?? 0);
  w.int(draft.permId ?? 0);
  w.int(draft.parentId ?? 0);
  w.double(draft.lastFillPrice ?? 0);
  w.int(draft.clientId ?? 0);
  w.string(draft.whyHeld ?? "");
  w.double(draft.mktCapPrice ?? 0);
}
