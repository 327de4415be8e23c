/**
 * TWS's precautionary settings for API orders: a size limit and a percentage, both off unless their switch gives a
 * number. An order beyond them is not transmitted: one error on its number, and the number stays free.
 *
 * The text of 451 is that of a log (recorded/issue-log-excerpts), that of 109 IB's table. Only a price that is too good
 * for the other side is held against the percentage; limits far away on their own side rest in every capture.
 */
import { toNumber, ZERO } from "../../../base/decimal.ts";
import type { Books } from "../books.ts";
import type { Placement } from "../placement.ts";
import type { Refusal } from "./objection.ts";

export const precaution = (books: Books, placement: Placement): Refusal | undefined =>
  sizeRefusal(books, placement) ?? percentageRefusal(books, placement);

function sizeRefusal(books: Books, { orderId, terms }: Placement): Refusal | undefined {
  const { sizeLimit } = books.switches;
  if (sizeLimit === 0 || toNumber(terms.totalQuantity ?? ZERO) <= sizeLimit) return undefined;
  return {
    code: 451,
    text: `The following order "ID:${orderId}" size exceeds the Size Limit of ${sizeLimit}. Restriction is specified in Precautionary Settings of Global Configuration/Presets.`,
  };
}

function percentageRefusal(books: Books, { listing, terms }: Placement): Refusal | undefined {
  const { percentageLimit } = books.switches;
  const { lmtPrice, action, overridePercentageConstraints } = terms;
  if (percentageLimit === 0 || overridePercentageConstraints || !lmtPrice) return undefined;
  const price = books.appraiser.mark(listing.conId);
  const beyond = ((action === "BUY" ? lmtPrice - price : price - lmtPrice) / price) * 100;
  if (!(beyond > percentageLimit)) return undefined;
  return {
    code: 109,
    text: "Price is out of the range defined by the Percentage setting at order defaults frame. The order will not be transmitted.",
  };
}
