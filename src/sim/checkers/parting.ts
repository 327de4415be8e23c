/**
 * When a daemon gave its session up, by what can be seen from outside: its word and its reset may come later.
 *
 * What a daemon says and does stands behind what it has appended: on a slow disk the reset and `session-lost` come when
 * that append is durable. They are held back if lines became durable right before them (`held`); otherwise they come at
 * the instant of the decision. A word that was held stood behind an append that the newest sync made durable and the one
 * before it did not cover: that append, and so the decision, is younger than the sync before those two. So the decision
 * fell together with the first sign since then that fits its reason: a frame that it names, bytes that are no frame, the
 * end of the connection. A wait that expired leaves no sign; of it only the age is known. What was appended while a new
 * file was due waited for one sync more: the old file had to be durable to its end first, behind the sync under way.
 */
import type { Instant } from "../../base/time.ts";
import type { Frame } from "../sight/frame.ts";
import type { Wire } from "../world/tap.ts";
import { type Facts, keyOf } from "./facts.ts";
import type { Line } from "./line.ts";
import { machineOf } from "./told.ts";

/** What a file of the journal begins with. */
const CARRIED = "bookCarried";
/** An append waits for the sync under way and for its own, and one that stands in a new file for one more. */
const SPELLS_MAX = 3;

/** How long the end of a sync may need to reach the process, in milliseconds. */
const ANSWER_MS_MAX = 0.2;
/** What may have been found on the wire, and what a daemon says then. */
const SIGNS: readonly (readonly [reason: RegExp, sign: string])[] = [
  [/^the Gateway closed the connection$|^the connection failed/, "lost"],
  [/^the Gateway sent a frame that cannot be: |^the answer to our hello is no version reply/, "unreadable"],
  [/^326 /, "error"],
  [/^strategy "/, "managedAccounts"],
  [/^the Gateway sent message \w+End that cannot be read/, "end"],
  [/^order \d+, which left in this session, is shown under client id -?\d+$/, "elsewhere"],
];
const NAMED = /^the Gateway sent message (\S+) that cannot be read/;

/** From one sync to the next: what was first seen when, by the name of a frame, or the id of one without a name. */
interface Spell {
  since: Instant;
  /** The sync that began it has begun a file of the journal. */
  beginsFile: boolean;
  readonly signs: Map<string, Instant>;
}

export class Parting {
  readonly #facts: Facts;
  /** The newest of each machine, newest first. */
  readonly #spells = new Map<string, Spell[]>();
  /** The process of each machine that has seen what was seen. */
  readonly #seenBy = new Map<string, string>();

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  /** A line became durable. */
  journaled({ kind }: Line, daemon: string): void {
    const spells = this.#of(daemon);
    if (spells[0]!.since !== this.#facts.now)
      spells.unshift({ since: this.#facts.now, beginsFile: false, signs: new Map() });
    if (spells.length > SPELLS_MAX + 1) spells.pop();
    spells[0]!.beginsFile ||= kind === CARRIED;
  }

  heard(frame: Frame, { client }: Wire): void {
    this.#sign(client, frame.name === "other" ? `${frame.id}` : frame.name);
    if (this.#isElsewhere(frame)) this.#sign(client, "elsewhere");
  }

  /** An order of ours, shown under another client id than the daemon's. */
  #isElsewhere(frame: Frame): boolean {
    if (frame.name !== "openOrder" || frame.clientId === this.#facts.setup.clientId) return false;
    return this.#facts.order(keyOf(frame.orderRef)) !== undefined;
  }

  unreadable(fault: string, { client }: Wire, from: "client" | "server"): void {
    if (from === "client") return;
    this.#sign(client, "unreadable");
    this.#sign(client, fault.split(":", 1)[0]!);
  }

  lost({ client }: Wire, side: "client" | "server"): void {
    if (side === "client") this.#sign(client, "lost");
  }

  /** The machine slept: for its processes all that is longer ago. */
  leapt(host: string, ms: number): void {
    for (const spell of this.#of(host)) {
      spell.since = (spell.since - ms) as Instant;
      for (const [sign, at] of spell.signs) spell.signs.set(sign, (at - ms) as Instant);
    }
  }

  /**
   * The session is over, and said to be; or its process is. What was seen says nothing about the next one. A process that
   * only began beside it has seen nothing.
   */
  over(host: string): void {
    if (this.#seenBy.get(machineOf(host)) !== host) return;
    for (const { signs } of this.#of(host)) signs.clear();
  }

  /** Whether what the daemon does now may have waited for the disk. */
  held(host: string): boolean {
    return this.#facts.now - this.#of(host)[0]!.since <= ANSWER_MS_MAX;
  }

  /** When a cause for this was on the wire, if one was: the first since what is done now can have begun to wait. */
  causeAt(host: string, reason: string): Instant | undefined {
    const sign = SIGNS.find(([said]) => said.test(reason))?.[1] ?? NAMED.exec(reason)?.[1];
    if (sign === undefined) return undefined;
    return this.#behind(host)
      .findLast(({ signs }) => signs.has(sign))
      ?.signs.get(sign);
  }

  /** The earliest instant at which a session was given up for a reason that is told now. */
  decidedAt(host: string, reason: string): Instant {
    if (!this.held(host)) return this.#facts.now;
    return this.causeAt(host, reason) ?? this.#behind(host).at(-1)!.since;
  }

  /** Those in which what is done now may have been decided. */
  #behind(host: string): readonly Spell[] {
    const spells = this.#of(host);
    return spells.slice(0, SPELLS_MAX + Number(spells[0]!.beginsFile));
  }

  #sign(host: string, sign: string): void {
    this.#seenBy.set(machineOf(host), host);
    const { signs } = this.#of(host)[0]!;
    if (!signs.has(sign)) signs.set(sign, this.#facts.now);
  }

  #of(host: string): Spell[] {
    const machine = machineOf(host);
    const known = this.#spells.get(machine);
    if (known !== undefined) return known;
    const first = [{ since: Number.NEGATIVE_INFINITY as Instant, beginsFile: false, signs: new Map() }];
    this.#spells.set(machine, first);
    return first;
  }
}
