/**
 * Watches that everything subscribed is delivered: a stream that fell silent while others flow is found, asked for anew,
 * and announced (RELIABILITY I8).
 *
 * A stream is suspected when it has been silent for much longer than it ever was while others of its market flowed, or
 * when it flowed before an interruption (a broken farm, a lost link, another session) and does not afterwards; bounds.ts
 * says how long that takes. Where all of a market fell silent at once, one stream is probed (canary.ts). Suspicion costs one
 * renewal and is told to nobody, because most silence is an honest one: a quiet stream shows with its new image that nothing
 * was missed, and is suspected later next time. Announced is what is proved: a subscription that is not answered at all, or
 * an image that differs from what was told before. Then it is asked for again with growing pauses. A stream that never
 * delivered is never suspected, and one that the Gateway excused is asked for anew every `EXCUSED_MS_MAX`, for it may be excused no more.
 */
import { after, type Instant } from "../base/time.ts";
import { connectedOf, farmNews } from "../model/farm.ts";
import type { Out } from "../model/out.ts";
import { awaitsImage, NEVER, type Pulse } from "../model/stream.ts";
import { linkWord } from "../wire/codes.ts";
import { Allowance } from "./allowance.ts";
import { ANSWER_MS_MAX, LOOK_MS } from "./bounds.ts";
import { Canaries } from "./canary.ts";
import { Gap } from "./gap.ts";
import { Markets } from "./markets.ts";
import { type Source, Watched } from "./watched.ts";

/** IB has some dozens; a Gateway that names more without end fills no memory. */
const BROKEN_FARMS_MAX = 100;
/** Named one by one in the status. */
const TITLES_MAX = 10;

/** What the Gateway says about no request. */
export interface Notice {
  readonly errorCode: number;
  readonly errorMsg: string;
}

/** Whoever says to operators which streams are silent. */
export interface Report {
  silent(now: Instant, detail: string): void;
  complete(): void;
}

export class Completeness {
  readonly #out: Out;
  readonly #sources: readonly Source[];
  readonly #report: Report;
  readonly #watched = new Map<Pulse, Watched>();
  readonly #brokenFarms = new Set<string>();
  readonly #allowance = new Allowance();
  readonly #canaries = new Canaries();
  #markets = new Markets();
  #look = 0;
  #lookedAt = NEVER;
  #lookAt: Instant | undefined;
  #linkLost = false;
  /** Before that the Gateway had no link, and nothing could be answered. */
  #linkedSince = NEVER;
  #reported = "";

  constructor(out: Out, sources: readonly Source[], report: Report) {
    this.#out = out;
    this.#sources = sources;
    this.#report = report;
  }

  sessionStarted(now: Instant): void {
    this.#restored(now);
    this.#lookedAt = now;
    this.#lookAt = after(now, LOOK_MS);
  }

  sessionLost(now: Instant): void {
    this.#woken(now);
    this.#lookAt = undefined;
    this.#interrupted(now);
    this.#linkLost = false;
    this.#brokenFarms.clear();
  }

