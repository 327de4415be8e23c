/**
 * A book as it goes on: what changed since the client was told, row by row.
 *
 * Rows that name an exchange or a market maker are updateMktDepthL2, others updateMktDepth (PROTOCOL 12). When trading
 * begins again after a close the book starts anew with 317; a halt ends it with 316, to be subscribed again.
 */
import { type Book, EMPTY_BOOK, levelBook, smartBook } from "../../exchange/tape/book.ts";
import type { Context } from "../context.ts";
import type { Session } from "../door/session.ts";
import { type DepthStep, depthSteps } from "./depthRows.ts";
import type { DepthLine } from "./subscriptions.ts";
import { sizeIn } from "./ticks.ts";

/** Who shows its best price and whose book is open, to a login without further permissions (recorded: rust-ibapi). */
export const TOP_EXCHANGES: readonly string[] = [
  ...["BYX", "AMEX", "PEARL", "MEMX", "EDGEA", "OVERNIGHT", "CHX", "NYSENAT", "IBEOS", "PSX", "LTSE", "ISE"],
  "DRCTEDGE",
];
export const DEEP_EXCHANGES: readonly string[] = ["IEX"];
/** Of those, the ones that quote in regular hours, in the order in which they stand at one price. */
const QUOTING = TOP_EXCHANGES.filter((name) => name !== "OVERNIGHT" && name !== "IBEOS").reverse();

const HALTED = "Market depth data has been HALTED. Please re-subscribe.";
const RESET = "Market depth data has been RESET. Please empty deep book contents before applying any new entries.";

/** Says what is new in a book, while data comes; the first time, all of it as inserts. */
export function sayDepth(context: Context, session: Session, line: DepthLine): void {
  if (!context.link.ticks) return;
  if (context.exchange.halted(line.listing.conId) !== 0) return halt(context, session, line);
  const closed = context.exchange.session(line.listing, context.wall()) === "closed";
  if (line.closed && !closed) reset(context, session, line);
  line.closed = closed;
  const { bids, asks } = closed || line.withheld ? EMPTY_BOOK : bookOf(context, line);
  for (const step of depthSteps(line.toldAsks, asks)) sayRow(session, line, 0, step);
  for (const step of depthSteps(line.toldBids, bids)) sayRow(session, line, 1, step);
  line.toldAsks = asks;
  line.toldBids = bids;
}

function halt(context: Context, session: Session, line: DepthLine): void {
  context.lines.dropDepth(session, line);
  session.error(line.reqId, 316, HALTED, context.wall());
}

/** The client empties its book (317) and is told all of it again. */
function reset(context: Context, session: Session, line: DepthLine): void {
  session.error(line.reqId, 317, RESET, context.wall());
  line.toldAsks = [];
  line.toldBids = [];
}

function bookOf(context: Context, { listing, rows, isSmartDepth, byMarketMaker }: DepthLine): Book {
  const quote = context.exchange.quote(listing.conId);
  if (isSmartDepth) return smartBook(listing, quote, { tops: QUOTING, deep: DEEP_EXCHANGES }, rows);
  return levelBook(listing, quote, byMarketMaker ? listing.exchange : "", rows);
}

function sayRow(session: Session, line: DepthLine, side: 0 | 1, { position, operation, row }: DepthStep): void {
  const { reqId, unit, isSmartDepth, byMarketMaker } = line;
  const { price, marketMaker } = row;
  const said = { reqId, position, operation, side, price, size: sizeIn(row.size, unit) };
  if (byMarketMaker) session.say("updateMktDepthL2", { ...said, marketMaker, isSmartDepth });
  else session.say("updateMktDepth", said);
}
