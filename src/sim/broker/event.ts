/**
 * What the broker has to say, in the order in which it happens. Who hears it is the gateway's business.
 */
import type { Decimal } from "../../base/decimal.ts";
import type { WallMs } from "../../base/time.ts";
import type { Listing } from "../exchange/directory/listing.ts";
import type { Order, Terms } from "./order.ts";

/** One execution, with what it cost. */
export interface Execution {
  readonly execId: string;
  readonly permId: number;
  readonly clientId: number;
  readonly orderId: number;
  readonly account: string;
  readonly listing: Listing;
  readonly exchange: string;
  readonly side: "BOT" | "SLD";
  readonly shares: Decimal;
  readonly price: number;
  /** Of the order, this execution included. */
  readonly cumQty: Decimal;
  readonly avgPrice: number;
  readonly orderRef: string;
  readonly wall: WallMs;
  /** 1 added liquidity, 2 removed it. */
  readonly lastLiquidity: 1 | 2;
  readonly commission: Decimal;
  readonly commissionCurrency: string;
  /** Unset when the execution closed nothing. */
  readonly realizedPNL: number | undefined;
  /** How an option came or went without an order of the market (settle.ts). */
  readonly optExerciseOrLapseType?: number;
}

/** What an order would do to the account, without being one. */
export interface Preview {
  readonly clientId: number;
  readonly orderId: number;
  readonly listing: Listing;
  readonly terms: Terms;
  /** Initial margin, then maintenance margin, in `marginCurrency`. */
  readonly marginBefore: number;
  readonly marginChange: number;
  readonly maintenanceBefore: number;
  readonly maintenanceChange: number;
  readonly marginCurrency: string;
  readonly equityBefore: number;
  readonly equityChange: number;
  readonly commission: number;
  readonly commissionCurrency: string;
}

export type BrokerEvent =
  /** openOrder. `lmtPrice` overrides what the order says, for the echoes that invent one (SEQUENCES 7). */
  | { readonly kind: "order"; readonly order: Order; readonly commissionShown: boolean; readonly lmtPrice?: number }
  /** orderStatus. `actor` is the client id that caused it when it is not the owner. */
  | { readonly kind: "status"; readonly order: Order; readonly actor?: number }
  | { readonly kind: "execution"; readonly execution: Execution }
  | { readonly kind: "commission"; readonly execution: Execution }
  | { readonly kind: "preview"; readonly preview: Preview }
  /** An error on an order id; also confirmations and warnings. */
  | {
      readonly kind: "error";
      readonly clientId: number;
      readonly orderId: number;
      readonly code: number;
      readonly text: string;
    }
  /** An order placed by hand was given a number of client 0. */
  | { readonly kind: "bound"; readonly permId: number; readonly clientId: number; readonly orderId: number }
  /** A position and the cash of its account changed. */
  | { readonly kind: "position"; readonly account: string; readonly conId: number };
