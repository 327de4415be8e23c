/**
 * Reads and writes pnl. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"pnl"> {
  const reqId = r.int();
  const dailyPnL = r.double();
  const unrealizedPnL = r.maybeDouble();
  const realizedPnL = r.maybeDouble();
  return {
    reqId,
    dailyPnL,
    unrealizedPnL,
    realizedPnL,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(draft.reqId ?? 0);
  w.double(draft.dailyPnL ?? 0);
  if (draft.unrealizedPnL === undefined) w.empty();
  else w.double(draft.unrealizedPnL);
  if (draft.realizedPnL === undefined) w.empty();
  else w.double(draft.realizedPnL);
}
