/**
 * Reads and writes updateAccountValue. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"updateAccountValue"> {
  r.skip();
  const key = r.string();
  const value = r.string();
  const currency = r.string();
  const accountName = r.string();
  return {
    key,
    value,
    currency,
    accountName,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(2);
  w.string(draft.key ?? "");
  w.string(draft.value ?? "");
  w.string(draft.currency ?? "");
  w.string(draft.accountName ?? "");
}
