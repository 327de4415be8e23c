/** A bracket of 100 on the engine's stage: entry (order 1, frame 0), target (2, 1) and stop (3, 2) of strategy alpha. */
import type { ConnId } from "../../src/model/ids.ts";
import { contract, order, profit, type Stage, shares, stop } from "./stage.ts";

export interface Told {
  readonly cause: string;
  readonly detail: string;
  readonly conId?: number;
  readonly strategy?: string;
  readonly account?: string;
  readonly key?: string;
}

/** The connection of the bot. */
export const ALPHA = 1 as ConnId;
export const hundred = { totalQuantity: shares(100) };

export const alerts = (stage: Stage): Told[] => stage.answer("alerts") as Told[];
export const causes = (stage: Stage): string[] => alerts(stage).map(({ cause }) => cause);

export function place(stage: Stage, orderId: number, content: object, of: object = contract): void {
  stage.ask(ALPHA, "placeOrder", { orderId, contract: of, order: content });
}

/** What is special about its legs. */
export interface Special {
  readonly entry?: object;
  readonly target?: object;
  readonly stop?: object;
}

/** Sent, and not shown yet. */
export function sendsBracket(stage: Stage, special: Special = {}): void {
  stage.connect(ALPHA, 1);
  const held = { transmit: false };
  place(stage, 1, { ...order, ...hundred, ...special.entry, ...held });
  place(stage, 2, { ...profit, ...hundred, parentId: 1, ...special.target, ...held });
  place(stage, 3, { ...stop, ...hundred, parentId: 1, ...special.stop });
  stage.pass(500);
}

export function showsAll(stage: Stage): void {
  for (const n of [0, 1, 2]) stage.shows(n, { status: "PreSubmitted" });
}

export function fills(stage: Stage, n: number, quantity: number, cumulative = quantity): void {
  const execId = `e${n}.${cumulative}.01.01`;
  stage.executes(n, { execId, shares: shares(quantity), cumQty: shares(cumulative), avgPrice: 10 });
}

export const positionIs = (stage: Stage, quantity: number): void =>
  stage.says("position", { account: "DU1", contract, position: shares(quantity), avgCost: 10 });

export function ends(stage: Stage, n: number, status: string): void {
  const { orderId } = stage.placed[n]!;
  const nothing = { filled: shares(0), remaining: shares(0) };
  stage.says("orderStatus", { orderId, clientId: 100, permId: 500 + n, status, ...nothing });
}

/** Filled, and covered by its stop. */
export function opens(stage: Stage, special: Special = {}): Stage {
  sendsBracket(stage, special);
  showsAll(stage);
  fills(stage, 0, 100);
  positionIs(stage, 100);
  stage.pass(10_000);
  return stage;
}
