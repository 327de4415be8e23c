/** What a client hears first: its resting orders, the accounts, its next number, the farms; or why it must go. */
import type { Notice } from "../../link/farms.ts";
import type { Context } from "../context.ts";
import { commissionReport, execDetails } from "../orders/echo.ts";
import { sayOpenOrders } from "../orders/orders.ts";
import { validating } from "../texts.ts";
import type { Session } from "./session.ts";
import { accountsList } from "./system.ts";

/** Resting orders first, nobody asked for them; then accounts, number, farms (SEQUENCES 1), and a lost link by a switch. */
export function greet(context: Context, session: Session): void {
  const { clientId } = session;
  const shown = sayOpenOrders(context, session, (order) => order.clientId === clientId);
  if (shown > 0) session.say("openOrderEnd", {});
  session.say("managedAccounts", { accountsList: accountsList(context) });
  session.say("nextValidId", { orderId: context.broker.nextOrderId(clientId) });
  if (context.faults.strikes("executions-on-connect", { client: clientId }) !== undefined)
    sayExecutions(context, session);
  for (const [code, text] of notices(context)) session.error(-1, code, text, context.wall());
}

function notices({ link, switches }: Context): readonly Notice[] {
  const loss = switches.greetedInOutage === "told" ? link.loss : undefined;
  return loss === undefined ? link.farmNotices() : [...link.farmNotices(), loss];
}

function sayExecutions(context: Context, session: Session): void {
  const mine = context.known.executions().filter(({ clientId }) => clientId === session.clientId);
  for (const execution of mine) {
    session.say("execDetails", execDetails(execution, -1, session.serverVersion));
    session.say("commissionReport", commissionReport(execution));
  }
}

const ID_IN_USE = "Unable to connect as the client id is already in use. Retry with a unique client id.";

/** In place of managedAccounts; then the socket closes (SEQUENCES 2). */
export function refuseClientId(context: Context, session: Session): void {
  if (context.switches.clientIdInUse === "326") session.error(-1, 326, ID_IN_USE, context.wall());
  session.connection.end(`client id ${session.clientId} is in use`);
}

/** The limit is documented (PROTOCOL 14), what is said at it is not. */
export function refuseOneMore(context: Context, session: Session): void {
  const text = `${context.limits.clientsMax} API clients are connected already`;
  session.error(-1, 321, validating(text), context.wall());
  session.connection.end(text);
}
