/**
 * The moments at which the daemon is killed, one row each. Both clients trade meanwhile.
 *
 * Most rows strike at the first thing of their kind that the flow brings; where it brings none, the row acts.
 */
import assert from "node:assert/strict";
import type { Entry } from "../../../src/model/entry.ts";
import type { Incoming } from "../../../src/wire/codec.ts";
import { busy, comingBack, halfAnExecution, held, torn, waiting } from "./acts.ts";
import type { Memory } from "./memory.ts";
import type { Frame } from "./sluice.ts";
import type { Halves, Stage } from "./stage.ts";
import { cutting, halfHeard, journaled, later, type Pick, recovering, type Strike, told, unheard } from "./strikes.ts";

export interface Moment {
  /** Goes on from "killed when". */
  readonly sentence: string;
  readonly strike: Strike;
  /** What the next incarnation must show of it. */
  readonly afterwards?: (stage: Stage) => void;
}

const isNew: Pick = ({ kind }) => kind === "new";
const isChange: Pick = ({ kind }) => kind === "change";
const isCancel: Pick = ({ kind }) => kind === "cancel";
const isMarket: Pick = ({ kind, terms }) => kind === "new" && terms.includes("MKT");
/** No entry of a bracket: that has no answer at all when the Gateway refuses its last leg, for there are too many on that side. */
const isSimple: Pick = ({ kind, terms, transmit }) => kind === "new" && transmit && terms.startsWith("BUY 1 LMT");
/** The profit of a bracket goes between its entry and its stop, which transmits. */
const isMiddleLeg: Pick = ({ kind, terms }) => kind === "new" && terms.startsWith("SELL 1 LMT");
const isLastLeg: Pick = ({ kind, terms }) => kind === "new" && terms.includes("STP");

const isSending =
  (frame: "new" | "modify" | "cancel") =>
  (entry: Entry): boolean =>
    entry.kind === "orderSending" && entry.frame === frame;

const isPrice = (is: string | undefined, terms: string): boolean =>
  is !== undefined && is.split(" ").at(-2) === terms.split(" ").at(-2);

const isCancelled = (message: Incoming): boolean =>
  message.name === "orderStatus" && message.body.permId !== 0 && message.body.status === "Cancelled";

/** The first word about an order. */
const isNews = (message: Incoming, before: Memory): boolean =>
  message.name === "openOrder" &&
  message.body.order.permId !== 0 &&
  before.of(message.body.order.orderId) === undefined;

const isA =
  (name: Incoming["name"]) =>
  (message: Incoming): boolean =>
    message.name === name;

/** A child's first echo is not heard, its parent's is. */
function childAnswer({ direction, message }: Frame, { journal }: Stage): Halves | undefined {
  if (direction !== "in" || message.name !== "openOrder" || message.body.order.parentId === 0) return undefined;
  const { orderId, parentId } = message.body.order;
  const [child, parent] = [journal.keySentAs(orderId)!, journal.keySentAs(parentId)!];
  if (journal.answersTo(child) > 0) return undefined;
  return {
    about: `${parent} is answered, ${child} is not`,
    heard: (entry) => entry.kind === "orderEchoed" && entry.key === parent,
    missed: (entry) => entry.kind === "orderEchoed" && entry.key === child,
  };
}

function commission({ direction, message }: Frame): Halves | undefined {
  if (direction !== "in" || message.name !== "commissionReport") return undefined;
  const { execId } = message.body;
  return {
    about: `execution ${execId}`,
    heard: (entry) => entry.kind === "executed" && entry.execution.execution?.execId === execId,
    missed: (entry) => entry.kind === "commissionReported" && entry.execId === execId,
  };
}

/** The n-th of its kind. */
function nth(n: number, matches: (message: Incoming) => boolean): (message: Incoming) => boolean {
  let count = 0;
  return (message) => matches(message) && ++count === n;
}

export const MOMENTS: readonly Moment[] = [
  { sentence: "120 ms have passed, whatever it is doing", strike: later(120) },
  { sentence: "a burst of orders is journaled and most of them wait for their turn to leave", strike: waiting },
  {
    sentence: "a new order is journaled, and nothing of it has reached the Gateway",
    strike: journaled("new", isSending("new")),
  },
  {
    sentence: "a change is journaled, and nothing of it has reached the Gateway",
    strike: journaled("change", isSending("modify")),
  },
  {
    sentence: "a cancel is journaled, and nothing of it has reached the Gateway",
    strike: journaled("cancel", isSending("cancel")),
  },
  {
    sentence: "the id of a margin preview is journaled, and nothing of it has reached the Gateway",
    strike: journaled("preview", ({ kind }) => kind === "whatIfSending"),
  },
  { sentence: "two legs of a bracket wait at the door for the third", strike: held },
  {
    sentence: "it writes a line of its journal, which stays torn",
    strike: torn,
    afterwards: ({ daemon }) => assert.ok(daemon.log.some(({ event }) => event === "journal-tail-cut")),
  },
  { sentence: "the Gateway has the first byte of a new order", strike: cutting(isNew, () => 1) },
  { sentence: "the Gateway has all but the last byte of a new order", strike: cutting(isNew, (length) => length - 1) },
  { sentence: "the Gateway has half of a change", strike: cutting(isChange, (length) => length >> 1) },
  {
    sentence: "the Gateway has the entry of a bracket and half of its profit",
    strike: cutting(isMiddleLeg, (length) => length >> 1),
  },
  {
    sentence: "the Gateway has two legs of a bracket, and not the one that transmits",
    strike: cutting(isLastLeg, () => 0),
  },
  {
    sentence: "the Gateway has accepted an order, which holdfast has not heard",
    strike: unheard(isSimple, (is) => is !== undefined),
  },
  {
    sentence: "the Gateway has filled an order, which holdfast has not heard",
    strike: unheard(isMarket, (is) => is === "Filled"),
  },
  {
    sentence: "the Gateway has changed an order, which holdfast has not heard",
    strike: unheard(isChange, (is, { terms }) => isPrice(is, terms)),
  },
  {
    sentence: "the Gateway has cancelled an order, which holdfast has not heard",
    strike: unheard(isCancel, (is) => is === "Cancelled"),
  },
  { sentence: "holdfast has heard of a bracket's entry, and not of its children", strike: halfHeard(childAnswer) },
  { sentence: "holdfast has heard half of an execution", strike: halfAnExecution },
  { sentence: "holdfast has heard of an execution, and not of its commission", strike: halfHeard(commission) },
  { sentence: "a fill is journaled and its client, which is busy, has not heard of it", strike: busy },
  { sentence: "a client has just heard the first word about its order", strike: told(isNews, "orderEchoed") },
  { sentence: "a client has just heard that its order is filled", strike: told(isA("execDetails"), "executed") },
  {
    sentence: "a client has just heard that its order is cancelled",
    strike: told(isCancelled, "statusReported"),
  },
  { sentence: "a client has come back from a kill and is shown its open orders", strike: comingBack },
  {
    sentence: "its recovery from a kill has heard half of the list of executions",
    strike: recovering(nth(3, isA("execDetails"))),
  },
  {
    sentence: "it recovers from a kill, and again, and again: let in, asking, and almost done",
    strike: recovering(isA("managedAccounts"), nth(2, isA("openOrderEnd")), isA("completedOrdersEnd")),
  },
  { sentence: "310 ms have passed, whatever it is doing", strike: later(310) },
  { sentence: "470 ms have passed, whatever it is doing", strike: later(470) },
];
