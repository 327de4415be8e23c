/**
 * Reads and writes tickOptionComputation. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
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
