/**
 * nautechsystems/nautilus_trader issue 3968, 2026: a blip of a data farm, and the bars are dead.
 *
 * 2103 said that the market data farm was broken, and 2104 three seconds later that it was OK. Every stream of bars had
 * died in between. The account went on being told, so every heartbeat said that the connection was alive, for hours.
 */
import { deepEqual, ok } from "node:assert/strict";
import test from "node:test";
import { minutes, seconds, wallOf } from "../../src/base/time.ts";
import { conditionRow } from "../../src/upstream/conditions.ts";
import { House, type Told } from "./holdfast.ts";

const MORNING = wallOf(2026, 1, 5, 15, 0);
const SYMBOLS = ["AAPL", "MSFT", "SPY"];
/** By then every stream would have said something. */
const STRUCK_MS = seconds(10);
const HEALED_MS_MAX = conditionRow("streams-silent").boundMs;

/** Streams bars of three contracts that keep up to date, and the account. */
function subscribes({ connection }: Told): void {
  for (const [i, symbol] of SYMBOLS.entries())
    connection.send("reqHistoricalData", {
      reqId: i + 1,
      contract: { symbol, secType: "STK", exchange: "SMART", currency: "USD" },
      ...{ durationStr: "600 S", barSizeSetting: "5 secs", whatToShow: "TRADES" },
      ...{ useRTH: false, formatDate: 2, keepUpToDate: true },
    } as never);
  connection.send("reqAccountUpdates", { subscribe: true, acctCode: "DU1" });
}

/** The farm is broken for three seconds, and with `silent` no stream comes back by itself. */
function blip({ world, gateway }: House, silent: boolean): void {
  gateway.faults.set("farm-broken", { farm: "market" });
  if (silent) gateway.faults.set("subscription-dropped", {});
  world.runFor(seconds(3));
  gateway.faults.clear("farm-broken");
  world.runFor(STRUCK_MS);
  gateway.faults.clear("subscription-dropped");
}

/** What a client is told in a while: bars of how many streams, images, and whether the account is alive. */
function heard(house: House, client: Told, ms: number) {
  client.forget();
  house.world.runFor(ms);
  return {
    streams: new Set(client.of("historicalDataUpdate").map(({ reqId }) => reqId)).size,
    images: client.of("historicalData").length,
    isAccountAlive: client.of("updateAccountTime").length > 0,
  };
}

const ALIVE = { streams: 3, images: 0, isAccountAlive: true };
const DEAD = { streams: 0, images: 0, isAccountAlive: true };

function played(kind: "direct" | "through", silent: boolean): { house: House; client: Told } {
  const house = new House(MORNING);
  const client = house[kind]();
  subscribes(client);
  house.world.runFor(minutes(10));
  deepEqual(heard(house, client, minutes(10)), ALIVE);
  client.forget();
  blip(house, silent);
  deepEqual(
    client.notices.filter((code) => code === 2103 || code === 2104),
    [2103, 2104],
  );
  return { house, client };
}

test("after the blip no bar comes for two hours, and the account is told as if nothing had happened", () => {
  const { house, client } = played("direct", true);
  for (let hour = 0; hour < 2; hour++) deepEqual(heard(house, client, minutes(60)), DEAD);
});

test("after a blip that kills nothing the bars go on", () => {
  const { house, client } = played("direct", false);
  deepEqual(heard(house, client, minutes(60)), ALIVE);
});

test("through holdfast all bars flow again within the bound, under the same ids and without a second image", (t) => {
  const { house, client } = played("through", true);
  const { world } = house;
  const back = world.now - STRUCK_MS;
  const flowing = new Set<number>();
  const isHealed = (): boolean => {
    for (const { reqId } of client.of("historicalDataUpdate")) flowing.add(reqId);
    return flowing.size === SYMBOLS.length;
  };
  client.forget();
  ok(world.runUntil(isHealed, HEALED_MS_MAX - STRUCK_MS), `only ${[...flowing]} within ${HEALED_MS_MAX} ms`);
  t.diagnostic(`healed ${Math.round((world.now - back) / 1_000)} s after the farm was OK again`);
  deepEqual(client.of("historicalData"), []);
  deepEqual(heard(house, client, minutes(60)), ALIVE);
  deepEqual(client.closedWith, undefined);
});
