/**
 * Reads and writes pnlSingle. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Decimal } from "../../base/decimal.ts";
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import { unknownOf } from "../protobuf/unknown.ts";
import type { ProtobufWriter } from "../protobuf/writer.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"pnlSingle"> {
  const reqId = r.int();
  const pos = r.decimal();
  const dailyPnL = r.maybeDouble();
  const unrealizedPnL = r.maybeDouble();
  const realizedPnL = r.maybeDouble();
  const value = r.maybeDouble();
  return {
    reqId,
    pos,
    dailyPnL,
    unrealizedPnL,
    realizedPnL,
    value,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(draft.reqId ?? 0);
  if (draft.pos === undefined) w.empty();
  else w.string(draft.pos);
  if (draft.dailyPnL === undefined) w.string("1.7976931348623157E308");
  else w.double(draft.dailyPnL);
  if (draft.unrealizedPnL === undefined) w.string("1.7976931348623157E308");
  else w.double(draft.unrealizedPnL);
  if (draft.realizedPnL === undefined) w.string("1.7976931348623157E308");
  else w.double(draft.realizedPnL);
  if (draft.value === undefined) w.string("1.7976931348623157E308");
  else w.double(draft.value);
}

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"pnlSingle"> {
  let reqId = 0;
  let pos: Decimal | undefined;
  let dailyPnL: number | undefined;
  let unrealizedPnL: number | undefined;
  let realizedPnL: number | undefined;
  let value: number | undefined;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        reqId = r.int32();
        break;
      case 18:
        pos = r.decimal();
        break;
      case 25:
        dailyPnL = r.maybeDouble();
        break;
      case 33:
        unrealizedPnL = r.maybeDouble();
        break;
      case 41:
        realizedPnL = r.maybeDouble();
        break;
      case 49:
        value = r.maybeDouble();
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
  return {
    reqId,
    pos,
    dailyPnL,
    unrealizedPnL,
    realizedPnL,
    value,
  };
}

export function writeProtobuf(w: ProtobufWriter, draft: Loose): void {
  if (unknownOf(draft) !== undefined) w.giveUp();
  w.int32(8, draft.reqId ?? 0);
  if (draft.pos !== undefined) w.string(18, draft.pos);
  if (draft.dailyPnL !== undefined) w.double(25, draft.dailyPnL);
  if (draft.unrealizedPnL !== undefined) w.double(33, draft.unrealizedPnL);
  if (draft.realizedPnL !== undefined) w.double(41, draft.realizedPnL);
  if (draft.value !== undefined) w.double(49, draft.value);
}
