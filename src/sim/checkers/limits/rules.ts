/**
 * Every limit once more, by its meaning and not by the daemon's code: one row each, with the sentence that says how a wish
 * breaks it.
 *
 * A row objects only to what breaks the limit in every reading of position and price that a daemon may have had. That a gate
 * refuses too much is not judged here: what cannot be known is refused.
 */
import type { Open, Terms } from "./exposures.ts";
import { foldType } from "./forms.ts";
import type { Asked, Leg } from "./wish.ts";

export interface Rule {
  readonly limit: string;
  /** What takes risk away passes it. */
  readonly passesReducing: boolean;
  readonly breaks: (asked: Asked) => string | undefined;
}

const EPSILON = 1e-9;
/** So far beyond the most generous reference a price must be. */
const SLACK = 0.03;

const isLimit = ({ orderType }: Terms): boolean => orderType.toUpperCase() === "LMT";
const isMarket = ({ orderType }: Terms): boolean => orderType.toUpperCase() === "MKT";
const more = (value: number, limit: number): boolean => value > limit * (1 + EPSILON) + EPSILON;
const rounded = (value: number): number => Math.round(value * 100) / 100;

/** The first leg of which something can be said. */
function ofLegs(asked: Asked, says: (leg: Leg) => string | undefined): string | undefined {
  for (const leg of asked.wish.legs) {
    const said = says(leg);
    if (said !== undefined) return `${leg.order.key} ${said}`;
  }
  return undefined;
}

/** Each contract of the wish once. */
function ofSymbols(asked: Asked, says: (symbol: string) => string | undefined): string | undefined {
  for (const symbol of new Set(asked.wish.legs.map(({ order }) => order.symbol))) {
    const said = says(symbol);
    if (said !== undefined) return `in ${symbol} ${said}`;
  }
  return undefined;
}

interface NameLine {
  readonly conId?: number;
  readonly symbol?: string;
}

const fold = (text: string): string => text.trim().toUpperCase();
const isNamed = (names: readonly NameLine[], { order, conId }: Leg): boolean =>
  names.some((name) => {
    if (name.conId !== undefined) return conId !== 0 && name.conId === conId;
    return order.symbol !== "" && fold(name.symbol ?? "") === fold(order.symbol);
  });

/** What an order is worth at least: a stop where it triggers, and no less than its limit says. */
function worth(asked: Asked, order: Open): number {
  if (isLimit(order)) return order.quantity * (order.lmtPrice ?? 0);
  if (foldType(order.orderType) === "STP") return order.quantity * (order.auxPrice ?? 0);
  if (foldType(order.orderType) === "STPLMT") return order.quantity * (order.lmtPrice ?? 0);
  const span = isMarket(order) ? asked.books.prices.span(order.symbol) : undefined;
  return span === undefined ? 0 : order.quantity * span.low * (1 - SLACK);
}

function positionBreaks(asked: Asked): string | undefined {
  const most = asked.size("max-position")!;
  return ofSymbols(asked, (symbol) => {
    const [before, after] = [asked.cases(symbol, false), asked.cases(symbol, true)];
    if (more(after.long, most) && after.long > before.long) return `may come to ${after.long} against ${most}`;
    return more(-after.short, most) && after.short < before.short
      ? `may come to ${after.short} against ${most}`
      : undefined;
  });
}

function grossBreaks(asked: Asked): string | undefined {
  const most = asked.size("max-gross-value")!;
  const symbols = [
    ...new Set([...asked.books.holdings.symbols(), ...asked.wish.legs.map(({ order }) => order.symbol)]),
  ];
  const sumAt = (priceOf: (symbol: string) => number): number =>
    symbols.reduce((sum, symbol) => sum + priceOf(symbol) * grossOf(asked, symbol), 0);
  const quoted = (symbol: string): number => (asked.books.prices.span(symbol)?.low ?? 0) * (1 - SLACK);
  if (!more(sumAt(quoted), most) || !symbols.some((symbol) => quoted(symbol) > 0 && goesFurther(asked, symbol))) return;
  const sum = sumAt((symbol) => Math.min(quoted(symbol), unquoted(asked, symbol)));
  return more(sum, most) ? `all together may come to ${rounded(sum)} against ${most}` : undefined;
}

