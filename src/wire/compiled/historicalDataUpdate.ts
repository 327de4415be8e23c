/**
 * Reads and writes historicalDataUpdate. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Decimal } from "../../base/decimal.ts";
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import { unknownOf } from "../protobuf/unknown.ts";
import type { ProtobufWriter } from "../protobuf/writer.ts";
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

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"historicalDataUpdate"> {
  let reqId = 0;
  let barCount = 0;
  let date = "";
  let open = 0;
  let close = 0;
  let high = 0;
  let low = 0;
  let wap: Decimal | undefined;
  let volume: Decimal | undefined;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        reqId = r.int32();
        break;
      case 18: {
        const end1 = r.length();
        while (r.at < end1) {
          switch (r.tag()) {
            case 64:
              barCount = r.int32();
              break;
            case 10:
              date = r.string();
              break;
            case 17:
              open = r.double();
              break;
            case 41:
              close = r.double();
              break;
            case 25:
              high = r.double();
              break;
            case 33:
              low = r.double();
              break;
            case 58:
              wap = r.decimal();
              break;
            case 50:
              volume = r.decimal();
              break;
            default:
              r.fail();
          }
        }
        r.close(end1);
        break;
      }
      default:
        r.fail();
    }
  }
  r.close(end);
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

export function writeProtobuf(w: ProtobufWriter, draft: Loose): void {
  if (unknownOf(draft) !== undefined) w.giveUp();
  w.int32(8, draft.reqId ?? 0);
  {
    const start1 = w.begin(18);
    if (draft.date) w.string(10, draft.date);
    w.double(17, draft.open ?? 0);
    w.double(25, draft.high ?? 0);
    w.double(33, draft.low ?? 0);
    w.double(41, draft.close ?? 0);
    if (draft.volume !== undefined) w.string(50, draft.volume);
    if (draft.wap !== undefined) w.string(58, draft.wap);
    w.int32(64, draft.barCount ?? 0);
    w.end(start1);
  }
}
