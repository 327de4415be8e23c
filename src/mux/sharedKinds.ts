/** The requests whose answers are shared: one row each, with what ends them, what cancels them and how long they keep. */
import { minutes, seconds } from "../base/time.ts";
import type { Priority } from "../model/out.ts";
import type { IncomingName, Outgoing } from "../wire/codec.ts";

export type FlightName =
  | "reqContractDetails"
  | "reqMatchingSymbols"
  | "reqUserInfo"
  | "reqHistoricalData"
  | "reqHeadTimestamp";

export type FlightRequest = Extract<Outgoing, { name: FlightName }>;

export interface FlightKind {
  /** The messages that finish an answer; of historicalData see `endsAnswer`. */
  readonly ends: readonly IncomingName[];
  readonly cancel: "cancelHistoricalData" | "cancelHeadTimestamp" | undefined;
  /**
   * Its answer does not end it: until it is cancelled it may keep its place among the open requests of the login, and then the
   * 51st question hangs (erdewit/ib_insync #544). Its cancel is never answered.
   */
  readonly isHeld?: true;
  /** So long a request may be without a word of its answer; each word begins the time anew. */
  readonly answerMs: number;
  /** How long a finished answer serves others; 0 for never. */
  readonly keepMs: number;
  readonly priority: Priority;
}

/** Contract data changes with the trading day at most; the Gateway's restart ends it in any case. */
const CONTRACT_DATA_MS = minutes(60);

export const FLIGHT_KINDS: { readonly [Name in FlightName]: FlightKind } = {
  reqContractDetails: {
    ends: ["contractDetailsEnd"],
    cancel: undefined,
    // The Gateway throttles whoever asks for a whole chain of options, for a minute and more.
    answerMs: seconds(120),
    keepMs: CONTRACT_DATA_MS,
    priority: "subscription",
  },
  reqMatchingSymbols: {
    ends: ["symbolSamples"],
    cancel: undefined,
    answerMs: seconds(30),
    keepMs: CONTRACT_DATA_MS,
    priority: "subscription",
  },
  reqUserInfo: {
    ends: ["userInfo"],
    cancel: undefined,
    answerMs: seconds(30),
    keepMs: seconds(1),
    priority: "subscription",
  },
  // A minute bar asked again is a fresh question; of smaller ones see `servesUntil`.
  reqHistoricalData: {
    ends: ["historicalDataEnd", "historicalSchedule"],
    cancel: "cancelHistoricalData",
    // The Gateway slows history down by itself (PROTOCOL section 14) and answers in one piece.
    answerMs: seconds(120),
    keepMs: 0,
    priority: "history",
  },
  reqHeadTimestamp: {
    ends: ["headTimestamp"],
    cancel: "cancelHeadTimestamp",
    isHeld: true,
    answerMs: seconds(60),
    keepMs: 0,
    priority: "history",
  },
};

/** What each of the cancels ends. */
export const CANCELLED_BY = {
  cancelHistoricalData: "reqHistoricalData",
  cancelHeadTimestamp: "reqHeadTimestamp",
} as const satisfies { readonly [Cancel in NonNullable<FlightKind["cancel"]>]: FlightName };

/** The requests whose replies carry no request id. */
export const UNNUMBERED_KINDS = {
  // A bot's heartbeat of the Gateway: never from our own clock, and a later question waits for a later answer.
  reqCurrentTime: { joinMs: seconds(1), keepMs: seconds(1), priority: "account" },
  reqMarketRule: { joinMs: Number.POSITIVE_INFINITY, keepMs: CONTRACT_DATA_MS, priority: "subscription" },
} as const satisfies Record<string, { joinMs: number; keepMs: number; priority: Priority }>;
export type UnnumberedName = keyof typeof UNNUMBERED_KINDS;
export type UnnumberedRequest = Extract<Outgoing, { name: UnnumberedName }>;
