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
import { POSITION_END, PositionsHeard } from "./positionsHeard.ts";
import { machineOf, ms, named } from "./told.ts";

const REQ_POSITIONS = 61;
const CANCEL_POSITIONS = 64;
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
  /** By machine, what the Gateway has told its daemon. */
  readonly #heard = new Map<string, PositionsHeard>();
  #askedAt = -1;
  /** What was said on the connection to the Gateway that demands the question; it dies with the connection. */
  #mustAsk: { readonly since: number; readonly why: string; readonly wireId: number } | undefined;

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
    this.#owed = new Owed(violated);
  }

  sent(frame: Frame, daemon: string): void {
    if (this.#by(daemon).sent(frame)) this.#askedAt = this.#facts.now;
  }

  heard(frame: Frame, daemon: string, wireId: number): void {
    const since = this.#facts.now;
    if (frame.name === "error" && frame.code === DATA_LOST)
      this.#mustAsk = { since, why: "1101 said that subscriptions are lost", wireId };
    if (frame.name === "nextValidId") this.#mustAsk = { since, why: "the session began", wireId };
    this.#by(daemon).heard(frame);
    if (frame.name === "position") this.#position(frame, daemon);
  }

  /** What a list leaves out is flat, or was left out wrongly: both may be told. */
  #by(daemon: string): PositionsHeard {
    const machine = machineOf(daemon);
    const heard =
      this.#heard.get(machine) ?? new PositionsHeard((account, conId) => this.#dropped(machine, account, conId));
    this.#heard.set(machine, heard);
    return heard;
  }

  #dropped(machine: string, account: string, conId: number): void {
    for (const { guest } of this.#riders.values())
      if (isTold(guest, machine, account)) this.#owed.pay(guest, String(conId));
  }

  #position({ account, conId, position }: Position, daemon: string): void {
    for (const rider of this.#riders.values())
      if (rider.complete && isTold(rider.guest, machineOf(daemon), account)) this.#compare(rider, conId, position);
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
    const heard = this.#by(guest.daemon).of(guest.strategy?.account ?? "");
    if (frame.name === "end") {
      rider.complete = true;
      for (const [conId, position] of heard) this.#compare(rider, conId, position);
    } else {
      rider.told.set(frame.conId, frame.position);
      this.#compare(rider, frame.conId, heard.get(frame.conId) ?? frame.position);
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

const isTold = ({ daemon, strategy }: Guest, machine: string, account: string): boolean =>
  machineOf(daemon) === machine && strategy?.account === account;
