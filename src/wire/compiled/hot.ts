/**
 * The messages that have functions of their own. Emitted by `npm run wire`: do not edit.
 */
import type { ProtobufReader } from "../protobuf/reader.ts";
import type { Reader } from "../reader.ts";
import { readProtobuf as readProtobufOfCancelOrder, readText as readTextOfCancelOrder, writeProtobuf as writeProtobufOfCancelOrder, writeText as writeTextOfCancelOrder } from "./cancelOrder.ts";
import { readProtobuf as readProtobufOfCommissionReport, readText as readTextOfCommissionReport, writeProtobuf as writeProtobufOfCommissionReport, writeText as writeTextOfCommissionReport } from "./commissionReport.ts";
import { readProtobuf as readProtobufOfError, readText as readTextOfError, writeProtobuf as writeProtobufOfError, writeText as writeTextOfError } from "./error.ts";
import { readProtobuf as readProtobufOfExecDetails, readText as readTextOfExecDetails, writeProtobuf as writeProtobufOfExecDetails, writeText as writeTextOfExecDetails } from "./execDetails.ts";
import { readProtobuf as readProtobufOfHistoricalDataUpdate, readText as readTextOfHistoricalDataUpdate, writeProtobuf as writeProtobufOfHistoricalDataUpdate, writeText as writeTextOfHistoricalDataUpdate } from "./historicalDataUpdate.ts";
import { readProtobuf as readProtobufOfOpenOrder, readText as readTextOfOpenOrder, writeProtobuf as writeProtobufOfOpenOrder, writeText as writeTextOfOpenOrder } from "./openOrder.ts";
import { readProtobuf as readProtobufOfOrderStatus, readText as readTextOfOrderStatus, writeProtobuf as writeProtobufOfOrderStatus, writeText as writeTextOfOrderStatus } from "./orderStatus.ts";
import { readProtobuf as readProtobufOfPlaceOrder, readText as readTextOfPlaceOrder, writeProtobuf as writeProtobufOfPlaceOrder, writeText as writeTextOfPlaceOrder } from "./placeOrder.ts";
import { readProtobuf as readProtobufOfPnl, readText as readTextOfPnl, writeProtobuf as writeProtobufOfPnl, writeText as writeTextOfPnl } from "./pnl.ts";
import { readProtobuf as readProtobufOfPnlSingle, readText as readTextOfPnlSingle, writeProtobuf as writeProtobufOfPnlSingle, writeText as writeTextOfPnlSingle } from "./pnlSingle.ts";
import { readProtobuf as readProtobufOfPosition, readText as readTextOfPosition, writeProtobuf as writeProtobufOfPosition, writeText as writeTextOfPosition } from "./position.ts";
import { readProtobuf as readProtobufOfRealtimeBar, readText as readTextOfRealtimeBar, writeProtobuf as writeProtobufOfRealtimeBar, writeText as writeTextOfRealtimeBar } from "./realtimeBar.ts";
import { readProtobuf as readProtobufOfTickByTick, readText as readTextOfTickByTick, writeProtobuf as writeProtobufOfTickByTick, writeText as writeTextOfTickByTick } from "./tickByTick.ts";
import { readProtobuf as readProtobufOfTickGeneric, readText as readTextOfTickGeneric, writeProtobuf as writeProtobufOfTickGeneric, writeText as writeTextOfTickGeneric } from "./tickGeneric.ts";
import { readProtobuf as readProtobufOfTickOptionComputation, readText as readTextOfTickOptionComputation, writeProtobuf as writeProtobufOfTickOptionComputation, writeText as writeTextOfTickOptionComputation } from "./tickOptionComputation.ts";
import { readProtobuf as readProtobufOfTickPrice, readText as readTextOfTickPrice, writeProtobuf as writeProtobufOfTickPrice, writeText as writeTextOfTickPrice } from "./tickPrice.ts";
import { readProtobuf as readProtobufOfTickSize, readText as readTextOfTickSize, writeProtobuf as writeProtobufOfTickSize, writeText as writeTextOfTickSize } from "./tickSize.ts";
import { readProtobuf as readProtobufOfTickString, readText as readTextOfTickString, writeProtobuf as writeProtobufOfTickString, writeText as writeTextOfTickString } from "./tickString.ts";
import { readProtobuf as readProtobufOfUpdateAccountValue, readText as readTextOfUpdateAccountValue, writeProtobuf as writeProtobufOfUpdateAccountValue, writeText as writeTextOfUpdateAccountValue } from "./updateAccountValue.ts";
import { readProtobuf as readProtobufOfUpdateMktDepth, readText as readTextOfUpdateMktDepth, writeProtobuf as writeProtobufOfUpdateMktDepth, writeText as writeTextOfUpdateMktDepth } from "./updateMktDepth.ts";
import { readProtobuf as readProtobufOfUpdateMktDepthL2, readText as readTextOfUpdateMktDepthL2, writeProtobuf as writeProtobufOfUpdateMktDepthL2, writeText as writeTextOfUpdateMktDepthL2 } from "./updateMktDepthL2.ts";
import { readProtobuf as readProtobufOfUpdatePortfolio, readText as readTextOfUpdatePortfolio, writeProtobuf as writeProtobufOfUpdatePortfolio, writeText as writeTextOfUpdatePortfolio } from "./updatePortfolio.ts";

