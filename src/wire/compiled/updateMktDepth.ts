/**
 * Reads and writes updateMktDepth. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Decimal } from "../../base/decimal.ts";
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"updateMktDepth"> {
  r.skip();
  const reqId = r.int();
  const position = r.int();
  const operation = r.int();
  const side = r.int();
  const price = r.double();
  const size = r.decimal();
  return {
    reqId,
    position,
    operation,
    side,
    price,
    size,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(1);
  w.int(draft.reqId ?? 0);
  w.int(draft.position ?? 0);
  w.int(draft.operation ?? 0);
  w.int(draft.side ?? 0);
  w.double(draft.price ?? 0);
  if (draft.size === undefined) w.empty();
  else w.string(draft.size);
}

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"updateMktDepth"> {
  let reqId = 0;
  let position = 0;
  let operation = 0;
  let side = 0;
  let price = 0;
  let size: Decimal | undefined;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        reqId = r.int32();
        break;
      case 18: {
        const end1 = r.length();
        while (r.at < end1) {
          switch (r.tag()) {
            case 8:
              position = r.int32();
              break;
            case 16:
              operation = r.int32();
              break;
            case 24:
              side = r.int32();
              break;
            case 33:
              price = r.double();
              break;
            case 42:
              size = r.decimal();
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
    position,
    operation,
    side,
    price,
    size,
  };
}
