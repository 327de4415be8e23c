/**
 * I21, as far as it goes without a ladder of a watchdog: nobody gives up in silence, and a person is told of what lasts.
 *
 * Judged on the daemon's own words and their times. After a lost session the next attempt follows the announced pause;
 * after five failures in a row, outside of expected downtimes, somebody is told within a minute; a session that did not
 * have its link to IB for two minutes is one of them; and whoever is waited for with a second factor is reminded every hour.
 * That attempts do not come too soon is I24's.
 */
import { type Instant, minutes, seconds } from "../../base/time.ts";
import type { LogLine } from "../world/tap.ts";
import type { CheckerRow } from "./checker.ts";
import type { Facts } from "./facts.ts";
import { holdsUp } from "./heldUp.ts";
import { linkedBy } from "./link.ts";
import { ms } from "./told.ts";

/** After so many failures in a row. */
const FAILURES_MAX = 5;
const TOLD_MS_MAX = seconds(60);
/** A session that was ready with its link for a shorter time did not end the outage: it counts as one more failure. */
const SERVES_MS_MIN = minutes(2);
/** A slow disk keeps the words back by which that is seen: then it may have served by so much more or less. */
const WORD_MS_MAX = seconds(30);
const REMIND_MS_MAX = minutes(60) + TOLD_MS_MAX;
/** To be accepted, to be greeted, to be let in and to be answered; and a machine may stand still for a while. */
const ATTEMPT_MS_MAX = seconds(3 * 15 + 60) + minutes(5);

/** One daemon without a session. */
interface Outage {
  /** Since when there is a session again, and since when with its link to IB. */
  readySince: Instant | undefined;
  servesSince: Instant | undefined;
  /** A session has served for long enough, or may have: what fails behind it is another outage. */
  isOver: boolean;
  mayBeOver: boolean;
  failures: number;
  lostAt: Instant;
  nextBy: Instant;
  /** Since when somebody should have been told. */
  untoldSince: Instant | undefined;
  told: boolean;
  remindedAt: Instant | undefined;
}

export const nobodyGivesUp: CheckerRow = {
  id: "I21",
  says: "a lost session is tried for again within the announced pause, and a person is told within a minute when five attempts have failed",
  make: (facts, violated) => {
    const outages = new Outages(facts, violated);
    return {
      logged: (line) => outages.logged(line),
      ended: (host) => outages.over(host),
      sampled: ({ host, frozen }) => {
        if (!frozen) outages.look(host);
      },
      leapt: (host, by) => outages.leapt(host, by),
      troubled: (faults) => outages.troubled(faults),
    };
  },
};

class Outages {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  readonly #outages = new Map<string, Outage>();
  /** The daemons whose Gateway has lost its link to IB. */
  readonly #linkless = new Set<string>();
  /** When something held a daemon up last. */
  #heldUpAt = Number.NEGATIVE_INFINITY;

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  logged(line: LogLine): void {
    const { host, event } = line;
    if (event === "session-lost") this.#lost(line);
    if (event === "exit" || event === "draining") this.over(host);
    if (event === "gateway-notice") this.#noticed(host, Number(line.fields.errorCode));
    const outage = this.#outages.get(host);
    if (outage === undefined) return;
    if (event === "ready") [outage.readySince, outage.untoldSince] = [this.#facts.now, undefined];
    if (event === "gateway-greeted") outage.nextBy = (this.#facts.now + ATTEMPT_MS_MAX) as Instant;
    if (event === "session-down") [outage.told, outage.untoldSince] = [true, undefined];
    if (event === "second-factor-awaited") outage.remindedAt = this.#facts.now;
    this.#serves(host, outage);
  }

  troubled(faults: readonly string[]): void {
    if (holdsUp(faults)) this.#heldUpAt = this.#facts.now;
  }

  #noticed(host: string, errorCode: number): void {
    const linked = linkedBy(errorCode);
    if (linked === false) this.#linkless.add(host);
    if (linked === true) this.#linkless.delete(host);
  }

  /** Without its link a session stands and serves nobody. */
  #serves(host: string, outage: Outage): void {
    if (outage.readySince !== undefined && !this.#linkless.has(host)) outage.servesSince ??= this.#facts.now;
    else this.#served(outage);
  }

  #served(outage: Outage): void {
    const { servesSince } = outage;
    if (servesSince === undefined) return;
    const servedMs = this.#facts.now - servesSince;
    const airMs = this.#heldUpAt >= servesSince - WORD_MS_MAX ? WORD_MS_MAX : 0;
    outage.isOver ||= servedMs >= SERVES_MS_MIN + airMs;
    outage.mayBeOver ||= servedMs >= SERVES_MS_MIN - airMs;
    outage.servesSince = undefined;
  }

  /** Of an expected downtime the daemon speaks softly. */
  #lost({ host, level, fields }: LogLine): void {
    const { now } = this.#facts;
    this.#linkless.delete(host);
    const last = this.#outages.get(host);
    if (last !== undefined) this.#served(last);
    const before = last?.isOver === true ? undefined : last;
    const failures = (before?.mayBeOver === true ? 0 : (before?.failures ?? 0)) + 1;
    const told = before?.told ?? false;
    const isDue = failures > FAILURES_MAX && level === "warn" && !told;
    this.#outages.set(host, {
      ...{ failures, told, lostAt: now, readySince: undefined, servesSince: undefined },
      ...{ isOver: false, mayBeOver: false },
      remindedAt: before?.readySince === undefined ? before?.remindedAt : undefined,
      nextBy: (now + Number(fields.retryMs ?? 0) + ATTEMPT_MS_MAX) as Instant,
      untoldSince: isDue ? (before?.untoldSince ?? now) : undefined,
    });
  }

  over(host: string): void {
    this.#outages.delete(host);
    this.#linkless.delete(host);
  }

  /** A machine that slept has tried nothing meanwhile. */
  leapt(host: string, by: number): void {
    const outage = this.#outages.get(host);
    if (outage?.remindedAt !== undefined) outage.remindedAt = (outage.remindedAt - by) as Instant;
    if (outage?.readySince !== undefined) outage.readySince = (outage.readySince - by) as Instant;
    if (outage?.servesSince !== undefined) outage.servesSince = (outage.servesSince - by) as Instant;
  }

  look(host: string): void {
    const outage = this.#outages.get(host);
    if (outage === undefined || outage.readySince !== undefined) return;
    const wrong = this.#wrong(outage);
    if (wrong === undefined) return;
    this.over(host);
    this.#violated(`${host} lost its session at ${ms(outage.lostAt)}, and ${wrong}`);
  }

  #wrong({ nextBy, untoldSince, failures, remindedAt }: Outage): string | undefined {
    const { now } = this.#facts;
    if (now > nextBy) return `has not tried again, though it should have by ${ms(nextBy)}`;
    if (untoldSince !== undefined && now - untoldSince > TOLD_MS_MAX)
      return `${failures} attempts in a row have failed, and nobody was told`;
    if (remindedAt !== undefined && now - remindedAt > REMIND_MS_MAX)
      return `whoever is awaited with the second factor was reminded last at ${ms(remindedAt)}`;
    return undefined;
  }
}
