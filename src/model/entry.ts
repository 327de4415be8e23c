/**
 * Everything that can happen and must be remembered: the journal is a list of these, and the engine's durable state is
 * their fold. Entries are facts in the past tense; none is ever changed or removed.
 *
 * Bodies are kept as lean drafts: what is absent is unset, empty or false (see `lean.ts`).
 */
import type { Decimal } from "../base/decimal.ts";
import type { WallMs } from "../base/time.ts";
import type { Draft, IncomingBody, OutgoingBody } from "../wire/codec.ts";
import type { Alert } from "./alert.ts";
import type { Drift } from "./drift.ts";
import type { ClientId, ClientOrderId, OrderId, OrderKey, PermId, StrategyName } from "./ids.ts";
import type { LimitName, LimitValue } from "./limits.ts";
import type { HaltLevel, Scope, TradingState } from "./trading.ts";

/** Raised when an older holdfast would read a newer journal wrongly; it then refuses to start. */
export const JOURNAL_FORMAT = 2;

/** Contract and order as a client placed them. */
export type PlacedContract = Draft<OutgoingBody<"placeOrder">["contract"]>;
export type PlacedOrder = Draft<OutgoingBody<"placeOrder">["order"]>;
/** An open order as the Gateway described it. */
export type Echo = Draft<IncomingBody<"openOrder">>;
/** What exerciseOptions says beside its number, contract and account. */
export type Exercise = Omit<Draft<OutgoingBody<"exerciseOptions">>, "reqId" | "contract" | "account">;
/** What cancelOrder says beside the order: who cancels, whether by hand, and when. */
export type CancelTerms = Omit<Draft<OutgoingBody<"cancelOrder">>, "orderId">;
export type StatusReport = Draft<IncomingBody<"orderStatus">>;
export type Execution = Draft<IncomingBody<"execDetails">>;
export type Commission = Draft<IncomingBody<"commissionReport">>;

/** What a client asked for, under the identity it knows. */
export interface Placement {
  readonly key: OrderKey;
  readonly strategy: StrategyName;
  readonly clientId: ClientId;
  readonly clientOrderId: ClientOrderId;
  readonly account: string;
  readonly contract: PlacedContract;
  readonly order: PlacedOrder;
  /** The contract that names without a conId meant for sure when the order was taken. */
  readonly conId?: number;
  /** The parent of a bracket's leg. */
  readonly parent?: OrderKey;
  /** An instruction to exercise an option or let it lapse: it lives as an order, and is none that can be changed. */
  readonly exercise?: Exercise;
  /** A close by the operator: the strategy whose position it closes. It is that one's trade, not `operator`'s. */
  readonly closes?: StrategyName;
}

