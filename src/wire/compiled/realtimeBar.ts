/**
 * Reads and writes realtimeBar. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Decimal } from "../../base/decimal.ts";
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
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

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"realtimeBar"> {
  let reqId = 0;
  let time = 0;
  let open = 0;
  let high = 0;
  let low = 0;
  let close = 0;
  let volume: Decimal | undefined;
  let wap: Decimal | undefined;
  let count = 0;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        reqId = r.int32();
        break;
      case 16:
        time = r.int64();
        break;
      case 25:
        open = r.double();
        break;
      case 33:
        high = r.double();
        break;
      case 41:
        low = r.double();
        break;
      case 49:
        close = r.double();
        break;
      case 58:
        volume = r.decimal();
        break;
      case 66:
        wap = r.decimal();
        break;
      case 72:
        count = r.int32();
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
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