interface Message {
  readonly name: string;
  readonly body: object;
}

export function readInText(id: number, r: Reader, v: number): Message | undefined {
  switch (id) {
    case 1:
      return { name: "tickPrice", body: readTextOfTickPrice(r) };
    case 2:
      return { name: "tickSize", body: readTextOfTickSize(r) };
    case 46:
      return { name: "tickString", body: readTextOfTickString(r) };
    case 45:
      return { name: "tickGeneric", body: readTextOfTickGeneric(r) };
    case 99:
      return { name: "tickByTick", body: readTextOfTickByTick(r) };
    case 50:
      return { name: "realtimeBar", body: readTextOfRealtimeBar(r) };
    case 12:
      return { name: "updateMktDepth", body: readTextOfUpdateMktDepth(r) };
    case 13:
      return { name: "updateMktDepthL2", body: readTextOfUpdateMktDepthL2(r) };
    case 21:
      return { name: "tickOptionComputation", body: readTextOfTickOptionComputation(r) };
    case 90:
      return { name: "historicalDataUpdate", body: readTextOfHistoricalDataUpdate(r) };
    case 3:
      return { name: "orderStatus", body: readTextOfOrderStatus(r) };
    case 5:
      return { name: "openOrder", body: readTextOfOpenOrder(r, v) };
    case 11:
      return { name: "execDetails", body: readTextOfExecDetails(r, v) };
    case 59:
      return { name: "commissionReport", body: readTextOfCommissionReport(r) };
    case 4:
      return { name: "error", body: readTextOfError(r, v) };
    case 61:
      return { name: "position", body: readTextOfPosition(r) };
    case 7:
      return { name: "updatePortfolio", body: readTextOfUpdatePortfolio(r) };
    case 6:
      return { name: "updateAccountValue", body: readTextOfUpdateAccountValue(r) };
    case 94:
      return { name: "pnl", body: readTextOfPnl(r) };
    case 95:
      return { name: "pnlSingle", body: readTextOfPnlSingle(r) };
    default:
      return undefined;
  }
}

export function readInProtobuf(id: number, r: ProtobufReader, end: number): Message | undefined {
  switch (id) {
    case 1:
      return { name: "tickPrice", body: readProtobufOfTickPrice(r, end) };
    case 2:
      return { name: "tickSize", body: readProtobufOfTickSize(r, end) };
    case 46:
      return { name: "tickString", body: readProtobufOfTickString(r, end) };
    case 45:
      return { name: "tickGeneric", body: readProtobufOfTickGeneric(r, end) };
    case 99:
      return { name: "tickByTick", body: readProtobufOfTickByTick(r, end) };
    case 50:
      return { name: "realtimeBar", body: readProtobufOfRealtimeBar(r, end) };
    case 12:
      return { name: "updateMktDepth", body: readProtobufOfUpdateMktDepth(r, end) };
    case 13:
      return { name: "updateMktDepthL2", body: readProtobufOfUpdateMktDepthL2(r, end) };
    case 21:
      return { name: "tickOptionComputation", body: readProtobufOfTickOptionComputation(r, end) };
    case 90:
      return { name: "historicalDataUpdate", body: readProtobufOfHistoricalDataUpdate(r, end) };
    case 3:
      return { name: "orderStatus", body: readProtobufOfOrderStatus(r, end) };
    case 5:
      return { name: "openOrder", body: readProtobufOfOpenOrder(r, end) };
    case 11:
      return { name: "execDetails", body: readProtobufOfExecDetails(r, end) };
    case 59:
      return { name: "commissionReport", body: readProtobufOfCommissionReport(r, end) };
    case 4:
      return { name: "error", body: readProtobufOfError(r, end) };
    case 61:
      return { name: "position", body: readProtobufOfPosition(r, end) };
    case 7:
      return { name: "updatePortfolio", body: readProtobufOfUpdatePortfolio(r, end) };
    case 6:
      return { name: "updateAccountValue", body: readProtobufOfUpdateAccountValue(r, end) };
    case 94:
      return { name: "pnl", body: readProtobufOfPnl(r, end) };
    case 95:
      return { name: "pnlSingle", body: readProtobufOfPnlSingle(r, end) };
    default:
      return undefined;
  }
}

