/**
 * QuantConnect/Lean.Brokerages.InteractiveBrokers issue 242, July and August 2026: orders at the nightly restart.
 *
 * A strategy cancels and replaces four orders every minute. At 23:45:00 it sent eight requests into a Gateway that restarted
 * in the same second; none was ever answered. The Gateway came back with a nextValidId that did not count what it had
 * lost, so new orders got the numbers of the lost ones, and every status of one was taken for both.
 */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import { minutes, type WallMs, wallOf } from "../../src/base/time.ts";
import type { EngineConfig } from "../../src/model/config.ts";
import type { RunningGateway } from "../../src/sim/gateway/options.ts";
import type { SimulatedGateway } from "../../src/standalone/standalone.ts";
import { AAPL, gateway } from "../faults/stage.ts";
import { House, type Told } from "./holdfast.ts";
import { buying, heardAll, limitAt, seconds, unconnected, working } from "./trading.ts";

/** Replaces its orders; an order is what was placed under a number. */
class Replacer {
  readonly orders: { readonly name: string; readonly orderId: number; status: string }[] = [];
  readonly #api: IBApi;
  #orderId = 0;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.nextValidId, (orderId) => {
      this.#orderId = orderId;
    });
    api.on(EventName.orderStatus, (orderId, status) => {
      for (const order of this.orders) if (order.orderId === orderId) order.status = status;
    });
    api.connect(1);
  }

  place(name: string, count: number): void {
    for (let i = 1; i <= count; i++) {
      const orderId = this.#orderId++;
      this.#api.placeOrder(orderId, AAPL, buying(10, limitAt(200)));
      this.orders.push({ name: `${name}${i}`, orderId, status: "PendingSubmit" });
    }
  }

  cancel(): void {
    for (const order of this.orders.filter(({ status }) => status === "Submitted")) {
      order.status = "PendingCancel";
      this.#api.cancelOrder(order.orderId);
    }
  }

  everySecond(): void {
    if (!this.#api.isConnected) this.#api.connect(1);
  }

  named(status: string): string {
    return this.orders.flatMap((order) => (order.status === status ? [order.name] : [])).join(" ");
  }
}

/** The Gateway resets its clients at 23:45:00, after it has read eight requests and before it has done anything about them. */
function lastSecondBeforeRestart({ faults }: Pick<SimulatedGateway | RunningGateway, "faults">): void {
  faults.set("cancel-lost", { times: 4 });
  faults.set("order-lost", { times: 4 });
  faults.set("next-valid-id-rollback", { orderId: 5 });
}

type Restart = "nightly-restart" | "gateway-restart";

/** A night on which the Gateway restarts by its own clock, is restarted by somebody's schedule, or stays. */
async function night(t: TestContext, restart?: Restart) {
  const faults = restart === "nightly-restart" ? { "nightly-restart": { at: "23:45", gapMs: 90_000 } } : {};
  const running = await gateway(t, { start: "2026-01-05 23:44:00", faults });
  const trader = new Replacer(unconnected(t, running));
  await running.advance("1s");
  trader.place("a", 4);
  await running.advance(58_900);
  if (restart !== undefined) lastSecondBeforeRestart(running);
  trader.cancel();
  trader.place("b", 4);
  await heardAll(running);
  await running.advance(100);
  if (restart === "gateway-restart") running.faults.inject("gateway-restart", { gapMs: 90_000 });
  await seconds(running, 120, () => trader.everySecond());
  trader.place("c", 3);
  await running.advance("1s");

  return { trader, working: working(running).length };
}

for (const restart of ["nightly-restart", "gateway-restart"] as const)
  test(`eight requests are swallowed, numbers come again (${restart}): ten orders work for the bot, three of them are not there`, async (t) => {
    const { trader, working } = await night(t, restart);
    deepEqual(trader.named("Submitted"), "a1 a2 a3 a4 b1 b2 b3 c1 c2 c3");
    deepEqual(trader.named("PendingSubmit"), "b4");
    deepEqual(working, 7);
  });

test("on a night without restart every order has its own number and its own status", async (t) => {
  const { trader, working } = await night(t);
  deepEqual(trader.named("Submitted"), "b1 b2 b3 b4 c1 c2 c3");
  deepEqual(trader.named("Cancelled"), "a1 a2 a3 a4");
  deepEqual(working, 7);
});

/**
 * The same eight requests through holdfast, in virtual time and at the instants of the report: four cancels and four new
 * orders at 23:45:00.02, the reset at 23:45:00.43, the port back at 23:49.
 */
