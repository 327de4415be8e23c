/** Streaming market data and snapshots of the simulated Gateway, as its clients hear them; time is virtual. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import test from "node:test";
import { minutes, seconds, type WallMs, wallOf } from "../../src/base/time.ts";
import type { Draft, Incoming, OutgoingBody } from "../../src/wire/codec.ts";
import { AAPL, type Client, Loopback, type LoopbackOptions } from "./loopback.ts";
import { MONDAY } from "./manualClock.ts";
import { line } from "./transcript.ts";

const SUNDAY = wallOf(2026, 1, 4, 15, 0);
/** AAPL at 255 with 500 shares on each side, and so it stays. */
const STILL = "0,AAPL,254.99,255.01,255,500,500";
const MSFT = { ...AAPL, symbol: "MSFT" };

type Asked = Draft<OutgoingBody<"reqMktData">>;

function stage(options: LoopbackOptions = {}, version = 225, wall: WallMs = MONDAY) {
  const gateway = new Loopback(wall, options);
  const client = gateway.connect(1, version);
  client.told.length = 0;
  return { gateway, client };
}

const ask = (client: Client, also: Asked = {}): void =>
  client.send("reqMktData", { reqId: 1, contract: AAPL, ...also });

/** `66 310.55 x2`, `45=1767625200`: a tick in one line; everything else as in the transcripts. */
function tick(message: Incoming): string {
  const { name, body } = message;
  switch (name) {
    case "tickPrice":
      return `${body.tickType} ${body.price}${body.size === "0" ? "" : ` x${body.size}`}`;
    case "tickSize":
      return `${body.tickType} x${body.size}`;
    case "tickString":
    case "tickGeneric":
      return `${body.tickType}=${body.value}`;
    case "marketDataType":
      return `type ${body.marketDataType}`;
    default:
      return line(message);
  }
}

const heard = (client: Client): string[] => client.told.splice(0).map(tick);
const texts = (client: Client): string[] =>
  client.told.flatMap((message) => (message.name === "error" ? [message.body.errorMsg] : []));

for (const version of [157, 178, 200, 206, 225])
  test(`a line at server version ${version}: its type, its parameters, then the ticks in the captured order`, () => {
    const { client } = stage({ prices: STILL }, version);
    ask(client);
    deepEqual(
      heard(client).map((text) => text.replace(/^(45|32|33)=.*/, "$1")),
      [
        ...["type 1", "tickReqParams", "1 254.99 x5", "2 255.01 x5", "4 255 x1", "45"],
        ...["6 255", "7 255", "8 x0", "9 255", "14 255", "32", "33", "49=0"],
      ],
    );
  });

test("only what changes is told, sizes alone as sizes, and every client of a contract hears it", () => {
  const prices = `${STILL}\n400,AAPL,254.99,255.01,255,700,500\n900,AAPL,254.99,255.02,255,700,500,300`;
  const { gateway, client } = stage({ prices });
  const other = gateway.connect(2, 178);
  ask(client);
  other.told.length = 0;
  ask(other, { reqId: 7 });
  for (const one of [client, other]) one.told.length = 0;
  gateway.pass(500);
  deepEqual(heard(client), ["0 x7"]);
  gateway.pass(500);
  deepEqual(
    heard(client).filter((text) => !/^(33|45)=/.test(text)),
    ["2 255.02 x5", "5 x3", "8 x3"],
  );
  ok(heard(other).includes("2 255.02 x5"));
});

