/**
 * Why the broker refuses an order that is well-formed: account, parent, OCA group, number of open orders.
 *
 * These refusals also come as one error without openOrder. The order is not taken and its number not used up.
 */

import type { Listing } from "../../exchange/directory/listing.ts";
import type { Books } from "../books.ts";
import { isDone, isOpen, type Terms, typeOf } from "../order.ts";
import type { Placement } from "../placement.ts";
import { groupOf } from "../trading/ending.ts";
import { isSpent } from "../trading/oca.ts";
import { invalid, type Refusal } from "./objection.ts";
import { precaution } from "./precautions.ts";
import { priceRefusal, refusal, typeRefusal } from "./refusal.ts";

/** What the terms themselves allow to say. */
export function wellFormed(books: Books, { listing, terms }: Placement): Refusal | undefined {
  const steps = books.market.marketRule(ruleOf(listing)) ?? [];
  return refusal(terms) ?? typeRefusal(listing, terms) ?? priceRefusal(terms, steps);
}

/** The contract's rule at the exchange the order goes to. */
const ruleOf = (listing: Listing): number => {
  const at = listing.validExchanges.split(",").indexOf(listing.exchange);
  return Number(listing.marketRuleIds.split(",")[Math.max(0, at)]);
};

export function admissible(books: Books, placement: Placement): Refusal | undefined {
  return (
    accountRefusal(books, placement.terms) ??
    precaution(books, placement) ??
    haltRefusal(books, placement) ??
    parentRefusal(books, placement) ??
    groupRefusal(books, placement) ??
    numberRefusal(books, placement)
  );
}

/** The account an order is for: with one account it need not be named (PROTOCOL 11.5). */
export function accountOf(books: Books, terms: Terms): string {
  if (terms.account !== "") return terms.account;
  return (terms.faGroup === "" ? undefined : books.advisor?.master) ?? books.ledger.names()[0] ?? "";
}

/** An order for the master account, or one with a group, is divided; a group means nothing to any other login. */
function accountRefusal(books: Books, terms: Terms): Refusal | undefined {
  const { account, faGroup } = terms;
  const { advisor } = books;
  if (advisor !== undefined && (account === advisor.master || (account === "" && faGroup !== "")))
    return advisor.refusal(terms);
  if (faGroup !== "" || terms.faMethod !== "") return invalid("FA data operations ignored for non FA customers");
  if (account === "" && books.ledger.names().length > 1)
    return books.switches.missingAccount === 435
      ? { code: 435, text: "You must specify an account." }
      : invalid("You must specify an account.");
  if (account === "" || books.ledger.has(account)) return undefined;
  return books.switches.foreignAccount === 203
    ? { code: 203, text: "The security is not available or allowed for this account." }
    : invalid(`Invalid account code '${account}'.`);
}

/** 154 is IB's; whether an order is refused while its contract is halted, or waits, is not established. */
const haltRefusal = (books: Books, { listing }: Placement): Refusal | undefined =>
  books.switches.haltedPlacement === 154 && books.halted(listing.conId)
    ? { code: 154, text: "Orders cannot be transmitted for a halted security." }
    : undefined;

/** What a trailing stop can hang on: the words of the refusal (SEQUENCES 6, captured). */
const TRAILED = ["LMT", "STP LMT"];

/** 10006 and the text of 201 are IB's; a parent that filled in the meantime takes children no more, nor one cancelled. */
function parentRefusal(books: Books, { clientId, terms }: Placement): Refusal | undefined {
  if (terms.parentId === 0) return undefined;
  const parent = books.register.find(clientId, terms.parentId);
  if (parent === undefined) return { code: 10006, text: "Missing parent order." };
  if (isDone(parent)) return { code: 201, text: "Order rejected - reason:Parent order is being cancelled." };
  if (typeOf({ terms }).trigger === "trailing" && !TRAILED.includes(typeOf(parent).name))
    return {
      code: books.switches.trailingChild,
      text: "Trailing stop orders can be attached to limit or stop-limit orders only.",
    };
  return undefined;
}

/** The text of 10224 is that of ib_async #75. */
function groupRefusal(books: Books, { clientId, terms: sent }: Placement): Refusal | undefined {
  const { ocaGroup, parentId } = sent;
  if (ocaGroup === "" || parentId !== 0) return undefined;
  const terms = { ...sent, account: accountOf(books, sent) };
  const foreign = groupOf(books, ocaGroup, clientId).find((o) => o.terms.account !== terms.account && !isDone(o));
  if (foreign !== undefined)
    return {
      code: 10224,
      text: `One-cancels-all group of orders should contain orders with exactly the same account. OCA group '${ocaGroup}' contains orders for ${foreign.terms.account}, ${terms.account}.`,
    };
  return isSpent(books, { terms, clientId })
    ? { code: 201, text: `Order rejected - reason:${GROUP_FILLED}` }
    : undefined;
}

/** Seen in logs (SEQUENCES 8). */
export const GROUP_FILLED = "OCA group is already filled.";

/** The limit is documented (PROTOCOL 11.3), its text is not. */
function numberRefusal(books: Books, { terms, listing }: Placement): Refusal | undefined {
  const account = accountOf(books, terms);
  const same = books.register
    .aliveAt(listing.conId)
    .filter((o) => isOpen(o) && o.terms.account === account && o.terms.action === terms.action);
  if (same.length < books.options.openOrdersMax) return undefined;
  const side = `${books.options.openOrdersMax} active orders per contract, side and account`;
  return { code: 201, text: `Order rejected - reason:There are already ${side}.` };
}
