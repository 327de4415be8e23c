/**
 * The pace of one stream: how long it is silent when nothing is wrong.
 *
 * `longestMs` remembers the longest silence while its market flowed, so that nights, holidays and outages do not count, and
 * forgets half of it in an hour. `usualMs` is the usual pause between signs of life on the plain clock, for streams that
 * have nobody to be compared with. A pace is known after several signs of life only: the image of a new subscription says
 * nothing about what follows.
 */
import { minutes } from "../base/time.ts";

/** Signs of life, each in a look of its own, before a pace is believed. */
const SAMPLES_MIN = 5;
const HALF_LIFE_MS = minutes(60);
/** The share of the newest pause in the usual one. */
const NEWEST = 0.1;
/** A night must not hide the morning's pace for long. */
const PAUSE_MS_MAX = minutes(5);

export class Pace {
  longestMs = 0;
  usualMs = 0;
  #samples = 0;

  /** A sign of life after `pauseMs`, of which its market flowed for `silentMs`. */
  learn(silentMs: number, pauseMs: number): void {
    this.longestMs = Math.max(silentMs, this.longestMs * 2 ** (-pauseMs / HALF_LIFE_MS));
    const pause = Math.min(pauseMs, PAUSE_MS_MAX);
    this.usualMs = this.#samples === 0 ? pause : this.usualMs + NEWEST * (pause - this.usualMs);
    this.#samples++;
  }

  /** It has said more than its image. */
  get hasFlowed(): boolean {
    return this.#samples > 0;
  }

  get isKnown(): boolean {
    return this.#samples >= SAMPLES_MIN;
  }
}
