/** What reconciliation needs: words into the journal and the log, and lists from the broker. Never an order (RELIABILITY I12). */
import type { Instant } from "../base/time.ts";
import type { AlertCause, AlertScope } from "../model/alert.ts";
import type { Entry } from "../model/entry.ts";
import type { AlertOut, Out } from "../model/out.ts";

export interface ReconcileOut extends AlertOut, Pick<Out, "log"> {
  record(entry: Entry): void;
  /** What is alerted for this cause now. */
  alerted(cause: AlertCause): readonly AlertScope[];
  /** The session is up and recovered, and the Gateway has its link. */
  readonly ready: boolean;
}

/** Told exactly once of a list that was asked for: it is complete, or it counts for nothing. */
export interface ListEnd {
  readonly done: (now: Instant) => void;
  readonly failed: (now: Instant) => void;
}

/** How lists are asked for. A list that a lost session takes with it is told to nobody. */
export interface BrokersLists {
  openOrders(end: ListEnd, now: Instant): void;
  /** Whether the Gateway gives its completed orders: one that is read-only does not. */
  readonly givesCompleted: boolean;
  completedOrders(end: ListEnd, now: Instant): void;
  /** Of our client id, or of every client. */
  executions(end: ListEnd, ofAll: boolean, now: Instant): void;
  /** The image of all positions, once more; its streams go on. */
  positions(now: Instant): void;
}
