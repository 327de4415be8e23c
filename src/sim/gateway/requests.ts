/**
 * Which request is answered by whom; every other one is refused, as the table of coverage
 * says or by its name, and met with silence only where that table says so.
 */
import { type Outgoing, type OutgoingName, planNamed } from "../../wire/codec.ts";
import { accountHandlers } from "./account/accounts.ts";
import { advisorHandlers } from "./account/advisors.ts";
import { pnlHandlers } from "./account/pnl.ts";
import { positionHandlers } from "./account/positions.ts";
import { summaryHandlers } from "./account/summaries.ts";
import { contentHandlers } from "./content/content.ts";
import type { Context, Handler, Handlers } from "./context.ts";
import { contractHandlers } from "./contracts/contracts.ts";
import { COVERAGE, refusalOf } from "./coverage.ts";
import { depthHandlers } from "./data/depth.ts";
import { quoteHandlers } from "./data/quotes.ts";
import { tickByTickHandlers } from "./data/tickByTick.ts";
import type { Session } from "./door/session.ts";
import { systemHandlers } from "./door/system.ts";
import { historyHandlers } from "./history/history.ts";
import { executionHandlers } from "./orders/executions.ts";
import { exerciseHandlers } from "./orders/exercise.ts";
import { orderHandlers } from "./orders/orders.ts";
import { notSupported } from "./texts.ts";

export const HANDLERS: Handlers = {
  ...systemHandlers,
  ...orderHandlers,
  ...executionHandlers,
  ...exerciseHandlers,
  ...contractHandlers,
  ...quoteHandlers,
  ...depthHandlers,
  ...tickByTickHandlers,
  ...historyHandlers,
  ...accountHandlers,
  ...summaryHandlers,
  ...positionHandlers,
  ...pnlHandlers,
  ...advisorHandlers,
  ...contentHandlers,
};

export function handle(context: Context, session: Session, request: Outgoing): void {
  const { since } = planNamed(request.name).message;
  const refuse = (code: number, text: string): void => session.error(idOf(request), code, text, context.wall());
  if (since > session.serverVersion) return refuse(321, notSupported(`${request.name} below server version ${since}`));
  const handler = HANDLERS[request.name] as Handler<OutgoingName> | undefined;
  if (handler !== undefined) return handler(context, session, request.body);
  const refusal = refusalOf(request.name, idOf(request));
  if (refusal !== undefined) return refuse(...refusal);
  if (COVERAGE[request.name].outcome.kind === "silent") return;
  refuse(321, notSupported(request.name));
}

const idOf = ({ body }: Outgoing): number => ("reqId" in body ? (body.reqId ?? -1) : -1);
