/**
 * I23: malformed input harms its sender and nobody else.
 *
 * A daemon never finds a bug of its own, and ends by itself only for a reason that is honest (`HONEST`). It closes a
 * client whose every frame could be read for that client's own conduct alone (`OWN_FAULT`), and gives a ready session up
 * because of what its Gateway said or did, never because of what a client wrote: at the very frame that broke it, or, if the
 * disk held the reset back, for a frame that its reason names and that was heard while the disk was at work (`parting.ts`).
 */
import type { Instant } from "../../base/time.ts";
import type { LogLine, Wire } from "../world/tap.ts";
import type { CheckerRow, Guest } from "./checker.ts";
import type { Facts } from "./facts.ts";
import { Parting } from "./parting.ts";
import { Ready } from "./ready.ts";
import { ms, named } from "./told.ts";

/** Why a daemon may end by itself with another code than 0. */
const HONEST: readonly RegExp[] = [
  /^the journal \S+ failed \(/,
  /^the journal cannot be trusted: /,
  /^no IB Gateway answers at /,
  /another program holds it \(326\)/,
  /^the Gateway at \S+ did not start a session: /,
  /^mode is "\w+" but the Gateway manages /,
  /^the Gateway's next order id is /,
  /^strategy \S+ trades account \S+, /,
  /^holdfast cannot listen for /,
];
/** A Gateway that has said nothing for so long may be given up for dead (DESIGN section 7). */
const SILENCE_MS = 15_000;
/** Why a daemon may close a client whose every frame could be read. */
const OWN_FAULT: readonly RegExp[] = [
  /^the client stopped reading/,
  /^the client asked for \d+ bytes at once/,
  /\(326\)$/,
  /^\S+ has \d+ connections already$/,
  /^no version frame/,
  /^expected startApi/,
];

export const malformedInput: CheckerRow = {
  id: "I23",
  says: "malformed input harms only its sender, and no daemon ends for a reason that is none",
  make: (facts, violated) => {
    const harms = new Harms(facts, violated);
    return {
      asked: (_, guest) => harms.asked(guest),
      unreadable: (_, wire) => harms.unreadable(wire),
      journaled: (_, daemon) => harms.parting.journaled(daemon),
      sent: (_, { wire, daemon }) => harms.holds(wire, daemon),
      heard: (frame, on) => {
        harms.ready.heard(frame, on, facts.now);
        harms.parting.heard(frame, on.wire);
        harms.heard(on.wire);
      },
      logged: (line) => harms.logged(line),
      closed: (wire, side) => harms.closed(wire, side),
      ended: (host, code) => harms.ended(host, code),
      leapt: (host, ms) => harms.leapt(host, ms),
    };
  },
};

class Harms {
  readonly ready = new Ready();
  readonly parting: Parting;
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  /** Clients that named themselves, by connection; only those whose every frame could be read. */
  readonly #guests = new Map<number, Guest>();
  readonly #unreadable = new Set<number>();
  readonly #daemons = new Set<string>();
  readonly #exits = new Map<string, string>();
  /** Connections to the Gateway, and when the daemon read from each last. */
  readonly #upstream = new Map<number, Instant>();
  /** Clients that a daemon has closed and not yet said why. */
  #closing: Guest[] = [];
  /** A ready session was given up behind the disk, so long after its Gateway had said anything; why is not yet told. */
  #partedMs: number | undefined;
  #draining = false;

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.parting = new Parting(facts);
    this.#facts = facts;
    this.#violated = violated;
  }

  asked(guest: Guest): void {
    this.#daemons.add(guest.daemon);
    if (guest.strategy !== undefined && !this.#unreadable.has(guest.wire.id)) this.#guests.set(guest.wire.id, guest);
  }

  unreadable({ id }: Wire): void {
    this.#unreadable.add(id);
    this.#guests.delete(id);
  }

  holds({ id }: Wire, daemon: string): void {
    this.#daemons.add(daemon);
    if (!this.#upstream.has(id)) this.#upstream.set(id, this.#facts.now);
  }

  heard({ id }: Wire): void {
    this.#upstream.set(id, this.#facts.now);
  }

  /** The daemon slept: for it so much silence has passed. */
  leapt(host: string, byMs: number): void {
    this.parting.leapt(host, byMs);
    for (const [id, at] of this.#upstream) this.#upstream.set(id, (at - byMs) as Instant);
  }

  logged(line: LogLine): void {
    const { event, fields, host } = line;
    this.ready.logged(line);
    if (event === "bug") this.#violated(`${host} found a bug of its own: ${fields.message}`);
    if (event === "draining") this.#draining = true;
    if (event === "exit") this.#exits.set(host, String(fields.reason));
    if (event === "client-closed") this.#judge(String(fields.reason));
    if (event === "session-lost") this.#parted(host, String(fields.reason));
  }

  closed(wire: Wire, side: "client" | "server"): void {
    const guest = this.#guests.get(wire.id);
    if (guest !== undefined && side === "server" && !this.#draining) this.#closing.push(guest);
    this.#guests.delete(wire.id);
    const heardAt = side === "client" ? this.#upstream.get(wire.id) : undefined;
    if (heardAt === undefined) return;
    this.#upstream.delete(wire.id);
    if (this.ready.since === undefined || this.#draining || this.#unreadable.has(wire.id)) return;
    const silentMs = this.#facts.now - heardAt;
    if (silentMs <= 0 || silentMs >= SILENCE_MS) return;
    if (this.parting.held(wire.client)) this.#partedMs = silentMs;
    else this.#gaveUp(silentMs);
  }

  /** The reason stands in the log right behind the reset. */
  #parted(host: string, reason: string): void {
    if (this.#partedMs !== undefined && this.parting.causeAt(host, reason) === undefined) this.#gaveUp(this.#partedMs);
    this.#partedMs = undefined;
    this.parting.over(host);
  }

  #gaveUp(silentMs: number): void {
    this.#violated(`a ready session was given up, ${ms(silentMs)} after its Gateway had said anything`);
  }

  /** The reason stands in the log behind the end of the connection; a daemon that exits gives none. */
  #judge(reason: string): void {
    const guest = this.#closing.shift();
    if (guest !== undefined && !OWN_FAULT.some((own) => own.test(reason)))
      this.#violated(`${named(guest)} was closed although all it wrote could be read: ${reason}`);
  }

  ended(host: string, code: number | "killed"): void {
    const reason = this.#exits.get(host);
    const isOwn = this.#daemons.has(host) && code !== 0 && code !== "killed";
    if (isOwn && !HONEST.some((honest) => honest.test(reason ?? "")))
      this.#violated(`${host} ended with code ${code}: ${reason ?? "it gave no reason"}`);
    this.#exits.delete(host);
    this.ready.ended(host, this.#facts.now);
    if (!this.#daemons.delete(host)) return;
    this.#closing = [];
    this.#draining = false;
    this.#partedMs = undefined;
    this.parting.over(host);
  }
}
