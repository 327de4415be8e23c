/**
 * Reads and writes execDetails. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Decimal } from "../../base/decimal.ts";
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import { int, NONE, NOTHING, string } from "../kind.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import { unknownOf } from "../protobuf/unknown.ts";
import { conversion, printed } from "../protobuf/value.ts";
import type { ProtobufWriter } from "../protobuf/writer.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

const intByBool = conversion(int, "bool");
const stringByDouble = conversion(string, "double");

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
  w.long(execution.permId ?? 0);
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

function readProtobufContractComboLegs(r: ProtobufReader, end: number) {
  let conId = 0;
  let ratio = 0;
  let action = "";
  let exchange = "";
  let openClose = 0;
  let shortSaleSlot = 0;
  let designatedLocation = "";
  let exemptCode = 0;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        conId = r.int32();
        break;
      case 16:
        ratio = r.int32();
        break;
      case 26:
        action = r.string();
        break;
      case 34:
        exchange = r.string();
        break;
      case 40:
        openClose = r.int32();
        break;
      case 48:
        shortSaleSlot = r.int32();
        break;
      case 58:
        designatedLocation = r.string();
        break;
      case 64:
        exemptCode = r.int32();
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
  return {
    conId,
    ratio,
    action,
    exchange,
    openClose,
    shortSaleSlot,
    designatedLocation,
    exemptCode,
  };
}

function readProtobufContractDeltaNeutralContract(r: ProtobufReader, end: number) {
  let conId = 0;
  let delta = 0;
  let price = 0;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        conId = r.int32();
        break;
      case 17:
        delta = r.double();
        break;
      case 25:
        price = r.double();
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
  return {
    conId,
    delta,
    price,
  };
}

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"execDetails"> {
  let reqId = 0;
  let executionOrderId = 0;
  let executionExecId = "";
  let executionTime = "";
  let executionAcctNumber = "";
  let executionExchange = "";
  let executionSide = "";
  let executionShares: Decimal | undefined;
  let executionPrice = 0;
  let executionPermId = 0;
  let executionClientId = 0;
  let executionLiquidation = 0;
  let executionCumQty: Decimal | undefined;
  let executionAvgPrice = 0;
  let executionOrderRef = "";
  let executionEvRule = "";
  let executionEvMultiplier = 0;
  let executionModelCode = "";
  let executionLastLiquidity = 0;
  let executionPendingPriceRevision = false;
  let executionSubmitter = "";
  let executionOptExerciseOrLapseType: number | undefined;
  let contractConId = 0;
  let contractSymbol = "";
  let contractSecType = "";
  let contractLastTradeDateOrContractMonth = "";
  let contractStrike: number | undefined;
  let contractRight = "";
  let contractMultiplier = "";
  let contractExchange = "";
  let contractPrimaryExchange = "";
  let contractCurrency = "";
  let contractLocalSymbol = "";
  let contractTradingClass = "";
  let contractComboLegs: readonly Loose[] = NONE;
  let contractDeltaNeutralContract: Loose | undefined;
  let contractSecIdType = "";
  let contractSecId = "";
  let contractIncludeExpired = false;
  let contractIssuerId = "";
  let contractComboLegsDescrip = "";
  let contractLastTradeDate = "";
  let contractDescription = "";
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        reqId = r.int32();
        break;
      case 26: {
        const end1 = r.length();
        while (r.at < end1) {
          switch (r.tag()) {
            case 8:
              executionOrderId = r.int32();
              break;
            case 18:
              executionExecId = r.string();
              break;
            case 26:
              executionTime = r.string();
              break;
            case 34:
              executionAcctNumber = r.string();
              break;
            case 42:
              executionExchange = r.string();
              break;
            case 50:
              executionSide = r.string();
              break;
            case 58:
              executionShares = r.decimal();
              break;
            case 65:
              executionPrice = r.double();
              break;
            case 72:
              executionPermId = r.int64();
              break;
            case 80:
              executionClientId = r.int32();
              break;
            case 88:
              executionLiquidation = r.parsed(intByBool, r.bool());
              break;
            case 98:
              executionCumQty = r.decimal();
              break;
            case 105:
              executionAvgPrice = r.double();
              break;
            case 114:
              executionOrderRef = r.string();
              break;
            case 122:
              executionEvRule = r.string();
              break;
            case 129:
              executionEvMultiplier = r.double();
              break;
            case 138:
              executionModelCode = r.string();
              break;
            case 144:
              executionLastLiquidity = r.int32();
              break;
            case 152:
              executionPendingPriceRevision = r.bool();
              break;
            case 162:
              executionSubmitter = r.string();
              break;
            case 168:
              executionOptExerciseOrLapseType = r.maybeInt32();
              break;
            default:
              r.fail();
          }
        }
        r.close(end1);
        break;
      }
      case 18: {
        const end1 = r.length();
        while (r.at < end1) {
          switch (r.tag()) {
            case 8:
              contractConId = r.int32();
              break;
            case 18:
              contractSymbol = r.string();
              break;
            case 26:
              contractSecType = r.string();
              break;
            case 34:
              contractLastTradeDateOrContractMonth = r.string();
              break;
            case 41:
              contractStrike = r.maybeDouble();
              break;
            case 50:
              contractRight = r.string();
              break;
            case 57:
              contractMultiplier = r.parsed(stringByDouble, r.float());
              break;
            case 66:
              contractExchange = r.string();
              break;
            case 74:
              contractPrimaryExchange = r.string();
              break;
            case 82:
              contractCurrency = r.string();
              break;
            case 90:
              contractLocalSymbol = r.string();
              break;
            case 98:
              contractTradingClass = r.string();
              break;
            case 162: {
              const list = r.grown(contractComboLegs);
              list.push(readProtobufContractComboLegs(r, r.length()));
              contractComboLegs = list as never;
              break;
            }
            case 138:
              if (contractDeltaNeutralContract !== undefined) r.fail();
              contractDeltaNeutralContract = readProtobufContractDeltaNeutralContract(r, r.length());
              break;
            case 106:
              contractSecIdType = r.string();
              break;
            case 114:
              contractSecId = r.string();
              break;
            case 144:
              contractIncludeExpired = r.bool();
              break;
            case 130:
              contractIssuerId = r.string();
              break;
            case 154:
              contractComboLegsDescrip = r.string();
              break;
            case 170:
              contractLastTradeDate = r.string();
              break;
            case 122:
              contractDescription = r.string();
              break;
            default:
              r.fail();
          }
        }
        r.close(end1);
        break;
      }
      default:
        r.fail();
    }
  }
  r.close(end);
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
      optExerciseOrLapseType: executionOptExerciseOrLapseType,
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
      primaryExchange: contractPrimaryExchange,
      currency: contractCurrency,
      localSymbol: contractLocalSymbol,
      tradingClass: contractTradingClass,
      comboLegs: contractComboLegs as never,
      deltaNeutralContract: contractDeltaNeutralContract as never,
      secIdType: contractSecIdType,
      secId: contractSecId,
      includeExpired: contractIncludeExpired,
      issuerId: contractIssuerId,
      comboLegsDescrip: contractComboLegsDescrip,
      lastTradeDate: contractLastTradeDate,
      description: contractDescription,
    },
  };
}

export function writeProtobuf(w: ProtobufWriter, draft: Loose): void {
  if (unknownOf(draft) !== undefined) w.giveUp();
  const contract: Loose = draft.contract ?? NOTHING;
  const execution: Loose = draft.execution ?? NOTHING;
  w.int32(8, draft.reqId ?? 0);
  {
    const start1 = w.begin(18);
    w.int32(8, contract.conId ?? 0);
    if (contract.symbol) w.string(18, contract.symbol);
    if (contract.secType) w.string(26, contract.secType);
    if (contract.lastTradeDateOrContractMonth) w.string(34, contract.lastTradeDateOrContractMonth);
    if (contract.strike !== undefined) w.double(41, contract.strike);
    if (contract.right) w.string(50, contract.right);
    const contractMultiplierPrinted = printed(stringByDouble, contract.multiplier, "");
    if (contractMultiplierPrinted !== undefined) w.double(57, contractMultiplierPrinted);
    if (contract.exchange) w.string(66, contract.exchange);
    if (contract.primaryExchange) w.string(74, contract.primaryExchange);
    if (contract.currency) w.string(82, contract.currency);
    if (contract.localSymbol) w.string(90, contract.localSymbol);
    if (contract.tradingClass) w.string(98, contract.tradingClass);
    if (contract.secIdType) w.string(106, contract.secIdType);
    if (contract.secId) w.string(114, contract.secId);
    if (contract.description) w.string(122, contract.description);
    if (contract.issuerId) w.string(130, contract.issuerId);
    if (contract.deltaNeutralContract !== undefined) {
      const contractDeltaNeutralContractInner: Loose = contract.deltaNeutralContract;
      const start2 = w.begin(138);
      if (unknownOf(contractDeltaNeutralContractInner) !== undefined) w.giveUp();
      w.int32(8, contractDeltaNeutralContractInner.conId ?? 0);
      w.double(17, contractDeltaNeutralContractInner.delta ?? 0);
      w.double(25, contractDeltaNeutralContractInner.price ?? 0);
      w.end(start2);
    }
    if (contract.includeExpired) w.bool(144, true);
    if (contract.comboLegsDescrip) w.string(154, contract.comboLegsDescrip);
    for (const contractComboLegsEach of contract.comboLegs ?? NONE) {
      const contractComboLegsInner: Loose = contractComboLegsEach;
      const start2 = w.begin(162);
      if (unknownOf(contractComboLegsInner) !== undefined) w.giveUp();
      w.int32(8, contractComboLegsInner.conId ?? 0);
      w.int32(16, contractComboLegsInner.ratio ?? 0);
      if (contractComboLegsInner.action) w.string(26, contractComboLegsInner.action);
      if (contractComboLegsInner.exchange) w.string(34, contractComboLegsInner.exchange);
      w.int32(40, contractComboLegsInner.openClose ?? 0);
      w.int32(48, contractComboLegsInner.shortSaleSlot ?? 0);
      if (contractComboLegsInner.designatedLocation) w.string(58, contractComboLegsInner.designatedLocation);
      w.int32(64, contractComboLegsInner.exemptCode ?? 0);
      w.end(start2);
    }
    if (contract.lastTradeDate) w.string(170, contract.lastTradeDate);
    w.endFilled(start1, 18);
  }
  {
    const start1 = w.begin(26);
    w.int32(8, execution.orderId ?? 0);
    if (execution.execId) w.string(18, execution.execId);
    if (execution.time) w.string(26, execution.time);
    if (execution.acctNumber) w.string(34, execution.acctNumber);
    if (execution.exchange) w.string(42, execution.exchange);
    if (execution.side) w.string(50, execution.side);
    if (execution.shares !== undefined) w.string(58, execution.shares);
    w.double(65, execution.price ?? 0);
    w.int64(72, execution.permId ?? 0);
    w.int32(80, execution.clientId ?? 0);
    const executionLiquidationPrinted = printed(intByBool, execution.liquidation, 0);
    if (executionLiquidationPrinted !== undefined) w.bool(88, executionLiquidationPrinted);
    if (execution.cumQty !== undefined) w.string(98, execution.cumQty);
    w.double(105, execution.avgPrice ?? 0);
    if (execution.orderRef) w.string(114, execution.orderRef);
    if (execution.evRule) w.string(122, execution.evRule);
    w.double(129, execution.evMultiplier ?? 0);
    if (execution.modelCode) w.string(138, execution.modelCode);
    w.int32(144, execution.lastLiquidity ?? 0);
    if (execution.pendingPriceRevision) w.bool(152, true);
    if (execution.submitter) w.string(162, execution.submitter);
    if (execution.optExerciseOrLapseType !== undefined) w.int32(168, execution.optExerciseOrLapseType);
    w.endFilled(start1, 26);
  }
}
