/**
 * I25 and I2, the part of the reserve: a disk without room takes no new risk, and cancels still become durable and leave.
 *
 * From the durable line that raises `disk-full` to the one that ends it no order is intended: an intent in between would be
 * risk that was taken although somebody knew. A cancel that a client asks for meanwhile, of an order that works at the
 * broker, is sent within a bound of time in which the daemon runs, is linked and looks at the order, and the disk is not slow besides. Only a daemon whose
 * reserve is used up as well stops for want of room.
 */
import { type Instant, seconds } from "../../base/time.ts";
import { isOpen } from "../broker/order.ts";
import type { LogLine } from "../world/tap.ts";
import { alertIn } from "./alertLine.ts";
import type { CheckerRow, Guest } from "./checker.ts";
import type { Facts } from "./facts.ts";
import { holdsUp } from "./heldUp.ts";
import { OPERATOR } from "./limits/stops.ts";
import type { Line, PlacementLine } from "./line.ts";
import { Ready } from "./ready.ts";
import { machineOf, ms } from "./told.ts";

export const fullDisk: CheckerRow = {
  id: "I25",
  says: "while the journal lives on its reserve no order is intended, and cancels become durable and leave",
  make: (facts, violated) => {
    const [disk, ready] = [new FullDisk(facts, violated), new Ready()];
    return {
      logged: (line) => {
        ready.logged(line);
        disk.logged(line);
      },
      heard: (frame, on) => ready.heard(frame, on, facts.now),
      ended: (host) => {
        ready.ended(host, facts.now);
        disk.ended(host);
      },
      journaled: (line, daemon) => disk.journaled(line, machineOf(daemon)),
      asked: (frame, guest) => {
        if (frame.name === "cancelOrder") disk.asked(frame.orderId, guest);
      },
      told: (frame, guest) => {
        if (frame.name === "error" && frame.code === UNREADABLE) disk.unread(frame.id, guest);
      },
      sent: (frame) => {
        if (frame.name === "cancelOrder") disk.sent(frame.orderId);
      },
      troubled: (faults) => disk.troubled(faults),
      readiness: () => disk.looked(ready.since),
    };
  },
};

const FULL = "disk-full";
const NO_ROOM = /ENOSPC/;
const RESERVE_IS_GONE: ReadonlySet<string> = new Set(["journal-reserve-given-up", "journal-reserve-not-made"]);
/** What the client wrote was damaged on its way, and it is told so; its number can be read all the same. */
const UNREADABLE = 320;
/** Behind other cancels, and behind a disk that has to make room first. */
const CANCEL_MS_MAX = seconds(15);

class FullDisk {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  /** By machine, since when its disk is full. */
  readonly #since = new Map<string, Instant>();
  /** Processes without a reserve: it was given up, or there was no room for it at the start. */
  readonly #bare = new Set<string>();
  /** Keys whose cancel was asked for while the disk was full, of whom, and when. */
  readonly #owed = new Map<string, { readonly daemon: string; readonly since: Instant }>();
  /** When something else held the daemon up last. */
  #heldUpAt = 0;

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  journaled(line: Line, machine: string): void {
    const since = this.#since.get(machine);
    if (line.kind === "alertRaised" && alertIn(line).cause === FULL) this.#since.set(machine, since ?? this.#facts.now);
    if (line.kind === "alertEnded" && alertIn(line).cause === FULL) this.#since.delete(machine);
    if (line.kind !== "orderIntended" || since === undefined) return;
    // What a halt closes takes risk away: a kill works on a full disk.
    const legs = (line.legs as readonly PlacementLine[]).filter(({ strategy }) => strategy !== OPERATOR);
    if (legs.length === 0) return;
    const keys = legs.map(({ key }) => key).join(", ");
    this.#violated(`${keys} was intended though the disk is full since ${ms(since)}: that is new risk`);
  }

  asked(orderId: number, guest: Guest): void {
    const { daemon } = guest;
    if (!this.#since.has(machineOf(daemon))) return;
    const key = this.#keyOf(orderId, guest);
    if (key !== undefined && this.#works(key) && !this.#owed.has(key))
      this.#owed.set(key, { daemon, since: this.#facts.now });
  }

  unread(orderId: number, guest: Guest): void {
    const key = this.#keyOf(orderId, guest);
    if (key !== undefined && this.#owed.get(key)?.since === this.#facts.now) this.#owed.delete(key);
  }

  #keyOf(orderId: number, { strategy, clientId }: Guest): string | undefined {
    if (strategy === undefined || clientId === undefined) return undefined;
    return this.#facts.placed(strategy.name, clientId, orderId)?.key;
  }

  /** One that works, and that the daemon was shown. */
  #works(key: string): boolean {
    const order = this.#facts.order(key);
    return order?.evidentAt !== undefined && order.cancels === 0 && this.#facts.truthOf(key).some(isOpen);
  }

  troubled(faults: readonly string[]): void {
    if (holdsUp(faults)) this.#heldUpAt = this.#facts.now;
  }

  sent(orderId: number): void {
    this.#owed.delete(this.#facts.byOrderId(orderId)?.key ?? "");
  }

  /** A daemon that has its reserve does not stop because there is no room. */
  logged({ event, host, fields }: LogLine): void {
    if (RESERVE_IS_GONE.has(event)) this.#bare.add(host);
    if (event === "exit" && NO_ROOM.test(String(fields.reason)) && !this.#bare.has(host))
      this.#violated(`${host} stopped because its disk has no room (${fields.reason}), and had not used its reserve`);
  }

  /** The process that was asked is gone: its clients ask the next one. */
  ended(host: string): void {
    for (const [key, { daemon }] of this.#owed) if (daemon === host) this.#owed.delete(key);
    this.#bare.delete(host);
  }

  looked(readySince: Instant | undefined): void {
    for (const [key, { since }] of this.#owed) {
      if (!this.#facts.truthOf(key).some(isOpen)) this.#owed.delete(key);
      else if (
        readySince !== undefined &&
        this.#facts.now - Math.max(since, readySince, this.#heldUpAt) > CANCEL_MS_MAX
      ) {
        this.#owed.delete(key);
        this.#violated(
          `the cancel of ${key}, asked for at ${ms(since)} on a full disk, has not left: it was to be durable`,
        );
      }
    }
  }
}
