/**
 * Reads and writes updateMktDepth. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"updateMktDepth"> {
  r.skip();
  const reqId = r.int();
  const position = r.int();
  const operation = r.int();
  const side = r.int();
  const price = r.double();
  const size = r.decimal();
  return {
    reqId,
    position,
    operation,
    side,
    price,
    size,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(1);
  w.int(draft.reqId ?? 0);
  w.int(draft.position ?? 0);
  w.int(draft.operation ?? 0);
  w.int(draft.side ?? 0);
  w.double(draft.price ?? 0);
  if (draft.size === undefined) w.empty();
  else w.string(draft.size);
}
