/**
 * Reads and writes execDetails. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import { NONE, NOTHING } from "../kind.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader, v: number): BodyAt<"execDetails"> {
  let executionPendingPriceRevision = false;
  let executionSubmitter = "";
  const reqId = r.int();
  const executionOrderId = r.int();
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
  const executionExecId = r.string();
  const executionTime = r.string();
  const executionAcctNumber = r.string();
  const executionExchange = r.string();
  const executionSide = r.string();
  const executionShares = r.decimal();
  const executionPrice = r.double();
  const executionPermId = r.long();
  const executionClientId = r.int();
  const executionLiquidation = r.int();
  const executionCumQty = r.decimal();
  const executionAvgPrice = r.double();
  const executionOrderRef = r.string();
  const executionEvRule = r.string();
  const executionEvMultiplier = r.double();
  const executionModelCode = r.string();
  const executionLastLiquidity = r.int();
  if (v >= 178) executionPendingPriceRevision = r.bool();
  if (v >= 198) executionSubmitter = r.string();
  return {
    reqId,
    execution: {
      orderId: executionOrderId,
      execId: executionExecId,
      time: executionTime,
      acctNumber: executionAcctNumber,
      exchange: executionExchange,
      side: executionSide,
      shares: executionShares,
      price: executionPrice,
      permId: executionPermId,
      clientId: executionClientId,
      liquidation: executionLiquidation,
      cumQty: executionCumQty,
      avgPrice: executionAvgPrice,
      orderRef: executionOrderRef,
      evRule: executionEvRule,
      evMultiplier: executionEvMultiplier,
      modelCode: executionModelCode,
      lastLiquidity: executionLastLiquidity,
      pendingPriceRevision: executionPendingPriceRevision,
      submitter: executionSubmitter,
      optExerciseOrLapseType: undefined,
    },
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
  };
}

export function writeText(w: Writer, draft: Loose, v: number): void {
  const execution: Loose = draft.execution ?? NOTHING;
  const contract: Loose = draft.contract ?? NOTHING;
  w.int(draft.reqId ?? 0);
  w.int(execution.orderId ?? 0);
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
  w.string(execution.execId ?? "");
  w.string(execution.time ?? "");
  w.string(execution.acctNumber ?? "");
  w.string(execution.exchange ?? "");
  w.string(execution.side ?? "");
  if (execution.shares === undefined) w.empty();
  else w.string(execution.shares);
  w.double(execution.price ?? 0);
  w.int(execution.permId ?? 0);
  w.int(execution.clientId ?? 0);
  w.int(execution.liquidation ?? 0);
  if (execution.cumQty === undefined) w.empty();
  else w.string(execution.cumQty);
  w.double(execution.avgPrice ?? 0);
  w.string(execution.orderRef ?? "");
  w.string(execution.evRule ?? "");
  w.double(execution.evMultiplier ?? 0);
  w.string(execution.modelCode ?? "");
  w.int(execution.lastLiquidity ?? 0);
  if (v >= 178) w.bool(execution.pendingPriceRevision ?? false);
  if (v >= 198) w.string(execution.submitter ?? "");
}
