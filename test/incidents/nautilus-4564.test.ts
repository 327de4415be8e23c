/**
 * nautechsystems/nautilus_trader issue 4564, July 2026: two live orders from one modification.
 *
 * A protective stop was moved with an ordinary placeOrder of its number while IB was away. IB made a new order of it and left
 * the old one alive: two permIds under one orderId. The engine kept the last one it was told of, and the cancel took away one
 * of them. Six hours later the other one filled and turned a closed position into an open one.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, connected, held, prices, selling, stopAt, working } from "./trading.ts";

const [ENTRY, STOP, EXIT] = [1, 2, 3];

/** Holds four shares behind a stop; one number is one order, and what has ended cannot fill. */
class Protected {
  held = 0;
  readonly #api: IBApi;
  readonly #placed = new Set<number>();
  readonly #ended = new Set<number>();

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.openOrder, (orderId) => this.#placed.add(orderId));
    api.on(EventName.orderStatus, (orderId, status) => {
      if (["Filled", "Cancelled"].includes(status)) this.#ended.add(orderId);
    });
    api.on(EventName.execDetails, (_reqId, _contract, { orderId = 0, side, shares = 0 }) => {
      if (!this.#ended.has(orderId)) this.held += side === "BOT" ? shares : -shares;
    });
    api.on(EventName.info, (_text, code) => {
      if (code === 1102) api.reqOpenOrders();
    });
  }

  enter(): void {
    this.#api.placeOrder(ENTRY, AAPL, buying(4));
    this.#api.placeOrder(STOP, AAPL, selling(4, stopAt(240)));
  }

  moveStop(price: number): void {
    this.#api.placeOrder(STOP, AAPL, selling(4, stopAt(price)));
  }

  leave(): void {
    this.#api.cancelOrder(STOP);
    this.#api.placeOrder(EXIT, AAPL, selling(4));
  }

  open(): readonly number[] {
    return [...this.#placed].filter((orderId) => !this.#ended.has(orderId));
  }
}

/** The stop is moved while IB is away for ten seconds, the position is closed a minute later, and then AAPL falls. */
async function afternoon(t: TestContext, twin: boolean) {
  const running = await gateway(t, { accountKind: "margin", prices: prices({ 0: 255, 300: 230 }) });
  const trader = new Protected(await connected(t, running));
  trader.enter();
  await running.advance("10s");
  if (twin) running.faults.set("outage-modify-twin");
  running.faults.set("link-lost");
  trader.moveStop(245);
  await running.advance("10s");
  running.faults.clear("link-lost");
  await running.advance("60s");
  trader.leave();
  await running.advance("60s");
  const closed = { believed: trader.open(), true: working(running) };
  await running.advance("5m");
  return { closed, held: { believed: trader.held, true: held(running) } };
}

test("one modification leaves two stops, one cancel takes one away: flat for the bot, short four at the broker", async (t) => {
  const { closed, held } = await afternoon(t, true);
  deepEqual(closed.believed, []);
  deepEqual(closed.true.length, 1);
  deepEqual(held, { believed: 0, true: -4 });
});

test("a modification that changes its order leaves one stop, and nothing after the cancel", async (t) => {
  const { closed, held } = await afternoon(t, false);
  deepEqual(closed, { believed: [], true: [] });
  deepEqual(held, { believed: 0, true: 0 });
});
