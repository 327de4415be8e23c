/**
 * The price collar: nothing trades far on the wrong side of what the market says now.
 *
 * A limit may lie so far beyond the side that it would trade with; what trades at the market at once needs a spread no wider
 * than the collar; a stop that would trigger at once is a market order under another name. A child begins when its parent
 * has traded, where the parent's price is then, so its limit and its stop are judged by that price until the parent has, unless it
 * is of another contract.
 * Without a fresh reference nothing else passes.
 */
import type { PlacedOrder } from "../model/entry.ts";
import type { OrderKey } from "../model/ids.ts";
import { numbered } from "../model/numbered.ts";
import { hasTrigger, type Manner, mannerOf } from "../model/orderType.ts";
import type { Status } from "../model/status.ts";
import type { AskedLeg, Gate, RiskAsk } from "./ask.ts";
import type { Wish } from "./bookView.ts";
import { isProductAbove } from "./exact.ts";
import { isSameContract } from "./exposureParts.ts";
import { discretionOf, isBuy, ownPrice, price, triggerOf } from "./manner.ts";
import { isLacking, namedIn, type Reference, reference } from "./prices.ts";

export const priceCollar: Gate = {
  gate: "price-collar",
  refuses: (ask) => {
    const percent = ask.limit("price-collar");
    if (percent === "off") return undefined;
    for (const leg of ask.legs) {
      const why = whyOutside(ask, leg, percent);
      if (why !== undefined) return `${why} against ${percent} %`;
    }
    return undefined;
  },
};

function whyOutside(ask: RiskAsk, leg: AskedLeg, percent: number): string | undefined {
  const { order } = leg;
  const manner = mannerOf(order);
  const entry = entryPrice(ask, leg, manner);
  if (entry !== undefined) return whyBesideParent(leg, entry, percent);
  const found = reference(ask.view, leg, ask.now);
  if (isLacking(found)) return `no fresh reference (${found.lacking})`;
  if (hasTrigger(order)) return whyTriggered(leg, found, isBuy(order) ? "the ask" : "the bid");
  const beyond = whyBeyond(leg, found, percent, isBuy(order) ? "the ask" : "the bid");
  return manner === "limit" ? beyond : (beyond ?? whyWide(found, percent));
}

function whyBesideParent(leg: AskedLeg, entry: number, percent: number): string | undefined {
  const [there, words] = [{ bid: entry, ask: entry }, "its parent's price"];
  return mannerOf(leg.order) === "limit" ? whyBeyond(leg, there, percent, words) : whyTriggered(leg, there, words);
}

/** The price that a child's parent has named and not yet traded at; undefined when it is no child any more. */
function entryPrice(ask: RiskAsk, leg: AskedLeg, manner: Manner): number | undefined {
  if (leg.parent === undefined || manner === "market") return undefined;
  const parent = parentOf(ask, leg.parent);
  if (parent === undefined || (manner === "limit" && !tradesAtItsPrice(parent.order))) return undefined;
  return isSameContract(parent.contract, namedIn(ask.view, leg)) ? ownPrice(parent.order) : undefined;
}

function parentOf({ legs, view }: RiskAsk, parent: OrderKey): Wish | undefined {
  const leg = legs.find(({ key }) => key === parent);
  if (leg !== undefined) return { order: leg.order, contract: namedIn(view, leg) };
  const known = view.byKey(parent);
  if (known === undefined || !WAITING.has(known.status)) return undefined;
  return { order: known.order, contract: numbered(known) };
}

/** A price beside an order at the market says nothing of where it trades. */
const tradesAtItsPrice = (order: PlacedOrder): boolean => ["limit", "stop"].includes(mannerOf(order));

/** States of an order of which nothing has traded. */
const WAITING: ReadonlySet<Status> = new Set(["held", "intended", "sent", "working"]);

/** A limit of a type that must have one and that names none is beyond everything. */
function whyBeyond({ order }: AskedLeg, { bid, ask }: Reference, percent: number, beside: string): string | undefined {
  const isLimit = mannerOf(order) === "limit";
  // Of what trades at the market a price is at most a cap, and 0 is what libraries fill in.
  const limit = isLimit ? order.lmtPrice : ownPrice(order);
  if (limit === undefined) return isLimit ? "a limit order without a price" : undefined;
  const slack = discretionOf(order);
  const isOutside = isBuy(order)
    ? isProductAbove([limit + slack, 100], [ask, 100 + percent])
    : isProductAbove([bid, 100 - percent], [limit - slack, 100]);
  const also = slack === 0 ? "" : ` with ${slack} of discretion`;
  const side = isBuy(order) ? `above ${beside} of ${ask}` : `below ${beside} of ${bid}`;
  return isOutside ? `${limit}${also}, ${side}` : undefined;
}

function whyWide({ bid, ask }: Reference, percent: number): string | undefined {
  const isWide = isProductAbove([ask - bid, 200], [ask + bid, percent]);
  return isWide ? `an order at the market, bid ${bid} ask ${ask},` : undefined;
}

/** The prices that a stop would trigger at are those that the market has reached. */
function whyTriggered(leg: AskedLeg, { bid, ask }: Reference, beside: string): string | undefined {
  const { order } = leg;
  if (mannerOf(order) === "trail" && !trails(leg)) return "a trailing stop without a distance above 0";
  const trigger = triggerOf(order);
  if (trigger === undefined) return mannerOf(order) === "stop" ? "a stop without a price" : undefined;
  const isThere = isBuy(order) ? trigger <= ask : trigger >= bid;
  return isThere ? `a stop at ${trigger} that ${beside} of ${isBuy(order) ? ask : bid} triggers at once` : undefined;
}

const trails = ({ order }: AskedLeg): boolean =>
  [order.auxPrice, order.trailingPercent].some((by) => (price(by) ?? 0) > 0);
