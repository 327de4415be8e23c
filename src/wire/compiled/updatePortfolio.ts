/**
 * Reads and writes updatePortfolio. Emitted from its declaration by `npm run wire`: do not edit.
 */
import { ZERO } from "../../base/decimal.ts";
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import { NONE, NOTHING } from "../kind.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"updatePortfolio"> {
  r.skip();
  const contractConId = r.int();
  const contractSymbol = r.string();
  const contractSecType = r.string();
  const contractLastTradeDateOrContractMonth = r.string();
  const contractStrike = r.isEmpty() ? r.past(0) : r.maybeDouble();
  const contractRight = r.string();
  const contractMultiplier = r.string();
  const contractPrimaryExchange = r.string();
  const contractCurrency = r.string();
  const contractLocalSymbol = r.string();
  const contractTradingClass = r.string();
  const position = r.isEmpty() ? r.past(ZERO) : r.decimal();
  const marketPrice = r.double();
  const marketValue = r.double();
  const averageCost = r.double();
  const unrealizedPNL = r.double();
  const realizedPNL = r.double();
  const accountName = r.string();
  return {
    contract: {
      conId: contractConId,
      symbol: contractSymbol,
      secType: contractSecType,
      lastTradeDateOrContractMonth: contractLastTradeDateOrContractMonth,
      strike: contractStrike,
      right: contractRight,
      multiplier: contractMultiplier,
      exchange: "",
      primaryExchange: contractPrimaryExchange,
      currency: contractCurrency,
      localSymbol: contractLocalSymbol,
      tradingClass: contractTradingClass,
      comboLegs: NONE,
      deltaNeutralContract: undefined,
      secIdType: "",
      secId: "",
      includeExpired: false,
      issuerId: "",
      comboLegsDescrip: "",
      lastTradeDate: "",
      description: "",
    },
    position,
    marketPrice,
    marketValue,
    averageCost,
    unrealizedPNL,
    realizedPNL,
    accountName,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  const contract: Loose = draft.contract ?? NOTHING;
  w.int(8);
  w.int(contract.conId ?? 0);
  w.string(contract.symbol ?? "");
  w.string(contract.secType ?? "");
  w.string(contract.lastTradeDateOrContractMonth ?? "");
  if (contract.strike === undefined) w.int(0);
  else w.double(contract.strike);
  w.string(contract.right ?? "");
  w.string(contract.multiplier ?? "");
  w.string(contract.primaryExchange ?? "");
  w.string(contract.currency ?? "");
  w.string(contract.localSymbol ?? "");
  w.string(contract.tradingClass ?? "");
  if (draft.position === undefined) w.int(0);
  else w.string(draft.position);
  w.double(draft.marketPrice ?? 0);
  w.double(draft.marketValue ?? 0);
  w.double(draft.averageCost ?? 0);
  w.double(draft.unrealizedPNL ?? 0);
  w.double(draft.realizedPNL ?? 0);
  w.string(draft.accountName ?? "");
}
