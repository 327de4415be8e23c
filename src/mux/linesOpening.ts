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
import type { Line } from "./linesLine.ts";
import { asking } from "./linesWish.ts";
import type { QueueOut } from "./sharedQueue.ts";

export class Opening {
  readonly #out: QueueOut;
  /** The type the Gateway was last told in this session. */
  #told: number | undefined;

  constructor(out: QueueOut) {
    this.#out = out;
  }

  sessionStarted(): void {
    this.#told = undefined;
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
    line.pulse.askedAt = now;
    this.#told = line.marketDataType;
    const request: Request = { name: "reqMktData", body: asking(line, id) };
    if (isTold) return [request];
    return [{ name: "reqMarketDataType", body: { marketDataType: line.marketDataType } }, request];
  }
}
