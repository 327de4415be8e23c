/**
 * Whatever clients, the market and the clock do: what a broker's books must never say.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { ACTION, type Action, Play } from "../../../test/sim/play.ts";
import { line, Stage } from "../../../test/sim/stage.ts";
import { toNumber } from "../../base/decimal.ts";
import type { BrokerEvent, Execution } from "./event.ts";
import { isBuy, isDone, type Order, quantity, typeOf } from "./order.ts";
import type { BrokerSwitches } from "./switches.ts";

const ACTIONS = fc.array(ACTION, { minLength: 5, maxLength: 60, size: "max" });
const RUNS = { numRuns: 150 };
/** All times of a life are multiples of it, and an order's way to the market takes as long. */
const TURN_MS = 10;
const RICH = { cash: 1_000_000_000, openOrdersMax: 1_000 };

/** What there is to look at after one action. */
interface Scene {
  readonly stage: Stage;
  readonly action: Action;
  /** What this action made the broker say. */
  readonly events: readonly BrokerEvent[];
  /** Before the action. */
  readonly before: readonly Order[];
  readonly orders: readonly Order[];
}

/** Looks at the broker after each action of many lives. */
function always(look: (scene: Scene) => void, switches: Partial<BrokerSwitches> = {}): void {
  fc.assert(
    fc.property(ACTIONS, (actions) => {
      const stage = new Stage(RICH, switches);
      const play = new Play(stage);
      for (const action of actions) {
        const before = stage.broker.orders();
        const heard = stage.events.length;
        play.perform(action);
        look({ stage, action, before, orders: stage.broker.orders(), events: stage.events.slice(heard) });
      }
    }),
    RUNS,
  );
}

const executed = (events: readonly BrokerEvent[]): readonly Execution[] =>
  events.flatMap((event) => (event.kind === "execution" ? [event.execution] : []));

const filledBy = (executions: readonly Execution[], { permId }: Order): number =>
  executions.reduce((sum, one) => sum + (one.permId === permId ? toNumber(one.shares) : 0), 0);

test("an order has filled what its executions say, never more than it wanted, and all of it when it says Filled", () => {
  always(({ stage, orders }) => {
    for (const order of orders) {
      const filled = toNumber(order.filled);
      equal(filled, filledBy(stage.broker.executions(), order));
      ok(filled <= toNumber(quantity(order)), `${order.orderId}: ${filled} of ${quantity(order)}`);
      equal(order.status === "Filled", filled === toNumber(quantity(order)), `${order.orderId} is ${order.status}`);
    }
  });
});

test("what is finished stays as it is and is not heard of as alive again", () => {
  always(({ before, orders, events }) => {
    const ended = new Set(before.filter(isDone).map(({ permId }) => permId));
    for (const order of before)
      if (isDone(order))
        deepEqual(
          orders.find(({ permId }) => permId === order.permId),
          order,
        );
    for (const { permId } of executed(events)) ok(!ended.has(permId), `${permId} trades after its end`);
    for (const event of events)
      if (event.kind === "status" && ended.has(event.order.permId))
        ok(isDone(event.order), `${event.order.permId} lives again`);
  });
});

test("of a group that cancels the rest at the first execution only one member ever trades", () => {
  always(({ orders }) => {
    const traded = orders.filter(({ terms, filled }) => terms.ocaGroup === "a" && toNumber(filled) > 0);
    ok(traded.length <= 1, traded.map(({ orderId }) => orderId).join());
  });
});

test("no group and no family has two members that are filled", () => {
  always(({ orders }) => {
    const filled = orders.filter(({ status, terms }) => status === "Filled" && terms.ocaGroup !== "");
    const groups = filled.map(({ terms }) => terms.ocaGroup);
    equal(
      new Set(groups).size,
      groups.length,
      filled.map(({ orderId, terms }) => `${orderId} ${terms.ocaGroup}`).join(),
    );
  });
});

test("a child trades only once its parent is filled", () => {
  always(({ orders }) => {
    for (const { parent, filled } of orders)
      if (parent !== undefined && toNumber(filled) > 0)
        equal(orders.find(({ permId }) => permId === parent)?.status, "Filled");
  });
});

