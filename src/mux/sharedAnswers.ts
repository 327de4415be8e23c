/**
 * Finished answers that serve later clients: the frames as the Gateway sent them, by the request they answer.
 *
 * Bounded in number and in bytes; the oldest answer makes room. All go when the session ends, since a new one may speak
 * another server version.
 */
import { after, type Instant } from "../base/time.ts";

interface Answer {
  readonly frames: readonly Uint8Array[];
  readonly bytes: number;
  readonly until: Instant;
}

const ANSWERS_MAX = 2_000;
const BYTES_MAX = 64 * 1024 * 1024;

export class Answers {
  readonly #answers = new Map<string, Answer>();
  #bytes = 0;

  /** The frames of the answer, or undefined when there is none or it is too old. */
  find(key: string, now: Instant): readonly Uint8Array[] | undefined {
    const answer = this.#answers.get(key);
    if (answer === undefined) return undefined;
    if (now < answer.until) return answer.frames;
    this.#forget(key, answer);
    return undefined;
  }

  keep(key: string, frames: readonly Uint8Array[], bytes: number, now: Instant, keepMs: number): void {
    const former = this.#answers.get(key);
    if (former !== undefined) this.#forget(key, former);
    this.#answers.set(key, { frames, bytes, until: after(now, keepMs) });
    this.#bytes += bytes;
    for (const [oldest, answer] of this.#answers) {
      if (this.#answers.size <= ANSWERS_MAX && this.#bytes <= BYTES_MAX) return;
      this.#forget(oldest, answer);
    }
  }

  clear(): void {
    this.#answers.clear();
    this.#bytes = 0;
  }

  #forget(key: string, answer: Answer): void {
    this.#answers.delete(key);
    this.#bytes -= answer.bytes;
  }
}
