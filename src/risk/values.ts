/**
 * What an order is worth in its account's base currency: quantity, price, multiplier and rate of exchange, each of them
 * known or the worth is not.
 */
import type { Instant } from "../base/time.ts";
import { isByUnit } from "../model/byUnit.ts";
import type { PlacedContract } from "../model/entry.ts";
import type { AskedLeg } from "./ask.ts";
import { isHedging } from "./combination.ts";
import { discretionOf, isBuy, limitOf, ownPrice, price, triggerOf } from "./manner.ts";
import { conIdOf, isLacking, type Lacking, marketPrice } from "./prices.ts";
import type { RiskView } from "./view.ts";

/** What a price of 1 for one unit of the contract is worth, as two factors: its multiplier, and the rate of its currency. */
export interface UnitWorth {
  readonly multiplier: number;
  readonly rate: number;
}

/** `conId` 0: not known. What the broker said of the conId counts before what the order says. */
export function unitWorth(
  view: RiskView,
  account: string,
  conId: number,
  contract: PlacedContract,
): UnitWorth | Lacking {
  const known = conId === 0 ? undefined : view.contract(conId);
  const secType = known?.secType || contract.secType || "";
  const told = known?.multiplier || (isByUnit(secType) ? "" : contract.multiplier);
  const multiplier = multiplierOf(told, secType);
  if (multiplier === undefined) return { lacking: "its multiplier is not known" };
  const currency = known?.currency || contract.currency;
  if (!currency) return { lacking: "its currency is not known" };
  const rate = rateOf(view, account, currency);
  return rate === undefined ? { lacking: `no rate of exchange of ${currency} is known` } : { multiplier, rate };
}

/**
 * What an order says of a contract that is not its own to say: of a conId the broker alone knows the multiplier, and a smaller
 * one would make a future worth a share of what it is.
 */
export const claimed = (conId: number, contract: PlacedContract): PlacedContract =>
  conId === 0 || !contract.multiplier ? contract : { ...contract, multiplier: "" };

function multiplierOf(told: string | undefined, secType: string): number | undefined {
  if (!told) return isByUnit(secType) ? 1 : undefined;
  const multiplier = Number(told);
  return multiplier > 0 && Number.isFinite(multiplier) ? multiplier : undefined;
}

/** What one unit of a currency is worth in the account's base currency. */
export function rateOf(view: RiskView, account: string, currency: string): number | undefined {
  if (currency === view.baseCurrency(account)) return 1;
  const rate = view.accountValue(account, "ExchangeRate", currency);
  return rate !== undefined && rate > 0 && Number.isFinite(rate) ? rate : undefined;
}

/**
 * By how much prices of a contract are larger than what they are in its currency: 100 for a share that is quoted in pence. 1
 * until its details have come, which makes it worth too much rather than too little.
 */
export const magnifierOf = (view: RiskView, conId: number): number =>
  conId === 0 ? 1 : (view.contract(conId)?.priceMagnifier ?? 1);

/** The factors of the worth of one leg, alone, beside its quantity. */
export function legWorth(view: RiskView, account: string, leg: AskedLeg, now: Instant): readonly number[] | Lacking {
  if (isHedging(leg)) return { lacking: "what a hedge trades the broker alone works out" };
  const conId = conIdOf(view, leg);
  const unit = unitWorth(view, account, conId, claimed(conId, leg.contract));
  if (isLacking(unit)) return unit;
  const magnifier = magnifierOf(view, conId);
  const price = legPrice(view, account, leg, now, magnifier);
  return typeof price === "number" ? [price, 1 / magnifier, unit.multiplier, unit.rate] : price;
}

/**
 * At its own price, else at the market's. A sale trades at its limit or above, and a purchase behind a trigger that the market has
 * passed trades at once, at any price: they are worth what the market pays where that is more, or what the account's books say
 * while nobody streams it. A stop without a limit sells where it triggers.
 */
function legPrice(view: RiskView, account: string, leg: AskedLeg, now: Instant, magnifier: number): number | Lacking {
  const own = ownPrice(leg.order);
  const [isBuying, limit, trigger] = [isBuy(leg.order), limitOf(leg.order), triggerOf(leg.order)];
  if (isBuying && limit !== undefined) return Math.max(Math.abs(limit), Math.abs(limit + discretionOf(leg.order)));
  if (!isBuying && own !== undefined && own === trigger) return Math.abs(own);
  const market = marketPrice(view, leg, isBuying, now);
  if (own === undefined) return typeof market === "number" ? Math.abs(market) : market;
  const mark = price(view.mark(account, conIdOf(view, leg))) ?? 0;
  const paid = typeof market === "number" ? market : mark * magnifier;
  return Math.max(Math.abs(own), Math.abs(trigger ?? 0), paid);
}