test("positions are the sum of the executions, and money changes by prices and commissions alone", () => {
  always(({ stage: { broker } }) => {
    const account = "DU1000001";
    const held = new Map<number, number>();
    let paid = 0;
    for (const { listing, side, shares, price, commission } of broker.executions()) {
      const signed = toNumber(shares) * (side === "BOT" ? 1 : -1);
      held.set(listing.conId, (held.get(listing.conId) ?? 0) + signed);
      paid += signed * price + toNumber(commission);
    }
    const { cash, netLiquidation, holdings } = broker.valued(account);
    for (const { conId, quantity: shares } of broker.positions()) equal(toNumber(shares), held.get(conId) ?? 0);
    ok(Math.abs(RICH.cash - paid - cash) < 0.02, `${cash} of ${RICH.cash - paid}`);
    const worth = holdings.reduce((sum, { marketValue }) => sum + marketValue, 0);
    ok(Math.abs(netLiquidation - cash - worth) < 0.02);
  });
});

test("nothing trades beyond its limit or better than the other side offers, and nothing outside its hours", () => {
  always(({ stage, events, orders }) => {
    for (const { permId, price, side, shares, listing } of executed(events)) {
      const order = orders.find((one) => one.permId === permId) as Order;
      const type = typeOf(order);
      ok(toNumber(shares) > 0);
      if (type.auction === "close") continue;
      const { bid, ask } = stage.quoteOf(listing.conId);
      if (side === "BOT") ok(ask > 0 && price >= ask, `bought at ${price}, asked ${ask}`);
      else ok(bid > 0 && price <= bid, `sold at ${price}, bid ${bid}`);
      const { lmtPrice } = order.terms;
      if (type.works === "limit" && lmtPrice !== undefined) ok(isBuy(order) ? price <= lmtPrice : price >= lmtPrice);
      ok(!stage.halted, "traded in a halt");
      ok(
        stage.session === "regular" || (stage.session === "extended" && order.terms.outsideRth),
        `${order.terms.orderType} in ${stage.session}`,
      );
    }
  });
});

test("a trailing stop goes with the market and never back", () => {
  always(({ before, orders, action }) => {
    if (action.act === "modify" || action.act === "transmit") return;
    for (const { permId, trailStopPrice: was, terms } of before) {
      const is = orders.find((one) => one.permId === permId)?.trailStopPrice;
      if (was === undefined || is === undefined) continue;
      ok(terms.action === "SELL" ? is >= was : is <= was, `${terms.action} from ${was} to ${is}`);
    }
  });
});

test("a preview changes nothing but what it says", () => {
  always(({ before, orders, action, events }) => {
    if (action.act !== "place" || action.order.whatIf !== true) return;
    deepEqual(orders, before);
    ok(events.every(({ kind }) => kind === "preview" || kind === "error"));
    equal(events.length, 1);
  });
});

test("after a global cancel nothing is alive", () => {
  always(({ orders, action }) => {
    if (action.act === "cancelEverything")
      deepEqual(
        orders.filter((order) => !isDone(order)),
        [],
      );
  });
});

test("the broker asks to be called whenever time means something: called at every turn it says the same", () => {
  const lived = (actions: readonly Action[], waiting: (stage: Stage) => (ms: number) => void): readonly string[] => {
    const stage = new Stage(RICH);
    const play = new Play(stage, waiting(stage));
    for (const action of actions) play.perform(action);
    return stage.events.map(line);
  };
  const everyTurn = (stage: Stage) => (ms: number) => {
    stage.wait(0);
    for (let passed = 0; passed < ms; passed += TURN_MS) stage.wait(TURN_MS);
  };
  const asAsked = (stage: Stage) => (ms: number) => void stage.waitAsAsked(ms);
  fc.assert(
    fc.property(ACTIONS, (actions) => deepEqual(lived(actions, asAsked), lived(actions, everyTurn))),
    RUNS,
  );
});
