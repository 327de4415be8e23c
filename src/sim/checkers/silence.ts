/**
 * I8, the part that no gap in a stream is silent: who streams a contract hears its ticks, or hears that they are missing.
 *
 * Judged where the market moves and a client is told nothing of it, and only as far as holdfast promises to find out: a
 * stream that has shown its pace, while others of its market flow, or one that flowed before the link or a farm was lost
 * and does not when they are back. The bounds are the promise's own words, said here once more: four times the longest
 * silence or pause so far, at least a minute; then half a minute for the answer to a new request. A gap has one notice at its
 * beginning and one at its end, for each stream and client, and both are true (`gapTold.ts`). Who was told of a competing
 * session misses nothing as long as that lasts: until streams that it had silenced tick again, or all is asked anew, and
 * it is over at the Gateway. So does who was shown a halt: nobody need have shown its end.
 */
import { type Instant, minutes, seconds } from "../../base/time.ts";
import type { Frame } from "../sight/frame.ts";
import type { Guest } from "./checker.ts";
import type { Facts, TruthQuote } from "./facts.ts";
import { STANDS_STILL } from "./heldUp.ts";
import { DATA_LOST, LINK_BACK, LINK_LOST } from "./link.ts";
import { askedAnew, begins, hear, newStream, type Pace, type Stream } from "./silenceStream.ts";
import { ms, named } from "./told.ts";

const SILENT = 2166;
const FLOWS = 2167;
/** Bad news of a farm, and the good news that may follow; it says nothing of the link. */
const FARM_LOST: ReadonlySet<number> = new Set([2103, 2105]);
const FARM_BACK: ReadonlySet<number> = new Set([2104, 2106, 2107, 2108]);
const LINK = "link";
/** The fault of the Gateway, and for how long after a look at faults it counts as lasting. */
const COMPETING = "competing-session";
const TROUBLE_MS = seconds(15);
/** Two looks at faults may lie so far apart. */
const STILL_MS = seconds(7);
const NOTHING: ReadonlySet<string> = new Set();
/** Live quotes come under other names: images differ from what was told, and nothing was missed. */
const RELABELLED = "delayed-data";

const SILENT_MS_MIN = seconds(60);
/** A silence is too long that is so many times longer than any before. */
const FACTOR = 4;
/** Streams with a slower pace are not judged. */
const LONGEST_MS_MAX = minutes(5);
/** The request anew has its time, the watch looks every few seconds, and so does this checker. */
const GRACE_MS = seconds(30) + seconds(45);
/** Others of the market flow that said something so recently. */
const FRESH_MS = seconds(15);
const WITNESSES = 2;
/** What belongs to an image comes so soon after its beginning. */
const IMAGE_MS = seconds(3);
/** Looks with ticks before a pace is known, each behind another one without an interruption between. */
const SAMPLES_MIN = 10;

export class Silence {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  readonly #streams = new Map<string, Stream>();
  /** What was learned of a contract's pace, by whoever streamed it: a line goes on when one of its clients leaves. */
  readonly #paces = new Map<string, Pace>();
  /** When a contract last ticked, whoever heard it. */
  readonly #freshAt = new Map<string, Instant>();
  /** By connection: which farms it knows to be lost, and whether the link. */
  readonly #warned = new Map<number, Set<string>>();
  #lookedAt: Instant | undefined;
  /** A competing session was there then. */
  #competedAt: Instant | undefined;
  /** A process, perhaps the one that streams, stood still then. */
  #stoodStillAt: Instant | undefined;
  /** All that the present session asks was asked since then, and since the Gateway said that data was lost. */
  #askedSince: Instant = 0 as Instant;
  #isRelabelled = false;
  /** What the exchange quotes at this instant: ticks come in bunches. */
  readonly #quotes = new Map<string, TruthQuote | undefined>();
  #quotedAt: Instant | undefined;

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  wants(guest: Guest, reqId: number, symbol: string): void {
    const id = idOf(guest.wire.id, reqId);
    const held = this.#streams.get(id);
    if (held?.symbol === symbol) held.again = true;
    else
      this.#streams.set(id, newStream(guest, reqId, symbol, this.#paceOf(symbol), held !== undefined, this.#facts.now));
  }

