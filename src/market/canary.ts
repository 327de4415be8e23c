/**
 * One canary per market: finds that a whole market fell silent at once, where no stream has others to be compared with.
 *
 * When no stream of a market has said anything for longer than the pace of its quickest one allows, that one is asked for
 * anew, as a probe that nobody is told of. An image that shows what was missed proves that data is lost when the stream then
 * flows, or when the next probe's image differs again: one difference alone may be a market's last word before it closed.
 * After the proof the others are asked for anew as well. An image that shows what was shown proves an honest quiet: a night,
 * a weekend, a holiday. The next probe then comes after a growing pause, at two messages each, until the market flows by
 * itself: an image is no flow. Left out are streams of an unknown pace, those that the Gateway excused, those that are asked
 * for anew already, and those that an interruption silenced.
 *
 * No answer at all proves something only while nobody has answered since the market last flowed, and only when a second
 * probe is not answered either (farms that are OK without a tick: IBC #143, Lean #169). Just after it has fallen quiet a
 * healthy Gateway answers: closed markets draw prices of -1 (IB's documentation of received data), and the values of the day
 * stay until the next one begins (ib_insync #471). Hours later, before the next opening, all fields may be empty (there
 * too), so that silence in a night that has once been shown to be honest tells nothing.
 */
import { after, type Instant } from "../base/time.ts";
import { IMAGE_MS, NEVER } from "../model/stream.ts";
import { pauseMsMax, retryMs } from "./bounds.ts";
import { flowedAt } from "./markets.ts";
import type { Watched } from "./watched.ts";

/** So many probes in a row without an answer. */
const UNANSWERED_MAX = 2;

/** How long a market has been quiet, and how often it was probed since. */
class Calm {
  streams: Watched[] = [];
  /** Its last sign of life, images included, and the last that was none. */
  heardAt = NEVER;
  flowedAt = NEVER;
  /** The last image differed from what was told before. */
  differed = false;
  #probes = 0;
  #probedAt = NEVER;

  look(streams: Watched[]): void {
    this.streams = streams;
    const flowed = Math.max(...streams.map(({ pulse }) => flowedAt(pulse))) as Instant;
    this.heardAt = Math.max(this.heardAt, ...streams.map(({ pulse }) => pulse.lastAt)) as Instant;
    if (flowed <= this.flowedAt) return;
    this.flowedAt = flowed;
    this.#probes = 0;
    this.differed = false;
  }

  /** Whether the market has been quiet for too long on the plain clock, for nobody is a witness; images of new requests break no quiet. */
  isDue({ pulse, pace, excusedUntil }: Watched, wokenAt: Instant, now: Instant): boolean {
    if (this.#probes > 0 && now < after(this.#probedAt, retryMs(this.#probes))) return false;
    return now - Math.max(this.flowedAt, pulse.askedAt, excusedUntil, wokenAt) > pauseMsMax(pace);
  }

  /** What differed once is looked at again without a pause that has grown. */
  again(): void {
    this.#probes = 1;
  }

  probed(now: Instant): void {
    this.#probes++;
    this.#probedAt = now;
  }
}

export class Canaries {
  readonly #calms = new Map<string, Calm>();
  /** We were not running until then: that was no market's quiet. */
  #wokenAt = NEVER;

  /** What all streams have said by now. */
  look(all: Iterable<Watched>): void {
    const markets = byMarket(all);
    for (const market of this.#calms.keys()) if (!markets.has(market)) this.#calms.delete(market);
    for (const [market, streams] of markets) {
      const calm = this.#calms.get(market) ?? new Calm();
      this.#calms.set(market, calm);
      calm.look(streams);
    }
  }

  woken(now: Instant): void {
    this.#wokenAt = now;
  }

  /** The streams to be asked anew as probes, at most one of each market. */
  due(now: Instant, isFarmBroken: boolean): readonly Watched[] {
    return [...this.#calms.values()].flatMap((calm) => {
      const canary = calm.streams.filter((watched) => isFit(watched, isFarmBroken)).sort(byFitness)[0];
      return canary !== undefined && calm.isDue(canary, this.#wokenAt, now) ? [canary] : [];
    });
  }

  probed({ stream }: Watched, now: Instant): void {
    this.#calms.get(stream.market)?.probed(now);
  }

  /** Its image came, and what differs in it may have been all. */
  answered({ stream, pulse, renewal }: Watched): void {
    const calm = this.#calms.get(stream.market);
    if (calm === undefined || renewal?.isProbe !== true) return;
    if (pulse.moved && !calm.differed) calm.again();
    calm.differed = pulse.moved;
  }

  /** Whether it is a proof that this image differs. */
  isMoving({ stream, pulse, renewal }: Watched): boolean {
    if (renewal?.isProbe !== true || pulse.lastAt > pulse.answeredAt + IMAGE_MS) return true;
    return this.#calms.get(stream.market)?.differed === true;
  }

  /** Whether it is a proof that this probe has not been answered. */
  isMute({ stream, renewal, interruptedAt }: Watched): boolean {
    const calm = this.#calms.get(stream.market);
    if (calm === undefined || renewal?.isProbe !== true || renewal.at <= interruptedAt) return false;
    return renewal.tries >= UNANSWERED_MAX && calm.heardAt === calm.flowedAt;
  }
}

function byMarket(all: Iterable<Watched>): ReadonlyMap<string, Watched[]> {
  const markets = new Map<string, Watched[]>();
  for (const watched of all) {
    const { market } = watched.stream;
    const streams = markets.get(market) ?? [];
    markets.set(market, streams);
    streams.push(watched);
  }
  return markets;
}

/**
 * Which farm serves a stream is not known: while one is broken, only what has spoken since is not of it, where that was not
 * under way already.
 */
function isFit(watched: Watched, isFarmBroken: boolean): boolean {
  const { pulse, renewal, gap, interruptedAt } = watched;
  if (isFarmBroken && pulse.lastAt <= interruptedAt + IMAGE_MS) return false;
  const isFree = renewal === undefined || (renewal.isProbe && pulse.answeredAt === NEVER);
  return watched.isJudged && !watched.isOwed && gap === undefined && isFree;
}

/** What has been probed in vain is probed again. Then quotes before bars, whose requests are dear, and the quickest. */
const byFitness = (a: Watched, b: Watched): number =>
  Number(b.renewal !== undefined) - Number(a.renewal !== undefined) ||
  b.source.renewalsMax - a.source.renewalsMax ||
  a.pace.usualMs - b.pace.usualMs;
