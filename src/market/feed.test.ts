/** Streams without a mux, for the tests beside: they speak when they are told to, and remember when they were asked anew. */
import assert from "node:assert/strict";
import type { Instant } from "../base/time.ts";
import type { ConnId } from "../model/ids.ts";
import type { Out } from "../model/out.ts";
import { NEVER, newPulse, type Pulse, type Stream } from "../model/stream.ts";
import { Completeness } from "./completeness.ts";
import { STREAM_SILENT } from "./gap.ts";
import type { Source } from "./watched.ts";

export const CLIENT = 1 as ConnId;

export class Feed implements Source {
  readonly renewalsMax: number;
  readonly all: Stream[] = [];
  now = 0 as Instant;
  /** Which streams were asked anew, by number, and when. */
  readonly renewed: { readonly n: number; readonly at: number }[] = [];
  /** What clients were told: `silent 3`, `flows 3`. */
  readonly told: string[] = [];
  status: string | undefined;
  readonly watch: Completeness;
  /** What becomes of a stream that is asked anew. */
  onRenewal: (n: number) => void = () => {};

  constructor(streams: number, market: (n: number) => string = () => "STK SMART USD", renewalsMax = 1_000) {
    this.renewalsMax = renewalsMax;
    for (let n = 0; n < streams; n++) this.all.push(this.#stream(n, market(n)));
    const out = { log: () => {}, tell: (_: ConnId, __: string, body: object) => this.#heard(body) };
    this.watch = new Completeness(out as unknown as Out, [this], {
      silent: (_, detail) => {
        this.status = detail;
      },
      complete: () => {
        this.status = undefined;
      },
    });
    this.watch.sessionStarted(this.now);
  }

  #stream(n: number, market: string): Stream {
    const pulse = { ...newPulse(), askedAt: this.now };
    return { pulse, market, title: `stream ${n}`, riders: [{ conn: CLIENT, reqId: n }] };
  }

  #heard(body: object): void {
    const { id, errorCode, errorMsg } = body as { id: number; errorCode: number; errorMsg: string };
    assert.equal(id, -1);
    const [, reqId] = /^holdfast.*\(request (\d+)\)$/.exec(errorMsg)!;
    this.told.push(`${errorCode === STREAM_SILENT ? "silent" : "flows"} ${reqId}`);
  }

  streams(): Iterable<Stream> {
    return this.all;
  }

  renew(pulse: Pulse): void {
    const n = this.all.findIndex((stream) => stream.pulse === pulse);
    this.renewed.push({ n, at: this.now });
    pulse.askedAt = this.now;
    this.onRenewal(n);
  }

  /** A stream says something; `moved` when it is an image of what was missed. */
  tick(n: number, moved = false): void {
    const { pulse } = this.all[n]!;
    pulse.lastAt = this.now;
    if (pulse.answeredAt === NEVER) pulse.answeredAt = this.now;
    if (pulse.comparing && moved) pulse.moved = true;
  }

  later(ms: number): void {
    for (const until = this.now + ms; this.now < until; ) {
      const due = this.watch.nextDeadline();
      this.now = Math.min(until, due === undefined ? until : Math.max(due, this.now)) as Instant;
      this.watch.tick(this.now);
    }
  }

  /** Time passes, and these speak every so often. */
  flow(ms: number, everyMs: number, ...streams: readonly number[]): void {
    for (const until = this.now + ms; this.now < until; this.later(Math.min(everyMs, until - this.now)))
      for (const n of streams) this.tick(n);
  }

  farm(errorCode: number, name = "usfarm"): void {
    this.watch.noticed({ errorCode, errorMsg: `Market data farm connection is so and so:${name}` }, this.now);
  }
}
