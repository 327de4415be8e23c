/**
 * Reads and writes position. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import { NONE, NOTHING } from "../kind.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"position"> {
  r.skip();
  const account = r.string();
  const contractConId = r.int();
  const contractSymbol = r.string();
  const contractSecType = r.string();
  const contractLastTradeDateOrContractMonth = r.string();
  const contractStrike = r.isEmpty() ? r.past(0) : r.maybeDouble();
  const contractRight = r.string();
  const contractMultiplier = r.string();
  const contractExchange = r.string();
  const contractCurrency = r.string();
  const contractLocalSymbol = r.string();
  const contractTradingClass = r.string();
  const position = r.decimal();
  const avgCost = r.double();
  return {
    account,
    contract: {
      conId: contractConId,
      symbol: contractSymbol,
      secType: contractSecType,
      lastTradeDateOrContractMonth: contractLastTradeDateOrContractMonth,
      strike: contractStrike,
      right: contractRight,
      multiplier: contractMultiplier,
      exchange: contractExchange,
      primaryExchange: "",
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
    avgCost,
  };
}

export function writeText(w: Writer, draft: Loose): void {
  const contract: Loose = draft.contract ?? NOTHING;
  w.int(3);
  w.string(draft.account ?? "");
  w.int(contract.conId ?? 0);
  w.string(contract.symbol ?? "");
  w.string(contract.secType ?? "");
  w.string(contract.lastTradeDateOrContractMonth ?? "");
  if (contract.strike === undefined) w.int(0);
  else w.double(contract.strike);
  w.string(contract.right ?? "");
  w.string(contract.multiplier ?? "");
  w.string(contract.exchange ?? "");
  w.string(contract.currency ?? "");
  w.string(contract.localSymbol ?? "");
  w.string(contract.tradingClass ?? "");
  if (draft.position === undefined) w.empty();
  else w.string(draft.position);
  w.double(draft.avgCost ?? 0);
}