const NIGHT = wallOf(2026, 1, 6, 4, 43);
const RESTART = wallOf(2026, 1, 6, 4, 45);
const ASKED_MS = 120_020;
const RESET_MS = 120_430;
const BACK_MS = 6 * 60_000;
const CONTRACT = { symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const TERMS = {
  action: "BUY",
  totalQuantity: "10",
  orderType: "LMT",
  lmtPrice: 1,
  tif: "GTC",
  transmit: true,
} as const;
const AS = [1, 2, 3, 4];
const BS = [5, 6, 7, 8];
const CS = [10, 11, 12];

function place(client: Told, orderIds: readonly number[]): void {
  for (const orderId of orderIds)
    client.connection.send("placeOrder", { orderId, contract: CONTRACT, order: TERMS as never });
}

/** Plays the night up to the instant `ms` after its beginning. */
const until = ({ world }: House, ms: number): void => world.runFor(ms - world.now);

function throughHoldfast(means: Partial<EngineConfig["gateway"]> = {}): { house: House; client: Told } {
  const house = new House(NIGHT);
  const client = house.through(means);
  place(client, AS);
  until(house, ASKED_MS);
  for (const orderId of AS) equal(client.status(orderId), "Submitted");
  lastSecondBeforeRestart(house.gateway);
  client.forget();
  for (const orderId of AS) client.connection.send("cancelOrder", { orderId });
  place(client, BS);
  until(house, RESET_MS);
  house.gateway.restart({ gapMs: BACK_MS - RESET_MS });
  until(house, BACK_MS + 5_000);
  house.gateway.faults.clearAll();
  until(house, BACK_MS + minutes(3));
  return { house, client };
}

/** How many orders the broker has, and how many of them work. */
const atBroker = ({ gateway }: House): readonly [orders: number, working: number] => {
  const orders = gateway.broker.orders();
  return [orders.length, orders.filter(({ status }) => status === "Submitted").length];
};

test("through holdfast nothing is lost and nothing sent again: cancels arrive at last, orders of unknown fate are called so, keep new risk away, and are proved absent", () => {
  const { house, client } = throughHoldfast();
  deepEqual(
    client.notices.filter((code) => code >= 1100 && code <= 1102),
    [1100, 1101],
  );
  deepEqual(
    AS.map((id) => client.status(id)),
    Array(4).fill("Cancelled"),
  );
  deepEqual(atBroker(house), [4, 0]);
  const unknown = client.of("error").filter(({ errorCode }) => errorCode === 2168);
  deepEqual(
    unknown.map(({ errorMsg }) => Number(/fate of order (\d+) is unknown/.exec(errorMsg)?.[1])),
    BS,
  );
  for (const id of BS) ok(["PendingSubmit", undefined].includes(client.status(id)), `${id} is ${client.status(id)}`);
  client.forget();
  place(client, [9]);
  until(house, BACK_MS + minutes(4));
  match(client.of("error").find(({ id }) => id === 9)!.errorMsg, /holdfast unknown: /);
  until(house, BACK_MS + minutes(7));
  for (const id of BS) match(client.of("error").find((e) => e.id === id)!.errorMsg, /holdfast absent: /);
  deepEqual(
    BS.map((id) => client.status(id)),
    Array(4).fill("Cancelled"),
  );
  place(client, CS);
  until(house, BACK_MS + minutes(8));
  deepEqual(
    CS.map((id) => client.status(id)),
    Array(3).fill("Submitted"),
  );
  deepEqual(atBroker(house), [7, 3]);
  const numbers = house.gateway.broker.orders().map(({ orderId }) => orderId);
  equal(new Set(numbers).size, 7);
  ok(
    Math.min(...numbers.slice(4)) > Math.max(...numbers.slice(0, 4)) + BS.length,
    "numbers of the lost orders do not come again",
  );
  equal(client.closedWith, undefined);
});

test("where the restart is configured, holdfast refuses the four new orders with its time, and the cancels leave", () => {
  const restart = { kind: "restart", from: RESTART, to: (RESTART + minutes(10)) as WallMs } as const;
  const { house, client } = throughHoldfast({ downtimes: [restart] });
  const refused = client.of("error").filter(({ errorCode }) => errorCode === 201);
  deepEqual(
    refused.map(({ id }) => id),
    BS,
  );
  for (const { errorMsg } of refused)
    match(errorMsg, /holdfast restart: the Gateway restarts at 2026-01-06T04:45:00.000Z/);
  deepEqual(
    BS.map((id) => client.status(id)),
    Array(4).fill("Cancelled"),
  );
  deepEqual(
    AS.map((id) => client.status(id)),
    Array(4).fill("Cancelled"),
  );
  deepEqual(atBroker(house), [4, 0]);
  deepEqual(
    client.of("error").filter(({ errorCode }) => errorCode === 2168),
    [],
  );
});
