/**
 * A new day at midnight of New York: futures are settled at the market's price and their gain becomes cash, the profit
 * of the day starts from nothing, and positions that were closed are forgotten (SEQUENCES 11: zero positions may be
 * listed; IB's documentation of profit and loss: daily figures reset).
 */
import { easternDay } from "../../exchange/calendar/calendar.ts";
import type { Books } from "../books.ts";
import type { DayStart } from "./ledger.ts";

/** Begins the day once its midnight has passed. */
export function passDay(books: Books): void {
  const day = easternDay(books.moment.wall);
  if (day === books.ledger.day) return;
  books.ledger.day = day;
  for (const name of books.ledger.names()) begin(books, name);
}

function begin(books: Books, name: string): void {
  const { netLiquidation, holdings } = books.valued(name);
  const unrealized = new Map(holdings.map(({ conId, unrealizedPNL }) => [conId, unrealizedPNL]));
  const values = new Map(holdings.map(({ conId, marketValue }) => [conId, marketValue]));
  const dayStart: DayStart = { netLiquidation, unrealized };
  books.ledger.dayBegins(name, dayStart, ({ conId }) => values.get(conId) ?? 0);
}
