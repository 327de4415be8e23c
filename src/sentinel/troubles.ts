/**
 * Conditions between their first sight and their end: raised when they have lasted longer than their kind may, ended when
 * they are seen no more.
 *
 * Time counts only while the session is ready, and from anew when it becomes ready: what an outage interrupted is looked
 * at again first. So it does when the machine has slept. What waits for an answer to our own frames has its time from when our
 * disk lets them go. Alerts outlive the process; one whose condition is gone after a restart ends then.
 */
import { after, earliest, type Instant } from "../base/time.ts";
import { type Alert, type AlertCause, type AlertScope, alertId } from "../model/alert.ts";
import type { AlertOut } from "../model/out.ts";

export interface Trouble {
  readonly cause: AlertCause;
  readonly scope: AlertScope;
  /** What is seen, with its numbers. */
  readonly detail: string;
  /** How long it may last before somebody is told, in ms of ready time. */
  readonly graceMs: number;
  /** What was sent has to arrive first. */
  readonly afterSending?: true;
}

/** The alerts that hold, whoever raised them. */
export interface Held {
  readonly all: Iterable<{ readonly alert: Alert }>;
}

/** A deadline that is looked at later than this passed while the machine slept or the process stood still. */
const LATE_MS_MAX = 500;

const CAUSES: ReadonlySet<AlertCause> = new Set([
  ...(["leg-missing", "leg-different", "unprotected", "stop-ends-today", "stop-sleeps"] as const),
]);

interface Seen {
  readonly trouble: Trouble;
  readonly since: Instant;
  due: Instant;
  /** What somebody was told of it; undefined before. */
  told: string | undefined;
}

/** `Subject` is what is looked at as a whole, at once. */
export class Troubles<Subject> {
  readonly #out: AlertOut;
  readonly #held: Held;
  readonly #seen = new Map<Subject, ReadonlyMap<string, Seen>>();
  /** What was sent since then does not leave at present. */
  #keptSince: Instant | undefined;

  constructor(out: AlertOut, held: Held) {
    this.#out = out;
    this.#held = held;
  }

  /** All that is the matter with a subject now. */
  look(subject: Subject, troubles: readonly Trouble[], now: Instant): void {
    const before = this.#seen.get(subject);
    if (troubles.length === 0) return void this.#seen.delete(subject);
    const all = troubles.map((trouble) => [alertId(trouble), trouble] as const);
    this.#seen.set(
      subject,
      new Map(all.map(([id, trouble]) => [id, { ...begun(trouble, now), ...goingOn(before?.get(id)) }])),
    );
  }

  /** The session is not ready: what is seen then counts for nothing. */
  forget(): void {
    this.#seen.clear();
  }

  /** Our disk keeps back what was sent since then, or keeps nothing back any more. */
  keptBack(since: Instant | undefined): void {
    this.#keptSince = since;
  }

  /** What was sent since then leaves only now, behind the disk, and has its time from here on. */
  delayed(since: Instant, now: Instant): void {
    for (const one of this.#waiting()) if (isSentSince(one, since)) one.due = after(now, one.trouble.graceMs);
  }

  /**
   * Who slept over a deadline has not waited for what would have ended it: that is still to be heard, and has its time from
   * now on.
   */
  awake(now: Instant): void {
    for (const one of this.#waiting()) if (now - one.due > LATE_MS_MAX) one.due = after(now, one.trouble.graceMs);
  }

  /** Tells of what has lasted too long, and ends what is over. */
  settle(now: Instant): void {
    const still = new Set<string>();
    for (const all of this.#seen.values())
      for (const [id, one] of all) {
        still.add(id);
        if (one.told !== one.trouble.detail && now >= one.due && this.#counts(one)) this.#tell(one);
      }
    for (const { alert } of [...this.#held.all])
      if (CAUSES.has(alert.cause) && !still.has(alertId(alert)))
        this.#out.alertOver(alert.cause, alert.scope, "it is right again, or nothing is left that needs it");
  }

  #tell(one: Seen): void {
    one.told = one.trouble.detail;
    this.#out.alert(one.trouble.cause, one.trouble.scope, one.trouble.detail);
  }

  /** With which something is the matter. */
  get subjects(): readonly Subject[] {
    return [...this.#seen.keys()];
  }

  #waiting(): readonly Seen[] {
    return [...this.#seen.values()].flatMap((all) => [...all.values()]).filter(({ told }) => told === undefined);
  }

  #counts(one: Seen): boolean {
    return this.#keptSince === undefined || !isSentSince(one, this.#keptSince);
  }

  nextDeadline(): Instant | undefined {
    return earliest(...this.#waiting().flatMap((one) => (this.#counts(one) ? one.due : [])));
  }
}

/** A disk that is slow again and again excuses nothing for ever. */
const isSentSince = ({ trouble, since }: Seen, then: Instant): boolean =>
  trouble.afterSending === true && since >= then;

/** What is seen of it may have changed; since when it is, and what somebody was told, has not. */
const goingOn = (seen: Seen | undefined): Partial<Seen> =>
  seen === undefined ? {} : { since: seen.since, due: seen.due, told: seen.told };

const begun = (trouble: Trouble, now: Instant): Seen => ({
  trouble,
  since: now,
  due: after(now, trouble.graceMs),
  told: undefined,
});
