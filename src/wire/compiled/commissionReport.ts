/**
 * Reads and writes commissionReport. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"commissionReport"> {
  r.skip();
  const execId = r.string();
  const commission = r.double();
  const currency = r.string();
  const realizedPNL = r.maybeDouble();
  const yield_ = r.maybeDouble();
  const yieldRedemptionDate = r.int();
  return {
    execId,
    commission,
    currency,
    realizedPNL,
    yield: yield_,
    yieldRedemptionDate,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(1);
  w.string(draft.execId ?? "");
  w.double(draft.commission ?? 0);
  w.string(draft.currency ?? "");
  if (draft.realizedPNL === undefined) w.string("1.7976931348623157E308");
  else w.double(draft.realizedPNL);
  if (draft.yield === undefined) w.string("1.7976931348623157E308");
  else w.double(draft.yield);
  w.int(draft.yieldRedemptionDate ?? 0);
}
