/**
 * What holdfast may do about a condition by itself: one ladder of remedies for each, from soft to hard.
 *
 * Nothing is done that is not configured. Nothing is done while an order is in flight, while the session is expected to be
 * away, or while a login waits for its second factor, because a restart would ask for it once more. A remedy is tried at
 * most once for a condition in one outage, a restart at most once in an outage, each so often in an hour at most; and after
 * each one it is waited whether it helped. One that was refused or failed gives way to the next at once. STOP is never said.
 * Commands and their meaning: IBC's command server (IbcAlpha/IBC, read in 2026).
 */
import { after, earliest, type Instant, minutes } from "../base/time.ts";
import { type ConditionId, LINK_LOST_MS_MAX } from "./conditions.ts";
import type { Holding } from "./standing.ts";

interface RemedyRow {
  /** What is said to IBC's command server; without it, the operator's hook is run. */
  readonly line?: string;
  /** So long it may take until it has helped; nothing else is tried before, in ms. */
  readonly settleMs: number;
  readonly perHourMax: number;
  /** The Gateway's process ends and begins again. */
  readonly restarts: boolean;
}

export const REMEDIES = {
  "reconnect-data": { line: "RECONNECTDATA", settleMs: minutes(2), perHourMax: 2, restarts: false },
  "reconnect-account": { line: "RECONNECTACCOUNT", settleMs: minutes(3), perHourMax: 2, restarts: false },
  "restart-command": { settleMs: minutes(10), perHourMax: 1, restarts: true },
  // IBC restarts at the next full minute but one, and the new process logs in after that.
  "restart-by-ibc": { line: "RESTART", settleMs: minutes(10), perHourMax: 1, restarts: true },
} as const satisfies Readonly<Record<string, RemedyRow>>;

export type RemedyName = keyof typeof REMEDIES;
const row = (name: RemedyName): RemedyRow => REMEDIES[name];

const HOUR_MS = minutes(60);
/** The shell bounds its own waits, 10 s for a line and 120 s for the hook; that it never answers is a bug of ours. */
const ANSWER_MS_MAX = minutes(3);

export interface Rung {
  readonly remedy: RemedyName;
  /** The condition has held for so long, in ms. */
  readonly afterMs: number;
}

/** The operator's own way first: it may restart a container where IBC would restart a process in it. */
const restartAfter = (afterMs: number): readonly Rung[] => [
  { remedy: "restart-command", afterMs },
  { remedy: "restart-by-ibc", afterMs },
];

/** Rungs in the order in which they are climbed. */
const LADDERS: Readonly<Partial<Record<ConditionId, readonly Rung[]>>> = {
  // It begins to hold when subscribing anew did not help.
  "streams-silent": [{ remedy: "reconnect-data", afterMs: minutes(2) }],
  "link-lost": [{ remedy: "reconnect-account", afterMs: LINK_LOST_MS_MAX }, ...restartAfter(minutes(30))],
  unanswered: [{ remedy: "reconnect-account", afterMs: minutes(3) }, ...restartAfter(minutes(15))],
  // It has been waited for five minutes before it is called stuck.
  "client-id-stuck": restartAfter(0),
  "mute-handshake": restartAfter(minutes(15)),
  "api-disabled": restartAfter(minutes(10)),
};

/** What is tried about a condition, and how long after it began, in ms; for people. */
export const ladderOf = (condition: ConditionId): readonly Rung[] => LADDERS[condition] ?? [];

/** While one of them holds nothing is tried. */
const CALM: readonly ConditionId[] = ["restart-window", "second-factor", "draining"];

/** What the configuration offers. */
export interface Means {
  readonly ibc: boolean;
  readonly hook: boolean;
}

export interface Chosen {
  readonly remedy: RemedyName;
  readonly condition: ConditionId;
  /** Said to IBC's command server; undefined for the hook. */
  readonly line: string | undefined;
  /** For people. */
  readonly reason: string;
}

/** It would be due, and something forbids it; said once for each reason. */
export interface Withheld {
  readonly remedy: RemedyName;
  readonly condition: ConditionId;
  readonly withheld: string;
}

/** How things stand at a look. */
export interface Scene {
  readonly holding: readonly Holding[];
  /** A session is ready: what does not hold any more is over, and its next time will be another outage. */
  readonly ready: boolean;
  /** An order, a change or a cancel of ours has left and was not answered. Asked only when a remedy is due. */
  readonly inFlight: () => boolean;
}

interface Tried {
  readonly remedy: RemedyName;
  readonly at: Instant;
}

interface Due {
  readonly condition: ConditionId;
  readonly since: Instant;
  readonly remedy: RemedyName;
}

export class Remedies {
  readonly #means: Means;
  /** When each condition was met first in this outage: another session may meet it again. */
  readonly #since = new Map<ConditionId, Instant>();
  /** Of this outage, as `condition/remedy`. */
  readonly #used = new Set<string>();
  /** A restart of this outage did not fail: no other follows. */
  #restarted = false;
  /** Of the last hour, oldest first. */
  readonly #tried: Tried[] = [];
  readonly #said = new Set<string>();
  #underWay: Tried | undefined;
  #quietUntil: Instant | undefined;
  #next: Instant | undefined;

