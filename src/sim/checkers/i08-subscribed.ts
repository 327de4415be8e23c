/**
 * I8: what a client streams has been asked of the Gateway since the session began, and again since 1101 said that data was
 * lost; and where it brings nothing although it was asked for, its client is told (`silence.ts`).
 *
 * The first is judged on the wires: each contract that a client has streamed for a while must stand among those that were
 * asked upstream and not cancelled. It has a bound of its own, because the watch over silent streams would mask it.
 */
import { type Instant, seconds } from "../../base/time.ts";
import type { Frame, Request } from "../sight/frame.ts";
import type { CheckerRow, Guest, Upstream } from "./checker.ts";
import type { Facts } from "./facts.ts";
import { holdsUp } from "./heldUp.ts";
import { DATA_LOST } from "./link.ts";
import { Ready } from "./ready.ts";
import { Silence } from "./silence.ts";
import { ms, named } from "./told.ts";

const REQ_MKT_DATA = 1;
const CANCEL_MKT_DATA = 2;
/** What is told on a request for market data that brings nothing, now or later. Everything else is a remark (PROTOCOL 8 and 15). */
const ENDS: ReadonlySet<number> = new Set([101, 102, 200, 203, 320, 321, 322, 354, 414, 420, 10168, 10186]);
/** Another session of the login has the data: nothing comes as long as that lasts. */
const COMPETING = 10197;
/** Orders go first, and what clients ask goes in its turn, while nothing holds the daemon up. */
const ASK_MS_MAX = seconds(30);
/** How often it looks. */
const LOOK_MS = seconds(1);

export const subscribed: CheckerRow = {
  id: "I8",
  says: "what clients stream is asked of the Gateway in every session and again when its data was lost, and a stream that falls silent is announced to its client, truly, once at its start and once at its end",
  make: (facts, violated) => {
    const streams = new Streams(facts, violated);
    return {
      asked: (frame, guest) => streams.asked(frame, guest),
      told: (frame, guest) => streams.told(frame, guest),
      sent: (frame, { wire }) => streams.sent(frame, wire.id),
      heard: (frame, upstream) => streams.heard(frame, upstream),
      logged: (line) => streams.ready.logged(line),
      closed: (wire) => streams.closed(wire.id),
      lost: (wire) => streams.closed(wire.id),
      ended: (host) => streams.ended(host),
      quoted: (moved, halted) => streams.silence.quoted(moved, halted),
      troubled: (faults) => streams.troubled(faults),
      leapt: () => streams.silence.disturbed(),
      quiet: () => streams.quiet(),
    };
  },
};

interface Stream {
  readonly guest: Guest;
  readonly subject: string;
  readonly since: Instant;
}

interface Session {
  readonly wireId: number;
  readonly daemon: string;
  readonly since: Instant;
  readonly why: string;
}

