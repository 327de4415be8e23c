/** Market depth of the simulated Gateway: books that a client can keep, and what is refused; time is virtual. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import test from "node:test";
import { minutes, seconds, type WallMs, wallOf } from "../../src/base/time.ts";
import type { Draft, OutgoingBody } from "../../src/wire/codec.ts";
import { type Client, Loopback, type LoopbackOptions } from "./loopback.ts";
import { line } from "./transcript.ts";

/** A Monday, 10:00 in New York. */
const MONDAY = wallOf(2026, 1, 5, 15, 0);
const SMART = { symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const ARCA = { ...SMART, exchange: "ARCA" };
const NASDAQ = { ...SMART, exchange: "NASDAQ" };

function stage(options: LoopbackOptions = {}, version = 225, wall: WallMs = MONDAY) {
  const gateway = new Loopback(wall, options);
  const client = gateway.connect(1, version);
  client.told.length = 0;
  return { gateway, client };
}

const ask = (client: Client, also: Draft<OutgoingBody<"reqMktDepth">> = {}): void =>
  client.send("reqMktDepth", { reqId: 1, contract: ARCA, numRows: 5, isSmartDepth: false, ...also });

interface Row {
  readonly price: number;
  readonly size: string | undefined;
  readonly marketMaker: string;
}

/** What a client has that does what every message says; a position outside its list fails the test. */
class Kept {
  readonly asks: Row[] = [];
  readonly bids: Row[] = [];

  hear(client: Client): this {
    for (const { name, body } of client.told.splice(0)) {
      if (name !== "updateMktDepth" && name !== "updateMktDepthL2") continue;
      const { position, operation, side, price, size } = body;
      const rows = side === 1 ? this.bids : this.asks;
      const row = { price, size, marketMaker: name === "updateMktDepthL2" ? body.marketMaker : "" };
      ok(position < rows.length + (operation === 0 ? 1 : 0), `${operation} at ${position} of ${rows.length}`);
      if (operation === 0) rows.splice(position, 0, row);
      else if (operation === 1) rows[position] = row;
      else rows.splice(position, 1);
    }
    return this;
  }
}

for (const version of [157, 193, 225])
  test(`a book at server version ${version} stays whole over a minute and has the quote at its head`, () => {
    const { gateway, client } = stage({}, version);
    const kept = new Kept();
    ask(client);
    for (let i = 0; i < 240; i++) {
      gateway.pass(250);
      kept.hear(client);
      ok(kept.bids.length === 5 && kept.asks.length === 5);
      ok(kept.bids.every(({ price }, at) => price < (kept.bids[at - 1]?.price ?? Number.POSITIVE_INFINITY)));
    }
    const { bid, ask: asked } = gateway.gateway.exchange.quote(265598);
    deepEqual([kept.bids[0]?.price, kept.asks[0]?.price], [bid, asked]);
  });

test("SMART depth names exchanges and says first which books the login lacks, in the recorded words", () => {
  const { gateway, client } = stage();
  ask(client, { contract: SMART, numRows: 20, isSmartDepth: true });
  const [notice] = client.told;
  ok(notice?.name === "error" && notice.body.errorCode === 2152);
  match(
    notice.body.errorMsg,
    /^Exchanges - Depth: IEX; Top: BYX; AMEX; .*Need additional market data permissions - Depth: BATS; ARCA; NASDAQ; BEX; NYSE; $/,
  );
  ok(client.told.slice(1).every(({ name }) => name === "updateMktDepthL2"));
  const kept = new Kept().hear(client);
  ok(kept.bids.some(({ marketMaker }) => marketMaker === "IEX"));
  for (let i = 0; i < 100; i++) {
    gateway.pass(250);
    kept.hear(client);
  }
  equal(kept.bids[0]?.price, gateway.gateway.exchange.quote(265598).bid);
});

test("a login without permissions has a SMART book without rows, and none of an exchange", () => {
  const { gateway, client } = stage({ marketData: "delayed" });
  ask(client, { contract: SMART, isSmartDepth: true });
  const [notice] = client.told;
  ok(notice?.name === "error");
  match(
    notice.body.errorMsg,
    /^Exchanges - Top: IBEOS; OVERNIGHT; Need additional market data permissions - Depth: BATS; .*Top: BYX; /,
  );
  gateway.pass(seconds(5));
  deepEqual(client.told.splice(0).map(line), ["ERR 1 2152"]);
  client.send("cancelMktDepth", { reqId: 1, isSmartDepth: true });
  deepEqual(client.told, []);
});

test("an exchange with market makers names them, another does not", () => {
  const { client } = stage();
  ask(client, { contract: NASDAQ });
  ok(client.told.splice(0).every(({ name }) => name === "updateMktDepthL2"));
  ask(client, { reqId: 2 });
  ok(client.told.every(({ name }) => name === "updateMktDepth"));
});

test("three books at once, then 309; a cancel with the same isSmartDepth frees one, another draws 310", () => {
  const { gateway, client } = stage();
  for (const reqId of [1, 2, 3, 4]) ask(client, { reqId });
  equal(client.told.map(line).at(-1), "ERR 4 309");
  client.told.length = 0;
  client.send("cancelMktDepth", { reqId: 1, isSmartDepth: true });
  client.send("cancelMktDepth", { reqId: 1, isSmartDepth: false });
  client.send("cancelMktDepth", { reqId: 1, isSmartDepth: false });
  deepEqual(client.told.splice(0).map(line), ["ERR 1 310", "ERR 1 310"]);
  for (const reqId of [2, 3]) client.send("cancelMktDepth", { reqId, isSmartDepth: false });
  gateway.pass(seconds(5));
  deepEqual(client.told, []);
});

test("what has no book, who may not see it, a number in use and an unknown contract are refused", () => {
  const refused = (also: Draft<OutgoingBody<"reqMktDepth">>, options: LoopbackOptions = {}): string[] => {
    const { client } = stage(options);
    ask(client, also);
    return client.told.map(line);
  };
  deepEqual(refused({ contract: SMART }), ["ERR 1 10092"]);
  deepEqual(refused({ contract: { ...SMART, secType: "BAG" }, isSmartDepth: true }), ["ERR 1 10092"]);
  deepEqual(refused({ contract: { ...ARCA, symbol: "NOPE" } }), ["ERR 1 200"]);
  deepEqual(refused({ numRows: -1 }), ["ERR 1 321"]);
  deepEqual(refused({}, { marketData: "delayed" }), ["ERR 1 354"]);
  deepEqual(refused({}, { marketData: "competing" }), ["ERR 1 10197"]);
  deepEqual(refused({}, { limits: { linesMax: 0 } }), ["ERR 1 101"]);
  const { client } = stage();
  ask(client);
  client.told.length = 0;
  ask(client);
  deepEqual(client.told.map(line), ["ERR 1 102"]);
});

test("a halt ends a book with 316; it can be asked for again when trading goes on", () => {
  const { gateway, client } = stage();
  const { exchange } = gateway.gateway;
  ask(client);
  client.told.length = 0;
  gateway.gateway.dictate(() => exchange.halt(265598, 1));
  deepEqual(client.told.splice(0).map(line), ["ERR 1 316"]);
  gateway.gateway.dictate(() => exchange.resume(265598));
  gateway.pass(seconds(2));
  deepEqual(client.told, []);
  ask(client);
  equal(new Kept().hear(client).bids.length, 5);
});

test("a closed market has an empty book; when it opens 317 comes first and then all rows", () => {
  const { gateway, client } = stage({ calendar: "real", tickMs: 30_000 }, 225, wallOf(2026, 1, 5, 8, 50));
  ask(client);
  deepEqual(client.told, []);
  gateway.pass(minutes(11));
  equal(client.told.map(line)[0], "ERR 1 317");
  client.told.shift();
  const kept = new Kept().hear(client);
  deepEqual([kept.bids.length, kept.asks.length], [5, 5]);
});