  constructor(means: Means) {
    this.#means = means;
  }

  /** Nothing is configured. */
  get off(): boolean {
    return !this.#means.ibc && !this.#means.hook;
  }

  /** To be asked after every step. */
  decide(scene: Scene, now: Instant): Chosen | Withheld | undefined {
    this.#next = undefined;
    if (this.off) return undefined;
    this.#forget(scene, now);
    if (this.#underWay !== undefined) return this.#waitFor(after(this.#underWay.at, ANSWER_MS_MAX));
    let withheld: Withheld | undefined;
    for (const { condition, since, remedy } of this.#due(scene, now)) {
      const why = this.#forbidden(scene, remedy);
      if (why === undefined) return this.#begin(remedy, condition, since, now);
      withheld ??= this.#news({ remedy, condition, withheld: why });
    }
    return withheld;
  }

  /** The remedy under way was taken, or refused: `failure` says why. Answers what it was, if one was under way. */
  answered(failure: string | undefined, now: Instant): RemedyName | undefined {
    const tried = this.#underWay;
    if (tried === undefined) return undefined;
    this.#underWay = undefined;
    const { settleMs, restarts } = row(tried.remedy);
    if (failure === undefined) {
      this.#quietUntil = after(now, settleMs);
      this.#restarted ||= restarts;
    }
    return tried.remedy;
  }

  /** Of the last `decide`. */
  nextDeadline(): Instant | undefined {
    return this.#next;
  }

  /** What is over is forgotten; what is never answered has failed. */
  #forget({ holding, ready }: Scene, now: Instant): void {
    if (this.#underWay !== undefined && now - this.#underWay.at >= ANSWER_MS_MAX) this.answered("no answer", now);
    while (this.#tried[0] !== undefined && now - this.#tried[0].at >= HOUR_MS) this.#tried.shift();
    for (const { condition, since } of holding) if (!this.#since.has(condition)) this.#since.set(condition, since);
    if (!ready) return;
    const holds = new Set<string>(holding.map(({ condition }) => condition));
    for (const condition of this.#since.keys()) if (!holds.has(condition)) this.#since.delete(condition);
    for (const set of [this.#used, this.#said])
      for (const key of set) if (!holds.has(key.slice(0, key.indexOf("/")))) set.delete(key);
    const stillBad = holding.some(({ condition }) => LADDERS[condition]?.some(({ remedy }) => row(remedy).restarts));
    if (!stillBad) this.#restarted = false;
  }

  /** The rungs whose time has come, one for each condition at most. */
  #due({ holding }: Scene, now: Instant): readonly Due[] {
    return holding.flatMap(({ condition }) => {
      const since = this.#since.get(condition)!;
      const rung = LADDERS[condition]?.find(({ remedy }) => this.#usable(condition, remedy));
      if (rung === undefined) return [];
      const at = Math.max(after(since, rung.afterMs), this.#quietUntil ?? since) as Instant;
      if (at <= now) return [{ condition, since, remedy: rung.remedy }];
      this.#waitFor(at);
      return [];
    });
  }

  #usable(condition: ConditionId, remedy: RemedyName): boolean {
    const { line, restarts } = row(remedy);
    const offered = line === undefined ? this.#means.hook : this.#means.ibc;
    return offered && !(restarts && this.#restarted) && !this.#used.has(`${condition}/${remedy}`);
  }

  /** Why not now; undefined when nothing speaks against it. */
  #forbidden({ holding, inFlight }: Scene, remedy: RemedyName): string | undefined {
    const calm = holding.find(({ condition }) => CALM.includes(condition));
    if (calm !== undefined) return calm.condition;
    const lately = this.#tried.filter((tried) => tried.remedy === remedy);
    if (lately.length >= row(remedy).perHourMax) {
      this.#waitFor(after(lately[0]!.at, HOUR_MS));
      return `it was tried ${lately.length} times in the last hour`;
    }
    return inFlight() ? "an order is in flight" : undefined;
  }

  /** Undefined when it was said already. */
  #news(withheld: Withheld): Withheld | undefined {
    const key = `${withheld.condition}/${withheld.remedy}/${withheld.withheld}`;
    if (this.#said.has(key)) return undefined;
    this.#said.add(key);
    return withheld;
  }

  #begin(remedy: RemedyName, condition: ConditionId, since: Instant, now: Instant): Chosen {
    this.#underWay = { remedy, at: now };
    this.#tried.push(this.#underWay);
    this.#used.add(`${condition}/${remedy}`);
    this.#waitFor(after(now, ANSWER_MS_MAX));
    const reason = `${condition} for ${Math.round((now - since) / 1_000)} s`;
    return { remedy, condition, line: row(remedy).line, reason };
  }

  #waitFor(at: Instant | undefined): undefined {
    this.#next = earliest(this.#next, at);
  }
}
