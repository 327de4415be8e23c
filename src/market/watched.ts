/** What the watch knows of one stream between two looks. */
import type { Instant } from "../base/time.ts";
import { IMAGE_MS, NEVER, type Pulse, type Stream } from "../model/stream.ts";
import { EXCUSED_MS_MAX, pauseMsMax, retryMs, silenceMsMax } from "./bounds.ts";
import type { Gap } from "./gap.ts";
import { Pace } from "./pace.ts";

/** Where streams come from: quotes, bars. */
export interface Source {
  /** All that the Gateway has been asked to stream, whoever hears it. */
  streams(): Iterable<Stream>;
  /** Asks anew for the stream of this pulse, under another request id; its clients keep theirs. */
  renew(pulse: Pulse): void;
  /** How many may be asked anew within ten minutes. */
  readonly renewalsMax: number;
}

/** It has been asked for anew. */
export interface Renewal {
  readonly at: Instant;
  readonly tries: number;
  /** The last sign of life before the first try, and how long others of its market had flowed then. */
  readonly silentSince: Instant;
  readonly silentMs: number;
  /** Its whole market was silent, and it was asked as the canary. */
  readonly isProbe: boolean;
}

export class Watched {
  readonly source: Source;
  stream: Stream;
  readonly pace = new Pace();
  /** Its last sign of life, as of the last look. */
  heardAt = NEVER;
  /** How long it has been silent while others of its market flowed. */
  silentMs = 0;
  /** It flowed when an interruption began. */
  flowed = false;
  interruptedAt = NEVER;
  /** Since the end of that interruption it must flow again, or since a canary has shown that its market misses data. */
  owedSince = NEVER;
  /** It was asked for then first since the interruption: that it is asked for again, because it was refused, puts nothing off. */
  #askedAt = NEVER;
  /** For how much of its pause we were not running, and until when. */
  #sleptMs = 0;
  #wokenAt = NEVER;
  /** The last look in which the Gateway had said why nothing comes. */
  excusedUntil = NEVER;
  /** Since it was asked anew we were not running for so long. */
  absentMs = 0;
  renewal: Renewal | undefined;
  gap: Gap | undefined;
  /** The look in which it was there last. */
  look = 0;

  constructor(source: Source, stream: Stream) {
    this.source = source;
    this.stream = stream;
  }

  get pulse(): Pulse {
    return this.stream.pulse;
  }

  get isOwed(): boolean {
    return this.owedSince !== NEVER;
  }

  /** The Gateway has said why nothing comes, or nothing need come. */
  get isExcused(): boolean {
    const { excusedAt, lastAt, halted, frozen } = this.pulse;
    return halted || frozen || excusedAt > lastAt;
  }

  /** Another session had the data so long ago that it may have ended since: then its clients hear so, or data. */
  isExcusedForLong(now: Instant): boolean {
    const { excusedAt, lastAt, askedAt } = this.pulse;
    return excusedAt > lastAt && askedAt !== NEVER && now - Math.max(excusedAt, askedAt) >= EXCUSED_MS_MAX;
  }

  /** Its pace is known and quick enough, and the Gateway owes it data. */
  get isJudged(): boolean {
    return silenceMsMax(this.pace) !== undefined && this.pulse.askedAt !== NEVER && !this.isExcused;
  }

