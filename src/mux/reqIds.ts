/**
 * Request ids towards the Gateway: who owns each, so that its answers find their machine.
 *
 * They come from a range that no order id reaches, because error frames carry one bare number for both (PROTOCOL 8),
 * and none is used again before it is released and the whole range has gone round.
 */
import { REQ_ID_MIN, type UpstreamReqId } from "../model/ids.ts";
import type { ReqOwner } from "../model/out.ts";

const REQ_ID_MAX = 2_147_000_000;

export class ReqIds {
  readonly #owners = new Map<number, ReqOwner>();
  #next = REQ_ID_MIN;

  take(owner: ReqOwner): UpstreamReqId {
    while (this.#owners.has(this.#next)) this.#advance();
    const id = this.#next;
    this.#owners.set(id, owner);
    this.#advance();
    return id as UpstreamReqId;
  }

  #advance(): void {
    this.#next = this.#next === REQ_ID_MAX ? REQ_ID_MIN : this.#next + 1;
  }

  release(id: UpstreamReqId): void {
    this.#owners.delete(id);
  }

  ownerOf(id: number): ReqOwner | undefined {
    return this.#owners.get(id);
  }

  /** The session is gone and every request with it. */
  clear(): void {
    this.#owners.clear();
  }
}