  get #hasLink(): boolean {
    return this.#lookAt !== undefined && !this.#linkLost;
  }

  /** A notice about the link or a farm; others are none of our business. */
  noticed({ errorCode, errorMsg }: Notice, now: Instant): void {
    const word = linkWord(errorCode);
    if (word === "lost") return this.#lost(now);
    if (word !== undefined) return this.#found(errorMsg, now);
    const news = farmNews(errorCode, errorMsg);
    // No stream of data comes from where contracts are defined.
    if (news === undefined || news.kind === "secdef") return;
    if (news.word === "broken") this.#farmBroke(news.farm, now);
    if (news.word === "ok" && this.#brokenFarms.delete(news.farm)) this.#restored(now);
  }

  #lost(now: Instant): void {
    this.#linkLost = true;
    this.#interrupted(now);
  }

  /** Of a farm that broke before the link it may be the only word that it is well again. */
  #found(errorMsg: string, now: Instant): void {
    if (this.#linkLost) this.#linkedSince = now;
    this.#linkLost = false;
    for (const farm of connectedOf(this.#brokenFarms, errorMsg)) this.#brokenFarms.delete(farm);
    this.#restored(now);
  }

  #farmBroke(farm: string, now: Instant): void {
    if (this.#brokenFarms.size < BROKEN_FARMS_MAX) this.#brokenFarms.add(farm);
    this.#interrupted(now);
  }

  nextDeadline(): Instant | undefined {
    return this.#lookAt;
  }

  tick(now: Instant): void {
    if (this.#lookAt === undefined || now < this.#lookAt) return;
    this.#woken(now);
    this.#gather(now);
    if (this.#linkLost) this.#seen(now);
    else this.#judgeAll(now);
    this.#show(now);
    this.#lookedAt = now;
    this.#lookAt = after(now, LOOK_MS);
  }

  #judgeAll(now: Instant): void {
    for (const watched of this.#watched.values()) this.#judge(watched, now);
    this.#probe(now);
  }

  // ---------------------------------------------------------------- interruptions

  #interrupted(now: Instant): void {
    this.#woken(now);
    this.#gather(now);
    this.#seen(now);
    for (const watched of this.#watched.values()) watched.interrupted(now);
  }

  #restored(now: Instant): void {
    for (const watched of this.#watched.values()) watched.restored(now);
  }

  // ---------------------------------------------------------------- one look

  /** A look that is long overdue says that we were not running: that was nobody's silence, and teaches no pace. */
  #woken(now: Instant): void {
    const sleptMs = now - (this.#lookAt ?? now);
    if (sleptMs <= LOOK_MS) return;
    for (const watched of this.#watched.values()) watched.slept(sleptMs, now);
    this.#canaries.woken(now);
    this.#lookedAt = after(this.#lookedAt, sleptMs);
    this.#lookAt = now;
  }

  /** All streams that ever delivered, those that are gone left out, and which markets flow. */
  #gather(now: Instant): void {
    this.#look++;
    this.#markets = new Markets();
    for (const source of this.#sources)
      for (const stream of source.streams()) {
        if (stream.pulse.lastAt === NEVER) continue;
        const watched = this.#watched.get(stream.pulse) ?? new Watched(source, stream);
        watched.stream = stream;
        watched.look = this.#look;
        this.#watched.set(stream.pulse, watched);
        this.#markets.add(stream, now);
      }
    for (const [pulse, { look }] of this.#watched) if (look !== this.#look) this.#watched.delete(pulse);
    this.#canaries.look(this.#watched.values());
  }

  /** Markets of which nobody says anything. */
  #probe(now: Instant): void {
    for (const canary of this.#canaries.due(now, this.#brokenFarms.size > 0))
      if (this.#renew(canary, now, true)) this.#canaries.probed(canary, now);
  }

  #judge(watched: Watched, now: Instant): void {
    const lively = this.#markets.isLively(watched.stream, now);
    if (!watched.hear() && lively) watched.silentMs += now - this.#lookedAt;
    if (watched.isExcused) this.#excused(watched, now);
    else if (watched.renewal !== undefined) this.#renewed(watched, lively, now);
    else if (watched.isOverdue(now)) this.#renew(watched, now);
    watched.gap?.announce(this.#out, watched.stream, now);
  }

  /**
   * What flows again is said so when it does: also while the link is called lost, for a Gateway may never say that it is back,
   * and before the next interruption, behind which nobody knows whether it still does.
   */
  #seen(now: Instant): void {
    for (const watched of this.#watched.values())
      if (watched.renewal !== undefined && watched.flowsAnew) this.#judge(watched, now);
  }

  /** The Gateway has told its clients why. */
  #excused(watched: Watched, now: Instant): void {
    watched.silentMs = 0;
    watched.excusedUntil = now;
    watched.forgiven();
    if (watched.gap === undefined) {
      watched.renewal = undefined;
      watched.pulse.comparing = false;
    }
    if (watched.isExcusedForLong(now) && this.#allowance.take(watched, now)) watched.source.renew(watched.pulse);
  }

  // ---------------------------------------------------------------- renewal

  /** False when it has to wait for its turn. */
  #renew(watched: Watched, now: Instant, isProbe = false): boolean {
    const { pulse, source, silentMs } = watched;
    if (!this.#allowance.take(watched, now)) return false;
    const former = watched.renewal ?? { silentSince: pulse.lastAt, silentMs, isProbe };
    const tries = (watched.renewal?.tries ?? 0) + 1;
    watched.renewal = { ...former, at: now, tries };
    watched.absentMs = 0;
    pulse.comparing = true;
    awaitsImage(pulse);
    this.#out.log("info", "stream-renewed", { stream: watched.stream.title, tries });
    source.renew(pulse);
    return true;
  }

  /** What has become of a renewal. */
  #renewed(watched: Watched, lively: boolean, now: Instant): void {
    const { pulse, gap } = watched;
    const renewal = watched.renewal!;
    const answered = pulse.answeredAt !== NEVER;
    if (gap === undefined && this.#isProved(watched, lively, now)) this.#gapBegins(watched, now);
    if (watched.flowsAnew) return this.#flows(watched);
    if (pulse.askedAt === NEVER || now - renewal.at < watched.patienceMs) return;
    if (answered && watched.gap === undefined) this.#isQuiet(watched);
    else if (lively || watched.isOwed || isUnheard(watched)) this.#renew(watched, now);
  }

  /** Not answered at all, or answered with what was missed. */
  #isProved(watched: Watched, lively: boolean, now: Instant): boolean {
    const { pulse, isOwed } = watched;
    if (pulse.answeredAt !== NEVER) return pulse.moved && this.#canaries.isMoving(watched);
    return (
      (lively || isOwed || isUnheardTwice(watched) || this.#canaries.isMute(watched)) &&
      pulse.askedAt !== NEVER &&
      this.#waitedMs(watched, now) > ANSWER_MS_MAX
    );
  }

  /** For how long it could have been answered, and we have heard it. */
  #waitedMs({ pulse, absentMs }: Watched, now: Instant): number {
    return now - Math.max(pulse.askedAt, this.#linkedSince) - absentMs;
  }

  #gapBegins(watched: Watched, now: Instant): void {
    const { stream, renewal } = watched;
    watched.gap = new Gap(renewal!.silentSince);
    this.#out.log("warn", "stream-silent", { stream: stream.title, clients: stream.riders.length });
    if (renewal!.isProbe) this.#doubt(watched, now);
  }

  /** A canary has shown that its market misses data: what was silent with it must flow again too, and is asked for anew. */
  #doubt(canary: Watched, now: Instant): void {
    canary.owes(now);
    for (const other of this.#watched.values()) {
      const wasSilent = other.pulse.lastAt <= canary.renewal!.at && other.isJudged;
      if (other === canary || other.stream.market !== canary.stream.market || !wasSilent) continue;
      other.owes(now);
      // Without a link it has to wait until it is overdue behind that.
      if (other.renewal === undefined && this.#hasLink) this.#renew(other, now);
    }
  }

  #flows(watched: Watched): void {
    const { stream, gap, pulse } = watched;
    if (gap === undefined) return this.#isQuiet(watched);
    watched.renewal = undefined;
    pulse.comparing = false;
    if (gap.isUntold) gap.announce(this.#out, stream, pulse.lastAt);
    gap.end(this.#out, stream);
    watched.gap = undefined;
    this.#out.log("info", "stream-flows", { stream: stream.title, gapMs: pulse.lastAt - gap.since });
  }

  /** Its image came and told nothing new: there was nothing to tell. */
  #isQuiet(watched: Watched): void {
    this.#canaries.answered(watched);
    watched.learnSilence();
    watched.renewal = undefined;
    watched.pulse.comparing = false;
  }

  // ---------------------------------------------------------------- operators

  /** The silent streams by name. */
  #show(now: Instant): void {
    const silent = [...this.#watched.values()].flatMap(({ gap, stream }) => (gap === undefined ? [] : stream.title));
    const more = silent.length > TITLES_MAX ? ` and ${silent.length - TITLES_MAX} more` : "";
    const detail = `${silent.slice(0, TITLES_MAX).join(", ")}${more}`;
    if (detail === this.#reported) return;
    this.#reported = detail;
    if (detail === "") this.#report.complete();
    else this.#report.silent(now, detail);
  }
}

/**
 * Nobody knows whether what has not answered is subscribed at all, and bars that were refused are not: it is asked for again
 * without a witness, too. A probe has pauses of its own (canary.ts).
 */
const isUnheard = ({ pulse, renewal }: Watched): boolean => pulse.answeredAt === NEVER && renewal?.isProbe === false;

/** The second request proves it without a witness: the first one's has left. */
const isUnheardTwice = ({ renewal }: Watched): boolean => renewal!.tries > 1 && !renewal!.isProbe;
