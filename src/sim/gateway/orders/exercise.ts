/** exerciseOptions: what its contract means is found like an order's; answers come under its reqId, an order id. */
import type { Handlers } from "../context.ts";
import { resolve } from "../contracts/resolve.ts";
import { wholeSecond } from "../texts.ts";

export const exerciseHandlers: Handlers = {
  exerciseOptions(context, session, { reqId, contract, exerciseAction, exerciseQuantity, account, override }) {
    const found = resolve(context, contract);
    if (!("listing" in found)) return session.error(reqId, found.code, found.text, wholeSecond(context.wall()));
    const asked = { exerciseAction, exerciseQuantity, account, override: override !== 0 };
    const request = { clientId: session.clientId, orderId: reqId, listing: found.listing, ...asked };
    const about = { client: session.clientId, account, symbol: found.listing.symbol };
    context.instruct({ about, run: () => context.broker.exercise(request, context.moment()) });
  },
};
