/**
 * What an error code on an order's id does to the order. A code that is not listed changes nothing: the next status
 * tells. Number ranges say nothing (SEQUENCES 8: 399, 404, 10349, 2109 and 110 leave orders alive).
 */
interface CodeEffect {
  /** `new`: ends an order the broker has never shown; `always`: ends it in any state. */
  readonly ends: "new" | "always";
  readonly evidence: string;
}

export const codeEffects: ReadonlyMap<number, CodeEffect> = new Map([
  [103, { ends: "new", evidence: "duplicate order id: this frame made no order" }],
  [110, { ends: "new", evidence: "price step: a new order is dead, a modify leaves the old one alive (PROTOCOL 15)" }],
  [200, { ends: "new", evidence: "on an order id it is a refusal (SEQUENCES 8)" }],
  [201, { ends: "always", evidence: "rejected (SEQUENCES 8)" }],
  [203, { ends: "new", evidence: "contract not allowed for the account" }],
  [320, { ends: "new", evidence: "unreadable request; the id is not used up (SEQUENCES 8)" }],
  [321, { ends: "new", evidence: "invalid request; on a modify the order lives (PROTOCOL 15)" }],
  [322, { ends: "new", evidence: "error processing the request" }],
  [434, { ends: "new", evidence: "size is zero" }],
  [435, { ends: "new", evidence: "account missing" }],
  [436, { ends: "new", evidence: "allocation missing" }],
  [460, { ends: "new", evidence: "no trading permission" }],
  [10268, { ends: "new", evidence: "eTradeOnly is refused" }],
  [10269, { ends: "new", evidence: "firmQuoteOnly is refused" }],
  [10270, { ends: "new", evidence: "nbboPriceCap is refused" }],
]);

/** Codes whose text quotes the order's id (MUX.md section 2). */
export const quotesOrderId: ReadonlySet<number> = new Set([103, 135, 136, 10147, 10148, 10149]);

export const NO_PERM_ID = 0;
