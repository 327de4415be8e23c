/**
 * I22: what a daemon holds and writes stays under limits, whatever its peers do.
 *
 * What can be counted from outside (`sampled`): bytes that one client has not taken (`UNSENT_BYTES_MAX`), one connection to
 * the Gateway, timers and awaited answers (a fixed number, and `PER_END_MAX` for each open connection). And the journal:
 * for one order no more lines than it was asked, than frames of the Gateway spoke of it, and `LINES_MAX`; and what is no
 * news is not written down (`REPEATS_MAX`).
 */
import type { Instant } from "../../base/time.ts";
import type { Frame } from "../sight/frame.ts";
import type { Sample } from "../world/sample.ts";
import type { CheckerRow } from "./checker.ts";
import { type Facts, keyOf } from "./facts.ts";
import type { Line } from "./line.ts";

/** Whoever has not taken this for a while is closed; what is added until the door looks is not more than half of it again. */
const UNSENT_BYTES_MAX = 24 * 1024 * 1024;
/** A second, and another where much was there before; what waits that long was looked at. */
const TAKEN_MS_MAX = 2_500;
/** Beyond 64 MiB it is closed at once: one more frame may have been told to four requests of it. */
const AT_ONCE_BYTES_MAX = 128 * 1024 * 1024;
const DIALLED_MAX = 1;
const TIMERS_MAX = 8;
const ANSWERS_MAX = 32;
const PER_END_MAX = 4;
/** Lines that an order may have without being asked or spoken of: intents, sendings, a loss in each of some sessions. */
const LINES_MAX = 200;
/** A wish is an intent and a sending. */
const LINES_PER_WISH = 3;
/** So often the Gateway's word may stand in a row as it stood before. Of an order that was changed a repetition can be news. */
const REPEATS_MAX = 5;
const WORDS: ReadonlySet<string> = new Set(["statusReported", "orderEchoed"]);

export const bounded: CheckerRow = {
  id: "I22",
  says: "bytes, connections, timers and journal lines stay under their limits, whatever peers do",
  make: (facts, violated) => {
    const growth = new Growth(facts, violated);
    const backlogs = new Backlogs(facts, violated);
    return {
      sampled: (sample) => {
        backlogs.sampled(sample);
        for (const sentence of excessesOf(sample)) violated(sentence);
      },
      asked: (frame, { strategy, clientId }) => {
        if (strategy === undefined || clientId === undefined) return;
        if (frame.name === "placeOrder" || frame.name === "cancelOrder")
          growth.asked(facts.placed(strategy.name, clientId, frame.orderId)?.key);
      },
      heard: (frame) => growth.heard(frame),
      journaled: (line) => growth.journaled(line),
    };
  },
};

function excessesOf({ host, timers, answers, ends }: Sample): string[] {
  const found: string[] = [];
  const room = PER_END_MAX * ends.length;
  for (const [address, count] of dialled(ends, host))
    if (count > DIALLED_MAX) found.push(`${host} has ${count} connections to ${address}: ${DIALLED_MAX} is its limit`);
  if (timers > TIMERS_MAX + room) found.push(`${host} has ${timers} timers: ${TIMERS_MAX + room} are its limit`);
  if (answers > ANSWERS_MAX + room)
    found.push(`${host} waits for ${answers} answers: ${ANSWERS_MAX + room} are its limit`);
  return found;
}

/** What clients have not taken: a lot at once while they take it, less for longer. */
class Backlogs {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  /** Connections that had too much for long at the last look, and since when. */
  #since = new Map<number, Instant>();

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  sampled({ host, ends, frozen }: Sample): void {
    const { now } = this.#facts;
    const since = new Map<number, Instant>();
    for (const { unsent, wire } of ends) {
      if (unsent <= UNSENT_BYTES_MAX) continue;
      const from = frozen ? now : (this.#since.get(wire.id) ?? now);
      since.set(wire.id, from);
      const most = now - from > TAKEN_MS_MAX ? UNSENT_BYTES_MAX : AT_ONCE_BYTES_MAX;
      if (unsent > most)
        this.#violated(
          `${host} keeps ${unsent} bytes for ${wire.client} on connection ${wire.id}: ${most} are its limit`,
        );
    }
    this.#since = since;
  }
}

/** How many connections it has made to each address: its Gateway's, and that of the command server beside it. */
function dialled(ends: Sample["ends"], host: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { wire } of ends) if (wire.client === host) counts.set(wire.address, (counts.get(wire.address) ?? 0) + 1);
  return counts;
}

/** Journal lines of each order against what gave cause for them. */
class Growth {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  readonly #lines = new Map<string, number>();
  readonly #causes = new Map<string, number>();
  /** By kind of line and key, the Gateway's last word and how often it was repeated since anything else was written. */
  readonly #words = new Map<string, { readonly word: string; repeats: number }>();

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  asked(key: string | undefined): void {
    if (key !== undefined) this.#cause(key, LINES_PER_WISH);
  }

  heard(frame: Frame): void {
    if (frame.name === "openOrder" || frame.name === "execDetails" || frame.name === "completedOrder")
      this.#cause(keyOf(frame.orderRef), 2);
    else if (frame.name === "orderStatus") this.asked(this.#facts.byOrderId(frame.orderId)?.key);
    else if (frame.name === "error") this.asked(this.#facts.byOrderId(frame.id)?.key);
  }

  journaled(line: Line): void {
    const { key } = line;
    if (typeof key !== "string") return;
    this.#said(line, key);
    const lines = (this.#lines.get(key) ?? 0) + 1;
    this.#lines.set(key, lines);
    const limit = LINES_MAX + (this.#causes.get(key) ?? 0);
    if (lines === limit + 1)
      this.#violated(
        `the journal has ${lines} lines of ${key}: what was asked and heard of it gives cause for ${limit}`,
      );
  }

  /** What happens to an order makes news of what was said before. */
  #said(line: Line, key: string): void {
    if (!WORDS.has(line.kind)) {
      for (const kind of WORDS) this.#words.delete(`${kind}/${key}`);
      return;
    }
    const word = JSON.stringify(line);
    const last = this.#words.get(`${line.kind}/${key}`);
    if (last?.word !== word) return void this.#words.set(`${line.kind}/${key}`, { word, repeats: 0 });
    if (++last.repeats === REPEATS_MAX + 1 && this.#facts.order(key)?.changes === 0)
      this.#violated(`the journal has ${line.kind} of ${key} ${last.repeats + 1} times in a row: it is no news`);
  }

  #cause(key: string, lines: number): void {
    this.#causes.set(key, (this.#causes.get(key) ?? 0) + lines);
  }
}
