/** What-if: one openOrder with the margins, never an order (PROTOCOL 11.2). */
import { toNumber, ZERO } from "../../base/decimal.ts";
import type { Placement } from "./admission.ts";
import type { Books } from "./books.ts";
import { orderFee } from "./fee.ts";
import { likelyPrice } from "./funds.ts";
import { round, type Terms } from "./order.ts";

export function preview(books: Books, { clientId, orderId, listing }: Placement, terms: Terms): void {
  const valued = books.valued(terms.account);
  const size = toNumber(terms.totalQuantity ?? ZERO);
  const held = toNumber(books.ledger.quantity(terms.account, listing.conId));
  const growth = Math.abs(held + (terms.action === "BUY" ? size : -size)) - Math.abs(held);
  const commission = toNumber(orderFee(terms.totalQuantity ?? ZERO));
  books.say({
    kind: "preview",
    preview: {
      ...{ clientId, orderId, listing, terms, commission },
      marginBefore: valued.grossPositionValue,
      marginChange: round(growth * likelyPrice(terms, books.market.quote(listing.conId)), 2),
      equityBefore: valued.netLiquidation,
      equityChange: -commission,
    },
  });
}
