/**
 * Reads and writes tickPrice. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Decimal } from "../../base/decimal.ts";
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"tickPrice"> {
  r.skip();
  const reqId = r.int();
  const tickType = r.int();
  const price = r.double();
  const size = r.decimal();
  const attrMask = r.int();
  return {
    reqId,
    tickType,
    price,
    size,
    attrMask,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(6);
  w.int(draft.reqId ?? 0);
  w.int(draft.tickType ?? 0);
  w.double(draft.price ?? 0);
  if (draft.size === undefined) w.empty();
  else w.string(draft.size);
  w.int(draft.attrMask ?? 0);
}

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"tickPrice"> {
  let reqId = 0;
  let tickType = 0;
  let price = 0;
  let size: Decimal | undefined;
  let attrMask = 0;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        reqId = r.int32();
        break;
      case 16:
        tickType = r.int32();
        break;
      case 25:
        price = r.double();
        break;
      case 34:
        size = r.decimal();
        break;
      case 40:
        attrMask = r.int32();
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
  return {
    reqId,
    tickType,
    price,
    size,
    attrMask,
  };
}
