/**
 * Reads and writes realtimeBar. Emitted from its declaration by `npm run wire`: do not edit.
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

export function readText(r: Reader): BodyAt<"realtimeBar"> {
  const b = r.bytes;
  let at = r.at;
  let start = 0;
  let digit = 0;
  let code = 0;
  let point = 0;
  let middle = 0;
  let lowWord = 0;
  let reqId = 0;
  let time = 0;
  let open = 0;
  let high = 0;
  let low = 0;
  let close = 0;
  let volume: Decimal | undefined;
  let wap: Decimal | undefined;
  let count = 0;
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
  for (digit = b[at]! ^ 48; digit < 10 && at - start < 9; digit = b[++at]! ^ 48) time = (time * 10 + digit) | 0;
  lowWord = 0;
  middle = at;
  for (; digit < 10 && at - middle < 6; digit = b[++at]! ^ 48) lowWord = (lowWord * 10 + digit) | 0;
  if (digit !== 48) {
    time = r.from(start).long();
    at = r.at;
  }
  else {
    if (at > middle) time = time * POWERS[at - middle]! + lowWord;
    at++;
  }
  start = at;
  point = 0;
  for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) open = (open * 10 + digit) | 0;
  if (digit === 30 && at > start) {
    point = ++at;
    for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) open = (open * 10 + digit) | 0;
  }
  if (digit !== 48 || at - start > 9) {
    open = r.from(start).double();
    at = r.at;
  }
  else {
    if (point !== 0) open /= POWERS[at - point]!;
    at++;
  }
  start = at;
  point = 0;
  for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) high = (high * 10 + digit) | 0;
  if (digit === 30 && at > start) {
    point = ++at;
    for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) high = (high * 10 + digit) | 0;
  }
  if (digit !== 48 || at - start > 9) {
    high = r.from(start).double();
    at = r.at;
  }
  else {
    if (point !== 0) high /= POWERS[at - point]!;
    at++;
  }
  start = at;
  point = 0;
  for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) low = (low * 10 + digit) | 0;
  if (digit === 30 && at > start) {
    point = ++at;
    for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) low = (low * 10 + digit) | 0;
  }
  if (digit !== 48 || at - start > 9) {
    low = r.from(start).double();
    at = r.at;
  }
  else {
    if (point !== 0) low /= POWERS[at - point]!;
    at++;
  }
  start = at;
  point = 0;
  for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) close = (close * 10 + digit) | 0;
  if (digit === 30 && at > start) {
    point = ++at;
    for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) close = (close * 10 + digit) | 0;
  }
  if (digit !== 48 || at - start > 9) {
    close = r.from(start).double();
    at = r.at;
  }
  else {
    if (point !== 0) close /= POWERS[at - point]!;
    at++;
  }
  start = at;
  lowWord = 0;
  for (code = b[at]!; (code ^ 48) < 10; code = b[++at]!) lowWord = (lowWord << 8) | code;
  if (code !== 0 || at === start || at - start > 4 || (b[start] === 48 && at - start > 1)) {
    volume = r.from(start).decimal();
    at = r.at;
  }
  else {
    volume = shortText(lowWord, 0, b, start, at) as Decimal;
    at++;
  }
  start = at;
  lowWord = 0;
  for (code = b[at]!; (code ^ 48) < 10; code = b[++at]!) lowWord = (lowWord << 8) | code;
  if (code !== 0 || at === start || at - start > 4 || (b[start] === 48 && at - start > 1)) {
    wap = r.from(start).decimal();
    at = r.at;
  }
  else {
    wap = shortText(lowWord, 0, b, start, at) as Decimal;
    at++;
  }
  start = at;
  for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) count = (count * 10 + digit) | 0;
  if (digit !== 48 || at - start > 9) {
    count = r.from(start).int();
    at = r.at;
  }
  else at++;
  r.at = at;
  return {
    reqId,
    time,
    open,
    high,
    low,
    close,
    volume,
    wap,
    count,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(3);
  w.int(draft.reqId ?? 0);
  w.long(draft.time ?? 0);
  w.double(draft.open ?? 0);
  w.double(draft.high ?? 0);
  w.double(draft.low ?? 0);
  w.double(draft.close ?? 0);
  if (draft.volume === undefined) w.empty();
  else w.string(draft.volume);
  if (draft.wap === undefined) w.empty();
  else w.string(draft.wap);
  w.int(draft.count ?? 0);
}

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"realtimeBar"> {
  let reqId = 0;
  let time = 0;
  let open = 0;
  let high = 0;
  let low = 0;
  let close = 0;
  let volume: Decimal | undefined;
  let wap: Decimal | undefined;
  let count = 0;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        reqId = r.int32();
        break;
      case 16:
        time = r.int64();
        break;
      case 25:
        open = r.double();
        break;
      case 33:
        high = r.double();
        break;
      case 41:
        low = r.double();
        break;
      case 49:
        close = r.double();
        break;
      case 58:
        volume = r.decimal();
        break;
      case 66:
        wap = r.decimal();
        break;
      case 72:
        count = r.int32();
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
  return {
    reqId,
    time,
    open,
    high,
    low,
    close,
    volume,
    wap,
    count,
  };
}

export function writeProtobuf(w: ProtobufWriter, draft: Loose): void {
  if (unknownOf(draft) !== undefined) w.giveUp();
  w.int32(8, draft.reqId ?? 0);
  w.int64(16, draft.time ?? 0);
  w.double(25, draft.open ?? 0);
  w.double(33, draft.high ?? 0);
  w.double(41, draft.low ?? 0);
  w.double(49, draft.close ?? 0);
  if (draft.volume !== undefined) w.string(58, draft.volume);
  if (draft.wap !== undefined) w.string(66, draft.wap);
  w.int32(72, draft.count ?? 0);
}
