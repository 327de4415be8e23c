/**
 * The upstream request ids of this machine.
 *
 * An id that was cancelled stays ours for a while, so that late frames and errors about it are swallowed here and
 * reach nobody else. At most `RETIRED_MAX` such ids are kept; the oldest is released first.
 */
import type { UpstreamReqId } from "../model/ids.ts";
import type { Out } from "../model/out.ts";

const RETIRED_MAX = 64;

export class RequestIds {
  readonly #out: Out;
  #retired: UpstreamReqId[] = [];

  constructor(out: Out) {
    this.#out = out;
  }

  take(): UpstreamReqId {
    return this.#out.takeReqId("account");
  }

  /** The request is cancelled or refused; answers may still be on their way. */
  retire(id: UpstreamReqId): void {
    this.#retired.push(id);
    if (this.#retired.length > RETIRED_MAX) this.#out.releaseReqId(this.#retired.shift()!);
  }

  isRetired(id: number): boolean {
    return this.#retired.includes(id as UpstreamReqId);
  }

  /** The session is gone: nothing late can come. */
  sessionLost(): void {
    for (const id of this.#retired) this.#out.releaseReqId(id);
    this.#retired = [];
  }
}
