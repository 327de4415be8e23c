/**
 * How far a campaign is: on a terminal one line that is rewritten every second, elsewhere a line every ten seconds. On
 * standard error, for results go to the other one.
 */
import type { Totals } from "../../sim/campaign/totals.ts";

const TERMINAL_MS = 1_000;
const LOG_MS = 10_000;
const CLEAR = "\r\u001b[K";

export class Progress {
  readonly #terminal = process.stderr.isTTY === true;
  readonly #line: () => string;
  readonly #timer: NodeJS.Timeout | undefined;

  /** `line` is asked whenever it is time; without `shown` nothing is ever said. */
  constructor(line: () => string, shown: boolean) {
    this.#line = line;
    if (shown) this.#timer = setInterval(() => this.say(), this.#terminal ? TERMINAL_MS : LOG_MS);
  }

  say(): void {
    process.stderr.write(this.#terminal ? `${CLEAR}${this.#line()}` : `${this.#line()}\n`);
  }

  /** A line of its own beside the progress; nothing where none is shown. */
  aside(line: string): void {
    if (this.#timer !== undefined) process.stderr.write(`${this.#terminal ? CLEAR : ""}${line}\n`);
  }

  /** No more of it. */
  end(): void {
    clearInterval(this.#timer);
    if (this.#timer !== undefined && this.#terminal) process.stderr.write(CLEAR);
  }
}

/** `12 of 100 seeds, 4.1/s; 21.6 simulated hours, 7.4/s; 1234 orders, …`. */
export function howFar({ seeds, hours, counts, struck, checks }: Totals, of: number, seconds: number): string {
  const rate = (count: number): string => (seconds > 0 ? count / seconds : 0).toFixed(1);
  const done = (name: string): string => `${grouped(counts[name] ?? 0)} ${name}`;
  const strikes = Object.values(struck).reduce((sum, count) => sum + count, 0);
  return [
    `${seeds} of ${of} seeds, ${rate(seeds)}/s`,
    `${hours.toFixed(1)} simulated hours, ${rate(hours)}/s`,
    `${done("orders")}, ${done("fills")}, ${grouped(strikes)} strikes of faults, ${done("kills")}`,
    `${grouped(checks)} checks`,
  ].join("; ");
}

/** `12,345`. */
export const grouped = (count: number): string => String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
