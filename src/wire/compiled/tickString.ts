/**
 * Reads and writes tickString. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import { unknownOf } from "../protobuf/unknown.ts";
import type { ProtobufWriter } from "../protobuf/writer.ts";
import type { Reader } from "../reader.ts";
import { shortText } from "../strings.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"tickString"> {
  const b = r.bytes;
  let at = r.at;
  let start = 0;
  let digit = 0;
  let code = 0;
  let lowWord = 0;
  let highWord = 0;
  let reqId = 0;
  let tickType = 0;
  let value = "";
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
  highWord = 0;
  for (code = b[at]! | 0; code !== 0 && at - start < 8; code = b[++at]! | 0) {
    highWord = (highWord << 8) | (lowWord >>> 24);
    lowWord = (lowWord << 8) | code;
  }
  const valueText = code !== 0 ? undefined : shortText(lowWord, highWord, b, start, at);
  if (valueText === undefined) {
    value = r.from(start).string();
    at = r.at;
  }
  else {
    value = valueText;
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
  w.string(draft.value ?? "");
}

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"tickString"> {
  let reqId = 0;
  let tickType = 0;
  let value = "";
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        reqId = r.int32();
        break;
      case 16:
        tickType = r.int32();
        break;
      case 26:
        value = r.string();
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
  if (draft.value) w.string(26, draft.value);
}
