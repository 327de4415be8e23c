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
import { machineOf, ms, named } from "./told.ts";

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
      journaled: (line, daemon) => harms.parting.journaled(line, daemon),
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
  /** Connections to the Gateway, whose each is, and when that one read from it last. */
  readonly #upstream = new Map<number, { readonly daemon: string; readonly at: Instant }>();
  /** By daemon, clients that it has closed and not yet said why. */
  readonly #closing = new Map<string, Guest[]>();
  /** By daemon: its ready session was given up behind the disk, so long after its Gateway had said anything; why is not yet told. */
  readonly #partedMs = new Map<string, number>();
  readonly #draining = new Set<string>();

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
    if (!this.#upstream.has(id)) this.#upstream.set(id, { daemon, at: this.#facts.now });
  }

  heard({ id, client }: Wire): void {
    this.#upstream.set(id, { daemon: client, at: this.#facts.now });
  }

  /** The daemon slept: for it so much silence has passed. */
  leapt(host: string, byMs: number): void {
    this.parting.leapt(host, byMs);
    for (const [id, { daemon, at }] of this.#upstream)
      if (machineOf(daemon) === host) this.#upstream.set(id, { daemon, at: (at - byMs) as Instant });
  }

  logged(line: LogLine): void {
    const { event, fields, host } = line;
    this.ready.logged(line);
    if (event === "bug") this.#violated(`${host} found a bug of its own: ${fields.message}`);
    if (event === "draining") this.#draining.add(host);
    if (event === "exit") this.#exits.set(host, String(fields.reason));
    if (event === "client-closed") this.#judge(host, String(fields.reason));
    if (event === "session-lost") this.#parted(host, String(fields.reason));
  }

  closed(wire: Wire, side: "client" | "server"): void {
    const guest = this.#guests.get(wire.id);
    if (guest !== undefined && side === "server" && !this.#draining.has(guest.daemon)) this.#closes(guest);
    this.#guests.delete(wire.id);
    const heard = side === "client" ? this.#upstream.get(wire.id) : undefined;
    if (heard === undefined) return;
    this.#upstream.delete(wire.id);
    const { daemon, at } = heard;
    const isReady = this.ready.sinceOf(daemon) !== undefined;
    if (!isReady || this.#draining.has(daemon) || this.#unreadable.has(wire.id)) return;
    const silentMs = this.#facts.now - at;
    if (silentMs <= 0 || silentMs >= SILENCE_MS) return;
    if (this.parting.held(daemon)) this.#partedMs.set(daemon, silentMs);
    else this.#gaveUp(silentMs);
  }

  #closes(guest: Guest): void {
    const closing = this.#closing.get(guest.daemon);
    if (closing === undefined) this.#closing.set(guest.daemon, [guest]);
    else closing.push(guest);
  }

  /** The reason stands in the log right behind the reset. */
  #parted(host: string, reason: string): void {
    const silentMs = this.#partedMs.get(host);
    if (silentMs !== undefined && this.parting.causeAt(host, reason) === undefined) this.#gaveUp(silentMs);
    this.#partedMs.delete(host);
    this.parting.over(host);
  }

  #gaveUp(silentMs: number): void {
    this.#violated(`a ready session was given up, ${ms(silentMs)} after its Gateway had said anything`);
  }

  /** The reason stands in the log behind the end of the connection; a daemon that exits gives none. */
  #judge(host: string, reason: string): void {
    const guest = this.#closing.get(host)?.shift();
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
    this.#closing.delete(host);
    this.#draining.delete(host);
    this.#partedMs.delete(host);
    this.parting.over(host);
  }
}