class Streams {
  readonly ready = new Ready();
  readonly silence: Silence;
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  /** What clients want, by connection and request. */
  readonly #wanted = new Map<string, Stream>();
  /** What was asked on the present session's connection, by request. */
  readonly #open = new Map<number, string>();
  /** Whose request was cancelled when: whoever asks anew cancels first, and both wait their turn. */
  readonly #cancelled = new Map<string, Instant>();
  /** The session's connection, and when it began or lost its data. */
  #session: Session | undefined;
  #lookedAt = 0;
  /** When something held the daemon up last. */
  #heldUpAt = 0;

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
    this.silence = new Silence(facts, violated);
  }

  troubled(faults: readonly string[]): void {
    if (holdsUp(faults)) this.#heldUpAt = this.#facts.now;
    this.silence.troubled(faults);
  }

  asked(frame: Frame, guest: Guest): void {
    if (frame.name !== "request" || guest.strategy === undefined) return;
    const id = `${guest.wire.id}/${frame.reqId}`;
    if (frame.id === CANCEL_MKT_DATA) this.#unwanted(id, guest.wire.id, frame.reqId);
    if (frame.id !== REQ_MKT_DATA) return;
    // Who asks for anything else under a number that it holds gives up the first, or is refused (MUX 5).
    if (frame.snapshot === true) return this.#unwanted(id, guest.wire.id, frame.reqId);
    if (frame.reqId !== undefined) this.silence.wants(guest, frame.reqId, frame.symbol ?? "");
    if (this.#wanted.get(id)?.subject === subjectOf(frame)) return;
    this.#wanted.set(id, { guest, subject: subjectOf(frame), since: this.#facts.now });
  }

  /** A request that was turned down is over, and its client knows; a remark ends nothing. */
  told(frame: Frame, guest: Guest): void {
    if (frame.name === "error" && frame.id !== -1) this.#complained(frame.id, frame.code, guest.wire.id);
    this.silence.told(frame, guest);
  }

  #complained(reqId: number, code: number, wireId: number): void {
    if (ENDS.has(code)) this.#unwanted(`${wireId}/${reqId}`, wireId, reqId);
    if (code === COMPETING) this.silence.competes(wireId, reqId);
  }

  #unwanted(id: string, wireId: number, reqId: number | undefined): void {
    this.#wanted.delete(id);
    if (reqId !== undefined) this.silence.gone(wireId, reqId);
  }

  sent(frame: Frame, wireId: number): void {
    if (frame.name !== "request" || frame.reqId === undefined || wireId !== this.#session?.wireId) return;
    if (frame.id === REQ_MKT_DATA) this.#open.set(frame.reqId, subjectOf(frame));
    if (frame.id === CANCEL_MKT_DATA) this.#cancels(frame.reqId);
  }

  #cancels(reqId: number): void {
    const subject = this.#open.get(reqId);
    if (subject !== undefined) this.#cancelled.set(subject, this.#facts.now);
    this.#open.delete(reqId);
  }

  heard(frame: Frame, on: Upstream): void {
    const { now } = this.#facts;
    this.ready.heard(frame, on, now);
    if (frame.name === "managedAccounts" && on.wire.id !== this.#session?.wireId) this.#begins(on, "the session began");
    if (frame.name === "error" && frame.code === DATA_LOST) this.#begins(on, "1101 said that data was lost");
    if (now - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = now;
    this.#look();
  }

  #begins({ wire, daemon }: Upstream, why: string): void {
    this.#open.clear();
    this.silence.asksAnew();
    this.#session = { wireId: wire.id, daemon, since: this.#facts.now, why };
  }

  #look(): void {
    const { now } = this.#facts;
    if (this.#session === undefined || this.ready.since === undefined) return;
    const { since, why, daemon } = this.#session;
    if (now - Math.max(since, this.ready.since, this.#heldUpAt) <= ASK_MS_MAX) return;
    const asked = new Set(this.#open.values());
    for (const [id, stream] of this.#wanted) {
      if (asked.has(stream.subject) || stream.guest.daemon !== daemon) continue;
      if (now - Math.max(stream.since, this.#cancelled.get(stream.subject) ?? 0) <= ASK_MS_MAX) continue;
      this.#wanted.delete(id);
      this.#violated(
        `${named(stream.guest)} streams ${stream.subject} since ${ms(stream.since)}, and it was not asked of the Gateway since ${ms(since)}, when ${why}: its data has stopped and it does not know`,
      );
    }
  }

  closed(wireId: number): void {
    if (wireId === this.#session?.wireId) this.#session = undefined;
    this.#forget(({ wire }) => wire.id === wireId);
  }

  ended(host: string): void {
    this.ready.ended(host, this.#facts.now);
    this.#forget((guest) => guest.host === host || guest.daemon === host);
  }

  #forget(isGone: (guest: Guest) => boolean): void {
    this.silence.left(isGone);
    for (const [id, { guest }] of this.#wanted) if (isGone(guest)) this.#wanted.delete(id);
  }

  quiet(): void {
    this.#look();
  }
}

/** A conId means its contract, whatever else is said. */
const subjectOf = ({ conId = 0, symbol = "" }: Request): string => (conId === 0 ? symbol : `conId ${conId}`);
