/** The market that every client of the matrix meets: prices stand still, so that each value can be checked to the cent. */
import { PRICES } from "../prices.ts";

export { PRICES };

export const MARKET = {
  contract: { conId: 265598, symbol: "AAPL", currency: "USD", longName: "APPLE INC", minTick: 0.01 },
  quote: { bid: 254.99, ask: 255.01 },
  /** In round lots. */
  bidSizes: [30, 31, 32, 33, 34, 35, 36],
  askSizes: [30, 31, 32, 33, 34],
  quantity: 10,
  restingPrice: 200,
  modifiedPrice: 201.5,
  /** USD for one order of this size. */
  commission: 1,
};

/** USD that an account is worth behind the purchase: it began with 1,000,000, bought at the ask and is valued at the last price. */
export const BOUGHT_WORTH = 1_000_000 - MARKET.commission - 10 * (255.01 - 255);
