/**
 * What holdfast does by itself about each condition, for people: `holdfast status --conditions` and docs/recovering.md.
 *
 * It tells what the session keeper, the ladders of remedies and the completeness watch do; it decides nothing.
 */
import type { ConditionId } from "../upstream/conditions.ts";

const AGAIN = "connects anew after the configured pauses, for ever; the log alerts once after five failures";
const RESTART = "asks for a restart of the Gateway, if a way is configured and no order is in flight,";

export const BY_ITSELF: Readonly<Record<ConditionId, string>> = {
  refused: AGAIN,
  unreachable: AGAIN,
  "not-trusted": AGAIN,
  "mute-handshake": `gives each attempt up after 15 s and ${AGAIN}; ${RESTART} after 15 minutes`,
  "api-disabled": `${AGAIN}; ${RESTART} after 10 minutes`,
  "wrong-version": AGAIN,
  "not-logged-in": `gives each attempt up after 15 s and ${AGAIN}`,
  "client-id-taken": `${AGAIN}, always with the same id`,
  "client-id-stuck": `${AGAIN}; ${RESTART} at once`,
  "wrong-accounts": AGAIN,
  unanswered: `${AGAIN}; sends RECONNECTACCOUNT to IBC after 3 minutes, if configured; ${RESTART} after 15 minutes`,
  "half-open": `gives the connection up with a reset and ${AGAIN}`,
  garbled: `gives the connection up with a reset, ${AGAIN}, and asks for everything`,
  dropped: AGAIN,
  "link-lost":
    "waits; cancels are kept and sent first when the link is back. After five minutes it connects anew and sends RECONNECTACCOUNT to IBC, if configured; after 30 minutes it asks for a restart, if configured and no order is in flight",
  "server-broken": "waits until the Gateway says that it is over",
  "farms-broken": "waits, and checks when they are back that every stream flows",
  "competing-session": "keeps the subscriptions; data flows again when the other session is gone",
  "read-only-session": "refuses new orders at once and keeps the data flowing",
  "restart-window": "raises no alert while it lasts, and refuses new orders right before the Gateway's own restart",
  "second-factor": "waits and reminds; it tries no remedy, because a restart would ask for the second factor once more",
  "streams-silent": "subscribes the silent streams anew; sends RECONNECTDATA to IBC after 2 minutes, if configured",
  draining: "lets what is queued leave for at most 5 s, then ends all connections",
};
