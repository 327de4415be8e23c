/**
 * Reads and writes cancelOrder. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import { unknownOf } from "../protobuf/unknown.ts";
import type { ProtobufWriter } from "../protobuf/writer.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader, v: number): BodyAt<"cancelOrder"> {
  let manualOrderCancelTime = "";
  let rfqExtOperator = "";
  let rfqExternalUserId = "";
  let rfqManualOrderIndicator: number | undefined;
  let extOperator = "";
  let manualOrderIndicator: number | undefined;
  if (v <= 191) r.skip();
  const orderId = r.int();
  if (v >= 169) manualOrderCancelTime = r.string();
  if (v >= 187 && v <= 189) {
    rfqExtOperator = r.string();
    rfqExternalUserId = r.string();
    rfqManualOrderIndicator = r.maybeInt();
  }
  if (v >= 192) {
    extOperator = r.string();
    manualOrderIndicator = r.maybeInt();
  }
  return {
    orderId,
    manualOrderCancelTime,
    rfqExtOperator,
    rfqExternalUserId,
    rfqManualOrderIndicator,
    extOperator,
    manualOrderIndicator,
  };
}

export function writeText(w: Writer, draft: Loose, v: number): void {
  if (v <= 191) w.int(1);
  w.int(draft.orderId ?? 0);
  if (v >= 169) w.string(draft.manualOrderCancelTime ?? "");
  if (v >= 187 && v <= 189) {
    w.string(draft.rfqExtOperator ?? "");
    w.string(draft.rfqExternalUserId ?? "");
    if (draft.rfqManualOrderIndicator === undefined) w.string("2147483647");
    else w.int(draft.rfqManualOrderIndicator);
  }
  if (v >= 192) {
    w.string(draft.extOperator ?? "");
    if (draft.manualOrderIndicator === undefined) w.string("2147483647");
    else w.int(draft.manualOrderIndicator);
  }
}

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"cancelOrder"> {
  let orderId = 0;
  let manualOrderCancelTime = "";
  let extOperator = "";
  let manualOrderIndicator: number | undefined;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        orderId = r.int32();
        break;
      case 18: {
        const end1 = r.length();
        while (r.at < end1) {
          switch (r.tag()) {
            case 10:
              manualOrderCancelTime = r.string();
              break;
            case 18:
              extOperator = r.string();
              break;
            case 24:
              manualOrderIndicator = r.maybeInt32();
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
    orderId,
    manualOrderCancelTime,
    rfqExtOperator: "",
    rfqExternalUserId: "",
    rfqManualOrderIndicator: undefined,
    extOperator,
    manualOrderIndicator,
  };
}

export function writeProtobuf(w: ProtobufWriter, draft: Loose): void {
  if (unknownOf(draft) !== undefined) w.giveUp();
  w.int32(8, draft.orderId ?? 0);
  {
    const start1 = w.begin(18);
    if (draft.manualOrderCancelTime) w.string(10, draft.manualOrderCancelTime);
    if (draft.extOperator) w.string(18, draft.extOperator);
    if (draft.manualOrderIndicator !== undefined) w.int32(24, draft.manualOrderIndicator);
    w.end(start1);
  }
}
