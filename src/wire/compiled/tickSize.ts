/**
 * Reads and writes tickSize. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Decimal } from "../../base/decimal.ts";
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import { unknownOf } from "../protobuf/unknown.ts";
import type { ProtobufWriter } from "../protobuf/writer.ts";
import type { Reader } from "../reader.ts";
import { shortText } from "../strings.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"tickSize"> {
  const b = r.bytes;
  let at = r.at;
  let start = 0;
  let digit = 0;
  let code = 0;
  let lowWord = 0;
  let reqId = 0;
  let tickType = 0;
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
  for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) tickType = (tickType * 10 + digit) | 0;
  if (digit !== 48 || at - start > 9) {
    tickType = r.from(start).int();
    at = r.at;
  }
  else at++;
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
    tickType,
    size,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(6);
  w.int(draft.reqId ?? 0);
  w.int(draft.tickType ?? 0);
  if (draft.size === undefined) w.empty();
  else w.string(draft.size);
}

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"tickSize"> {
  let reqId = 0;
  let tickType = 0;
  let size: Decimal | undefined;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        reqId = r.int32();
        break;
      case 16:
        tickType = r.int32();
        break;
      case 26:
        size = r.decimal();
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
  return {
    reqId,
    tickType,
    size,
  };
}

export function writeProtobuf(w: ProtobufWriter, draft: Loose): void {
  if (unknownOf(draft) !== undefined) w.giveUp();
  w.int32(8, draft.reqId ?? 0);
  w.int32(16, draft.tickType ?? 0);
  if (draft.size !== undefined) w.string(26, draft.size);
}
