/**
 * The data farms, by what the Gateway says of each: the newest word on every farm, and which are broken.
 *
 * A farm is whatever a notice names; no list of names is known, and none is needed. Texts may be in another language: the
 * code says what happened, and the name is what stands behind the colon, or behind the sentence (SEQUENCES 1 and 9).
 */
import type { IncomingBody } from "../wire/codec.ts";

type Notice = IncomingBody<"error">;
type Word = "broken" | "ok" | "connecting";
type Kind = "market" | "history" | "secdef";

const CODES: ReadonlyMap<number, readonly [Kind, Word]> = new Map([
  [2103, ["market", "broken"]],
  [2104, ["market", "ok"]],
  [2105, ["history", "broken"]],
  [2106, ["history", "ok"]],
  // Inactive but available upon demand is how a farm that nobody uses is well.
  [2107, ["history", "ok"]],
  [2108, ["market", "ok"]],
  [2119, ["market", "connecting"]],
  [2157, ["secdef", "broken"]],
  [2158, ["secdef", "ok"]],
]);
/** IB has some dozens of farms; what names more names none. */
const FARMS_MAX = 100;

export const isFarmCode = (errorCode: number): boolean => CODES.has(errorCode);
export const isFarmOk = (errorCode: number): boolean => CODES.get(errorCode)?.[1] === "ok";

export class Farms {
  /** The newest notice of each farm, by kind and name: a market farm and a history farm may bear one name. */
  readonly #newest = new Map<string, Notice>();
  readonly #broken = new Map<string, string>();

  clear(): void {
    this.#newest.clear();
    this.#broken.clear();
  }

  /** Told to clients that connect later. */
  get newest(): IterableIterator<Notice> {
    return this.#newest.values();
  }

  /** The broken ones with the code that said so; "" when all are well. */
  get broken(): string {
    return [...this.#broken.values()].join(", ");
  }

  heard(notice: Notice): void {
    const [kind, word] = CODES.get(notice.errorCode)!;
    const name = farmIn(notice.errorMsg);
    const farm = `${kind} ${name}`;
    this.#newest.delete(farm);
    this.#newest.set(farm, notice);
    if (this.#newest.size > FARMS_MAX) this.#forgetOldest();
    if (word === "broken") this.#broken.set(farm, `${name} (${notice.errorCode})`);
    if (word === "ok") this.#broken.delete(farm);
  }

  #forgetOldest(): void {
    for (const oldest of this.#newest.keys()) {
      this.#newest.delete(oldest);
      this.#broken.delete(oldest);
      return;
    }
  }

  /** 1101 and 1102 may list the farms that are connected, and behind them those that are not (IBC #143). */
  listed({ errorMsg }: Notice): void {
    const connected = errorMsg.slice(0, indexOrEnd(errorMsg, /\bnot connected\b/i));
    const names = new Set(connected.split(/[\s;:,]+/).map((word) => word.replace(/\.$/, "")));
    for (const farm of this.#broken.keys()) if (names.has(farm.slice(farm.indexOf(" ") + 1))) this.#broken.delete(farm);
  }
}

function indexOrEnd(text: string, what: RegExp): number {
  const index = text.search(what);
  return index < 0 ? text.length : index;
}

/** `... is OK:usfarm.nj`, `... available upon demand.ushmds`; names have dots of their own, and Asian texts their own signs. */
function farmIn(text: string): string {
  const name = /[:：]\s*([^:：]*)$/.exec(text)?.[1] ?? /[.。](?=\S)(.*)$/.exec(text)?.[1];
  return name?.trim().replace(/\.$/, "") || "a farm without a name";
}
