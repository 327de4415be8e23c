/**
 * Why an order may not leave although it is well formed and its client's own: one row per limit, asked in this order, last
 * before the journal.
 *
 * A gate fails closed: what it needs and does not have (a price, a position, a conId) is a reason to refuse. What takes
 * risk away passes where a row says so, never where the limit is about the order itself.
 */
import type { Refusal } from "../model/refusal.ts";
import type { Gate, RiskAsk } from "./ask.ts";
import { priceCollar } from "./collar.ts";
import { banned, contracts } from "./contractLists.ts";
import { maxOpenOrders, maxPosition } from "./exposureGates.ts";
import { maxGrossValue } from "./exposureGross.ts";
import { trading } from "./haltsGate.ts";
import { longOnly } from "./longOnly.ts";
import { dailyLoss, drawdown, repeatedExecutions } from "./lossGates.ts";
import { remembered } from "./remembered.ts";
import { selfMatch } from "./selfMatch.ts";
import { orderTypes, sessions } from "./sessions.ts";
import { maxQuantity, maxValue } from "./sizes.ts";
import { lookAlike, ordersPerSecond } from "./tempoGates.ts";

export const GATES: readonly Gate[] = [
  trading,
  longOnly,
  remembered("contracts", contracts),
  remembered("banned", banned),
  orderTypes,
  sessions,
  maxQuantity,
  maxValue,
  priceCollar,
  lookAlike,
  ordersPerSecond,
  maxPosition,
  maxOpenOrders,
  selfMatch,
  repeatedExecutions,
  maxGrossValue,
  dailyLoss,
  drawdown,
];

/** The first gate that refuses, of all or of some. */
export function refusalOf(ask: RiskAsk, gates: readonly Gate[] = GATES): Refusal | undefined {
  for (const { gate, refuses } of gates) {
    const detail = refuses(ask);
    if (detail !== undefined) return { gate, detail };
  }
  return undefined;
}