test("a client that leaves or cancels hears no more; a second cancel draws 300", () => {
  const { gateway, client } = stage();
  const other = gateway.connect(2, 225);
  ask(client);
  ask(other);
  other.leave();
  client.send("cancelMktData", { reqId: 1 });
  heard(client);
  gateway.pass(seconds(5));
  deepEqual(heard(client), []);
  client.send("cancelMktData", { reqId: 1 });
  match(texts(client)[0] ?? "", /^Can't find EId with tickerId:1$/);
  deepEqual(heard(client), ["ERR 1 300"]);
});

test("a snapshot that has everything ends at once, and its number is free again", () => {
  const { client } = stage({ prices: STILL });
  ask(client, { snapshot: true });
  equal(heard(client).at(-1), "tickSnapshotEnd");
  ask(client, { snapshot: true });
  equal(heard(client).at(-1), "tickSnapshotEnd");
});

test("a snapshot of what has no bid waits for it 11 seconds, and a cancel ends it without a word", () => {
  const { gateway, client } = stage({ calendar: "real" }, 225, SUNDAY);
  ask(client, { snapshot: true });
  ok(heard(client).includes("1 -1"));
  gateway.pass(seconds(10.9));
  deepEqual(heard(client), []);
  gateway.pass(seconds(0.2));
  deepEqual(heard(client), ["tickSnapshotEnd"]);
  ask(client, { snapshot: true });
  client.send("cancelMktData", { reqId: 1 });
  heard(client);
  gateway.pass(seconds(20));
  deepEqual(heard(client), []);
});

test("frozen data is the last quote while the market is closed; when it opens the type says so", () => {
  const { gateway, client } = stage({ calendar: "real", tickMs: 30_000 }, 225, wallOf(2026, 1, 5, 8, 50));
  ask(client);
  ok(heard(client).includes("1 -1"), "live data has no bid while the market is closed");
  client.send("reqMarketDataType", { marketDataType: 2 });
  ask(client, { reqId: 2 });
  const frozen = heard(client);
  equal(frozen[0], "type 2");
  ok(frozen.some((text) => /^1 \d/.test(text)));
  gateway.pass(minutes(11));
  ok(heard(client).includes("type 1"));
});

test("closed markets keep their quotes by a switch", () => {
  const { client } = stage({ calendar: "real", switches: { closedQuote: "kept" } }, 225, SUNDAY);
  ask(client);
  ok(heard(client).some((text) => /^1 [1-9]/.test(text)));
});

test("without a subscription type 1 is refused behind the parameters, in the captured words", () => {
  const { gateway, client } = stage({ marketData: "delayed", prices: STILL });
  ask(client, { snapshot: true });
  equal(
    texts(client)[0],
    "Requested market data requires additional subscription for API. See link in 'Market Data Connections' dialog for more details.Delayed market data is available.AAPL NASDAQ.NMS/TOP/ALL",
  );
  deepEqual(heard(client), ["tickReqParams", "ERR 1 10089"]);
  gateway.pass(seconds(20));
  deepEqual(heard(client), []);
});

test("delayed data is 15 minutes old and has tick types of its own, in the captured order", () => {
  const prices = `${STILL}\n600000,AAPL,259.99,260.01,260,500,500,100`;
  const { gateway, client } = stage({ marketData: "delayed", prices });
  client.send("reqMarketDataType", { marketDataType: 3 });
  gateway.pass(minutes(20));
  ask(client, { snapshot: true });
  deepEqual(
    heard(client).map((text) => text.replace(/^88=.*/, "88")),
    [
      ...["type 3", "tickReqParams", "66 254.99 x5", "67 255.01 x5", "68 255 x1", "88"],
      ...["72 255", "73 255", "74 x0", "75 255", "76 255", "90=0", "tickSnapshotEnd"],
    ],
  );
  ask(client, { reqId: 2 });
  deepEqual(heard(client).slice(0, 4), ["tickReqParams", "type 3", "ERR 2 10167", "66 254.99 x5"]);
  gateway.pass(minutes(6));
  const later = heard(client);
  ok(later.includes("66 259.99 x5") && later.includes("72 260"), later.join());
});

test("a size that changes alone is a size tick of its own type, live and delayed", () => {
  const prices = `${STILL}\n60000,AAPL,254.99,255.01,255,300,500\n120000,AAPL,254.99,255.01,255,300,700`;
  const sizes = (marketData: "live" | "delayed", behindMs: number): string[] => {
    const { gateway, client } = stage({ marketData, prices });
    client.send("reqMarketDataType", { marketDataType: 3 });
    ask(client);
    gateway.pass(behindMs + seconds(30));
    heard(client);
    gateway.pass(minutes(3));
    return heard(client).filter((text) => /^\d+ x/.test(text));
  };
  deepEqual(sizes("live", 0), ["0 x3", "3 x7"]);
  deepEqual(sizes("delayed", minutes(15)), ["69 x3", "70 x7"]);
});

test("what a login lacks is told in several ways, by switches", () => {
  const refused = (options: LoopbackOptions, marketDataType = 1): string[] => {
    const { client } = stage({ prices: STILL, ...options });
    client.send("reqMarketDataType", { marketDataType });
    ask(client, { snapshot: true });
    return heard(client).slice(0, 3);
  };
  const marketData = "delayed";
  for (const code of [354, 10168, 10186] as const)
    deepEqual(refused({ marketData, switches: { notSubscribed: code } }), ["tickReqParams", `ERR 1 ${code}`]);
  const follows = { marketData, switches: { after10089: "delayed" } } as const;
  deepEqual(refused(follows), ["tickReqParams", "type 3", "ERR 1 10089"]);
  const always = { marketData, switches: { delayedNotice: "always" } } as const;
  deepEqual(refused(always, 3), ["tickReqParams", "type 3", "ERR 1 10167"]);
  deepEqual(refused({ marketData: "none" }, 3), ["tickReqParams", "ERR 1 354"]);
  deepEqual(refused({ marketData: "competing" }), ["tickReqParams", "ERR 1 10197"]);
});

test("a regulatory snapshot needs no subscription", () => {
  const { client } = stage({ marketData: "none", prices: STILL });
  ask(client, { regulatorySnapshot: true });
  const told = heard(client);
  deepEqual([told[0], told.at(-1)], ["type 1", "tickSnapshotEnd"]);
});

test("a number in use draws 102, an unknown contract 200, one line too many 101 for the whole login", () => {
  const { gateway, client } = stage({ limits: { linesMax: 1 } });
  ask(client);
  heard(client);
  ask(client);
  ask(client, { reqId: 2, contract: { ...AAPL, symbol: "NOPE" } });
  ask(client, { reqId: 3, contract: MSFT, snapshot: true });
  const told = heard(client);
  deepEqual(told.slice(0, 2), ["ERR 1 102", "ERR 2 200"]);
  ok(told.includes("tickSnapshotEnd"), "a snapshot takes up no line");
  const other = gateway.connect(2, 225);
  other.told.length = 0;
  ask(other);
  deepEqual(heard(other), ["ERR 1 101"]);
  client.send("cancelMktData", { reqId: 1 });
  ask(other);
  equal(heard(other)[0], "type 1");
});

test("generic ticks: what was asked for comes, trades as they happen, and mdoff leaves the rest out", () => {
  const prices = `${STILL}\n400,AAPL,255.00,255.02,255.02,700,500,300`;
  const { gateway, client } = stage({ prices });
  ask(client, { genericTickList: "mdoff,100,101,104,106,165,221,225,233,236,258,293,294,295,318,375,411,456,595" });
  const types = heard(client)
    .slice(2)
    .map((text) => Number.parseInt(text, 10));
  deepEqual(
    [...types].sort((a, b) => a - b),
    [
      15, 16, 17, 18, 19, 20, 21, 23, 24, 27, 28, 29, 30, 34, 35, 36, 37, 46, 47, 48, 54, 55, 56, 57, 58, 59, 61, 63,
      64, 65, 77, 89,
    ],
  );
  gateway.pass(500);
  const trade = heard(client).find((text) => text.startsWith("48="));
  equal(trade, `48=255.02;3;${MONDAY + 400};3;255.01;true`);
});

test("news as ticks come from the providers asked for, with ids that the news service knows", () => {
  const { gateway, client } = stage({ tickMs: 30_000 });
  ask(client, { genericTickList: "mdoff,292:BRFG" });
  const news = client.told.flatMap((message) => (message.name === "tickNews" ? [message.body] : []));
  ok(news.length > 0 && news.every(({ providerCode }) => providerCode === "BRFG"), `${news.length}`);
  const { providerCode, articleId } = news[0] ?? { providerCode: "", articleId: "" };
  client.send("reqNewsArticle", { reqId: 5, providerCode, articleId });
  ok(client.told.some(({ name }) => name === "newsArticle"));
  client.told.length = 0;
  gateway.pass(minutes(8 * 60));
  const fresh = client.told.flatMap((message) => (message.name === "tickNews" ? [message.body.timeStamp] : []));
  ok(fresh.length > 0 && fresh.every((time) => time > MONDAY));
});

test("one illegal generic tick refuses the list and names the legal ones", () => {
  const { client } = stage();
  ask(client, { genericTickList: "233,999" });
  match(
    texts(client)[0] ?? "",
    /Incorrect generic tick list of 233,999. {2}Legal ones for \(STK\) are: 100\(Option Volume\),101/,
  );
  deepEqual(heard(client), ["ERR 1 321"]);
  ask(client, { genericTickList: "233", snapshot: true });
  deepEqual(heard(client), ["ERR 1 414"]);
});

test("a halt is told at once, with its reason, and so is its end", () => {
  const { gateway, client } = stage();
  const { exchange } = gateway.gateway;
  ask(client);
  const halted = (run: () => ReturnType<typeof exchange.halt>): string[] => {
    heard(client);
    gateway.gateway.dictate(run);
    gateway.pass(1);
    return heard(client).filter((text) => text.startsWith("49="));
  };
  deepEqual(
    halted(() => exchange.halt(265598, 1)),
    ["49=1"],
  );
  gateway.pass(seconds(10));
  deepEqual(heard(client), []);
  deepEqual(
    halted(() => exchange.resume(265598)),
    ["49=0"],
  );
  deepEqual(
    halted(() => exchange.halt(265598, 2)),
    ["49=2"],
  );
});

test("a combination is refused by a text that says so", () => {
  const { client } = stage();
  ask(client, { contract: { symbol: "AAPL", secType: "BAG", exchange: "SMART", currency: "USD" } });
  match(texts(client)[0] ?? "", /Market data of a combination is not supported by the simulated Gateway/);
});

test("which generic ticks are legal is a switch", () => {
  const refused = (genericTickList: string, switches: LoopbackOptions["switches"]): boolean => {
    const { client } = stage({ switches });
    ask(client, { genericTickList });
    return heard(client).includes("ERR 1 321");
  };
  deepEqual([refused("576", {}), refused("576", { legalGenericTicks: "2022" })], [true, false]);
  deepEqual([refused("104", {}), refused("104", { genericTick104: "refused" })], [false, true]);
});

test("a market data type that there is not changes nothing; whether it is refused is a switch", () => {
  const told = (switches: LoopbackOptions["switches"]): string[] => {
    const { client } = stage({ marketData: "delayed", prices: STILL, switches });
    client.send("reqMarketDataType", { marketDataType: 3 });
    client.send("reqMarketDataType", { marketDataType: 99 });
    ask(client, { snapshot: true });
    return heard(client).slice(0, 2);
  };
  deepEqual(told({}), ["type 3", "tickReqParams"]);
  deepEqual(told({ unknownMarketDataType: "321" }), ["ERR -1 321", "type 3"]);
});

test("a line goes on as it began when the connection's type changes", () => {
  const prices = `${STILL}\n400,AAPL,255.00,255.02,255.02,700,500,300`;
  const { gateway, client } = stage({ marketData: "delayed", prices });
  client.send("reqMarketDataType", { marketDataType: 3 });
  ask(client);
  client.send("reqMarketDataType", { marketDataType: 1 });
  heard(client);
  gateway.pass(minutes(16));
  const told = heard(client);
  ok(told.includes("66 255 x7") && !told.some((text) => text.startsWith("type")), told.join());
});
