/**
 * The life of an order, as one table: what each event makes of each status. An event without a cell changes nothing.
 *
 * Terminal statuses never work again; a late execution may still turn them into filled, because a fill can cross a
 * cancel or a rejection on its way (RELIABILITY I4). Nothing else in holdfast sets a status.
 */
import type { Status } from "../model/status.ts";
import { endSaid } from "../model/statusWord.ts";

export type LifecycleEvent =
  | "intended"
  | "sending"
  | "acknowledged"
  /** Something of it has traded, not all. */
  | "traded"
  | "filled"
  | "cancelled"
  | "rejected"
  | "discarded"
  /** The session broke, or a complete snapshot did not show it: no news is not an end. */
  | "lost"
  | "provedAbsent";

/** How what the broker has comes to an end. */
const ends = { filled: "filled", cancelled: "cancelled", rejected: "rejected" } as const;
/** What any word of the broker makes of an order that it has not spoken of. */
const told = { ...ends, acknowledged: "working", traded: "partly-filled" } as const;

export const lifecycle: Readonly<Record<Status, Partial<Record<LifecycleEvent, Status>>>> = {
  held: { intended: "intended", discarded: "discarded" },
  intended: { sending: "sent", discarded: "discarded" },
  sent: { ...told, lost: "unknown" },
  working: { ...ends, traded: "partly-filled", lost: "unknown" },
  "partly-filled": { ...ends, lost: "unknown" },
  unknown: { ...told, provedAbsent: "absent" },
  filled: {},
  cancelled: { filled: "filled" },
  rejected: { filled: "filled" },
  absent: { filled: "filled" },
  discarded: {},
};

export const nextStatus = (status: Status, event: LifecycleEvent): Status => lifecycle[status][event] ?? status;

/** What a status word of the Gateway makes of an order; one that is no end is news of life, no more. */
export const eventOfStatus = (word: string): LifecycleEvent => endSaid(word) ?? "acknowledged";
