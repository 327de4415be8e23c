/**
 * Reads and writes updateMktDepthL2. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"updateMktDepthL2"> {
  r.skip();
  const reqId = r.int();
  const position = r.int();
  const marketMaker = r.string();
  const operation = r.int();
  const side = r.int();
  const price = r.double();
  const size = r.decimal();
  const isSmartDepth = r.bool();
  return {
    reqId,
    position,
    marketMaker,
    operation,
    side,
    price,
    size,
    isSmartDepth,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(1);
  w.int(draft.reqId ?? 0);
  w.int(draft.position ?? 0);
  w.string(draft.marketMaker ?? "");
  w.int(draft.operation ?? 0);
  w.int(draft.side ?? 0);
  w.double(draft.price ?? 0);
  if (draft.size === undefined) w.empty();
  else w.string(draft.size);
  w.bool(draft.isSmartDepth ?? false);
}