/**
 * What a daemon may take a contract for to whom nobody quotes it: what the account's books last said of it, and the highest
 * that its open orders name. What is not held by all readings only its orders price.
 */
function unquoted(asked: Asked, symbol: string): number {
  const { whose, books, wish } = asked;
  const own = ownPrice(asked, symbol);
  const isHeld = "account" in whose && books.holdings.readings(whose, symbol).every((reading) => reading !== 0);
  if (own !== undefined && !isHeld) return own;
  const mark = books.lowestMark(wish.legs[0]!.order.account, symbol);
  return mark === undefined ? Number.POSITIVE_INFINITY : Math.max(mark, own ?? 0);
}

/** The highest that its orders name; undefined where there are none, or one that names no price and is priced by nobody. */
function ownPrice(asked: Asked, symbol: string): number | undefined {
  const orders = [...asked.others(), ...asked.wish.legs.map(({ order }) => order)].filter(
    (order) => order.symbol === symbol,
  );
  const prices = orders.map((order) => (isLimit(order) ? (order.lmtPrice ?? 0) : isMarket(order) ? 0 : named(order)));
  return prices.length === 0 || prices.some((price) => price <= 0) ? undefined : Math.max(...prices);
}

/** Of a stop, its limit or its trigger. */
const named = ({ lmtPrice = 0, auxPrice = 0 }: Open): number => Math.max(lmtPrice, auxPrice);

/** The larger case, where readings differ by the smallest of their sizes. */
function grossOf(asked: Asked, symbol: string): number {
  const { long, short } = asked.cases(symbol, true);
  return Math.max(0, long, -short);
}

/** A case ends further out than before and than what is held, in every reading; open orders on the other side make no room. */
function goesFurther(asked: Asked, symbol: string): boolean {
  const [before, after] = [asked.cases(symbol, false), asked.cases(symbol, true)];
  const readings = asked.books.holdings.readings(asked.whose, symbol);
  if (after.long > before.long && more(after.long, Math.abs(Math.min(...readings)))) return true;
  return after.short < before.short && more(-after.short, Math.abs(Math.max(...readings)));
}

function collarBreaks(asked: Asked, { order }: Leg): string | undefined {
  const percent = Number(asked.limit("price-collar"));
  const span = asked.books.prices.span(order.symbol);
  if (span === undefined) return undefined;
  const { low, high } = withParent(asked, order, span);
  const bound = order.buys ? high * (1 + percent / 100) : low * (1 - percent / 100);
  const price = isLimit(order) ? order.lmtPrice : undefined;
  if (price !== undefined && (order.buys ? price > bound * (1 + SLACK) : price < bound * (1 - SLACK)))
    return `at ${price} is beyond ${rounded(bound)}, ${percent} % from all that was quoted`;
  const stop = fold(order.orderType) === "STP" && order.parent === undefined ? order.auxPrice : undefined;
  const triggers = stop !== undefined && (order.buys ? stop < span.low * (1 - SLACK) : stop > span.high * (1 + SLACK));
  return triggers ? `would trigger at once: ${stop} against ${span.low} to ${span.high}` : undefined;
}

/** A child begins where its parent has traded: the parent's own prices are as good as what was quoted. */
function withParent(asked: Asked, { parent }: Open, { low, high }: { readonly low: number; readonly high: number }) {
  const beside = asked.wish.legs.find(({ order }) => order.key === parent)?.order;
  const known = beside ?? (parent === undefined ? undefined : asked.books.exposures.order(parent));
  const prices = [known?.lmtPrice, known?.auxPrice].filter((price) => price !== undefined && price > 0) as number[];
  return { low: Math.min(low, ...prices), high: Math.max(high, ...prices) };
}

