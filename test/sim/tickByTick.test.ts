/** Tick-by-tick data of the simulated Gateway: every event once, history first, and its limits; time is virtual. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import test from "node:test";
import { seconds } from "../../src/base/time.ts";
import type { Draft, IncomingBody, OutgoingBody } from "../../src/wire/codec.ts";
import { AAPL, type Client, Loopback, type LoopbackOptions } from "./loopback.ts";
import { MONDAY } from "./manualClock.ts";
import { line } from "./transcript.ts";

const CON_ID = 265598;
const PRICES = [
  ...["0,AAPL,254.99,255.01,255,500,500", "100,AAPL,254.99,255.01,255.01,500,500,200"],
  ...["110,AAPL,254.99,255.01,255.01,400,500", "120,AAPL,255,255.02,255.02,400,500,50"],
].join("\n");

function stage(options: LoopbackOptions = {}, version = 225) {
  const gateway = new Loopback(MONDAY, options);
  const client = gateway.connect(1, version);
  client.told.length = 0;
  return { gateway, client };
}

type Asked = Draft<OutgoingBody<"reqTickByTickData">>;

const ask = (client: Client, tickType: string, also: Asked = {}): void =>
  client.send("reqTickByTickData", { reqId: 1, contract: AAPL, tickType, ...also });

const ticks = (client: Client): IncomingBody<"tickByTick">[] =>
  client.told.flatMap((message) => (message.name === "tickByTick" ? [message.body] : []));

const SECOND = MONDAY / 1_000;

for (const version of [157, 193, 225]) {
  test(`every trade comes once at server version ${version}, with its second, its shares and its conditions`, () => {
    const { gateway, client } = stage({ prices: PRICES }, version);
    ask(client, "Last");
    gateway.pass(seconds(1));
    deepEqual(
      ticks(client).map((tick) =>
        tick.tickType === 1 ? [tick.time, tick.price, tick.size, tick.specialConditions] : [],
      ),
      [
        [SECOND, 255.01, "200", ""],
        [SECOND, 255.02, "50", "   I"],
      ],
    );
  });

  test(`every change of the quote comes once at server version ${version}; sizes alone may be ignored`, () => {
    const { gateway, client } = stage({ prices: PRICES }, version);
    ask(client, "BidAsk");
    ask(client, "BidAsk", { reqId: 2, ignoreSize: true, contract: { ...AAPL, conId: CON_ID } });
    deepEqual(client.told.map(line), ["ERR 2 10189"]);
    gateway.pass(seconds(1));
    deepEqual(
      ticks(client).map((tick) =>
        tick.tickType === 3 ? [tick.bidPrice, tick.askPrice, tick.bidSize, tick.askSize] : [],
      ),
      [
        [254.99, 255.01, "5", "5"],
        [254.99, 255.01, "4", "5"],
        [255, 255.02, "4", "5"],
      ],
    );
  });
}

test("ignoreSize leaves out what changes in size alone; midpoints come when they move", () => {
  const { gateway, client } = stage({ prices: PRICES });
  ask(client, "BidAsk", { ignoreSize: true });
  ask(client, "MidPoint", { reqId: 2 });
  gateway.pass(seconds(1));
  const told = ticks(client);
  equal(told.filter(({ tickType }) => tickType === 3).length, 2);
  deepEqual(
    told.map((tick) => (tick.tickType === 4 ? tick.midPoint : 0)).filter((price) => price > 0),
    [255, 255.01],
  );
});

test("the trades of a minute add up to what the day's volume grew by; AllLast has more", () => {
  const { gateway, client } = stage();
  const volume = (): number => gateway.gateway.exchange.quote(CON_ID).volume;
  gateway.pass(250);
  const before = volume();
  ask(client, "Last");
  ask(client, "AllLast", { reqId: 2 });
  gateway.pass(seconds(60));
  const told = ticks(client);
  const last = told.flatMap((tick) => (tick.tickType === 1 ? [tick] : []));
  const all = told.flatMap((tick) => (tick.tickType === 2 ? [tick] : []));
  equal(
    last.reduce((sum, { size }) => sum + Number(size), 0),
    volume() - before,
  );
  const more = all.filter(({ exchange }) => exchange === "FINRA");
  equal(all.length - more.length, last.length);
  ok(more.length > 0 && more.every(({ mask }) => mask === 2));
});

test("history tells the trades that were told live, each with its exchange and its conditions", () => {
  const { gateway, client } = stage();
  ask(client, "Last");
  gateway.pass(seconds(60));
  const live = ticks(client).flatMap((tick) => (tick.tickType === 1 ? [tick] : []));
  const asked = { startDateTime: "", endDateTime: "20260105-15:01:00", numberOfTicks: live.length };
  const also = { whatToShow: "TRADES", useRth: true, ignoreSize: false };
  client.send("reqHistoricalTicks", { reqId: 9, contract: AAPL, ...asked, ...also });
  gateway.pass(100);
  const past = client.told.flatMap((said) => (said.name === "historicalTicksLast" ? said.body.ticks : []));
  const shown = ({ time, price, size, mask, exchange, specialConditions }: (typeof past)[number]) =>
    [time, price, size, mask, exchange, specialConditions].join();
  const known = new Set(live.map(shown));
  ok(live.some(({ mask }) => mask === 2) && live.some(({ mask }) => mask === 0));
  ok(past.filter((tick) => known.has(shown(tick))).length >= live.length - 1);
});

test("ticks of the past come first, as many as asked for, and then those of the present", () => {
  const { gateway, client } = stage();
  ask(client, "Last", { numberOfTicks: 40 });
  ask(client, "BidAsk", { reqId: 2, numberOfTicks: 30 });
  ask(client, "MidPoint", { reqId: 3, numberOfTicks: 20 });
  const [trades, quotes, midpoints] = client.told;
  ok(trades?.name === "historicalTicksLast" && trades.body.done && trades.body.ticks.length === 40);
  ok(quotes?.name === "historicalTicksBidAsk" && quotes.body.ticks.length === 30);
  ok(midpoints?.name === "historicalTicks" && midpoints.body.ticks.length === 20);
  const newest = trades.body.ticks.at(-1)?.time ?? 0;
  client.told.length = 0;
  gateway.pass(seconds(5));
  ok(ticks(client).length > 0 && ticks(client).every(({ time }) => time >= newest));
});

test("after a cancel nothing more comes; a second one draws 300", () => {
  const { gateway, client } = stage();
  ask(client, "Last");
  client.send("cancelTickByTickData", { reqId: 1 });
  gateway.pass(seconds(5));
  deepEqual(client.told, []);
  client.send("cancelTickByTickData", { reqId: 1 });
  deepEqual(client.told.map(line), ["ERR 1 300"]);
});

test("one request of a kind for an instrument in 15 seconds, or of any kind, or any number, by a switch", () => {
  const second = (options: LoopbackOptions, tickType: string, waitMs = 0): string[] => {
    const { gateway, client } = stage({ prices: PRICES, ...options });
    gateway.pass(seconds(1));
    ask(client, "Last");
    gateway.pass(waitMs);
    ask(client, tickType, { reqId: 2 });
    return client.told.map(line);
  };
  deepEqual(second({}, "Last"), ["ERR 2 10189"]);
  deepEqual(second({}, "Last", seconds(15)), []);
  deepEqual(second({}, "BidAsk"), []);
  deepEqual(second({ switches: { tickByTickRepeat: "instrument" } }, "BidAsk"), ["ERR 2 10189"]);
  deepEqual(second({ switches: { tickByTickRepeat: "served" } }, "Last"), []);
});

test("more streams than the login may have draw 10190; other refusals say why", () => {
  const { client } = stage({ limits: { ticksByTickMax: 1 } });
  ask(client, "Last");
  ask(client, "Last", { reqId: 2, contract: { ...AAPL, symbol: "MSFT" } });
  ask(client, "Last");
  ask(client, "Trades", { reqId: 3 });
  ask(client, "Last", { reqId: 4, contract: { ...AAPL, symbol: "NOPE" } });
  ask(client, "Last", { reqId: 5, contract: { symbol: "AAPL", secType: "BAG", exchange: "SMART", currency: "USD" } });
  deepEqual(client.told.map(line), ["ERR 2 10190", "ERR 1 102", "ERR 3 321", "ERR 4 200", "ERR 5 10189"]);
});

test("a login without the data is told so in one of two recorded ways", () => {
  const refusal = (tickByTickRefusal: 10189 | 10089): string => {
    const { client } = stage({ marketData: "delayed", switches: { tickByTickRefusal } });
    ask(client, "Last");
    const [message] = client.told;
    ok(message?.name === "error" && message.body.errorCode === tickByTickRefusal);
    return message.body.errorMsg;
  };
  equal(refusal(10189), "Failed to request tick-by-tick data.No market data permissions for NASDAQ STK.");
  match(refusal(10089), /Delayed market data is available\.AAPL NASDAQ\.NMS\/TOP\/ALL$/);
});
