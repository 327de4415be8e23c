/**
 * Reads and writes orderStatus. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Decimal } from "../../base/decimal.ts";
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import { unknownOf } from "../protobuf/unknown.ts";
import type { ProtobufWriter } from "../protobuf/writer.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"orderStatus"> {
  const orderId = r.int();
  const status = r.string();
  const filled = r.decimal();
  const remaining = r.decimal();
  const avgFillPrice = r.double();
  const permId = r.long();
  const parentId = r.int();
  const lastFillPrice = r.double();
  const clientId = r.int();
  const whyHeld = r.string();
  const mktCapPrice = r.double();
  return {
    orderId,
    status,
    filled,
    remaining,
    avgFillPrice,
    permId,
    parentId,
    lastFillPrice,
    clientId,
    whyHeld,
    mktCapPrice,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(draft.orderId ?? 0);
  w.string(draft.status ?? "");
  if (draft.filled === undefined) w.empty();
  else w.string(draft.filled);
  if (draft.remaining === undefined) w.empty();
  else w.string(draft.remaining);
  w.double(draft.avgFillPrice ?? 0);
  w.long(draft.permId ?? 0);
  w.int(draft.parentId ?? 0);
  w.double(draft.lastFillPrice ?? 0);
  w.int(draft.clientId ?? 0);
  w.string(draft.whyHeld ?? "");
  w.double(draft.mktCapPrice ?? 0);
}

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"orderStatus"> {
  let orderId = 0;
  let status = "";
  let filled: Decimal | undefined;
  let remaining: Decimal | undefined;
  let avgFillPrice = 0;
  let permId = 0;
  let parentId = 0;
  let lastFillPrice = 0;
  let clientId = 0;
  let whyHeld = "";
  let mktCapPrice = 0;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        orderId = r.int32();
        break;
      case 18:
        status = r.string();
        break;
      case 26:
        filled = r.decimal();
        break;
      case 34:
        remaining = r.decimal();
        break;
      case 41:
        avgFillPrice = r.double();
        break;
      case 48:
        permId = r.int64();
        break;
      case 56:
        parentId = r.int32();
        break;
      case 65:
        lastFillPrice = r.double();
        break;
      case 72:
        clientId = r.int32();
        break;
      case 82:
        whyHeld = r.string();
        break;
      case 89:
        mktCapPrice = r.double();
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
  return {
    orderId,
    status,
    filled,
    remaining,
    avgFillPrice,
    permId,
    parentId,
    lastFillPrice,
    clientId,
    whyHeld,
    mktCapPrice,
  };
}

export function writeProtobuf(w: ProtobufWriter, draft: Loose): void {
  if (unknownOf(draft) !== undefined) w.giveUp();
  w.int32(8, draft.orderId ?? 0);
  if (draft.status) w.string(18, draft.status);
  if (draft.filled !== undefined) w.string(26, draft.filled);
  if (draft.remaining !== undefined) w.string(34, draft.remaining);
  w.double(41, draft.avgFillPrice ?? 0);
  w.int64(48, draft.permId ?? 0);
  w.int32(56, draft.parentId ?? 0);
  w.double(65, draft.lastFillPrice ?? 0);
  w.int32(72, draft.clientId ?? 0);
  if (draft.whyHeld) w.string(82, draft.whyHeld);
  w.double(89, draft.mktCapPrice ?? 0);
}
