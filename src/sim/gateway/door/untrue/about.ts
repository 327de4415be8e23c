/** Whom and what a message is about, so that a fault narrowed to an account or a symbol finds its own. */
import type { IncomingName } from "../../../../wire/codec.ts";
import type { Subject } from "../../../faults/faults.ts";
import type { Context } from "../../context.ts";
import type { Saying } from "../said.ts";
import type { Session } from "../session.ts";

export function subjectOf(context: Context, session: Session, said: Saying<IncomingName>): Subject {
  return { client: session.clientId, ...aboutOf(context, session, said) };
}

/** What the answer to a request is about is known from the request. */
function aboutOf(context: Context, session: Session, { name, body }: Saying<IncomingName>): Subject {
  switch (name) {
    case "openOrder":
    case "completedOrder":
      return { account: body.order?.account, symbol: body.contract?.symbol };
    case "orderStatus": {
      const order = context.broker.orders().find(({ permId }) => permId === body.permId);
      return { account: order?.terms.account, symbol: order?.listing.symbol };
    }
    case "execDetails":
      return { account: body.execution?.acctNumber, symbol: body.contract?.symbol };
    case "commissionReport": {
      const execution = context.broker.executions().find(({ execId }) => execId === body.execId);
      return { account: execution?.account, symbol: execution?.listing.symbol };
    }
    case "position":
    case "positionMulti":
      return { account: body.account, symbol: body.contract?.symbol };
    case "updatePortfolio":
      return { account: body.accountName, symbol: body.contract?.symbol };
    case "updateAccountValue":
      return { account: body.accountName };
    case "accountSummary":
    case "accountUpdateMulti":
      return { account: body.account };
    default:
      return "reqId" in body ? { symbol: session.asked.get(body.reqId ?? -1)?.symbol } : {};
  }
}
