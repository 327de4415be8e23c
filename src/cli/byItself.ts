/**
 * What holdfast does by itself about each condition, for people: `holdfast status --conditions` and docs/recovering.md.
 *
 * It tells what the session keeper and the completeness watch do, and adds the ladder of remedies as it stands.
 */
import type { ConditionId } from "../upstream/conditions.ts";
import { ladderOf, type Rung } from "../upstream/remedies.ts";
import { span } from "./span.ts";

const AGAIN = "connects anew after the configured pauses, for ever; the log alerts once after several failures";

const DOES: Readonly<Record<ConditionId, string>> = {
  refused: AGAIN,
  unreachable: `gives each attempt up after 15 s and ${AGAIN}`,
  "not-trusted": AGAIN,
  "mute-handshake": `gives each attempt up after 15 s and ${AGAIN}`,
  "api-disabled": AGAIN,
  "wrong-version": AGAIN,
  "not-logged-in": `gives each attempt up after 15 s and ${AGAIN}`,
  "client-id-taken": `keeps its id and ${AGAIN}`,
  "client-id-stuck": `keeps its id and ${AGAIN}`,
  "client-id-mistaken": "gives the connection up with a reset, connects anew, and asks for everything",
  "wrong-accounts": AGAIN,
  "order-ids-spent": AGAIN,
  unanswered: `gives the session up after 60 s and ${AGAIN}`,
  "half-open":
    "refuses new orders as soon as an answer is late; gives the connection up with a reset after 15 s of silence, or after a minute in which data comes and no answer; then it connects anew",
  garbled: "gives the connection up with a reset, connects anew, and asks for everything",
  dropped: AGAIN,
  "link-lost":
    "waits; cancels are kept and leave first when the link is back. After five minutes it connects anew, however often the loss is said meanwhile",
  "server-broken": "waits; cancels are kept and leave first when it is over. After five minutes it connects anew",
  "farms-broken": "waits, and sees to it that every stream flows when they are back",
  "competing-session":
    "keeps the subscriptions, which flow again when the other session is gone; nobody says when that is, so each is asked for anew every five minutes",
  "read-only-session":
    "refuses new orders at once, asks every ten minutes for the list that such a Gateway refuses, and lets the next order try when it is given; data goes on",
  "accounts-untold":
    "asks for positions every 15 s, and for the values of an account whenever somebody follows it or it has traded",
  "restart-window": "raises no alert while it lasts; right before the Gateway's own restart it refuses new orders",
  "second-factor":
    "waits, reminds every hour, and tries no remedy: a restart would ask for the second factor once more",
  "streams-silent": "subscribes the silent streams anew",
  draining: "lets what is queued leave for at most 5 s, then ends all connections",
};

/** It completes the sentence "holdfast …". */
export function byItself(condition: ConditionId): string {
  const rungs = ladderOf(condition).map(rung);
  if (rungs.length === 0) return DOES[condition];
  return `${DOES[condition]}. If it is configured and no order is in flight, it ${rungs.join(", or else ")}`;
}

const REMEDY_WORDS: Readonly<Record<Rung["remedy"], string>> = {
  "reconnect-data": "has IBC reconnect the data",
  "reconnect-account": "has IBC reconnect the account",
  "restart-command": "runs your restart command",
  "restart-by-ibc": "has IBC restart the Gateway",
};

const rung = ({ remedy, afterMs }: Rung): string =>
  `${REMEDY_WORDS[remedy]} ${afterMs === 0 ? "at once" : `after ${span(afterMs)}`}`;
