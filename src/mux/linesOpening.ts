/**
 * Asks the Gateway for lines, each under the market data type it is meant for.
 *
 * The type is a state of the whole connection and concerns the requests after it, so it leaves inseparably with the request
 * it is meant for, and only when the Gateway was last told another one. Askers take turns in the queue, so what was told
 * last is known only when a request's own turn has come.
 */
import type { Instant } from "../base/time.ts";
import type { UpstreamReqId } from "../model/ids.ts";
import type { Request } from "../model/out.ts";
import { asksAnew, NEVER } from "../model/stream.ts";
import type { Line } from "./linesLine.ts";
import { asking } from "./linesWish.ts";
import type { QueueOut } from "./sharedQueue.ts";

const LIVE = 1;

export class Opening {
  readonly #out: QueueOut;
  /** The type the Gateway was last told in this session. */
  #told: number | undefined;
  /** The last one that left; a session begins with live quotes. */
  #last = LIVE;
  #changedAt = NEVER;

  constructor(out: QueueOut) {
    this.#out = out;
  }

  sessionStarted(): void {
    this.doubted();
    this.#last = LIVE;
    this.#changedAt = NEVER;
  }

  /** What left may not have been heard: the next request says its type again. */
  doubted(): void {
    this.#told = undefined;
  }

  /** Another type was told since then: whoever was asked behind it may have been given the former one. */
  changedSince(from: Instant): boolean {
    return this.#changedAt >= from;
  }

  /** The line has its upstream id; should it lose it before its turn comes, nothing is sent. */
  queue(line: Line, id: UpstreamReqId): void {
    this.#queue(line, id, line.marketDataType === this.#told ? 1 : 2);
  }

  #queue(line: Line, id: UpstreamReqId, room: number): void {
    this.#out.queue("subscription", room, (now) => this.#leaving(line, id, room, now));
  }

  #leaving(line: Line, id: UpstreamReqId, room: number, now: Instant): readonly Request[] {
    if (line.upstreamId !== id) return [];
    const isTold = line.marketDataType === this.#told;
    if (!isTold && room < 2) {
      this.#queue(line, id, 2);
      return [];
    }
    line.hasLeft = true;
    line.everLeft = true;
    asksAnew(line.pulse, now);
    this.#tell(line.marketDataType, now);
    const request: Request = { name: "reqMktData", body: asking(line, id) };
    if (isTold) return [request];
    return [{ name: "reqMarketDataType", body: { marketDataType: line.marketDataType } }, request];
  }

  #tell(type: number, now: Instant): void {
    if (type !== this.#last) this.#changedAt = now;
    this.#last = type;
    this.#told = type;
  }
}
