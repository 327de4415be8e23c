/**
 * Reads and writes pnlSingle. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"pnlSingle"> {
  const reqId = r.int();
  const pos = r.decimal();
  const dailyPnL = r.double();
  const unrealizedPnL = r.maybeDouble();
  const realizedPnL = r.maybeDouble();
  const value = r.double();
  return {
    reqId,
    pos,
    dailyPnL,
    unrealizedPnL,
    realizedPnL,
    value,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(draft.reqId ?? 0);
  if (draft.pos === undefined) w.empty();
  else w.string(draft.pos);
  w.double(draft.dailyPnL ?? 0);
  if (draft.unrealizedPnL === undefined) w.empty();
  else w.double(draft.unrealizedPnL);
  if (draft.realizedPnL === undefined) w.empty();
  else w.double(draft.realizedPnL);
  w.double(draft.value ?? 0);
}
