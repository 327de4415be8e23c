/**
 * Reads and writes tickGeneric. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import { unknownOf } from "../protobuf/unknown.ts";
import type { ProtobufWriter } from "../protobuf/writer.ts";
import { POWERS, type Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"tickGeneric"> {
  const b = r.bytes;
  let at = r.at;
  let start = 0;
  let digit = 0;
  let point = 0;
  let reqId = 0;
  let tickType = 0;
  let value = 0;
  if (b[at] !== 0 && b[at + 1] === 0) at += 2;
  else {
    r.from(at).skip();
    at = r.at;
  }
  start = at;
  for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) reqId = (reqId * 10 + digit) | 0;
  if (digit !== 48 || at - start > 9) {
    reqId = r.from(start).int();
    at = r.at;
  }
  else at++;
  start = at;
  for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) tickType = (tickType * 10 + digit) | 0;
  if (digit !== 48 || at - start > 9) {
    tickType = r.from(start).int();
    at = r.at;
  }
  else at++;
  start = at;
  point = 0;
  for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) value = (value * 10 + digit) | 0;
  if (digit === 30 && at > start) {
    point = ++at;
    for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) value = (value * 10 + digit) | 0;
  }
  if (digit !== 48 || at - start > 9) {
    value = r.from(start).double();
    at = r.at;
  }
  else {
    if (point !== 0) value /= POWERS[at - point]!;
    at++;
  }
  r.at = at;
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

export function writeProtobuf(w: ProtobufWriter, draft: Loose): void {
  if (unknownOf(draft) !== undefined) w.giveUp();
  w.int32(8, draft.reqId ?? 0);
  w.int32(16, draft.tickType ?? 0);
  w.double(25, draft.value ?? 0);
}
