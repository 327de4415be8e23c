/**
 * What an error code on an order's id means for the order. A code that is not listed changes nothing: the next status
 * tells. Number ranges say nothing (SEQUENCES 8: 399, 404, 10349, 2109 and 110 leave orders alive).
 */

/** The request is refused: a new order never works, a change leaves the order as it was. Each with its evidence. */
export const refusals: ReadonlyMap<number, string> = new Map([
  [103, "duplicate order id: this frame made no order"],
  [109, "a precaution of the Gateway: the price is out of its band (IB, list of error codes)"],
  [110, "price step: a new order is dead, a modify leaves the old one alive (PROTOCOL 15)"],
  [163, "a precaution of the Gateway: the price is too far from the market (ib_async #178)"],
  [200, "on an order id it is a refusal (SEQUENCES 8)"],
  [201, "rejected (SEQUENCES 8)"],
  [203, "contract not allowed for the account"],
  [320, "unreadable request; the id is not used up (SEQUENCES 8)"],
  [321, "invalid request; on a modify the order lives (PROTOCOL 15)"],
  [322, "error processing the request"],
  [328, "a trailing stop cannot be attached to this order (SEQUENCES 6)"],
  [434, "size is zero"],
  [435, "account missing"],
  [436, "allocation missing"],
  [451, "a precaution of the Gateway: the size is too large (SEQUENCES 8)"],
  [460, "no trading permission"],
  [10268, "eTradeOnly is refused"],
  [10269, "firmQuoteOnly is refused"],
  [10270, "nbboPriceCap is refused"],
]);

/** Refusals of a change alone (PROTOCOL 11.3, 15). */
export const changeRefusals: ReadonlySet<number> = new Set([104, 105, 329, 2102, 10326, 10327]);

/** Refusals of a cancel: final for the cancel, not for the order (PROTOCOL 15). */
export const cancelRefusals: ReadonlySet<number> = new Set([135, 136, 161, 10147, 10148]);

/** The one refusal that may also come for an order that was alive. */
export const REJECTED = 201;

/** Codes whose text quotes the order's id (MUX.md section 2). */
export const quotesOrderId: ReadonlySet<number> = new Set([103, 135, 136, 10147, 10148, 10149]);
