/**
 * The positions half of I10: a client that asked for positions is told every one that the Gateway has told its daemon.
 *
 * The daemon asks anew in every session, and after 1101. A position that the Gateway itself withholds is not judged here:
 * noticing that waits for the reconciliation of positions with executions (I11).
 */
import { minutes } from "../../base/time.ts";
import type { End, Frame, Position } from "../sight/frame.ts";
import type { Guest } from "./checker.ts";
import type { Facts } from "./facts.ts";
import { DATA_LOST } from "./link.ts";
import { Owed } from "./owed.ts";
import { machineOf, ms, named } from "./told.ts";

const REQ_POSITIONS = 61;
const CANCEL_POSITIONS = 64;
const POSITION_END = 62;
const ASK_MS_MAX = minutes(1);

interface Rider {
  readonly guest: Guest;
  readonly told: Map<number, string>;
  /** Its image is complete. */
  complete: boolean;
}

export class PositionsTold {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  readonly #owed: Owed;
  readonly #riders = new Map<number, Rider>();
  /** The Gateway's last word to each machine on each account's contracts. */
  readonly #heard = new Map<string, Map<number, string>>();
  /** Of those, what came since positions were asked for last. */
  readonly #listed = new Set<string>();
  #askedAt = -1;
  /** What was said on the connection to the Gateway that demands the question; it dies with the connection. */
  #mustAsk: { readonly since: number; readonly why: string; readonly wireId: number } | undefined;

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
    this.#owed = new Owed(violated);
  }

  sent(frame: Frame): void {
    if (frame.name !== "request" || frame.id !== REQ_POSITIONS) return;
    this.#askedAt = this.#facts.now;
    this.#listed.clear();
  }

  heard(frame: Frame, daemon: string, wireId: number): void {
    const since = this.#facts.now;
    if (frame.name === "error" && frame.code === DATA_LOST)
      this.#mustAsk = { since, why: "1101 said that subscriptions are lost", wireId };
    if (frame.name === "nextValidId") this.#mustAsk = { since, why: "the session began", wireId };
    if (frame.name === "position") this.#position(frame, daemon);
    if (frame.name === "end" && frame.id === POSITION_END) this.#left();
  }

  /** What a whole list leaves out is flat, or was left out wrongly: both may be told. */
  #left(): void {
    for (const [whose, known] of this.#heard)
      for (const conId of known.keys()) if (!this.#listed.has(`${whose}/${conId}`)) this.#drop(whose, conId);
  }

  #drop(whose: string, conId: number): void {
    this.#heard.get(whose)?.delete(conId);
    for (const { guest } of this.#riders.values()) if (ofGuest(guest) === whose) this.#owed.pay(guest, String(conId));
  }

  #position({ account, conId, position }: Position, daemon: string): void {
    const whose = ofMachine(daemon, account);
    const known = this.#heard.get(whose) ?? new Map<number, string>();
    this.#heard.set(whose, known.set(conId, position));
    this.#listed.add(`${whose}/${conId}`);
    for (const rider of this.#riders.values())
      if (rider.complete && ofGuest(rider.guest) === whose) this.#compare(rider, conId, position);
  }

  #compare({ guest, told }: Rider, conId: number, position: string): void {
    const last = told.get(conId) ?? "0";
    if (Number(last) === Number(position)) return this.#owed.pay(guest, String(conId));
    const { now } = this.#facts;
    const sentence = `the Gateway said at ${ms(now)} that ${guest.strategy?.account} holds ${position} of contract ${conId}, and ${named(guest)} still believes ${last}: it was to be told at once`;
    this.#owed.owe(guest, String(conId), now, sentence);
  }

  asked(frame: Frame, guest: Guest): void {
    if (frame.name !== "request") return;
    if (frame.id === REQ_POSITIONS) this.#riders.set(guest.wire.id, { guest, told: new Map(), complete: false });
    if (frame.id === CANCEL_POSITIONS) this.closed(guest.wire.id);
  }

  told(frame: Frame, guest: Guest): void {
    const rider = this.#riders.get(guest.wire.id);
    if (rider === undefined) return;
    if (frame.name === "position" || (frame.name === "end" && frame.id === POSITION_END)) this.#image(frame, rider);
    this.#owed.talks(guest, this.#facts.now);
  }

  #image(frame: Position | End, rider: Rider): void {
    const { guest } = rider;
    const heard = this.#heard.get(ofGuest(guest));
    if (frame.name === "end") {
      rider.complete = true;
      for (const [conId, position] of heard ?? []) this.#compare(rider, conId, position);
    } else {
      rider.told.set(frame.conId, frame.position);
      this.#compare(rider, frame.conId, heard?.get(frame.conId) ?? frame.position);
    }
  }

  standsStill(): void {
    this.#owed.standsStill(this.#facts.now);
  }

  closed(wireId: number): void {
    if (this.#mustAsk?.wireId === wireId) this.#mustAsk = undefined;
    this.#riders.delete(wireId);
    this.#owed.closed(wireId);
  }

  ended(host: string): void {
    this.#owed.ended(host);
    for (const [id, { guest }] of this.#riders)
      if (guest.host === host || guest.daemon === host) this.#riders.delete(id);
  }

  quiet(): void {
    if (this.#mustAsk === undefined || this.#facts.now - this.#mustAsk.since <= ASK_MS_MAX) return;
    const { since, why } = this.#mustAsk;
    if (this.#askedAt < since)
      this.#violated(
        `positions were not asked for since ${ms(since)}, when ${why}: what clients are told is out of date`,
      );
  }
}

const ofMachine = (daemon: string, account: string): string => `${machineOf(daemon)}/${account}`;
const ofGuest = ({ daemon, strategy }: Guest): string => ofMachine(daemon, strategy?.account ?? "");
