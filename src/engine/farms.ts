/** The data farms: the newest word on every one of them, and which are broken. */
import { connectedOf, farmNews } from "../model/farm.ts";
import type { IncomingBody } from "../wire/codec.ts";

type Notice = IncomingBody<"error">;

/** IB has some dozens of farms; what names more names none. */
const FARMS_MAX = 100;

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

  /** Whether it is about a farm at all. */
  heard(notice: Notice): boolean {
    const news = farmNews(notice.errorCode, notice.errorMsg);
    if (news === undefined) return false;
    const { farm, name, word } = news;
    this.#newest.delete(farm);
    this.#newest.set(farm, notice);
    if (this.#newest.size > FARMS_MAX) this.#forgetOldest();
    if (word === "broken") this.#broken.set(farm, `${name} (${notice.errorCode})`);
    if (word === "ok") this.#broken.delete(farm);
    return true;
  }

  #forgetOldest(): void {
    for (const oldest of this.#newest.keys()) {
      this.#newest.delete(oldest);
      this.#broken.delete(oldest);
      return;
    }
  }

  /** What 1101 or 1102 lists as connected is broken no more. */
  listed({ errorMsg }: Notice): void {
    for (const farm of connectedOf(this.#broken.keys(), errorMsg)) this.#broken.delete(farm);
  }
}
