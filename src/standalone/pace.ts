/**
 * Drives the Gateway's time by the host's: one second of the host is `speed` seconds of the Gateway.
 *
 * What is due runs in order, each at its own instant. A Gateway that cannot keep up falls behind in time, never out of
 * order: after a slice of work the host gets its turn, so clients are heard all the same.
 */
import { after, type Instant } from "../base/time.ts";
import type { Agenda } from "./agenda.ts";

const SLICE_MS = 10;
const TIMER_MS_MAX = 2 ** 31 - 1;

export class Pace {
  readonly #agenda: Agenda;
  readonly #speed: number;
  readonly #begun = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;
  #running = false;
  #stopped = false;

  constructor(agenda: Agenda, speed: number) {
    this.#agenda = agenda;
    this.#speed = speed;
    agenda.onEarlier = () => this.#plan();
  }

  /** Does what is due by now; before anything from outside is handled. */
  catchUp(): void {
    if (this.#running || this.#stopped) return;
    this.#running = true;
    const done = this.#run(this.#due());
    this.#running = false;
    if (done) this.#plan();
    else this.#turn ??= setImmediate(() => this.#next());
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
  }

  #next(): void {
    this.#turn = undefined;
    this.catchUp();
  }

  #due(): Instant {
    return after(0 as Instant, (performance.now() - this.#begun) * this.#speed);
  }

  /** False when the slice ended first. */
  #run(due: Instant): boolean {
    const until = performance.now() + SLICE_MS;
    for (let next = this.#agenda.next(); next !== undefined && next <= due; next = this.#agenda.next()) {
      if (performance.now() > until) return false;
      this.#agenda.runNext();
    }
    this.#agenda.moveTo(due);
    return true;
  }

  #plan(): void {
    if (this.#running || this.#stopped || this.#turn !== undefined) return;
    clearTimeout(this.#timer);
    const next = this.#agenda.next();
    if (next === undefined) return;
    const wait = Math.ceil((next - this.#due()) / this.#speed);
    this.#timer = setTimeout(() => this.catchUp(), Math.min(Math.max(wait, 0), TIMER_MS_MAX));
  }
}
