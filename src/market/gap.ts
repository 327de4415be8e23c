/**
 * A hole in a stream, and who has been told of it: every client once at its beginning and once at its end.
 *
 * A client that joins a silent stream is told when it joins; one that left hears nothing more.
 */
import type { Instant } from "../base/time.ts";
import type { ConnId } from "../model/ids.ts";
import type { Out } from "../model/out.ts";
import type { Stream, StreamRider } from "../model/stream.ts";

/** Codes no Gateway is known to use, among those every library takes for a notice (MUX.md section 6). */
export const STREAM_SILENT = 2166;
export const STREAM_FLOWS = 2167;

export class Gap {
  /** The last sign of life before it. */
  readonly since: Instant;
  #told: ReadonlySet<StreamRider> = new Set();

  constructor(since: Instant) {
    this.since = since;
  }

  get isUntold(): boolean {
    return this.#told.size === 0;
  }

  /** Tells everybody on the stream who has not been told. */
  announce(out: Out, { title, riders }: Stream, now: Instant): void {
    const silence = `holdfast: no data of ${title} for ${inSeconds(now - this.since)}, which is not its way`;
    const news = riders.filter((rider) => !this.#told.has(rider));
    if (news.length > 0) tell(out, news, STREAM_SILENT, `${silence}; it was subscribed anew`);
    this.#told = new Set(riders);
  }

  end(out: Out, { title, riders, pulse }: Stream): void {
    const length = inSeconds(pulse.lastAt - this.since);
    const told = riders.filter((rider) => this.#told.has(rider));
    tell(out, told, STREAM_FLOWS, `holdfast: data of ${title} flows again; nothing came for up to ${length}`);
  }
}

/** One notice for each client, with all its request ids. */
function tell(out: Out, riders: readonly StreamRider[], errorCode: number, text: string): void {
  const reqIds = new Map<ConnId, number[]>();
  for (const { conn, reqId } of riders) reqIds.set(conn, [...(reqIds.get(conn) ?? []), reqId]);
  for (const [conn, ids] of reqIds)
    out.tell(conn, "error", { id: -1, errorCode, errorMsg: `${text} (request ${ids.join(", ")})` });
}

const inSeconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;
