/**
 * What the mux needs of the engine beyond saying things: its turn in the queue.
 *
 * Askers take turns in that queue, so a cancel of one client may overtake the request of another. A request is therefore
 * written only when its turn comes, and not at all when nobody wants it any more; a cancel follows only what has left.
 */
import type { Instant } from "../base/time.ts";
import type { ConnId } from "../model/ids.ts";
import type { Out, Priority, Request } from "../model/out.ts";
import type { Draft, IncomingBody, IncomingName } from "../wire/codec.ts";

export interface QueueOut extends Out {
  /**
   * Says market data or history of our own wording to one client: like `relay` it overtakes the journal's barrier, and so
   * stays before what is relayed behind it.
   */
  tellData<N extends IncomingName>(conn: ConnId, name: N, body: Draft<IncomingBody<N>>): void;
  /** Queues at most `messages` frames that leave back to back; `leave` answers them when their turn comes. */
  queue(priority: Priority, messages: number, leave: (now: Instant) => readonly Request[]): void;
}