export type Entry =
  /** A process began. The first one's epoch makes the order keys of this journal unlike any other journal's. */
  | {
      readonly kind: "daemonStarted";
      readonly epoch: string;
      readonly format: number;
      /** What the build that began calls itself, for people. */
      readonly build?: string;
    }
  /** The Gateway let us in: its next id and what it manages. */
  | {
      readonly kind: "sessionStarted";
      readonly serverVersion: number;
      readonly nextValidId: number;
      readonly accounts: readonly string[];
      /** Ours. One that stays the same is a fence: nothing that was sent under it earlier is still on its way. */
      readonly clientId?: number;
    }
  /** The connection to the Gateway is gone: what was under way may have arrived or not. */
  | { readonly kind: "sessionLost"; readonly reason: string }
  /** A leg that does not transmit yet: it waits at the door, nothing of it is upstream. */
  | ({ readonly kind: "orderHeld" } & Placement)
  /** Legs that shall be sent, together. Consumes their keys for ever. */
  | { readonly kind: "orderIntended"; readonly legs: readonly Placement[] }
  /** An option shall be exercised, or shall lapse. Consumes its key for ever, as an order does. */
  | ({ readonly kind: "exerciseIntended" } & Placement & { readonly exercise: Exercise })
  | {
      readonly kind: "modifyIntended";
      readonly key: OrderKey;
      readonly contract: PlacedContract;
      readonly order: PlacedOrder;
    }
  /** A change that had not left never will: trading was halted meanwhile. The order works on without it. */
  | { readonly kind: "changeDropped"; readonly key: OrderKey; readonly reason: string }
  /** The Gateway refused one of the changes in flight: the order works on without it. */
  | { readonly kind: "changeRefused"; readonly key: OrderKey; readonly errorCode: number }
  /** `terms` of a client that has said any: the newest cancel is the one that counts. */
  | { readonly kind: "cancelIntended"; readonly key: OrderKey; readonly terms?: CancelTerms }
  /** The Gateway refused to cancel: nobody may cancel it later on the strength of that old wish. */
  | { readonly kind: "cancelRefused"; readonly key: OrderKey; readonly errorCode: number }
  /** A frame with this upstream order id is about to leave; from here on it may have been sent. */
  | {
      readonly kind: "orderSending";
      readonly key: OrderKey;
      readonly orderId: OrderId;
      readonly frame: "new" | "modify" | "cancel";
    }
  /** A margin preview used up an upstream order id. */
  | { readonly kind: "whatIfSending"; readonly orderId: OrderId }
  /** Somebody else's order was seen with this id: ours must stay above it. */
  | { readonly kind: "orderIdSeen"; readonly orderId: OrderId }
  /** The broker knows a key of this journal that is not in it, for it is an older copy of what it was: ours must stay above it. */
  | { readonly kind: "orderKeySeen"; readonly key: OrderKey }
  | { readonly kind: "orderEchoed"; readonly key: OrderKey; readonly echo: Echo }
  | { readonly kind: "statusReported"; readonly key: OrderKey; readonly report: StatusReport }
  | { readonly kind: "executed"; readonly key: OrderKey; readonly execution: Execution }
  | { readonly kind: "commissionReported"; readonly execId: string; readonly commission: Commission }
  /** The broker refused the order (201 and its like). It never works unless it was known to be alive: then its status tells. */
  | { readonly kind: "orderRejected"; readonly key: OrderKey; readonly errorCode: number; readonly errorMsg: string }
  /** The broker's list of completed orders says how it ended. */
  | { readonly kind: "orderCompleted"; readonly key: OrderKey; readonly permId: PermId; readonly status: string }
  /** It never left and never will: a held leg cancelled, or an intent that a restart found unsent. */
  | { readonly kind: "orderDiscarded"; readonly key: OrderKey; readonly reason: string }
  /** It may or may not have reached the broker. Never sent again, never called rejected. */
  | { readonly kind: "orderUnknown"; readonly key: OrderKey; readonly reason: string }
  /** The broker never had it; `proof` says how that is known (RELIABILITY I4). */
  | { readonly kind: "orderAbsent"; readonly key: OrderKey; readonly proof: string }
  /** An execution of an order that is not ours: a manual one, or another client's. It moves the account's position. */
  | { readonly kind: "foreignExecuted"; readonly execution: Execution }
  /** The broker's word on a position, from which executions are counted on. */
  | {
      readonly kind: "positionTaken";
      readonly account: string;
      readonly conId: number;
      readonly symbol: string;
      readonly position: Decimal;
      readonly reason: string;
    }
  | { readonly kind: "driftFound"; readonly drift: Drift }
  | { readonly kind: "driftEnded"; readonly drift: Drift; readonly reason: string }
  | { readonly kind: "alertRaised"; readonly alert: Alert }
  | { readonly kind: "alertEnded"; readonly alert: Alert; readonly reason: string }
  /** Who may trade has changed. `level` says how far a halt goes; `by` is an operator, or `holdfast` when a limit was reached. */
  | {
      readonly kind: "tradingStateSet";
      readonly scope: Scope;
      readonly state: TradingState;
      readonly level?: HaltLevel;
      /** A halt that cancels protective stops, too. */
      readonly stopsToo?: true;
      readonly by: string;
      readonly why: string;
    }
  /**
   * What the halt of this scope is to do is done: its orders have ended, and what it closes is flat. Nothing more is closed
   * for it.
   */
  | { readonly kind: "haltDone"; readonly scope: Scope; readonly level: HaltLevel }
  /** A limit is another one than the configuration's, until it is set again or its time is over. */
  | {
      readonly kind: "limitSet";
      readonly scope: Scope;
      readonly limit: LimitName;
      readonly value: LimitValue | "off";
      readonly until?: WallMs;
      readonly by: string;
      readonly why: string;
    }
  /** The configuration's limit holds again. */
  | { readonly kind: "limitEnded"; readonly scope: Scope; readonly limit: LimitName; readonly reason: string }
  /** What a scope's equity is measured by: since the day began, and the highest ever seen; in base currency. */
  | {
      readonly kind: "equityMarked";
      readonly scope: Scope;
      /** Whose value it is, also of a strategy, which may trade another account tomorrow. Older builds did not say. */
      readonly account?: string;
      readonly day: string;
      readonly dayStart: Decimal;
      readonly high: Decimal;
    }
  /** A strategy's clients are gone for too long: its entries are cancelled. */
  | { readonly kind: "deadManFired"; readonly strategy: StrategyName; readonly goneMs: number }
  /** Somebody asked by hand that the broker's truth be taken over. */
  | { readonly kind: "reconcileForced"; readonly by: string }
  /**
   * The state of every fold, by its name: what a new file of the journal begins with instead of all that was before. It says
   * what a start must be able to read, for nothing in the file may say it again.
   */
  | {
      readonly kind: "bookCarried";
      readonly format: number;
      readonly build?: string;
      readonly folds: Readonly<Record<string, unknown>>;
    };

/** An entry and when it was made. The time is a label: it decides nothing. */
export interface Recorded {
  readonly at: WallMs;
  readonly entry: Entry;
}

/**
 * Durable state of one machine: the fold of the entries that concern it, alike live and in replay.
 *
 * A segment of the journal begins with what every fold carries over, so nothing older need be read. What `carry` answers is
 * plain data (records, lists, texts, numbers, yes and no: no Map, no Set), keeps the order in which things are walked, and
 * holds nothing that may grow without bound. Folding on from `resume(carry())`, also after a trip through JSON, must give
 * what folding everything gives. Folds get their names in `engine/machines.ts`; an entry `bookCarried` concerns no `evolve`.
 */
export interface Fold {
  evolve(entry: Entry, at: WallMs): void;
  /** All of its state. What is answered may share parts with the state: it is written at once and then forgotten. */
  carry(): unknown;
  /** Takes the place of whatever was folded before. `carried` is what `carry` of this or an earlier build answered. */
  resume(carried: unknown): void;
}

/** All folds of an engine, under the names that a snapshot calls them by. */
export type Folds = Readonly<Record<string, Fold>>;
