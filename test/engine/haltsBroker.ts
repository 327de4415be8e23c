/**
 * A broker on the engine's stage for halts: it cancels what it is told to cancel, trades market orders, and tells positions
 * when it is asked. What it does not do is said by the test.
 */
import type { Decimal } from "../../src/base/decimal.ts";
import type { ConnId } from "../../src/model/ids.ts";
import type { HaltLevel } from "../../src/model/trading.ts";
import type { OutgoingBody } from "../../src/wire/codec.ts";
import { contract, order, type Stage, shares } from "./stage.ts";

export const ALPHA = 1 as ConnId;
export const BETA = 2 as ConnId;

type Sent = OutgoingBody<"placeOrder">;

export class HaltsBroker {
  readonly stage: Stage;
  /** By account: what it holds of the one contract. */
  readonly held: Record<string, number>;
  /** What it does not do. */
  readonly refuses = { cancels: false, closes: false, positions: false, fills: false };
  /** What it answers when it is asked for its next order id; nothing while undefined. */
  nextValidId: number | undefined;
  readonly #ended = new Set<number>();
  #heard: number;
  #executions: number;

  /** `executions`: how many it has told before. */
  constructor(stage: Stage, held: Record<string, number> = {}, executions = 0) {
    this.#executions = executions;
    this.stage = stage;
    this.held = held;
    this.#heard = stage.asked.length;
  }

  /** A client of that account opens a position, and the broker tells it. */
  opens(conn: ConnId, orderId: number, quantity: number, account = "DU1"): void {
    const action = quantity > 0 ? "BUY" : "SELL";
    const wanted = { ...order, action, totalQuantity: shares(Math.abs(quantity)), lmtPrice: 10 };
    this.stage.ask(conn, "placeOrder", { orderId, contract, order: wanted });
    this.stage.pass(100);
    const n = this.stage.placed.length - 1;
    this.stage.shows(n);
    this.fills(n, Math.abs(quantity), account);
  }

  /** So much of the nth order trades. Its execution is told before its position. */
  fills(n: number, quantity: number, account = "DU1"): void {
    this.executes(n, quantity);
    const { action } = this.stage.placed[n]!.order;
    this.held[account] = (this.held[account] ?? 0) + (action === "BUY" ? quantity : -quantity);
    this.tellsPosition(account);
  }

  executes(n: number, quantity: number): void {
    const { orderId, order: sent } = this.stage.placed[n]!;
    const side = sent.action === "BUY" ? "BOT" : "SLD";
    const whole = { execId: `e.${++this.#executions}.01.01`, shares: shares(quantity), avgPrice: 10, price: 10, side };
    this.stage.executes(n, { ...whole, cumQty: shares(quantity) });
    this.#ended.add(orderId);
  }

  tellsPosition(account: string): void {
    this.stage.says("position", { account, contract, position: shares(this.held[account] ?? 0), avgCost: 10 });
  }

  /** Lets time pass while the broker answers what it hears. */
  runs(ms: number): void {
    for (let passed = 0; passed < ms; passed += 50) {
      this.stage.pass(50);
      this.answers();
    }
  }

  answers(): void {
    for (let request = this.stage.asked[this.#heard]; request !== undefined; request = this.stage.asked[this.#heard]) {
      this.#heard++;
      if (request.name === "cancelOrder" && !this.refuses.cancels) this.cancels(request.body.orderId);
      if (request.name === "reqPositions" && !this.refuses.positions) this.#tellsAll();
      if (request.name === "reqExecutions") this.stage.says("execDetailsEnd", { reqId: request.body.reqId });
      if (request.name === "reqIds" && this.nextValidId !== undefined)
        this.stage.says("nextValidId", { orderId: this.nextValidId });
      if (request.name === "placeOrder" && request.body.order.orderType === "MKT") this.#closes(request.body);
    }
  }

  cancels(orderId: number): void {
    if (this.#ended.has(orderId)) return;
    this.#ended.add(orderId);
    const n = this.stage.placed.findIndex((sent) => sent.orderId === orderId);
    const remaining = this.stage.placed[n]!.order.totalQuantity;
    const filled = shares(0);
    this.stage.says("orderStatus", { orderId, clientId: 100, permId: 500 + n, status: "Cancelled", filled, remaining });
  }

  #tellsAll(): void {
    for (const [account, held] of Object.entries(this.held)) if (held !== 0) this.tellsPosition(account);
    this.stage.says("positionEnd");
  }

  #closes(sent: Sent): void {
    const n = this.stage.placed.findIndex(({ orderId }) => orderId === sent.orderId);
    if (this.refuses.closes) return this.stage.refuses(sent.orderId, 201, "Order rejected - reason:no");
    this.stage.shows(n);
    if (!this.refuses.fills) this.fills(n, Number(sent.order.totalQuantity), sent.order.account);
  }

  /** The market orders that left, one short text each: what a halt closes. */
  get closes(): readonly string[] {
    return this.stage.placed
      .filter((sent) => sent.order.orderType === "MKT")
      .map(({ order: { account, action, totalQuantity, orderRef } }) => {
        return `${account} ${action} ${totalQuantity} ${orderRef.replace(/-.*/, "")}`;
      });
  }
}

export interface Said {
  readonly scope: string;
  readonly state: string;
  readonly level?: HaltLevel;
  readonly by: string;
  readonly doneAt?: number;
}

/** An operator's wish; what it was answered. */
export function wishes(stage: Stage, what: object): { readonly done: boolean; readonly [part: string]: unknown } {
  stage.step({ kind: "operate", query: 8, what: what as never, by: "ann" });
  return stage.effects.findLast((effect) => effect.kind === "answer")!.result as never;
}

export const halts = (stage: Stage, level: HaltLevel, scope: object = { all: true }, stopsToo = false) =>
  wishes(stage, { kind: "halt", scope, level, stopsToo, why: "a test" });

export const resumes = (stage: Stage, scope: object = { all: true }, to = "active") =>
  wishes(stage, { kind: "resume", scope, to, why: "all is well" });

export const said = (stage: Stage): readonly Said[] => (stage.answer("trading") as { readonly said: Said[] }).said;

/** Whether the only halt there is has done all that its level asks for. */
export const isDone = (stage: Stage): boolean => said(stage).every(({ doneAt }) => doneAt !== undefined);

export const quantity = (count: number): { readonly totalQuantity: Decimal } => ({ totalQuantity: shares(count) });
