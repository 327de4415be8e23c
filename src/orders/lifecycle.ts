/**
 * The life of an order, as one table: what each event makes of each status. An event without a cell changes nothing.
 *
 * Terminal statuses never work again; a late execution may still turn them into filled, because a fill can cross a
 * cancel or a rejection on its way (RELIABILITY I4). Nothing else in holdfast sets a status.
 */
export const STATUSES = [
  /** Waits at the door for the leg that transmits; nothing is upstream. */
  "held",
  /** Durable, waits its turn to leave. */
  "intended",
  /** A frame may have left; no sign of life yet. */
  "sent",
  /** The broker knows it. */
  "working",
  /** It may or may not exist at the broker. Looked up, never sent again. */
  "unknown",
  "filled",
  "cancelled",
  "rejected",
  /** It never left and never will. */
  "discarded",
] as const;
export type Status = (typeof STATUSES)[number];

export type LifecycleEvent =
  | "intended"
  | "sending"
  | "acknowledged"
  | "filled"
  | "cancelled"
  | "rejected"
  | "discarded"
  /** The session broke, or a complete snapshot did not show it: no news is not an end. */
  | "lost";

export const lifecycle: Readonly<Record<Status, Partial<Record<LifecycleEvent, Status>>>> = {
  held: { intended: "intended", discarded: "discarded" },
  intended: { sending: "sent", discarded: "discarded" },
  sent: { acknowledged: "working", filled: "filled", cancelled: "cancelled", rejected: "rejected", lost: "unknown" },
  working: { filled: "filled", cancelled: "cancelled", rejected: "rejected", lost: "unknown" },
  unknown: { acknowledged: "working", filled: "filled", cancelled: "cancelled", rejected: "rejected" },
  filled: {},
  cancelled: { filled: "filled" },
  rejected: { filled: "filled" },
  discarded: {},
};

export const nextStatus = (status: Status, event: LifecycleEvent): Status => lifecycle[status][event] ?? status;

/** It may still trade: the broker has it, or may have it. */
export const isAtBroker = (status: Status): boolean =>
  status === "sent" || status === "working" || status === "unknown";

export const isFinished = (status: Status): boolean =>
  status === "filled" || status === "cancelled" || status === "rejected" || status === "discarded";

/**
 * What a status word of the Gateway means. `Inactive` is not final: a refused order and one held by a precaution both
 * show it, and the second can come back (PROTOCOL 11.2).
 */
const words: Readonly<Record<string, LifecycleEvent>> = {
  ApiPending: "acknowledged",
  PendingSubmit: "acknowledged",
  PendingCancel: "acknowledged",
  PreSubmitted: "acknowledged",
  Submitted: "acknowledged",
  Inactive: "acknowledged",
  ApiCancelled: "cancelled",
  Cancelled: "cancelled",
  Filled: "filled",
};

/** An unknown word is news of life, no more. */
export const eventOfStatus = (word: string): LifecycleEvent => words[word] ?? "acknowledged";
