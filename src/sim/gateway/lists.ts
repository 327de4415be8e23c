/**
 * Lists that a Gateway tells from memory (`known.ts`), or by a switch has to ask IB for: then they wait for the link like
 * every other question.
 */
import type { OutgoingName } from "../../wire/codec.ts";
import type { Context } from "./context.ts";
import type { Session } from "./door/session.ts";
import { ask } from "./queries.ts";

const LISTS: ReadonlySet<OutgoingName> = new Set([
  ...(["reqOpenOrders", "reqAllOpenOrders", "reqCompletedOrders", "reqExecutions"] as const),
  ...(["reqPositions", "reqPositionsMulti"] as const),
]);

/** Answers a request now, or a list when somebody can be asked. */
export function whenKnown(context: Context, session: Session, request: OutgoingName, answer: () => void): void {
  const asks = context.switches.listsInOutage === "asks" && LISTS.has(request);
  if (!asks || context.link.up) return answer();
  ask(context, session, { kind: "list", reqId: session.requests, answer });
}
