/** What-if: one openOrder with the margins, never an order (PROTOCOL 11.2). */
import { toNumber, ZERO } from "../../../base/decimal.ts";
import type { Books } from "../books.ts";
import { feeCurrency, orderFee } from "../money/fee.ts";
import { likelyPrice, marginChange } from "../money/funds.ts";
import { round, type Terms } from "../order.ts";
import type { Placement } from "../placement.ts";

export function preview(books: Books, { clientId, orderId, listing }: Placement, terms: Terms): void {
  const valued = books.valued(terms.account);
  const quantity = terms.totalQuantity ?? ZERO;
  const size = toNumber(quantity);
  const price = likelyPrice(terms, books.market.quote(listing.conId));
  const change = terms.action === "BUY" ? size : -size;
  const commission = toNumber(orderFee(listing, { quantity, value: size * price }, books.appraiser));
  const commissionCurrency = feeCurrency(listing, valued.base);
  const margin = marginChange(books, terms.account, { listing, change, price });
  books.say({
    kind: "preview",
    preview: {
      ...{ clientId, orderId, listing, terms, commission, commissionCurrency, marginCurrency: valued.base },
      ...{ marginBefore: valued.initMargin, marginChange: margin.initial },
      ...{ maintenanceBefore: valued.maintMargin, maintenanceChange: margin.maintenance },
      equityBefore: valued.netLiquidation,
      equityChange: -round(commission * books.appraiser.rate(commissionCurrency), 2),
    },
  });
}