export function readOutText(id: number, r: Reader, v: number): Message | undefined {
  switch (id) {
    case 3:
      return { name: "placeOrder", body: readTextOfPlaceOrder(r, v) };
    case 4:
      return { name: "cancelOrder", body: readTextOfCancelOrder(r, v) };
    default:
      return undefined;
  }
}

export function readOutProtobuf(id: number, r: ProtobufReader, end: number): Message | undefined {
  switch (id) {
    case 3:
      return { name: "placeOrder", body: readProtobufOfPlaceOrder(r, end) };
    case 4:
      return { name: "cancelOrder", body: readProtobufOfCancelOrder(r, end) };
    default:
      return undefined;
  }
}

export const WRITERS = {
  tickPrice: { writeText: writeTextOfTickPrice, writeProtobuf: writeProtobufOfTickPrice },
  tickSize: { writeText: writeTextOfTickSize, writeProtobuf: writeProtobufOfTickSize },
  tickString: { writeText: writeTextOfTickString, writeProtobuf: writeProtobufOfTickString },
  tickGeneric: { writeText: writeTextOfTickGeneric, writeProtobuf: writeProtobufOfTickGeneric },
  tickByTick: { writeText: writeTextOfTickByTick, writeProtobuf: writeProtobufOfTickByTick },
  realtimeBar: { writeText: writeTextOfRealtimeBar, writeProtobuf: writeProtobufOfRealtimeBar },
  updateMktDepth: { writeText: writeTextOfUpdateMktDepth, writeProtobuf: writeProtobufOfUpdateMktDepth },
  updateMktDepthL2: { writeText: writeTextOfUpdateMktDepthL2, writeProtobuf: writeProtobufOfUpdateMktDepthL2 },
  tickOptionComputation: { writeText: writeTextOfTickOptionComputation, writeProtobuf: writeProtobufOfTickOptionComputation },
  historicalDataUpdate: { writeText: writeTextOfHistoricalDataUpdate, writeProtobuf: writeProtobufOfHistoricalDataUpdate },
  orderStatus: { writeText: writeTextOfOrderStatus, writeProtobuf: writeProtobufOfOrderStatus },
  openOrder: { writeText: writeTextOfOpenOrder, writeProtobuf: writeProtobufOfOpenOrder },
  execDetails: { writeText: writeTextOfExecDetails, writeProtobuf: writeProtobufOfExecDetails },
  commissionReport: { writeText: writeTextOfCommissionReport, writeProtobuf: writeProtobufOfCommissionReport },
  error: { writeText: writeTextOfError, writeProtobuf: writeProtobufOfError },
  placeOrder: { writeText: writeTextOfPlaceOrder, writeProtobuf: writeProtobufOfPlaceOrder },
  cancelOrder: { writeText: writeTextOfCancelOrder, writeProtobuf: writeProtobufOfCancelOrder },
  position: { writeText: writeTextOfPosition, writeProtobuf: writeProtobufOfPosition },
  updatePortfolio: { writeText: writeTextOfUpdatePortfolio, writeProtobuf: writeProtobufOfUpdatePortfolio },
  updateAccountValue: { writeText: writeTextOfUpdateAccountValue, writeProtobuf: writeProtobufOfUpdateAccountValue },
  pnl: { writeText: writeTextOfPnl, writeProtobuf: writeProtobufOfPnl },
  pnlSingle: { writeText: writeTextOfPnlSingle, writeProtobuf: writeProtobufOfPnlSingle },
};
