/**
 * Finished answers that serve later clients: the frames as the Gateway sent them, by the request they answer.
 *
 * Bounded in number and in bytes; what is too old and then the oldest answer makes room. All go when the session ends, since
 * a new one may speak another server version.
 */
import type { Instant } from "../base/time.ts";
import type { Answer } from "./sharedFlight.ts";

interface Kept extends Answer {
  readonly bytes: number;
  readonly until: Instant;
}

export class Answers {
  readonly #answers = new Map<string, Kept>();
  readonly #answersMax: number;
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(answersMax: number, bytesMax: number) {
    this.#answersMax = answersMax;
    this.#bytesMax = bytesMax;
  }

  /** Undefined when there is none or it is too old. */
  find(key: string, now: Instant): Answer | undefined {
    const answer = this.#answers.get(key);
    if (answer === undefined) return undefined;
    if (now < answer.until) return answer;
    this.#forget(key, answer);
    return undefined;
  }

  keep(key: string, answer: Kept, now: Instant): void {
    const former = this.#answers.get(key);
    if (former !== undefined) this.#forget(key, former);
    this.#answers.set(key, answer);
    this.#bytes += answer.bytes;
    for (const [oldest, kept] of this.#answers) {
      const isRoom = this.#answers.size <= this.#answersMax && this.#bytes <= this.#bytesMax;
      if (isRoom && now < kept.until) return;
      this.#forget(oldest, kept);
    }
  }

  clear(): void {
    this.#answers.clear();
    this.#bytes = 0;
  }

  #forget(key: string, answer: Kept): void {
    this.#answers.delete(key);
    this.#bytes -= answer.bytes;
  }
}