  #paceOf(symbol: string): Pace {
    const pace = this.#paces.get(symbol) ?? { longestMs: 0, pauseMs: 0 };
    this.#paces.set(symbol, pace);
    return pace;
  }

  gone(wireId: number, reqId: number): void {
    this.#streams.delete(idOf(wireId, reqId));
  }

  left(isGone: (guest: Guest) => boolean): void {
    for (const [id, { guest }] of this.#streams) if (isGone(guest)) this.#streams.delete(id);
  }

  /** Its client was told that another session of the login has the data. */
  competes(wireId: number, reqId: number): void {
    const stream = this.#streams.get(idOf(wireId, reqId));
    if (stream === undefined) return;
    stream.competingAt = this.#facts.now;
    stream.competingOver = false;
    begins(stream);
    stream.told.disturbed(this.#facts.now);
  }

  /** A session begins, or its data is lost: what was answered before was answered to another request. */
  asksAnew(): void {
    this.#askedSince = this.#facts.now;
  }

  /** What goes wrong at this moment. */
  troubled(faults: readonly string[]): void {
    if (faults.includes(COMPETING)) this.#competedAt = this.#facts.now;
    if (faults.includes(RELABELLED)) this.#isRelabelled = true;
    if (faults.includes(STANDS_STILL)) this.#stoodStillAt = this.#facts.now;
  }

  /** A clock has jumped: it was longer for one than for the other. */
  disturbed(): void {
    for (const { told } of this.#streams.values()) told.disturbed(this.#facts.now);
  }

  told(frame: Frame, { wire }: Guest): void {
    if (frame.name === "tick") return this.#tick(this.#streams.get(idOf(wire.id, frame.reqId)));
    if (frame.name !== "error" || frame.id !== -1) return;
    const { code, text } = frame;
    if (LINK_LOST.has(code)) this.#lost(wire.id, LINK);
    if (LINK_BACK.has(code)) this.#back(wire.id, LINK);
    if (LINK_BACK.has(code)) for (const farm of farmsIn(text)) this.#back(wire.id, farm);
    if (code === DATA_LOST) for (const stream of this.#of(wire.id)) askedAnew(stream, this.#askedSince);
    if (FARM_LOST.has(code)) this.#lost(wire.id, farmIn(text));
    if (FARM_BACK.has(code)) this.#back(wire.id, farmIn(text));
    if (code !== SILENT && code !== FLOWS) return;
    for (const reqId of requestsIn(text)) this.#announced(idOf(wire.id, reqId), code === SILENT);
  }

  #tick(stream: Stream | undefined): void {
    if (stream === undefined) return;
    stream.tickAt = this.#facts.now;
    stream.ticked = true;
    stream.owedSince = undefined;
    stream.halted = false;
    this.#freshAt.set(stream.symbol, this.#facts.now);
    // What comes in the moment in which it is asked for was kept, of a quote that nobody knows any more.
    stream.told.tick(this.#facts.now, stream.since === this.#facts.now ? undefined : this.#quoteOf(stream.symbol));
    if (this.#isWarned(stream)) this.#pays(stream);
    this.#hasData(stream);
  }

  /** Where one flows again that a competing session silenced, the others must as well; what was said to a former request proves nothing. */
  #hasData(stream: Stream): void {
    // What comes in the same moment was kept for who joins.
    if (stream.competingAt === undefined || stream.competingAt === this.#facts.now) return;
    stream.competingAt = undefined;
    if (stream.competingOver) return;
    for (const other of this.#streams.values())
      if (other.competingAt !== undefined && other.competingAt < this.#facts.now) other.competingOver = true;
  }

  /** What flows while its client knows of an outage has answered that; its image alone has not. */
  #pays(stream: Stream): void {
    stream.imageAt ??= this.#facts.now;
    if (this.#facts.now - stream.imageAt > IMAGE_MS) stream.flowed = false;
  }

  #quoteOf(symbol: string): TruthQuote | undefined {
    if (this.#quotedAt !== this.#facts.now) this.#quotes.clear();
    this.#quotedAt = this.#facts.now;
    if (!this.#quotes.has(symbol)) this.#quotes.set(symbol, this.#facts.quoteOf(symbol));
    return this.#quotes.get(symbol);
  }

  #announced(id: string, silent: boolean): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    this.#isTrue(stream, silent);
    if (stream.announced === silent && !stream.again)
      this.#violated(
        silent
          ? `${name(stream)} is told a second time that it is silent, and was never told that it flows`
          : `${name(stream)} is told that it flows again, and was never told that it is silent`,
      );
    stream.announced = silent;
    stream.again = false;
  }

  #isTrue(stream: Stream, silent: boolean): void {
    if (stream.announced === silent || stream.again) return;
    const { now } = this.#facts;
    if (!silent) return stream.told.flows();
    const quote = this.#isRelabelled ? undefined : this.#quoteOf(stream.symbol);
    this.#object(stream, stream.told.silent(now, quote));
  }

  #object(stream: Stream, objection: string | undefined): void {
    if (objection !== undefined) this.#violated(`${name(stream)} ${objection}`);
  }

  // ---------------------------------------------------------------- interruptions

  #lost(wireId: number, what: string): void {
    const warned = this.#warned.get(wireId) ?? new Set();
    for (const stream of this.#of(wireId)) {
      stream.imageAt = undefined;
      if (warned.size === 0) stream.flowed = this.#isFlowing(stream);
      else stream.flowed ||= this.#isFlowing(stream);
      stream.owedSince = undefined;
      stream.heardAt = undefined;
      stream.told.disturbed(this.#facts.now);
    }
    this.#warned.set(wireId, warned.add(what));
  }

  /** What is back when nothing else is lost begins a new count; a farm that is said to be OK again puts nothing off. */
  #back(wireId: number, what: string): void {
    const warned = this.#warned.get(wireId);
    if (warned?.delete(what) !== true || warned.size > 0) return;
    for (const stream of this.#of(wireId)) {
      stream.silentMs = 0;
      stream.missedMs = 0;
      stream.owedMs = 0;
      stream.owedSince = stream.flowed ? this.#facts.now : undefined;
      stream.told.disturbed(this.#facts.now);
    }
  }

  #isWarned({ guest }: Stream): boolean {
    return (this.#warned.get(guest.wire.id)?.size ?? 0) > 0;
  }

  /** Its client knows why nothing comes, and that may still be so. */
  #isExcused(stream: Stream): boolean {
    return stream.halted || this.#isWarned(stream) || this.#isCompeting(stream);
  }

  #isCompeting({ competingAt, competingOver }: Stream): boolean {
    if (competingAt === undefined) return false;
    const lasts = this.#competedAt !== undefined && this.#facts.now - this.#competedAt <= TROUBLE_MS;
    return lasts || !competingOver;
  }

  *#of(wireId: number): Generator<Stream> {
    for (const stream of this.#streams.values()) if (stream.guest.wire.id === wireId) yield stream;
  }

  #isFlowing({ samples, tickAt }: Stream): boolean {
    return samples >= SAMPLES_MIN && tickAt !== undefined && this.#facts.now - tickAt <= SILENT_MS_MIN;
  }

  // ---------------------------------------------------------------- looks

  /** Which contracts' quotes are not what they were at the last look, and in which trading is halted. */
  quoted(moved: ReadonlySet<string>, halted: ReadonlySet<string>): void {
    const { now } = this.#facts;
    const passedMs = now - (this.#lookedAt ?? now);
    const missable = this.#standsStill ? NOTHING : moved;
    this.#lookedAt = now;
    for (const stream of this.#streams.values()) {
      stream.halted ||= halted.has(stream.symbol);
      this.#look(stream, missable.has(stream.symbol), passedMs);
    }
  }

  #look(stream: Stream, moved: boolean, passedMs: number): void {
    if (stream.ticked) return hear(stream, this.#paceOf(stream.symbol), this.#facts.now);
    if (stream.tickAt === undefined || this.#isExcused(stream)) return;
    this.#object(stream, stream.told.look(moved, passedMs));
    if (stream.announced) return;
    const witnesses = this.#witnesses(stream);
    // For a long silence to be honest one witness is enough.
    if (witnesses.fresh > 0) stream.silentMs += passedMs;
    if (witnesses.fresh >= Math.max(1, Math.min(WITNESSES, witnesses.all)) && moved) stream.missedMs += passedMs;
    if (stream.owedSince !== undefined && moved) stream.owedMs += passedMs;
    this.#judge(stream);
  }

  /** Who stands still, or did at the last look, finds nothing and tells nobody anything. */
  get #standsStill(): boolean {
    return this.#stoodStillAt !== undefined && this.#facts.now - this.#stoodStillAt <= STILL_MS;
  }

  /** How many other contracts have ever ticked, and how many of them flow. */
  #witnesses({ symbol }: Stream): { readonly all: number; readonly fresh: number } {
    const others = [...this.#freshAt].filter(([other]) => other !== symbol);
    const fresh = others.filter(([, at]) => this.#facts.now - at <= FRESH_MS);
    return { all: others.length, fresh: fresh.length };
  }

  #judge(stream: Stream): void {
    const { missedMs, owedMs, longestMs, pauseMs, samples, tickAt } = stream;
    if (samples < SAMPLES_MIN || longestMs > LONGEST_MS_MAX) return;
    const isOwed = owedMs > boundMs(pauseMs) && "it flowed before the last interruption";
    const why = missedMs > boundMs(longestMs) ? "others flow" : isOwed;
    if (why === false) return;
    stream.announced = true;
    this.#violated(
      `${name(stream)} has had no tick since ${ms(tickAt!)} while its market moves and ${why}, and its client was not told`,
    );
  }
}

const boundMs = (slowestMs: number): number => Math.max(SILENT_MS_MIN, FACTOR * slowestMs) + GRACE_MS;

const idOf = (wireId: number, reqId: number | undefined): string => `${wireId}/${reqId}`;
const name = ({ guest, reqId, symbol }: Stream): string => `stream ${reqId} (${symbol}) of ${named(guest)}`;
/** `Market data farm connection is broken:usfarm`, `… upon demand.usfarm`. */
const farmIn = (text: string): string => /(?::|demand\.)([^:]*)$/.exec(text)?.[1] ?? "";
/** `… All data farms are connected: usfarm; ushmds.`, `… The following farms are connected: usfarm. The following farms are not …` */
const farmsIn = (text: string): readonly string[] =>
  /farms are connected: (.*?)\.?(?: The following .*)?$/.exec(text)?.[1]?.split("; ") ?? [];
/** `… (request 3, 5)`. */
const requestsIn = (text: string): readonly number[] =>
  (/\(request ([\d, -]+)\)$/.exec(text)?.[1] ?? "").split(", ").map(Number);