  /** It flowed before an interruption and does not since, or it is silent while others flow. */
  isOverdue(now: Instant): boolean {
    const { pulse, owedSince, pace, silentMs } = this;
    if (pulse.askedAt === NEVER) return false;
    if (this.#askedAt === NEVER) this.#askedAt = pulse.askedAt;
    if (this.isOwed && now - Math.max(owedSince, this.#askedAt) > pauseMsMax(pace)) return true;
    const bound = silenceMsMax(pace);
    return bound !== undefined && silentMs > bound;
  }

  /** What has been asked anew has said more than its image. */
  get flowsAnew(): boolean {
    const { answeredAt, lastAt } = this.pulse;
    return answeredAt !== NEVER && lastAt > answeredAt + IMAGE_MS;
  }

  /** How long what has been asked anew is waited for; a canary that showed something new may have to flow before it proves anything. */
  get patienceMs(): number {
    const { tries, isProbe } = this.renewal!;
    return isProbe && this.pulse.moved ? Math.max(retryMs(tries), pauseMsMax(this.pace)) : retryMs(tries);
  }

  /**
   * Whether it said something since the last look; a pause in which all was well teaches its pace. What was still under way when
   * an interruption began has not outlived it.
   */
  hear(): boolean {
    const { lastAt } = this.pulse;
    if (lastAt <= this.heardAt) return false;
    const pauseMs = this.#pauseMs(lastAt);
    if (this.heardAt > this.interruptedAt && this.renewal === undefined) this.pace.learn(this.silentMs, pauseMs);
    if (lastAt > this.interruptedAt + IMAGE_MS && !this.isOwed) this.flowed = false;
    this.heardAt = lastAt;
    this.silentMs = 0;
    if (this.#flowsAgain) this.forgiven();
    return true;
  }

  /** Its pause was not one for so long. */
  slept(ms: number, now: Instant): void {
    this.#sleptMs += ms;
    this.absentMs += ms;
    this.#wokenAt = now;
  }

  /** How long it was silent before this sign of life while we were running. What came right before a sleep ends no pause with it. */
  #pauseMs(lastAt: Instant): number {
    const pauseMs = lastAt - this.heardAt;
    const isSpanned = pauseMs >= this.#sleptMs;
    const sleptMs = isSpanned ? this.#sleptMs : 0;
    if (isSpanned || lastAt > this.#wokenAt) this.#sleptMs = 0;
    return pauseMs - sleptMs;
  }

  /**
   * It has said since the interruption what it owed. The image of a new subscription is none of that: it shows no flow; and of what
   * is not asked for at present nobody knows any more whether the last that it said was one.
   */
  get #flowsAgain(): boolean {
    const { lastAt, askedAt, answeredAt } = this.pulse;
    if (!this.isOwed || askedAt === NEVER) return false;
    return lastAt > (askedAt >= this.owedSince ? Math.max(askedAt, answeredAt) + IMAGE_MS : this.owedSince);
  }

  /** An interruption begins. What it has said since the last one ended has answered that, and does not answer this. */
  interrupted(now: Instant): void {
    if (this.#flowsAgain) this.forgiven();
    this.interruptedAt = now;
    this.absentMs = 0;
    this.#askedAt = NEVER;
    this.flowed ||= this.#isFlowing(now);
  }

  #isFlowing(now: Instant): boolean {
    return this.pace.hasFlowed && now - this.pulse.lastAt - this.#sleptMs <= pauseMsMax(this.pace);
  }

  /** It is over; one interruption after the other puts nothing off. */
  restored(now: Instant): void {
    this.flowed ||= this.#isFlowing(now);
    if (this.flowed) this.owes(now);
  }

  /** It must flow again. */
  owes(now: Instant): void {
    if (!this.isOwed) this.owedSince = now;
  }

  /**
   * The silence that led to a renewal was an honest one, unless it was an outage's, or its whole market's: nights teach nothing.
   * Nothing is owed any more, unless an interruption came behind the renewal: what answers then may be the image that every
   * session begins with.
   */
  learnSilence(): void {
    const { at, silentMs, silentSince, isProbe } = this.renewal!;
    const { answeredAt } = this.pulse;
    if (!isProbe && silentSince > this.interruptedAt) this.pace.learn(silentMs, answeredAt - silentSince);
    if (at > this.interruptedAt) this.forgiven();
  }

  forgiven(): void {
    this.flowed = false;
    this.owedSince = NEVER;
    this.#askedAt = NEVER;
  }
}
