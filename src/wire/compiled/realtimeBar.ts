/**
 * Reads and writes realtimeBar. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"realtimeBar"> {
  r.skip();
  const reqId = r.int();
  const time = r.long();
  const open = r.double();
  const high = r.double();
  const low = r.double();
  const close = r.double();
  const volume = r.decimal();
  const wap = r.decimal();
  const count = r.int();
  return {
    reqId,
    time,
    open,
    high,
    low,
    close,
    volume,
    wap,
    count,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(3);
  w.int(draft.reqId ?? 0);
  w.int(draft.time ?? 0);
  w.double(draft.open ?? 0);
  w.double(draft.high ?? 0);
  w.double(draft.low ?? 0);
  w.double(draft.close ?? 0);
  if (draft.volume === undefined) w.empty();
  else w.string(draft.volume);
  if (draft.wap === undefined) w.empty();
  else w.string(draft.wap);
  w.int(draft.count ?? 0);
}
