/**
 * Snapshots that are under way, and by when each must have ended.
 *
 * A Gateway ends each within eleven seconds, but none that it has refused in words that end no line: 10197 during a
 * competing session, 10089 without a subscription. Nobody cancels a snapshot, so without a bound each of these would keep a
 * line of the login, and its ticker id, for as long as its client stays. While the link is lost nothing is due.
 */
import { after, earliest, type Instant, seconds } from "../base/time.ts";
import { NEVER } from "../model/stream.ts";
import type { LinkWord } from "../wire/codesRow.ts";
import type { Line } from "./linesLine.ts";
import { isSnapshot } from "./linesWish.ts";

/** Eleven seconds of the Gateway's (PROTOCOL section 12), and the wire's. */
export const SNAPSHOT_MS_MAX = seconds(30);

export class Snapshots {
  readonly #open = new Set<Line>();
  #linkLost = false;
  /** Before that the Gateway had no link, and nothing could be answered. */
  #linkedSince = NEVER;

  opened(line: Line): void {
    if (isSnapshot(line)) this.#open.add(line);
  }

  over(line: Line): void {
    this.#open.delete(line);
  }

  linkIs(word: LinkWord, now: Instant): void {
    if (word !== "lost" && this.#linkLost) this.#linkedSince = now;
    this.#linkLost = word === "lost";
  }

  sessionLost(): void {
    this.#linkLost = false;
  }

  /** Looked at for every tick: nothing is allocated while there is none. */
  nextDeadline(): Instant | undefined {
    if (this.#linkLost) return undefined;
    let first: Instant | undefined;
    for (const line of this.#open) first = earliest(first, this.#dueAt(line));
    return first;
  }

  due(now: Instant): readonly Line[] {
    if (this.#linkLost) return [];
    return [...this.#open].filter((line) => (this.#dueAt(line) ?? Number.POSITIVE_INFINITY) <= now);
  }

  /** Undefined while its request has not left. */
  #dueAt({ pulse: { askedAt } }: Line): Instant | undefined {
    if (askedAt === NEVER) return undefined;
    return after(askedAt > this.#linkedSince ? askedAt : this.#linkedSince, SNAPSHOT_MS_MAX);
  }
}
