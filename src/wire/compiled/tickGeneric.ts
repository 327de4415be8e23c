/**
 * Reads and writes tickGeneric. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"tickGeneric"> {
  r.skip();
  const reqId = r.int();
  const tickType = r.int();
  const value = r.double();
  return {
    reqId,
    tickType,
    value,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(6);
  w.int(draft.reqId ?? 0);
  w.int(draft.tickType ?? 0);
  w.double(draft.value ?? 0);
}

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"tickGeneric"> {
  let reqId = 0;
  let tickType = 0;
  let value = 0;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        reqId = r.int32();
        break;
      case 16:
        tickType = r.int32();
        break;
      case 25:
        value = r.double();
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
  return {
    reqId,
    tickType,
    value,
  };
}
