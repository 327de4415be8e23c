/**
 * Reads and writes historicalDataUpdate. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"historicalDataUpdate"> {
  const reqId = r.int();
  const barCount = r.int();
  const date = r.string();
  const open = r.double();
  const close = r.double();
  const high = r.double();
  const low = r.double();
  const wap = r.decimal();
  const volume = r.decimal();
  return {
    reqId,
    barCount,
    date,
    open,
    close,
    high,
    low,
    wap,
    volume,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(draft.reqId ?? 0);
  w.int(draft.barCount ?? 0);
  w.string(draft.date ?? "");
  w.double(draft.open ?? 0);
  w.double(draft.close ?? 0);
  w.double(draft.high ?? 0);
  w.double(draft.low ?? 0);
  if (draft.wap === undefined) w.empty();
  else w.string(draft.wap);
  if (draft.volume === undefined) w.empty();
  else w.string(draft.volume);
}
