/**
 * Asks the Gateway for lines, each under the market data type it is meant for, and gives them back.
 *
 * The type is a state of the whole connection and concerns the requests after it, so it leaves inseparably with the request
 * it is meant for, and only when the Gateway was last told another one. Askers take turns in the queue, so what was told
 * last is known only when a request's own turn has come. For the same reason a request takes a cancel that still waits along
 * with it: with all lines in use it would otherwise come before the one that makes room for it, and draw a 101.
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
  readonly #leaves: (line: Line, now: Instant) => void;
  /** The type the Gateway was last told in this session. */
  #told: number | undefined;
  /** The last one that left; a session begins with live quotes. */
  #last = LIVE;
  #changedAt = NEVER;
  /** Lines that are given back and whose cancel has not left yet, oldest first. */
  readonly #closing = new Set<UpstreamReqId>();

  /** `leaves` is told of every line whose request leaves. */
  constructor(out: QueueOut, leaves: (line: Line, now: Instant) => void) {
    this.#out = out;
    this.#leaves = leaves;
  }

  sessionStarted(): void {
    this.doubted();
    this.#last = LIVE;
    this.#changedAt = NEVER;
    this.#closing.clear();
  }

  /** What left may not have been heard: the next request says its type again. */
  doubted(): void {
    this.#told = undefined;
  }

  /** Another type was told since then: whoever was asked behind it may have been given the former one. */
  changedSince(from: Instant): boolean {
    return this.#changedAt >= from;
  }

  /** Gives a line back whose request has left. */
  withdraw(id: UpstreamReqId): void {
    this.#closing.add(id);
    this.#out.queue("subscription", 1, () => this.#cancelling(id));
  }

  /** Its cancel, unless a request has taken it along. */
  #cancelling(id: UpstreamReqId | undefined): readonly Request[] {
    if (id === undefined || !this.#closing.delete(id)) return [];
    return [{ name: "cancelMktData", body: { reqId: id } }];
  }

  /** The line has its upstream id; should it lose it before its turn comes, nothing is sent. */
  queue(line: Line, id: UpstreamReqId): void {
    const room = this.#roomFor(line);
    this.#out.queue("subscription", room, (now) => this.#leaving(line, id, room, now));
  }

  /** So many messages its request is now. */
  #roomFor(line: Line): number {
    return 1 + Number(line.marketDataType !== this.#told) + Number(this.#closing.size > 0);
  }

  #leaving(line: Line, id: UpstreamReqId, room: number, now: Instant): readonly Request[] {
    if (line.upstreamId !== id) return [];
    if (room < this.#roomFor(line)) {
      this.queue(line, id);
      return [];
    }
    line.hasLeft = true;
    line.everLeft = true;
    asksAnew(line.pulse, now);
    this.#leaves(line, now);
    const [oldest] = this.#closing;
    const cancel = this.#cancelling(oldest);
    const request: Request = { name: "reqMktData", body: asking(line, id) };
    return [...cancel, ...this.#telling(line.marketDataType, now), request];
  }

  #telling(marketDataType: number, now: Instant): readonly Request[] {
    const isTold = marketDataType === this.#told;
    this.#tell(marketDataType, now);
    return isTold ? [] : [{ name: "reqMarketDataType", body: { marketDataType } }];
  }

  #tell(type: number, now: Instant): void {
    if (type !== this.#last) this.#changedAt = now;
    this.#last = type;
    this.#told = type;
  }
}
