/**
 * Reads and writes tickOptionComputation. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import { unknownOf } from "../protobuf/unknown.ts";
import type { ProtobufWriter } from "../protobuf/writer.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"tickOptionComputation"> {
  const reqId = r.int();
  const tickType = r.int();
  const tickAttrib = r.int();
  const impliedVol = r.double();
  const delta = r.double();
  const optPrice = r.double();
  const pvDividend = r.double();
  const gamma = r.double();
  const vega = r.double();
  const theta = r.double();
  const undPrice = r.double();
  return {
    reqId,
    tickType,
    tickAttrib,
    impliedVol,
    delta,
    optPrice,
    pvDividend,
    gamma,
    vega,
    theta,
    undPrice,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(draft.reqId ?? 0);
  w.int(draft.tickType ?? 0);
  w.int(draft.tickAttrib ?? 0);
  w.double(draft.impliedVol ?? 0);
  w.double(draft.delta ?? 0);
  w.double(draft.optPrice ?? 0);
  w.double(draft.pvDividend ?? 0);
  w.double(draft.gamma ?? 0);
  w.double(draft.vega ?? 0);
  w.double(draft.theta ?? 0);
  w.double(draft.undPrice ?? 0);
}

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"tickOptionComputation"> {
  let reqId = 0;
  let tickType = 0;
  let tickAttrib = 0;
  let impliedVol = 0;
  let delta = 0;
  let optPrice = 0;
  let pvDividend = 0;
  let gamma = 0;
  let vega = 0;
  let theta = 0;
  let undPrice = 0;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        reqId = r.int32();
        break;
      case 16:
        tickType = r.int32();
        break;
      case 24:
        tickAttrib = r.int32();
        break;
      case 33:
        impliedVol = r.double();
        break;
      case 41:
        delta = r.double();
        break;
      case 49:
        optPrice = r.double();
        break;
      case 57:
        pvDividend = r.double();
        break;
      case 65:
        gamma = r.double();
        break;
      case 73:
        vega = r.double();
        break;
      case 81:
        theta = r.double();
        break;
      case 89:
        undPrice = r.double();
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
  return {
    reqId,
    tickType,
    tickAttrib,
    impliedVol,
    delta,
    optPrice,
    pvDividend,
    gamma,
    vega,
    theta,
    undPrice,
  };
}

export function writeProtobuf(w: ProtobufWriter, draft: Loose): void {
  if (unknownOf(draft) !== undefined) w.giveUp();
  w.int32(8, draft.reqId ?? 0);
  w.int32(16, draft.tickType ?? 0);
  w.int32(24, draft.tickAttrib ?? 0);
  w.double(33, draft.impliedVol ?? 0);
  w.double(41, draft.delta ?? 0);
  w.double(49, draft.optPrice ?? 0);
  w.double(57, draft.pvDividend ?? 0);
  w.double(65, draft.gamma ?? 0);
  w.double(73, draft.vega ?? 0);
  w.double(81, draft.theta ?? 0);
  w.double(89, draft.undPrice ?? 0);
}
