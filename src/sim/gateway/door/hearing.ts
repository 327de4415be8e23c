/**
 * The one place through which every request goes on its way to the part that answers it.
 *
 * Faults that lose, delay, change or refuse requests are rows (`misheard/`) and act here, one after the other. While
 * nothing is set a request goes straight on.
 */
import type { Outgoing, OutgoingName } from "../../../wire/codec.ts";
import type { Subject } from "../../faults/faults.ts";
import type { FaultName } from "../../faults/table.ts";
import type { Context } from "../context.ts";
import { DATA_MISHEARINGS, refusedByFarm } from "./misheard/data.ts";
import { type Asking, type Heard, heard, type Mishearing, NOTHING_HEARD, type Request } from "./misheard/mishearing.ts";
import { ORDER_MISHEARINGS, orderOf } from "./misheard/orders.ts";
import type { Session } from "./session.ts";

interface Row {
  readonly fault: FaultName;
  readonly mishearing: Mishearing;
}

const ROWS = new Map<OutgoingName, Row[]>();
for (const [fault, mishearing] of Object.entries({ ...DATA_MISHEARINGS, ...ORDER_MISHEARINGS }))
  for (const name of mishearing.requests)
    ROWS.set(name, [...(ROWS.get(name) ?? []), { fault: fault as FaultName, mishearing }]);

/** Hands on what the Gateway makes of a request, now or later. */
export function hear(context: Context, session: Session, request: Outgoing, handle: (request: Outgoing) => void): void {
  if (context.faults.quiet) return handle(request);
  const asking = { context, session };
  if (refusedByFarm(asking, request)) return;
  let all = heard(request);
  for (const row of ROWS.get(request.name) ?? []) all = all.flatMap((one) => through(row, asking, one));
  for (const { request: meant, afterMs } of all)
    if (afterMs === 0) handle(meant);
    else context.later(afterMs, () => handle(meant));
}

function through({ fault, mishearing }: Row, asking: Asking, one: Heard): readonly Heard[] {
  const { faults } = asking.context;
  if (!faults.isSet(fault)) return [one];
  const subject = subjectOf(asking, one.request);
  const params = faults.holds(fault, subject);
  if (params === undefined || mishearing.when?.(one.request, asking, params) === false) return [one];
  if (faults.strikes(fault, subject) === undefined) return [one];
  const meant = mishearing.hear(one.request, params, asking);
  return meant === NOTHING_HEARD
    ? meant
    : meant.map(({ request, afterMs }) => ({ request, afterMs: afterMs + one.afterMs }));
}

/** Whom and what a request is about; a cancel is about its order. */
function subjectOf(asking: Asking, { body }: Request): Subject {
  const client = asking.session.clientId;
  if ("contract" in body) {
    const { conId, symbol } = body.contract;
    const account = "order" in body ? { account: body.order.account } : {};
    return { client, symbol: asking.context.exchange.byConId(conId)?.symbol ?? symbol, ...account };
  }
  const order = "orderId" in body ? orderOf(asking, body.orderId) : undefined;
  return order === undefined ? { client } : { client, account: order.terms.account, symbol: order.listing.symbol };
}
