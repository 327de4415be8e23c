/** What the order desk needs of the engine beyond saying things: memory, the queue, and where clients sit. */
import type { Instant } from "../base/time.ts";
import type { AlertCause, AlertScope } from "../model/alert.ts";
import type { Downtime } from "../model/config.ts";
import type { Entry } from "../model/entry.ts";
import type { ClientId, ConnId, StrategyName } from "../model/ids.ts";
import type { AlertOut, Out, Priority, Request } from "../model/out.ts";

export interface OrderOut extends Out, AlertOut {
  /** Journals an entry and folds it. What is said or sent afterwards waits until it is durable. */
  record(entry: Entry): void;
  /**
   * Queues `messages` frames that leave back to back. `leave` runs when their turn comes and answers the requests to
   * send, or none when they are no longer wanted; what it records is durable before the first byte. `asker` is among whose
   * messages they wait, if not among those of whoever is worked for now.
   */
  queue(priority: Priority, messages: number, leave: (now: Instant) => readonly Request[], asker?: number): void;
  /** Whose wish is being worked on: askers take turns, and what one of them asks leaves in that order. */
  readonly asker: number;
  /** How long what is queued needs to leave at our own pace, in ms. */
  readonly queueMs: number;
  /** What is alerted for this cause now. */
  alerted(cause: AlertCause): readonly AlertScope[];
  /** Whether orders may leave: the session is up and recovered. */
  readonly ready: boolean;
  /** The session's state in one word, for refusals. */
  readonly sessionState: string;
  /** The same as a name: `ready`, or what keeps it from that. */
  readonly state: string;
  /** The Gateway's restart that is about to come: it would swallow a new order. */
  readonly restart: Downtime | undefined;
  /** The journal lives on its reserve: only what takes risk away may be begun. */
  readonly diskFull: boolean;
  /** The connection of a strategy's client id, while there is one. */
  connOf(strategy: StrategyName, clientId: ClientId): ConnId | undefined;
}
