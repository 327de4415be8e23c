/**
 * The twelve scenarios of SEQUENCES, and the recorded sessions with which the simulated Gateway is held against them.
 *
 * Every recorded session whose client's side is known is a row. What is not compared, and why, stands in replay.ts; a row
 * may name more.
 */
import { decimal } from "../../../src/base/decimal.ts";
import { wallOf } from "../../../src/base/time.ts";
import type { Client, Loopback } from "../loopback.ts";
import type { Playing } from "./replay.ts";

const AAPL = { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };

type Placed = Parameters<typeof placement>[1];

const placement = (
  orderId: number,
  order: { readonly orderType: string; readonly lmtPrice?: number; totalQuantity?: number },
) => ({
  ...{ orderId, contract: AAPL },
  order: {
    action: "BUY",
    transmit: true,
    exemptCode: -1,
    tif: "DAY",
    ...order,
    totalQuantity: decimal(order.totalQuantity ?? 1),
  },
});

const places =
  (orderId: number, order: Placed) =>
  (client: Client): void =>
    client.send("placeOrder", placement(orderId, order));

/** Somebody holds a position before the recorded client comes. */
function holding(stage: Loopback): void {
  const client = stage.connect(99, 178);
  client.send("placeOrder", placement(1, { orderType: "MKT", totalQuantity: 10 }));
  stage.pass(2_000);
  client.leave();
}

/** Another client's order that was cancelled. */
function finished(stage: Loopback): void {
  const client = stage.connect(99, 178);
  client.send("placeOrder", placement(1, { orderType: "LMT", lmtPrice: 10 }));
  stage.pass(2_000);
  client.send("cancelOrder", { orderId: 1 });
  stage.pass(2_000);
  client.leave();
}

const TRIMMED_COMMISSION = { lines: /^CR$/, because: "some commission reports are trimmed from the transcript" };
const TRIMMED_GREETING = { lines: /^managedAccounts$/, because: "the greeting is trimmed to its nextValidId" };
const TRIMMED_OPEN = { lines: /^OO|^CR$/, because: "openOrder and commission reports are partly trimmed" };

