/**
 * Reads and writes updateMktDepth. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Decimal } from "../../base/decimal.ts";
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import { unknownOf } from "../protobuf/unknown.ts";
import type { ProtobufWriter } from "../protobuf/writer.ts";
import { POWERS, type Reader } from "../reader.ts";
import { shortText } from "../strings.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"updateMktDepth"> {
  const b = r.bytes;
  let at = r.at;
  let start = 0;
  let digit = 0;
  let code = 0;
  let point = 0;
  let lowWord = 0;
  let reqId = 0;
  let position = 0;
  let operation = 0;
  let side = 0;
  let price = 0;
  let size: Decimal | undefined;
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
  for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) position = (position * 10 + digit) | 0;
  if (digit !== 48 || at - start > 9) {
    position = r.from(start).int();
    at = r.at;
  }
  else at++;
  start = at;
  for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) operation = (operation * 10 + digit) | 0;
  if (digit !== 48 || at - start > 9) {
    operation = r.from(start).int();
    at = r.at;
  }
  else at++;
  start = at;
  for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) side = (side * 10 + digit) | 0;
  if (digit !== 48 || at - start > 9) {
    side = r.from(start).int();
    at = r.at;
  }
  else at++;
  start = at;
  point = 0;
  for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) price = (price * 10 + digit) | 0;
  if (digit === 30 && at > start) {
    point = ++at;
    for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) price = (price * 10 + digit) | 0;
  }
  if (digit !== 48 || at - start > 9) {
    price = r.from(start).double();
    at = r.at;
  }
  else {
    if (point !== 0) price /= POWERS[at - point]!;
    at++;
  }
  start = at;
  lowWord = 0;
  for (code = b[at]!; (code ^ 48) < 10; code = b[++at]!) lowWord = (lowWord << 8) | code;
  if (code !== 0 || at === start || at - start > 4 || (b[start] === 48 && at - start > 1)) {
    size = r.from(start).decimal();
    at = r.at;
  }
  else {
    size = shortText(lowWord, 0, b, start, at) as Decimal;
    at++;
  }
  r.at = at;
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

export function writeProtobuf(w: ProtobufWriter, draft: Loose): void {
  if (unknownOf(draft) !== undefined) w.giveUp();
  w.int32(8, draft.reqId ?? 0);
  {
    const start1 = w.begin(18);
    w.int32(8, draft.position ?? 0);
    w.int32(16, draft.operation ?? 0);
    w.int32(24, draft.side ?? 0);
    w.double(33, draft.price ?? 0);
    if (draft.size !== undefined) w.string(42, draft.size);
    w.end(start1);
  }
}
