/**
 * How a line goes on: what its client sees of the market at a look, and who is told when the market moves.
 *
 * While the market is closed a live line shows no bid and ask, a frozen line the last ones, each under its own
 * marketDataType (IB's documentation of market data types: 1 live, 2 frozen, 3 delayed, 4 delayed frozen). Delayed data
 * is 15 minutes old and moves once a second.
 */
import type { WallMs } from "../../../base/time.ts";
import type { Quote, QuoteChange } from "../../exchange/quote.ts";
import type { Context } from "../context.ts";
import type { Session } from "../door/session.ts";
import { sayDepth } from "./depthStream.ts";
import { sayGenericTicks } from "./genericValues.ts";
import type { Rider } from "./lines.ts";
import { sayNews } from "./newsTicks.ts";
import { sayComputations } from "./optionTicks.ts";
import type { Line } from "./subscriptions.ts";
import { sayTickByTick } from "./tickByTickStream.ts";
import { complete, sayHalted, sayTicks } from "./ticks.ts";

const DELAY_MS = 15 * 60_000;
const DELAYED_CYCLE_MS = 1_000;
/** Opening, closing and halts are looked for so often where nothing moves. */
const LOOK_MS = 1_000;

/** A contract at a look, for everybody who hears it. */
interface Look {
  readonly quote: Quote;
  readonly wall: WallMs;
  readonly closed: boolean;
  /** 0 trading, 1 or 2 halted. */
  readonly halted: number;
  /** The last price of an option's underlying, as old as the quote; else 0. */
  readonly undPrice: number;
}

/** What one client sees of it, and under which market data type. */
interface View extends Look {
  readonly type: number;
}

function lookAt(context: Context, { listing, delayed }: Line): Look {
  const { exchange, lines } = context;
  const wall = (context.wall() - (delayed ? DELAY_MS : 0)) as WallMs;
  const quoteOf = (conId: number): Quote => (delayed ? lines.pastQuote(conId, wall).quote : exchange.quote(conId));
  return {
    quote: quoteOf(listing.conId),
    wall,
    closed: exchange.session(listing, wall) === "closed",
    halted: exchange.halted(listing.conId),
    undPrice: listing.secType === "OPT" ? quoteOf(listing.underConId).last : 0,
  };
}

export const viewFor = (context: Context, line: Line): View => viewOf(context, line, lookAt(context, line));

function viewOf({ switches }: Context, { delayed, frozen }: Line, look: Look): View {
  const live = delayed ? 3 : 1;
  if (look.closed && frozen) return { ...look, type: live + 1 };
  if (look.closed && switches.closedQuote === "none") return { ...look, type: live, quote: unquoted(look.quote) };
  return { ...look, type: live };
}

const unquoted = (quote: Quote): Quote => ({ ...quote, bid: -1, ask: -1, bidSize: 0, askSize: 0 });

/** Tells a line what is new to it, while data comes. A snapshot that has everything ends. */
export function tell(context: Context, session: Session, line: Line, view: View): void {
  if (!context.link.ticks) return;
  if (line.toldType !== view.type) {
    line.toldType = view.type;
    session.say("marketDataType", { reqId: line.reqId, marketDataType: view.type });
  }
  const { told } = line;
  sayTicks(session, line, view.quote);
  sayComputations(session, line, told, view);
  sayHalted(session, line, view.halted);
  sayGenericTicks(session, line, view.quote, view.wall);
  if (!line.snapshot || !complete(line)) return;
  context.lines.drop(session, line);
  session.say("tickSnapshotEnd", { reqId: line.reqId });
}

/** The market moved, or time passed without: every line that this concerns is told. */
export function quotesChanged(context: Context, changes: readonly QuoteChange[]): void {
  const { lines } = context;
  const wall = context.wall();
  for (const { conId } of changes) {
    tellAll(context, lines.live.get(conId));
    for (const { session, line } of lines.depths.get(conId) ?? []) sayDepth(context, session, line);
  }
  for (const riders of lines.ticks.values())
    for (const { session, line } of riders) sayTickByTick(context, session, line, wall);
  // Something happened that moved no quote: a halt, a close.
  if (changes.length > 0 && wall - lines.lookedAt < LOOK_MS) return;
  lines.lookedAt = wall;
  for (const riders of lines.live.values()) {
    tellAll(context, riders);
    for (const { session, line } of riders) sayNews(context, session, line);
  }
  for (const riders of lines.depths.values()) for (const { session, line } of riders) sayDepth(context, session, line);
}

function tellAll(context: Context, riders: readonly Rider<Line>[] | undefined): void {
  const [first] = riders ?? [];
  if (riders === undefined || first === undefined) return;
  const look = lookAt(context, first.line);
  for (const { session, line } of riders) tell(context, session, line, viewOf(context, line, look));
}

/** Runs while there are delayed lines, and not otherwise. */
export function delayedClock(context: Context): void {
  const { lines } = context;
  if (lines.stopDelayed !== undefined) return;
  lines.stopDelayed = context.later(DELAYED_CYCLE_MS, () => {
    lines.stopDelayed = undefined;
    if (lines.delayed.size === 0) return;
    for (const ticker of lines.past.values()) ticker.advance((context.wall() - DELAY_MS) as WallMs);
    for (const riders of lines.delayed.values()) tellAll(context, riders);
    delayedClock(context);
  });
}
