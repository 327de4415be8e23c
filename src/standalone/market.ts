/**
 * Orders to the market: a quote that stays, a gap, a halt. What was dictated becomes part of the past like every price.
 */
import { z } from "zod";
import type { QuoteChange } from "../sim/exchange/quote.ts";
import type { RunningGateway } from "../sim/gateway/options.ts";

const price = z.number().positive();
const size = z.number().min(0);
const PIN = z.strictObject({
  bid: price.optional(),
  ask: price.optional(),
  last: price.optional(),
  bidSize: size.optional(),
  askSize: size.optional(),
  lastSize: size.optional(),
});

/** One order to the market of one contract; `symbol` is a symbol, a local symbol or a conId, as in a price file. */
export const MARKET_ORDER = z
  .strictObject({
    symbol: z.union([z.string().min(1), z.int().positive()]),
    /** The quote from now on, until `unpin`; what it does not say stays. */
    pin: PIN.optional(),
    unpin: z.literal(true).optional(),
    /** All prices are other by this percentage from now on: -5 is 5 % lower. */
    gap: z.number().gt(-100).max(10_000).optional(),
    halt: z.enum(["general", "volatility"]).optional(),
    resume: z.literal(true).optional(),
  })
  .refine(({ symbol: _symbol, ...orders }) => Object.keys(orders).length === 1, {
    message: "one of pin, unpin, gap, halt and resume is needed",
  });
export type MarketOrder = z.infer<typeof MARKET_ORDER>;

/** The market does not do that; `message` says why. */
export class MarketOrderError extends Error {
  override readonly name = "MarketOrderError";
}

const HALT_KIND = { general: 1, volatility: 2 } as const;

export function dictate(gateway: RunningGateway, order: MarketOrder): void {
  const conId = conIdOf(gateway, order.symbol);
  if (order.pin !== undefined) checkPin(gateway, conId, order.pin);
  gateway.dictate(() => orderTo(gateway, conId, order));
}

function orderTo({ exchange }: RunningGateway, conId: number, order: MarketOrder): readonly QuoteChange[] {
  if (order.pin !== undefined) return exchange.pin(conId, order.pin);
  if (order.gap !== undefined) return exchange.gap(conId, order.gap / 100);
  if (order.halt !== undefined) return exchange.halt(conId, HALT_KIND[order.halt]);
  return order.resume ? exchange.resume(conId) : exchange.unpin(conId);
}

function conIdOf({ exchange }: RunningGateway, symbol: string | number): number {
  const numbered = exchange.byConId(Number(symbol));
  const found =
    numbered ?? exchange.find({ symbol: String(symbol), exchange: "SMART" })[0] ?? named(exchange, String(symbol));
  if (found === undefined) throw new MarketOrderError(`there is no contract ${JSON.stringify(symbol)}`);
  return found.conId;
}

const named = (exchange: RunningGateway["exchange"], symbol: string) =>
  exchange.find({ localSymbol: symbol })[0] ?? exchange.find({ symbol })[0];

function checkPin({ exchange }: RunningGateway, conId: number, pin: z.infer<typeof PIN>): void {
  const { bid, ask } = { ...exchange.quote(conId), ...pin };
  if (bid >= ask) throw new MarketOrderError(`bid ${bid} is not below ask ${ask}; name both`);
}
