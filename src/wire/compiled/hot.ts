/**
 * The messages that have functions of their own. Emitted by `npm run wire`: do not edit.
 */

import * as cancelOrder from "./cancelOrder.ts";
import * as commissionReport from "./commissionReport.ts";
import * as error from "./error.ts";
import * as execDetails from "./execDetails.ts";
import * as historicalDataUpdate from "./historicalDataUpdate.ts";
import * as openOrder from "./openOrder.ts";
import * as orderStatus from "./orderStatus.ts";
import * as placeOrder from "./placeOrder.ts";
import * as pnl from "./pnl.ts";
import * as pnlSingle from "./pnlSingle.ts";
import * as position from "./position.ts";
import * as realtimeBar from "./realtimeBar.ts";
import * as tickByTick from "./tickByTick.ts";
import * as tickGeneric from "./tickGeneric.ts";
import * as tickOptionComputation from "./tickOptionComputation.ts";
import * as tickPrice from "./tickPrice.ts";
import * as tickSize from "./tickSize.ts";
import * as tickString from "./tickString.ts";
import * as updateAccountValue from "./updateAccountValue.ts";
import * as updateMktDepth from "./updateMktDepth.ts";
import * as updateMktDepthL2 from "./updateMktDepthL2.ts";
import * as updatePortfolio from "./updatePortfolio.ts";

export const COMPILED = {
  tickPrice,
  tickSize,
  tickString,
  tickGeneric,
  tickByTick,
  realtimeBar,
  updateMktDepth,
  updateMktDepthL2,
  tickOptionComputation,
  historicalDataUpdate,
  orderStatus,
  openOrder,
  execDetails,
  commissionReport,
  error,
  placeOrder,
  cancelOrder,
  position,
  updatePortfolio,
  updateAccountValue,
  pnl,
  pnlSingle,
};
