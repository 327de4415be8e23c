/**
 * Reads and writes error. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import { unknownOf } from "../protobuf/unknown.ts";
import type { ProtobufWriter } from "../protobuf/writer.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader, v: number): BodyAt<"error"> {
  let advancedOrderRejectJson = "";
  let errorTime = 0;
  if (v <= 193) r.skip();
  const id = r.int();
  const errorCode = r.int();
  const errorMsg = r.escaped();
  if (v >= 166) advancedOrderRejectJson = r.escaped();
  if (v >= 194) errorTime = r.long();
  return {
    id,
    errorCode,
    errorMsg,
    advancedOrderRejectJson,
    errorTime,
  };
}

export function writeText(w: Writer, draft: Loose, v: number): void {
  if (v <= 193) w.int(2);
  w.int(draft.id ?? 0);
  w.int(draft.errorCode ?? 0);
  w.escaped(draft.errorMsg ?? "");
  if (v >= 166) w.escaped(draft.advancedOrderRejectJson ?? "");
  if (v >= 194) w.long(draft.errorTime ?? 0);
}

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"error"> {
  let id = 0;
  let errorCode = 0;
  let errorMsg = "";
  let advancedOrderRejectJson = "";
  let errorTime = 0;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        id = r.int32();
        break;
      case 24:
        errorCode = r.int32();
        break;
      case 34:
        errorMsg = r.string();
        break;
      case 42:
        advancedOrderRejectJson = r.string();
        break;
      case 16:
        errorTime = r.int64();
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
  return {
    id,
    errorCode,
    errorMsg,
    advancedOrderRejectJson,
    errorTime,
  };
}

export function writeProtobuf(w: ProtobufWriter, draft: Loose): void {
  if (unknownOf(draft) !== undefined) w.giveUp();
  w.int32(8, draft.id ?? 0);
  w.int64(16, draft.errorTime ?? 0);
  w.int32(24, draft.errorCode ?? 0);
  if (draft.errorMsg) w.string(34, draft.errorMsg);
  if (draft.advancedOrderRejectJson) w.string(42, draft.advancedOrderRejectJson);
}
