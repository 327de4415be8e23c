/**
 * I8, whether what a client is told of one stream is true: that it is silent (2166), that it flows again (2167).
 *
 * Silent is untrue of a stream that has ticked all along, and of one whose ticks, when they came again, found its contract
 * as the last tick had left it: nothing happened, so nothing was missed. That it flows is untrue where no tick came since it
 * was called silent and none follows while its market moves. Who does not tick when it is told so is not judged: a
 * request that nobody answers is dead, whatever its contract does, and what the Gateway was asked is not seen here. Nor
 * is what lies behind an interruption, a slept-through hour or a competing session: they have their own rules.
 */
import { type Instant, minutes, seconds } from "../../base/time.ts";
import type { TruthQuote } from "./facts.ts";

/** No stream is suspected before it was silent for a minute; looks and wires take their share of that. */
const HUSH_MS = seconds(45);
/** So long without such a silence is no silence. */
const FLOWING_MS = minutes(5);
/** A request that is answered has ticked so recently when its gap is announced: two looks of the watch, and the wires. */
const ANSWERED_MS = seconds(20);
/** What flows again is told so, and then brings something, if its market moves for so long. */
const BRINGS_MS = seconds(60);

/** A silence that is over. */
interface Hush {
  readonly from: Instant;
  /** What the exchange quoted when it began. */
  readonly quote: TruthQuote | undefined;
}

export class GapTold {
  #tickAt: Instant | undefined;
  #quote: TruthQuote | undefined;
  /** The last one. */
  #hush: Hush | undefined;
  /** No silence since then. */
  #flowingSince: Instant | undefined;
  #disturbedAt: Instant | undefined;
  /** It was told to be silent then. */
  #silentAt: Instant | undefined;
  /** It was told to flow, no tick has shown that, and its market has moved for so long. */
  #owedMs: number | undefined;

  /** `quote` is that of the exchange. An unchanged one is the same object. */
  tick(now: Instant, quote: TruthQuote | undefined): void {
    const isHush = this.#tickAt !== undefined && now - this.#tickAt >= HUSH_MS;
    if (isHush) this.#hush = { from: this.#tickAt!, quote: this.#quote };
    if (isHush || this.#flowingSince === undefined) this.#flowingSince = now;
    this.#tickAt = now;
    this.#quote = quote;
    this.#owedMs = undefined;
  }

  /** What was is no measure for what follows. */
  disturbed(now: Instant): void {
    this.#disturbedAt = now;
    this.#flowingSince = undefined;
    this.#owedMs = undefined;
    this.#silentAt = undefined;
  }

  /** What is untrue of it, if anything. */
  silent(now: Instant, quote: TruthQuote | undefined): string | undefined {
    const owed = this.#owedMs;
    this.#silentAt = now;
    this.#owedMs = undefined;
    if (owed !== undefined) return "was told that it flows again, and is told that it is silent without a tick between";
    if (this.#tickAt === undefined || now - this.#tickAt > ANSWERED_MS) return undefined;
    if (this.#flowingSince !== undefined && now - this.#flowingSince > FLOWING_MS)
      return "is told that it is silent, and has ticked all along";
    return this.#isQuiet(quote)
      ? "is told that it is silent, and its contract is as its last tick before that silence left it"
      : undefined;
  }

  #isQuiet(quote: TruthQuote | undefined): boolean {
    const hush = this.#hush;
    if (hush === undefined || quote === undefined || hush.quote !== quote) return false;
    return this.#disturbedAt === undefined || hush.from > this.#disturbedAt;
  }

  flows(): void {
    const since = this.#silentAt;
    this.#silentAt = undefined;
    const isShown = since !== undefined && this.#tickAt !== undefined && this.#tickAt >= since - ANSWERED_MS;
    if (since !== undefined && !isShown) this.#owedMs = 0;
  }

  /** So much time has passed, in which its market moved or did not. */
  look(moved: boolean, passedMs: number): string | undefined {
    if (this.#owedMs === undefined || !moved) return undefined;
    this.#owedMs += passedMs;
    if (this.#owedMs <= BRINGS_MS) return undefined;
    this.#owedMs = undefined;
    return "was told that it flows again, and has brought no tick since it was silent";
  }
}
