/**
 * Reads and writes position. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Decimal } from "../../base/decimal.ts";
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import { NONE, NOTHING, string } from "../kind.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import { unknownOf } from "../protobuf/unknown.ts";
import { conversion, printed } from "../protobuf/value.ts";
import type { ProtobufWriter } from "../protobuf/writer.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

const stringByDouble = conversion(string, "double");

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

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"position"> {
  let account = "";
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
  let position: Decimal | undefined;
  let avgCost = 0;
  while (r.at < end) {
    switch (r.tag()) {
      case 10:
        account = r.string();
        break;
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
      case 26:
        position = r.decimal();
        break;
      case 33:
        avgCost = r.double();
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
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
    position,
    avgCost,
  };
}

export function writeProtobuf(w: ProtobufWriter, draft: Loose): void {
  if (unknownOf(draft) !== undefined) w.giveUp();
  const contract: Loose = draft.contract ?? NOTHING;
  if (draft.account) w.string(10, draft.account);
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
  if (draft.position !== undefined) w.string(26, draft.position);
  w.double(33, draft.avgCost ?? 0);
}