/** By the section of SEQUENCES. `wall` decides whether the market was open. */
export const REPLAYED: readonly (Playing & { readonly section: number })[] = [
  { section: 1, session: "grounded_bootstrap", wall: wallOf(2026, 4, 5, 21, 49) },
  { section: 1, session: "connect_20230228", wall: wallOf(2023, 2, 28, 15, 0) },
  {
    ...{ section: 1, session: "api_reconnect_active_order_aapl", wall: wallOf(2026, 4, 15, 16, 28) },
    leftOut: { lines: /^O[OS] 294( Submitted.*)?$|^openOrderEnd$/, because: "the push at connect is trimmed away" },
  },
  { section: 3, session: "market_fill_round_trip", wall: wallOf(2026, 8, 25, 18, 11) },
  { section: 3, session: "place_order_fill_native_execution_time", wall: wallOf(2026, 4, 13, 18, 0) },
  { section: 3, session: "api_dollar_cost_averaging_aapl", wall: wallOf(2026, 4, 15, 16, 19), leftOut: TRIMMED_OPEN },
  {
    ...{ section: 3, session: "market_order_filled", wall: wallOf(2023, 11, 16, 17, 7) },
    sends: [places(3, { orderType: "MKT" })],
  },
  {
    ...{ section: 3, session: "tsla_market_order_20230224", wall: wallOf(2023, 2, 24, 17, 4) },
    sends: [places(13, { orderType: "MKT", totalQuantity: 100 })],
  },
  {
    ...{ section: 4, session: "api_order_rest_cancel_aapl", wall: wallOf(2026, 4, 13, 18, 0) },
    options: { switches: { limitAck: "both", cancelShowsPending: true } },
  },
  {
    ...{ section: 4, session: "direct_cancel_order", wall: wallOf(2026, 4, 6, 16, 0) },
    options: { switches: { limitAck: "both" } },
    leftOut: { lines: /^OS 1 Submitted|^ERR 1 202$/, because: "the second status and the 202 are trimmed away" },
  },
  {
    ...{
      section: 4,
      session: "api_client_id0_order_observation_aapl",
      wall: wallOf(2026, 4, 15, 16, 28),
      clientIds: [1, 0],
    },
    leftOut: {
      lines: /^OS 295 Submitted/,
      because: "the orderStatus behind the openOrder of an answer is trimmed away",
    },
  },
  {
    ...{ section: 4, session: "api_ioc_fok_aapl", wall: wallOf(2026, 4, 13, 18, 49) },
    options: { prices: "0,AAPL,310,310.01,310" },
    setting: "prices out of reach: the recording does not tell why nothing filled",
  },
  {
    ...{ section: 4, session: "limit_order_accepted_then_cancelled", wall: wallOf(2023, 11, 16, 17, 7) },
    sends: [places(36, { orderType: "LMT", lmtPrice: 10 }), (client) => client.send("cancelOrder", { orderId: 36 })],
  },
  { section: 5, session: "api_transmit_false_then_transmit_aapl", wall: wallOf(2026, 4, 15, 16, 28) },
  {
    ...{ section: 6, session: "bracket_market_parent_closed", wall: wallOf(2026, 8, 24, 20, 43) },
    options: { marketData: "delayed" },
    leftOut: { lines: /^tickGeneric$/, because: "that login was not told whether trading is halted" },
  },
  {
    ...{ section: 6, session: "bracket_fill_then_bad_modify_20260413", wall: wallOf(2026, 4, 13, 18, 49) },
    options: {
      switches: {
        ...{ aggressiveLimit: "refused", refusedModify: "kills-in-steps" },
        ...{ childAfterParentFill: "PreSubmitted", stopLegWhyHeld: "trigger" },
      },
      prices: "0,AAPL,257.57,257.58,257.58",
    },
    setting: "the prices of that moment",
    leftOut: TRIMMED_GREETING,
  },
  {
    ...{ section: 6, session: "trailing_child_of_market_parent_refused", wall: wallOf(2026, 8, 24, 20, 42) },
    options: { switches: { trailingChild: 328 } },
    leftOut: { lines: /^ERR 460 161$/, because: "that order is of an earlier session" },
  },
  {
    section: 7,
    session: "api_stop_loss_management_aapl",
    wall: wallOf(2026, 4, 15, 15, 37),
    leftOut: TRIMMED_COMMISSION,
  },
  {
    ...{ section: 7, session: "stop_rest_cancel_20260610", wall: wallOf(2026, 6, 10, 18, 0) },
    options: { switches: { globalCancelReportsFinished: true } },
    leftOut: TRIMMED_GREETING,
  },
  { section: 8, session: "place_order_invalid_type_live_error", wall: wallOf(2026, 4, 13, 17, 40) },
  {
    section: 11,
    session: "api_completed_orders_variants_aapl",
    wall: wallOf(2026, 4, 15, 17, 2),
    leftOut: TRIMMED_OPEN,
  },
  {
    section: 11,
    session: "completed_orders_cancelled_system_live",
    wall: wallOf(2026, 4, 13, 16, 39),
    before: finished,
    setting: "an order of another client was cancelled before",
  },
  { section: 11, session: "current_time", wall: wallOf(2026, 6, 11, 7, 40) },
  { section: 11, session: "req_ids", wall: wallOf(2026, 4, 6, 16, 0) },
  { section: 11, session: "grounded_contract_details_aapl", wall: wallOf(2026, 4, 5, 21, 50) },
  { section: 11, session: "grounded_historical_bars", wall: wallOf(2026, 4, 5, 21, 50) },
  {
    section: 11,
    session: "grounded_positions",
    wall: wallOf(2026, 4, 6, 16, 0),
    before: holding,
    setting: "another client has bought before",
  },
  {
    ...{ section: 11, session: "realtime_bars_api_error", wall: wallOf(2026, 4, 12, 21, 23) },
    options: { marketData: "delayed" },
  },
  { section: 11, session: "server_time", wall: wallOf(2025, 7, 15, 19, 31) },
  { section: 11, session: "managed_accounts", wall: wallOf(2025, 7, 15, 19, 31) },
  {
    section: 11,
    session: "positions",
    wall: wallOf(2025, 7, 15, 19, 31),
    before: holding,
    setting: "another client has bought before",
  },
];

/** What each section is about; `stated`: of which nothing replayable was recorded, so its order is tested (stated.test.ts). */
export const SECTIONS: readonly { readonly title: string; readonly stated?: string }[] = [
  { title: "connect", stated: "the push of resting orders, ibkr-go at 225" },
  { title: "client id in use", stated: "logs of ib_insync #76, #106, #339" },
  { title: "a market order that fills" },
  { title: "a limit order: accepted, resting, modified, cancelled" },
  { title: "transmit = false" },
  { title: "bracket" },
  { title: "stop orders" },
  { title: "rejections and warnings", stated: "200, 201, 110 and 399 as captured and logged" },
  { title: "the connection to IB lost and back", stated: "logs of IBC #251 and of osauer/ibkr" },
  { title: "the nightly restart", stated: "Lean #242" },
  { title: "ends of streams" },
  { title: "partial fills", stated: "IB's documentation, a notebook of ib_insync" },
];
