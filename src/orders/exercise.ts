/**
 * exerciseOptions: its "reqId" is an order id, and what the Gateway accepts lives as an order of that number until it is
 * processed (PROTOCOL 9; a public transcript of June 2026 shows 10349, openOrder and orderStatus under it).
 *
 * So it is an order here too: durable before it leaves, sent at most once, found again by its number and its permId (it has
 * no orderRef that could carry our key), cancelled and listed like any other. Exercising moves a position beyond every
 * price and size limit, so only a strategy that is granted it may ask. A refusal is 322 alone, as at a Gateway: no library
 * has an order to wait for.
 */

import { type Decimal, decimal } from "../base/decimal.ts";
import type { Instant } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import { NOT_PROCESSED } from "../model/complaint.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { Exercise, PlacedContract, PlacedOrder } from "../model/entry.ts";
import { CLIENT_ORDER_ID_MAX, type ClientOrderId, type OrderKey } from "../model/ids.ts";
import { lean } from "../model/lean.ts";
import { orderKey } from "../model/orderKey.ts";
import type { Request } from "../model/out.ts";
import type { Refusal } from "../model/refusal.ts";
import type { OutgoingBody } from "../wire/codec.ts";
import type { Blotter } from "./blotter.ts";
import { refusalOf } from "./gates.ts";
import type { Order } from "./order.ts";
import type { OrderOut } from "./out.ts";
import { tooNew, unknownField } from "./uncarried.ts";
import { beside, unknownBeside } from "./unknownBeside.ts";
import type { Watch } from "./watch.ts";

export class Exercises {
  readonly #out: OrderOut;
  readonly #blotter: Blotter;
  readonly #watch: Watch;
  readonly #readOnly: boolean;
  /** Why nothing new is taken of a strategy: it is halted, or may only reduce. Nobody is until somebody says. */
  halted: (strategy: Pick<StrategyConfig, "name" | "account">) => Refusal | undefined = () => undefined;
  /** Ends one that has not left, with the reason for its client. */
  drop: (order: Order, refusal: Refusal) => void = () => {};

  constructor(out: OrderOut, blotter: Blotter, watch: Watch, readOnly: boolean) {
    this.#out = out;
    this.#blotter = blotter;
    this.#watch = watch;
    this.#readOnly = readOnly;
  }

  /** Asks for an exercise or a lapse; a number that was used before is never a second one. */
  ask(client: Client, strategy: StrategyConfig, body: OutgoingBody<"exerciseOptions">, now: Instant): void {
    const id = body.reqId;
    if (id <= 0 || id > CLIENT_ORDER_ID_MAX) return this.#error(client, id, 10149, `Invalid order id: ${id}`);
    if (id <= this.#blotter.highestClientOrderId(client.strategy, client.clientId))
      return this.#error(client, id, 103, "Duplicate order id");
    const refusal = this.#refusal(strategy, body);
    if (refusal !== undefined) return this.#refuse(client, id, refusal);
    const key = orderKey(client.strategy, this.#blotter.epoch!, this.#blotter.nextKeyNumber);
    const { strategy: name, clientId, account } = client;
    const placed = {
      contract: contractOf(body),
      order: asOrder(body),
      exercise: exerciseOf(body),
    };
    const whose = { key, strategy: name, clientId, clientOrderId: id as ClientOrderId, account };
    this.#out.record({ kind: "exerciseIntended", ...whose, ...placed });
    this.#watch.queued([key], now);
    this.#out.queue("order", 1, (then) => this.#leave(key, then));
  }

  #refusal(strategy: StrategyConfig, body: OutgoingBody<"exerciseOptions">): Refusal | undefined {
    if (strategy.exerciseOptions !== true)
      return {
        gate: "exercise",
        detail: `exerciseOptions of strategy ${strategy.name} against exercise-options = false`,
      };
    const { account, customerAccount } = body;
    const { sessionState, restart, diskFull } = this.#out;
    const order: PlacedOrder = { account, customerAccount };
    const doubt = this.#doubt(strategy, body);
    const { nextOrderId } = this.#blotter;
    const submission = {
      order,
      strategy,
      readOnly: this.#readOnly,
      sessionState,
      restart,
      diskFull,
      doubt,
      nextOrderId,
    };
    return refusalOf(submission) ?? this.#uncarried(body) ?? this.halted(strategy);
  }

  /** Asked again under a new number while the fate of the first is unknown, it would be done twice. */
  #doubt({ name, account }: StrategyConfig, body: OutgoingBody<"exerciseOptions">): string | undefined {
    const order = unknownBeside(this.#blotter, account, contractOf(body), undefined);
    if (order === undefined) return undefined;
    return `an exercise of ${body.exerciseQuantity} ${beside(order, name)}`;
  }

  /** A field that would not reach the Gateway makes it another wish. */
  #uncarried(body: OutgoingBody<"exerciseOptions">): Refusal | undefined {
    return unknownField(body) ?? tooNew("exerciseOptions", body, this.#out.upstreamVersion);
  }

  /** Its turn has come: the next upstream order id, durably, and its one frame. */
  #leave(key: OrderKey, now: Instant): readonly Request[] {
    const intended = this.#blotter.byKey(key);
    if (intended?.status !== "intended" || !this.#out.ready) return [];
    const refusal = this.halted({ name: intended.strategy, account: intended.account });
    if (refusal !== undefined) {
      this.drop(intended, refusal);
      return [];
    }
    const reqId = this.#blotter.nextOrderId;
    this.#out.record({ kind: "orderSending", key, orderId: reqId, frame: "new" });
    this.#watch.left([key], now);
    const { contract, account, exercise } = intended;
    return [{ name: "exerciseOptions", body: { ...exercise, reqId, contract, account } }];
  }

  #refuse(client: Client, id: number, refusal: Refusal): void {
    const { strategy, clientId } = client;
    this.#out.log("warn", "exercise-refused", { strategy, clientId, orderId: id, ...refusal });
    // The Gateway's own code for an exercise that it does not take.
    this.#error(client, id, NOT_PROCESSED, `holdfast ${refusal.gate}: ${refusal.detail}`);
  }

  #error(client: Client, id: number, errorCode: number, errorMsg: string): void {
    this.#out.tell(client.conn, "error", { id, errorCode, errorMsg });
  }
}

const contractOf = ({ contract }: OutgoingBody<"exerciseOptions">): PlacedContract => lean(contract) as PlacedContract;

function exerciseOf(body: OutgoingBody<"exerciseOptions">): Exercise {
  const { reqId: _, contract: __, account: ___, ...exercise } = body;
  return lean(exercise);
}

/** What lists show of it until the Gateway has: BUY, LMT, DAY, as the Gateway shows it itself. */
const asOrder = ({ exerciseQuantity }: OutgoingBody<"exerciseOptions">): PlacedOrder => ({
  ...{ action: "BUY", orderType: "LMT", tif: "DAY", transmit: true },
  totalQuantity: decimal(exerciseQuantity) as Decimal,
});
