/**
 * What the Gateway says of its data farms, read out of a notice.
 *
 * A farm is whatever a notice names; no list of names is known, and none is needed. Texts may be in another language: the
 * code says what happened, and the name is what stands behind the colon, or behind the sentence (SEQUENCES 1 and 9).
 */
import { farmWord } from "../wire/codes.ts";
import type { FarmKind, FarmWord } from "../wire/codesRow.ts";

export interface FarmNews {
  /** A market farm and a history farm may bear one name. */
  readonly farm: string;
  readonly kind: FarmKind;
  readonly name: string;
  readonly word: FarmWord;
}

/** Undefined for notices about anything else. */
export function farmNews(errorCode: number, errorMsg: string): FarmNews | undefined {
  const about = farmWord(errorCode);
  if (about === undefined) return undefined;
  const [kind, word] = about;
  const name = nameIn(errorMsg);
  return { farm: `${kind} ${name}`, kind, name, word };
}

/** `... is OK:usfarm.nj`, `... available upon demand.ushmds`; names have dots of their own, and Asian texts their own signs. */
function nameIn(text: string): string {
  const name = /[:：]\s*([^:：]*)$/.exec(text)?.[1] ?? /[.。](?=\S)(.*)$/.exec(text)?.[1];
  return name?.trim().replace(/\.$/, "") || "a farm without a name";
}
