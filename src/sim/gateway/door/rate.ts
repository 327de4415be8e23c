/**
 * The message rate of one connection: 50 in any second (PROTOCOL 14).
 *
 * Evidence of the texts and of the count in them: erdewit/ib_insync #35 and #443, and several public sources that quote
 * `Max rate of messages per second has been exceeded:max=50 rec=138 (1)`. The number in brackets counts the violations;
 * after several of them the Gateway disconnects.
 */
import { type Instant, seconds } from "../../../base/time.ts";

export type Verdict =
  | { readonly kind: "fine" }
  | { readonly kind: "warning"; readonly text: string }
  /** Beyond the limit. `text` is set once for each second of excess. */
  | { readonly kind: "excess"; readonly text: string | undefined; readonly violations: number };

const FINE: Verdict = { kind: "fine" };

export class Rate {
  readonly #times: Instant[] = [];
  #violations = 0;
  #violatedAt: Instant | undefined;
  #warnedAt: Instant | undefined;

  /** One more message, of which `max` are allowed in a second. */
  message(now: Instant, max: number): Verdict {
    while (this.#times.length > 0 && now - (this.#times[0] as number) >= seconds(1)) this.#times.shift();
    this.#times.push(now);
    const count = this.#times.length;
    if (count > max) return this.#excess(now, count, max);
    return count === max - 6 ? this.#warning(now, count, max) : FINE;
  }

  #excess(now: Instant, count: number, max: number): Verdict {
    const fresh = this.#violatedAt === undefined || now - this.#violatedAt >= seconds(1);
    if (!fresh) return { kind: "excess", text: undefined, violations: this.#violations };
    this.#violatedAt = now;
    this.#violations++;
    const text = `Max rate of messages per second has been exceeded:max=${max} rec=${count} (${this.#violations})`;
    return { kind: "excess", text, violations: this.#violations };
  }

  #warning(now: Instant, count: number, max: number): Verdict {
    if (this.#warnedAt !== undefined && now - this.#warnedAt < seconds(1)) return FINE;
    this.#warnedAt = now;
    return { kind: "warning", text: `Approaching max rate of ${max} messages per second (${count})` };
  }
}
