/**
 * Reads and writes updateAccountValue. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import { unknownOf } from "../protobuf/unknown.ts";
import type { ProtobufWriter } from "../protobuf/writer.ts";
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

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"updateAccountValue"> {
  let key = "";
  let value = "";
  let currency = "";
  let accountName = "";
  while (r.at < end) {
    switch (r.tag()) {
      case 10:
        key = r.string();
        break;
      case 18:
        value = r.string();
        break;
      case 26:
        currency = r.string();
        break;
      case 34:
        accountName = r.string();
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
  return {
    key,
    value,
    currency,
    accountName,
  };
}

export function writeProtobuf(w: ProtobufWriter, draft: Loose): void {
  if (unknownOf(draft) !== undefined) w.giveUp();
  if (draft.key) w.string(10, draft.key);
  if (draft.value) w.string(18, draft.value);
  if (draft.currency) w.string(26, draft.currency);
  if (draft.accountName) w.string(34, draft.accountName);
}
