/** The identifiers of different owners are different types; request ids meet in `mux/`, order ids in `orders/`. */
import type { Brand } from "../base/brand.ts";

/** One TCP connection of a client at a door. */
export type ConnId = Brand<number, "ConnId">;
/** A configured strategy's name. */
export type StrategyName = Brand<string, "StrategyName">;
/** The client id a bot connected with, unique among its strategy's connections. */
export type ClientId = Brand<number, "ClientId">;
/** A request number a client chose. */
export type ClientReqId = Brand<number, "ClientReqId">;
/** A request number holdfast chose towards the Gateway. */
export type UpstreamReqId = Brand<number, "UpstreamReqId">;
/** An order number a client chose. */
export type ClientOrderId = Brand<number, "ClientOrderId">;
/** An order number holdfast chose towards the Gateway. Never an identity: Gateways reissue them. */
export type OrderId = Brand<number, "OrderId">;
/** holdfast's own, stable identity of an order; travels to the broker in `orderRef`. */
export type OrderKey = Brand<string, "OrderKey">;
/** IB's permanent order id; 0 until known. Needs more than 32 bits on some logins. */
export type PermId = Brand<number, "PermId">;

/**
 * Request ids towards the Gateway begin here and order ids end here: error frames carry one bare number for both
 * (PROTOCOL 8), so the two must never meet.
 */
export const REQ_ID_MIN = 2_000_000_000;

/**
 * The largest id that a new order may be given, and that somebody else's moves ours to: those behind it are kept for what waits
 * to leave and for an operator's close.
 */
export const ORDER_ID_MAX = REQ_ID_MIN - 1_000_000;

/** The largest number of a client's order: behind it there is one more of 32 bits, which the next valid id can be. */
export const CLIENT_ORDER_ID_MAX = 2_147_483_646;
