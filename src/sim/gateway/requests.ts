/**
 * Which request is answered by whom; every other one is refused by its name, never met with silence.
 */
import { type Outgoing, type OutgoingName, planNamed } from "../../wire/codec.ts";
import { accountHandlers } from "./account/accounts.ts";
import { pnlHandlers } from "./account/pnl.ts";
import { positionHandlers } from "./account/positions.ts";
import { summaryHandlers } from "./account/summaries.ts";
import { contentHandlers } from "./content/content.ts";
import type { Context, Handler, Handlers } from "./context.ts";
import { contractHandlers } from "./contracts/contracts.ts";
import { depthHandlers } from "./data/depth.ts";
import { quoteHandlers } from "./data/quotes.ts";
import { tickByTickHandlers } from "./data/tickByTick.ts";
import type { Session } from "./door/session.ts";
import { systemHandlers } from "./door/system.ts";
import { historyHandlers } from "./history/history.ts";
import { orderHandlers } from "./orders/orders.ts";
import { notSupported } from "./texts.ts";
import { executionHandlers } from "./orders/executions.ts";

export const HANDLERS: Handlers = {
  ...systemHandlers,
  ...orderHandlers,
  ...contractHandlers,
  ...quoteHandlers,
  ...executionHandlers,
  ...depthHandlers,
  ...tickByTickHandlers,
  ...historyHandlers,
  ...accountHandlers,
  ...summaryHandlers,
  ...positionHandlers,
  ...pnlHandlers,
  ...contentHandlers,
};

/** Cancels of what cannot be subscribed here find nothing, in IB's words (PROTOCOL 15). */
const NOTHING_TO_CANCEL: Partial<Record<OutgoingName, readonly [code: number, text: string]>> = {
  cancelScannerSubscription: [365, "No scanner subscription found for ticker id:"],
};

export function handle(context: Context, session: Session, request: Outgoing): void {
  const { since } = planNamed(request.name).message;
  const refuse = (code: number, text: string): void => session.error(idOf(request), code, text, context.wall());
  if (since > session.serverVersion) return refuse(321, notSupported(`${request.name} below server version ${since}`));
  const handler = HANDLERS[request.name] as Handler<OutgoingName> | undefined;
  if (handler !== undefined) return handler(context, session, request.body);
  const cancel = NOTHING_TO_CANCEL[request.name];
  if (cancel !== undefined) return refuse(cancel[0], `${cancel[1]}${idOf(request)}`);
  refuse(321, notSupported(request.name));
}

const idOf = ({ body }: Outgoing): number => ("reqId" in body ? (body.reqId ?? -1) : -1);