/** Two that would trade with each other, however the other one stands at the broker. */
function crosses(one: Open, other: Open): boolean {
  if (one.buys === other.buys || one.symbol !== other.symbol || one.symbol === "") return false;
  const forms = other.shown === undefined ? [other] : [other, other.shown];
  return forms.every((form) => (one.buys ? mayTrade(one, form) : mayTrade(form, one)));
}

function mayTrade(buy: Terms, sell: Terms): boolean {
  if (isMarket(buy) || isMarket(sell)) return isPlain(buy) && isPlain(sell);
  return isLimit(buy) && isLimit(sell) && (buy.lmtPrice ?? 0) >= (sell.lmtPrice ?? Number.POSITIVE_INFINITY);
}

const isPlain = (order: Terms): boolean => isLimit(order) || isMarket(order);

/** Of one family, or of one group: they never meet. */
const areKin = (one: Open, other: Open): boolean =>
  one.parent === other.key ||
  other.parent === one.key ||
  (one.parent !== undefined && one.parent === other.parent) ||
  (one.group !== undefined && one.group === other.group);

export const RULES: readonly Rule[] = [
  {
    limit: "long-only",
    passesReducing: false,
    breaks: (asked) =>
      ofSymbols(asked, (symbol) => {
        const [before, after] = [asked.cases(symbol, false), asked.cases(symbol, true)];
        return after.short < 0 && after.short < before.short ? `may come to ${after.short}` : undefined;
      }),
  },
  {
    limit: "contracts",
    passesReducing: true,
    breaks: (asked) =>
      ofLegs(asked, (leg) =>
        isNamed(asked.limit("contracts") as readonly NameLine[], leg) || leg.order.symbol === ""
          ? undefined
          : `is of ${leg.order.symbol}, which the list does not name`,
      ),
  },
  {
    limit: "banned",
    passesReducing: true,
    breaks: (asked) =>
      ofLegs(asked, (leg) =>
        isNamed(asked.limit("banned") as readonly NameLine[], leg)
          ? `is of ${leg.order.symbol}, which is banned`
          : undefined,
      ),
  },
  {
    limit: "order-types",
    passesReducing: false,
    breaks: (asked) => {
      const types = new Set((asked.limit("order-types") as readonly string[]).map(foldType));
      return ofLegs(asked, ({ order: { orderType } }) =>
        types.has(foldType(orderType)) ? undefined : `is a ${orderType} order`,
      );
    },
  },
  {
    limit: "max-quantity",
    passesReducing: false,
    breaks: (asked) =>
      ofLegs(asked, ({ order: { quantity } }) =>
        more(quantity, asked.size("max-quantity")!) ? `is of ${quantity}` : undefined,
      ),
  },
  {
    limit: "max-value",
    passesReducing: false,
    breaks: (asked) =>
      ofLegs(asked, ({ order }) => {
        const value = worth(asked, order);
        return more(value, asked.size("max-value")!) ? `is worth ${rounded(value)}` : undefined;
      }),
  },
  { limit: "price-collar", passesReducing: false, breaks: (asked) => ofLegs(asked, (leg) => collarBreaks(asked, leg)) },
  { limit: "max-position", passesReducing: true, breaks: positionBreaks },
  { limit: "max-gross-value", passesReducing: true, breaks: grossBreaks },
  {
    limit: "max-open-orders",
    passesReducing: true,
    breaks: (asked) => {
      if (asked.wish.isChange) return undefined;
      const open = asked.others().filter(({ cancelWanted }) => !cancelWanted).length + asked.wish.legs.length;
      return more(open, Number(asked.limit("max-open-orders"))) ? `there would be ${open} open orders` : undefined;
    },
  },
  {
    limit: "self-match",
    passesReducing: false,
    breaks: (asked) => {
      const resting = asked.others().filter(({ cancelWanted, parent }) => !cancelWanted && parent === undefined);
      return ofLegs(asked, ({ order }) => {
        if (order.parent !== undefined) return undefined;
        const other = resting.find((each) => crosses(order, each) && !areKin(order, each));
        return other === undefined ? undefined : `would trade with ${other.key}`;
      });
    },
  },
];
