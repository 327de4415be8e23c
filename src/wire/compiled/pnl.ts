/**
 * Reads and writes pnl. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import { unknownOf } from "../protobuf/unknown.ts";
import type { ProtobufWriter } from "../protobuf/writer.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"pnl"> {
  const reqId = r.int();
  const dailyPnL = r.maybeDouble();
  const unrealizedPnL = r.maybeDouble();
  const realizedPnL = r.maybeDouble();
  return {
    reqId,
    dailyPnL,
    unrealizedPnL,
    realizedPnL,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(draft.reqId ?? 0);
  if (draft.dailyPnL === undefined) w.string("1.7976931348623157E308");
  else w.double(draft.dailyPnL);
  if (draft.unrealizedPnL === undefined) w.string("1.7976931348623157E308");
  else w.double(draft.unrealizedPnL);
  if (draft.realizedPnL === undefined) w.string("1.7976931348623157E308");
  else w.double(draft.realizedPnL);
}

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"pnl"> {
  let reqId = 0;
  let dailyPnL: number | undefined;
  let unrealizedPnL: number | undefined;
  let realizedPnL: number | undefined;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        reqId = r.int32();
        break;
      case 17:
        dailyPnL = r.maybeDouble();
        break;
      case 25:
        unrealizedPnL = r.maybeDouble();
        break;
      case 33:
        realizedPnL = r.maybeDouble();
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
  return {
    reqId,
    dailyPnL,
    unrealizedPnL,
    realizedPnL,
  };
}

export function writeProtobuf(w: ProtobufWriter, draft: Loose): void {
  if (unknownOf(draft) !== undefined) w.giveUp();
  w.int32(8, draft.reqId ?? 0);
  if (draft.dailyPnL !== undefined) w.double(17, draft.dailyPnL);
  if (draft.unrealizedPnL !== undefined) w.double(25, draft.unrealizedPnL);
  if (draft.realizedPnL !== undefined) w.double(33, draft.realizedPnL);
}
