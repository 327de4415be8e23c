/**
 * Why an order may not even be written down: one row per reason, asked in this order.
 *
 * These are the gates of identity and isolation; limits of size, price and loss are `risk/`'s. A refusal names the
 * gate, the value and the limit, so that its reader knows what to change (MUX.md section 6).
 */
import { isoTime } from "../base/time.ts";
import type { Downtime, StrategyConfig } from "../model/config.ts";
import type { PlacedOrder } from "../model/entry.ts";
import { ORDER_ID_MAX } from "../model/ids.ts";
import type { Refusal } from "../model/refusal.ts";

/** What a gate may look at. */
export interface Submission {
  readonly order: PlacedOrder;
  readonly strategy: StrategyConfig;
  readonly readOnly: boolean;
  readonly sessionState: string;
  /** The Gateway's restart that is about to come, while what is sent could be swallowed by it. */
  readonly restart: Downtime | undefined;
  /** The journal lives on its reserve: nothing more is taken on. */
  readonly diskFull: boolean;
  /** The upstream id that is free; undefined for what has one already. */
  readonly nextOrderId?: number | undefined;
  /** An order of unknown fate that this one would add to (`unknownBeside.ts`), in words. */
  readonly doubt?: string | undefined;
}

interface Gate {
  readonly gate: string;
  readonly refuses: (submission: Submission) => string | undefined;
}

/** Fields that route the clearing of a trade to an account that is not the order's. */
const clears = (account: string | undefined, name: string, own: string): string | undefined =>
  account && account !== own ? `${name} "${account}" against ${own}` : undefined;

const unless = (empty: string | undefined, name: string): string | undefined =>
  empty ? `${name} "${empty}" against none: an allocation reaches accounts it does not name` : undefined;

export const gates: readonly Gate[] = [
  {
    gate: "account",
    refuses: ({ order, strategy }) =>
      order.account && order.account !== strategy.account
        ? `account ${order.account} against ${strategy.account}`
        : undefined,
  },
  { gate: "allocation", refuses: ({ order }) => unless(order.faGroup, "faGroup") },
  { gate: "allocation", refuses: ({ order }) => unless(order.faMethod, "faMethod") },
  { gate: "allocation", refuses: ({ order }) => unless(order.faPercentage, "faPercentage") },
  { gate: "allocation", refuses: ({ order }) => unless(order.faProfile, "faProfile") },
  {
    gate: "clearing",
    refuses: ({ order, strategy }) => clears(order.clearingAccount, "clearingAccount", strategy.account),
  },
  {
    gate: "clearing",
    refuses: ({ order, strategy }) =>
      clears(order.deltaNeutralClearingAccount, "deltaNeutralClearingAccount", strategy.account),
  },
  {
    gate: "clearing",
    refuses: ({ order, strategy }) => clears(order.customerAccount, "customerAccount", strategy.account),
  },
  { gate: "model", refuses: ({ order }) => unless(order.modelCode, "modelCode") },
  { gate: "read-only", refuses: ({ readOnly }) => (readOnly ? "the whole of holdfast is read-only" : undefined) },
  {
    gate: "read-only",
    refuses: ({ strategy }) =>
      strategy.readOnly ? `strategy ${strategy.name} is read-only in the configuration` : undefined,
  },
  {
    gate: "order-ids",
    refuses: ({ nextOrderId = 0 }) =>
      nextOrderId > ORDER_ID_MAX
        ? `the next order id ${nextOrderId} against ${ORDER_ID_MAX}: reset the order id sequence in the Gateway's API settings`
        : undefined,
  },
  {
    gate: "session",
    refuses: ({ sessionState }) =>
      sessionState === "ready" ? undefined : `the session with the Gateway is ${sessionState} against ready`,
  },
  {
    // Eight requests that left 0.4 s before a nightly restart were lost without a word (Lean #242). A preview risks nothing.
    gate: "restart",
    refuses: ({ order, restart }) =>
      restart === undefined || order.whatIf
        ? undefined
        : `the Gateway restarts at ${isoTime(restart.from)} against orders that it might lose; send it again when it is back`,
  },
  {
    // What the journal cannot hold must not leave (RELIABILITY I25); the room that is left is for cancels.
    gate: "disk",
    refuses: ({ order, diskFull }) =>
      diskFull && !order.whatIf
        ? "the disk of the state directory is full against room for the journal; cancels are taken, orders when there is room again"
        : undefined,
  },
  {
    gate: "unknown",
    refuses: ({ order, doubt }) =>
      doubt === undefined || order.whatIf
        ? undefined
        : `${doubt} against none: the fate of that order is looked up first`,
  },
];

/** The first gate that refuses. */
export function refusalOf(submission: Submission): Refusal | undefined {
  for (const { gate, refuses } of gates) {
    const detail = refuses(submission);
    if (detail !== undefined) return { gate, detail };
  }
  return undefined;
}
