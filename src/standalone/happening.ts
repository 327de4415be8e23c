/**
 * What a simulated Gateway tells whoever watches it: one flat record for each thing that happened, with the Gateway's time.
 */

import { toNumber } from "../base/decimal.ts";
import { isoTime, type WallMs } from "../base/time.ts";
import type { BrokerEvent } from "../sim/broker/event.ts";
import { avgFillPrice, type Order, quantity } from "../sim/broker/order.ts";
import type { FaultState } from "../sim/faults/faults.ts";

/** One thing that happened. `event` says what, such as `gateway.client`, `order`, `fill`, `gateway.error` or `fault.set`. */
export interface SimEvent {
  readonly event: string;
  /** The Gateway's time, as in `2026-01-05T15:00:00.000Z`. */
  readonly time: string;
  readonly [field: string]: unknown;
}

export const happened = (wall: WallMs, event: string, fields: Readonly<Record<string, unknown>> = {}): SimEvent => ({
  event,
  time: isoTime(wall),
  ...fields,
});

/** The broker's events that people want to see; the others repeat them, and errors are told as clients are told them. */
export function ofBroker(wall: WallMs, event: BrokerEvent): SimEvent | undefined {
  switch (event.kind) {
    case "status":
      return happened(wall, "order", orderFields(event.order));
    case "execution": {
      const { permId, clientId, orderId, account, listing, side, shares, price, execId } = event.execution;
      const what = { symbol: listing.symbol, side, shares: toNumber(shares), price };
      return happened(wall, "fill", { permId, clientId, orderId, account, ...what, execId });
    }
    default:
      return undefined;
  }
}

function orderFields(order: Order): Readonly<Record<string, unknown>> {
  const { permId, clientId, orderId, listing, terms, status } = order;
  const { account, action, orderType, lmtPrice, auxPrice } = terms;
  return {
    ...{ permId, clientId, orderId, account, status, action, symbol: listing.symbol, orderType },
    ...{ totalQuantity: toNumber(quantity(order)), lmtPrice, auxPrice },
    ...{ filled: toNumber(order.filled), avgFillPrice: avgFillPrice(order) },
  };
}

/** What of the faults was told already. */
export class FaultTally {
  readonly #told = new Map<string, FaultState>();

  /** What differs from the last look. */
  changes(states: readonly FaultState[], wall: WallMs): readonly SimEvent[] {
    return states.flatMap((state) => {
      const before = this.#told.get(state.name) ?? { ...state, setting: undefined, struck: 0 };
      this.#told.set(state.name, state);
      const { name, setting, struck } = state;
      const told: SimEvent[] = [];
      if (setting !== undefined && setting !== before.setting)
        told.push(happened(wall, "fault.set", { name, ...setting.params, ...setting.narrowed }));
      if (struck > before.struck) told.push(happened(wall, "fault.struck", { name, struck }));
      if (setting === undefined && before.setting !== undefined) told.push(happened(wall, "fault.cleared", { name }));
      return told;
    });
  }
}
