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

/** Those of these farms that 1101 or 1102 lists as connected; behind them it may list those that are not (IBC #143). */
export function connectedOf(farms: Iterable<string>, errorMsg: string): readonly string[] {
  const connected = errorMsg.slice(0, indexOrEnd(errorMsg, /\bnot connected\b/i));
  const names = new Set(connected.split(/[\s;:,]+/).map((word) => word.replace(/\.$/, "")));
  return [...farms].filter((farm) => names.has(farm.slice(farm.indexOf(" ") + 1)));
}

function indexOrEnd(text: string, what: RegExp): number {
  const index = text.search(what);
  return index < 0 ? text.length : index;
}

/** `... is OK:usfarm.nj`, `... available upon demand.ushmds`; names have dots of their own, and Asian texts their own signs. */
function nameIn(text: string): string {
  const name = /[:：]\s*([^:：]*)$/.exec(text)?.[1] ?? /[.。](?=\S)(.*)$/.exec(text)?.[1];
  return name?.trim().replace(/\.$/, "") || "a farm without a name";
}
