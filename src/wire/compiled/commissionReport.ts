/**
 * Reads and writes commissionReport. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import { int } from "../kind.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import { unknownOf } from "../protobuf/unknown.ts";
import { conversion, printed } from "../protobuf/value.ts";
import type { ProtobufWriter } from "../protobuf/writer.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

const intByString = conversion(int, "string");

export function readText(r: Reader): BodyAt<"commissionReport"> {
  r.skip();
  const execId = r.string();
  const commission = r.double();
  const currency = r.string();
  const realizedPNL = r.maybeDouble();
  const yield_ = r.maybeDouble();
  const yieldRedemptionDate = r.int();
  return {
    execId,
    commission,
    currency,
    realizedPNL,
    yield: yield_,
    yieldRedemptionDate,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(1);
  w.string(draft.execId ?? "");
  w.double(draft.commission ?? 0);
  w.string(draft.currency ?? "");
  if (draft.realizedPNL === undefined) w.string("1.7976931348623157E308");
  else w.double(draft.realizedPNL);
  if (draft.yield === undefined) w.string("1.7976931348623157E308");
  else w.double(draft.yield);
  w.int(draft.yieldRedemptionDate ?? 0);
}

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"commissionReport"> {
  let execId = "";
  let commission = 0;
  let currency = "";
  let realizedPNL: number | undefined;
  let yield_: number | undefined;
  let yieldRedemptionDate = 0;
  while (r.at < end) {
    switch (r.tag()) {
      case 10:
        execId = r.string();
        break;
      case 17:
        commission = r.double();
        break;
      case 26:
        currency = r.string();
        break;
      case 33:
        realizedPNL = r.maybeDouble();
        break;
      case 41:
        yield_ = r.maybeDouble();
        break;
      case 50:
        yieldRedemptionDate = r.parsed(intByString, r.string());
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
  return {
    execId,
    commission,
    currency,
    realizedPNL,
    yield: yield_,
    yieldRedemptionDate,
  };
}

export function writeProtobuf(w: ProtobufWriter, draft: Loose): void {
  if (unknownOf(draft) !== undefined) w.giveUp();
  if (draft.execId) w.string(10, draft.execId);
  w.double(17, draft.commission ?? 0);
  if (draft.currency) w.string(26, draft.currency);
  if (draft.realizedPNL !== undefined) w.double(33, draft.realizedPNL);
  if (draft.yield !== undefined) w.double(41, draft.yield);
  const draftYieldRedemptionDatePrinted = printed(intByString, draft.yieldRedemptionDate, 0);
  if (draftYieldRedemptionDatePrinted !== undefined) w.string(50, draftYieldRedemptionDatePrinted);
}
