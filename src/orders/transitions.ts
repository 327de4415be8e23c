/** Every change of an order's status, with when it happened and what moved it: for whoever asks afterwards how it came so. */
import type { WallMs } from "../base/time.ts";
import type { Entry } from "../model/entry.ts";
import type { Status } from "../model/status.ts";

export interface Transition {
  /** A label, taken from the journal: it decides nothing. */
  readonly at: WallMs;
  /** Nothing, when the order was new. */
  readonly from: Status | undefined;
  readonly to: Status;
  /** The entry's kind and the word, code or reason in it: `statusReported Filled`. */
  readonly cause: string;
}

/** How many an order remembers; the oldest is forgotten beyond it. */
export const TRANSITIONS_MAX = 20;
/** Texts of the Gateway have no length that could be relied on. */
const CAUSE_LENGTH_MAX = 120;

/** The list with one more in it. */
export const withTransition = (known: readonly Transition[], next: Transition): readonly Transition[] => [
  ...known.slice(1 - TRANSITIONS_MAX),
  next,
];

export function causeOf(entry: Entry): string {
  const word = wordOf(entry);
  return (word === "" ? entry.kind : `${entry.kind} ${word}`).slice(0, CAUSE_LENGTH_MAX);
}

function wordOf(entry: Entry): string {
  switch (entry.kind) {
    case "orderSending":
      return entry.frame;
    case "orderEchoed":
      return entry.echo.orderState?.status ?? "";
    case "statusReported":
      return entry.report.status ?? "";
    case "executed":
      return entry.execution.execution?.execId ?? "";
    case "orderRejected":
      return `${entry.errorCode} ${entry.errorMsg}`;
    case "orderCompleted":
      return entry.status;
    case "orderDiscarded":
    case "orderUnknown":
      return entry.reason;
    case "orderAbsent":
      return entry.proof;
    default:
      return "";
  }
}
