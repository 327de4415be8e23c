/**
 * Who hears what the broker did: the client id that owns the order, the master client id, the streams of the account.
 *
 * Order traffic of one client goes to no other (PROTOCOL 11.2 and 11.4). Frames keep the broker's order; the account's
 * streams follow after them.
 */
import type { BrokerEvent } from "../../broker/event.ts";
import type { Order } from "../../broker/order.ts";
import { accountChanged } from "../account/accounts.ts";
import { positionChanged } from "../account/positions.ts";
import type { Context } from "../context.ts";
import type { Session } from "../door/session.ts";
import { wholeSecond } from "../texts.ts";
import { commissionReport, execDetails, openOrder, orderStatus, preview } from "./echo.ts";

export function deliver(context: Context, events: readonly BrokerEvent[]): void {
  const changed = new Map<string, Set<number>>();
  for (const event of events) {
    if (event.kind !== "position") tell(context, event);
    else changed.set(event.account, (changed.get(event.account) ?? new Set()).add(event.conId));
  }
  for (const [account, conIds] of changed) {
    for (const conId of conIds) positionChanged(context, account, conId);
    accountChanged(context, account, conIds);
  }
}

type OrderEvent = Exclude<BrokerEvent, { kind: "position" }>;

function tell(context: Context, event: OrderEvent): void {
  switch (event.kind) {
    case "order":
      return hearing(context, event.order.clientId, (session) => sayOrder(context, session, event.order, event));
    case "status":
      return sayStatus(context, event.order, event.actor);
    case "execution":
      return hearing(context, event.execution.clientId, (session) =>
        session.say("execDetails", execDetails(event.execution, -1, session.serverVersion)),
      );
    case "commission":
      return hearing(context, event.execution.clientId, (session) =>
        session.say("commissionReport", commissionReport(event.execution)),
      );
    case "bound":
      return hearing(context, event.clientId, (session) =>
        session.say("orderBound", { permId: event.permId, clientId: event.clientId, orderId: event.orderId }),
      );
    case "preview":
      return context.session(event.preview.clientId)?.say("openOrder", preview(event.preview));
    case "error":
      return context.session(event.clientId)?.error(event.orderId, event.code, event.text, wholeSecond(context.wall()));
  }
}

/** The owner and the master client, each once. */
function hearing(context: Context, clientId: number, say: (session: Session) => void): void {
  const ids = new Set([clientId, ...(context.masterClientId === undefined ? [] : [context.masterClientId])]);
  for (const id of ids) {
    const session = context.session(id);
    if (session !== undefined) say(session);
  }
}

/** A client that is shown an order of another must number its own above it (PROTOCOL 11.1). */
export function sayOrder(
  context: Context,
  session: Session,
  order: Order,
  also: { readonly commissionShown: boolean; readonly lmtPrice?: number } = { commissionShown: false },
): void {
  if (order.clientId !== session.clientId) context.broker.shown(session.clientId, order.orderId);
  session.say("openOrder", openOrder(order, also));
}

/** The client that cancelled another's order hears of it under its own number (SEQUENCES 4, captured). */
function sayStatus(context: Context, order: Order, actor: number | undefined): void {
  hearing(context, order.clientId, (session) => session.say("orderStatus", orderStatus(order, order.clientId)));
  if (actor === undefined || actor === context.masterClientId) return;
  context.session(actor)?.say("orderStatus", orderStatus(order, actor));
}
