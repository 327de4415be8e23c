import assert from "node:assert/strict";
import test from "node:test";
import type { Instant } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import type { Draft, IncomingBody, IncomingName, OutgoingBody } from "../wire/codec.ts";
import { incomingId } from "../wire/codec.ts";
import { Bench, names, request } from "./bench.test.ts";
import { Lines } from "./lines.ts";

class LinesBench extends Bench {
  readonly lines: Lines;

  constructor(linesMax?: number) {
    super();
    this.lines = new Lines(this, linesMax);
    this.lines.sessionStarted();
  }

  quotes(client: Client, reqId: number, body: Draft<OutgoingBody<"reqMktData">> = {}): void {
    this.lines.asked(client, request("reqMktData", { ...AAPL, ...body, reqId }), this.now);
  }

  cancels(client: Client, reqId: number): void {
    this.lines.asked(client, request("cancelMktData", { reqId }), this.now);
  }

  wishes(client: Client, marketDataType: number): void {
    this.lines.asked(client, request("reqMarketDataType", { marketDataType }), this.now);
  }

  /** The Gateway says something about a line; its buffer is then used for something else. */
  hears<N extends IncomingName>(name: N, body: Draft<IncomingBody<N>> & { readonly reqId?: number }): boolean {
    const { payload } = this.frame(name, body);
    const claimed = this.lines.heardRaw(payload, incomingId(name), body.reqId!, this.now);
    payload.fill(255);
    return claimed;
  }

  refuses(id: number, errorCode: number, errorMsg = "refused"): boolean {
    const { message } = this.frame("error", { id, errorCode, errorMsg });
    assert(message.name === "error");
    return this.lines.refused(message.body, this.now);
  }

  bid(id: number, price: number): boolean {
    return this.hears("tickPrice", { reqId: id, tickType: 1, price });
  }

  /** The upstream ids of the lines that were opened. */
  opened(): number[] {
    return this.takeSent()
      .filter(({ name }) => name === "reqMktData")
      .map(({ body }) => body.reqId);
  }

  /** Of the only stream. */
  pulse() {
    const [stream] = this.lines.streams();
    return stream!.pulse;
  }

  outage(between: () => void = () => {}): void {
    this.loseQueue();
    this.lines.sessionLost();
    between();
    this.lines.sessionStarted();
  }
}

const AAPL = { contract: { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" } };
const about = (conId: number) => ({ contract: { ...AAPL.contract, conId } });
const comboLegs = [{ conId: 1, ratio: 1, action: "BUY", exchange: "SMART" }];
const COMBO = { contract: { secType: "BAG", symbol: "AAPL", comboLegs } };
const prices = (heard: { name: string; body: { price?: number } }[]) =>
  heard.filter(({ name }) => name === "tickPrice").map(({ body }) => body.price);

test("two clients that want the same share one line, each under its own id", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  bench.quotes(b, 9);
  const [id, ...more] = bench.opened();
  assert.deepEqual([more, bench.lines.used], [[], 1]);
  bench.bid(id!, 255.01);
  for (const [client, reqId] of [
    [a, 5],
    [b, 9],
  ] as const) {
    const [tick] = bench.heardBy(client);
    assert.deepEqual([tick!.body.reqId, tick!.body.price], [reqId, 255.01]);
  }
});

test("a contract is its conId and exchange, whatever else was sent; without a conId it is the fields as sent", () => {
  const bench = new LinesBench();
  const a = bench.client(1);
  bench.quotes(a, 1);
  bench.quotes(a, 2, { contract: { conId: 265598, exchange: "SMART" } });
  bench.quotes(a, 3, { contract: { conId: 265598, exchange: "ISLAND" } });
  bench.quotes(a, 4, { contract: { symbol: "AAPL", secType: "STK", exchange: "SMART" } });
  bench.quotes(a, 5, { contract: { symbol: "AAPL", secType: "STK", exchange: "SMART" } });
  bench.quotes(a, 6, { mktDataOptions: [{ tag: "x", value: "y" }] });
  assert.deepEqual([bench.opened().length, bench.lines.used], [4, 4]);
});

test("a late joiner hears how the line opened and the last tick of each kind, then the stream", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1, 178), bench.client(2, 157)];
  bench.quotes(a, 5);
  const id = bench.opened()[0]!;
  bench.hears("tickReqParams", { reqId: id, minTick: 0.01, bboExchange: "9c0001" });
  bench.hears("marketDataType", { reqId: id, marketDataType: 1 });
  bench.bid(id, 255.123456);
  bench.hears("tickSize", { reqId: id, tickType: 0 });
  bench.hears("tickOptionComputation", { reqId: id, tickType: 13, delta: 0.5 });
  bench.hears("tickNews", { reqId: id, headline: "old" });
  bench.bid(id, 256);
  bench.quotes(b, 9);
  const late = bench.heardBy(b);
  assert.equal(names(late), "marketDataType tickReqParams tickSize tickOptionComputation tickPrice");
  assert(late.every(({ body }) => body.reqId === 9));
  assert.deepEqual(prices(late), [256]);
  bench.bid(id, 257);
  assert.deepEqual([prices(bench.heardBy(b)), prices(bench.heardBy(a))], [[257], [255.123456, 256, 257]]);
});

test("a tick that was garbled is not told to those who join later", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  const id = bench.opened()[0]!;
  bench.bid(id, 255);
  const { payload } = bench.frame("tickPrice", { reqId: id, tickType: 2, price: 777.77 });
  payload[Buffer.from(payload).indexOf("777.77") + 1] = 4;
  // It passes to those who are on the line as it came; the bench would read it.
  Object.assign(bench, { relay: () => {} });
  bench.lines.heardRaw(payload, incomingId("tickPrice"), id, bench.now);
  Reflect.deleteProperty(bench, "relay");
  bench.quotes(b, 9);
  assert.deepEqual(prices(bench.heardBy(b)), [255]);
});

test("a rider is spared the generic ticks it did not ask for and keeps the usual quote", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5, { genericTickList: "233,236" });
  const id = bench.opened()[0]!;
  bench.quotes(b, 9, { genericTickList: "236" });
  assert.deepEqual(bench.opened(), []);
  const say = () => {
    bench.bid(id, 255);
    bench.hears("tickString", { reqId: id, tickType: 48, value: "255;1;0;1;255;true" });
    bench.hears("tickGeneric", { reqId: id, tickType: 46, value: 3 });
    bench.hears("tickGeneric", { reqId: id, tickType: 49, value: 0 });
  };
  say();
  assert.equal(names(bench.heardBy(a)), "tickPrice tickString tickGeneric tickGeneric");
  assert.equal(names(bench.heardBy(b)), "tickPrice tickGeneric tickGeneric");
  const c = bench.client(3);
  bench.quotes(c, 1);
  assert.equal(names(bench.heardBy(c)), "tickPrice tickGeneric");
});

test("a wider wish opens its line first; the narrow one closes when the wide one speaks and nobody notices", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5, { genericTickList: "236" });
  const narrow = bench.opened()[0]!;
  bench.hears("marketDataType", { reqId: narrow, marketDataType: 1 });
  bench.bid(narrow, 255);
  bench.quotes(b, 9, { genericTickList: "233" });
  const sent = bench.takeSent();
  assert.equal(names(sent), "reqMktData");
  assert.deepEqual([sent[0]!.body.genericTickList, bench.lines.used], ["236,233", 1]);
  const wide = sent[0]!.body.reqId;
  bench.bid(narrow, 256);
  assert.deepEqual([prices(bench.heardBy(a)), bench.heardBy(b)], [[255, 256], []]);
  bench.hears("marketDataType", { reqId: wide, marketDataType: 1 });
  const closed = bench.takeSent();
  assert.deepEqual([names(closed), closed[0]!.body.reqId], ["cancelMktData", narrow]);
  bench.hears("tickString", { reqId: wide, tickType: 48 });
  bench.bid(wide, 257);
  assert.equal(names(bench.heardBy(a)), "tickPrice");
  assert.equal(names(bench.heardBy(b)), "marketDataType tickString tickPrice");
  assert.equal(bench.bid(narrow, 258), false);
  bench.cancels(a, 5);
  assert.deepEqual(bench.takeSent(), []);
  bench.cancels(b, 9);
  assert.equal(bench.takeSent()[0]!.body.reqId, wide);
  assert.equal(bench.lines.used, 0);
});

test("a refused wider wish leaves the narrow line alone", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  const narrow = bench.opened()[0]!;
  bench.quotes(b, 9, { genericTickList: "9999" });
  bench.refuses(bench.opened()[0]!, 321, "Incorrect generic tick list of 9999");
  assert.equal(bench.heardBy(b)[0]!.body.errorCode, 321);
  bench.bid(narrow, 255);
  assert.equal(names(bench.heardBy(a)), "tickPrice");
  assert.deepEqual(bench.takeSent(), []);
});

test("a generic tick that the Gateway refuses costs only who asked for it, also where another's line was widened for it", () => {
  const cases: readonly ((bench: LinesBench, wish: () => void) => void)[] = [
    (_bench, wish) => wish(),
    (bench, wish) => bench.outage(wish),
  ];
  for (const [i, wishes] of cases.entries()) {
    const bench = new LinesBench(i === 0 ? 1 : undefined);
    const [a, b] = [bench.client(1), bench.client(2)];
    bench.quotes(a, 5, { genericTickList: "233" });
    bench.hears("marketDataType", { reqId: bench.opened()[0]!, marketDataType: 1 });
    bench.heardBy(a);
    wishes(bench, () => bench.quotes(b, 9, { genericTickList: "9999" }));
    bench.heardBy(b);
    bench.refuses(bench.opened().at(-1)!, 321, "Incorrect generic tick list of 233,9999");
    const [own, bad] = bench.takeSent().filter(({ name }) => name === "reqMktData");
    assert.deepEqual([own!.body.genericTickList, bad!.body.genericTickList], ["233", "9999"]);
    bench.refuses(bad!.body.reqId, 321, "Incorrect generic tick list of 9999");
    assert.deepEqual(
      bench.heardBy(b).map(({ body }) => [body.id, body.errorMsg]),
      [[9, "Incorrect generic tick list of 9999"]],
    );
    bench.hears("marketDataType", { reqId: own!.body.reqId, marketDataType: 1 });
    bench.bid(own!.body.reqId, 255);
    assert.equal(names(bench.heardBy(a)), "tickPrice");
    assert.deepEqual([bench.takeSent(), bench.lines.used], [[], 1]);
  }
});

test("with all lines in use a generic tick that the Gateway refuses parts nobody who was served: there is no line for it", () => {
  const bench = new LinesBench(1);
  const [a, b, c] = [bench.client(1), bench.client(2), bench.client(3)];
  bench.quotes(a, 5, { genericTickList: "233" });
  bench.bid(bench.opened()[0]!, 255);
  bench.quotes(b, 6, { genericTickList: "236" });
  bench.bid(bench.opened().at(-1)!, 255);
  bench.quotes(c, 7, { genericTickList: "9999" });
  for (const client of [a, b, c]) bench.heardBy(client);
  bench.refuses(bench.opened().at(-1)!, 321, "Incorrect generic tick list of 233,236,9999");
  const [both, bad] = bench.takeSent();
  assert.deepEqual([both!.body.genericTickList, bad!.body.genericTickList], ["233,236", "9999"]);
  bench.refuses(bad!.body.reqId, 321, "Incorrect generic tick list of 9999");
  bench.hears("tickString", { reqId: both!.body.reqId, tickType: 48, value: "1;2" });
  assert.deepEqual(
    [a, b, c].map((client) => names(bench.heardBy(client))),
    ["tickString", "", "error"],
  );
  assert.equal(bench.lines.used, 1);
  bench.outage();
  bench.refuses(bench.opened()[0]!, 321, "Incorrect generic tick list of 233,236");
  assert.deepEqual(
    bench.takeSent().map(({ body }) => body.genericTickList),
    ["233", "236"],
    "a Gateway that was updated may refuse what the former one gave",
  );
});

test("who asks for legal generic ticks beside somebody whose are refused at that moment is served", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5, { genericTickList: "9999" });
  bench.quotes(b, 9, { genericTickList: "233" });
  const [bad, both] = bench.opened();
  bench.refuses(bad!, 321, "Incorrect generic tick list of 9999");
  bench.refuses(both!, 321, "Incorrect generic tick list of 9999,233");
  assert.equal(names(bench.heardBy(a)), "error");
  bench.bid(bench.opened()[0]!, 255);
  assert.equal(names(bench.heardBy(b)), "tickPrice");
});

test("a third wish while the second still opens ends with one line for all", () => {
  const bench = new LinesBench();
  const clients = [bench.client(1), bench.client(2), bench.client(3)];
  clients.forEach((client, i) => {
    bench.quotes(client, 5, { genericTickList: String(100 + i) });
  });
  const [first, second, third] = bench.opened();
  bench.bid(third!, 255);
  assert.deepEqual(
    bench.takeSent().map(({ name, body }) => [name, body.reqId]),
    [
      ["cancelMktData", first],
      ["cancelMktData", second],
    ],
  );
  assert.deepEqual(
    clients.map((client) => prices(bench.heardBy(client))),
    [[255], [255], [255]],
  );
  assert.equal(bench.lines.used, 1);
});

test("at the limit a wider wish closes the narrow line first", () => {
  const bench = new LinesBench(1);
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  bench.quotes(b, 9, { genericTickList: "233" });
  assert.equal(names(bench.takeSent()), "reqMarketDataType reqMktData cancelMktData reqMktData");
});

test("who asked first is told what comes of the wider request that took the place of its own before it was answered", () => {
  const bench = new LinesBench(1);
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  bench.quotes(b, 9, { genericTickList: "233" });
  bench.refuses(bench.opened().at(-1)!, 200, "No security definition has been found for the request");
  assert.deepEqual([names(bench.heardBy(a)), names(bench.heardBy(b))], ["error", "error"]);
  assert.equal(bench.lines.used, 0);
});

test("with all lines in use no request leaves before the cancel that made room for it, whoever's turn it is", () => {
  const bench = new LinesBench(2);
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 1, about(1));
  bench.quotes(a, 2, about(2));
  bench.wishes(b, 3);
  bench.takeSent();
  bench.holding = true;
  bench.cancels(a, 1);
  bench.quotes(b, 1, about(3));
  bench.cancels(a, 2);
  bench.quotes(b, 2, about(4));
  bench.letLeave("reversed");
  assert.equal(names(bench.takeSent()), "cancelMktData reqMarketDataType reqMktData cancelMktData reqMktData");
});

test("a line that is about to be replaced makes room when the last one is asked for", () => {
  const bench = new LinesBench(2);
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 1, about(1));
  bench.quotes(b, 1, { ...about(1), genericTickList: "233" });
  assert.equal(names(bench.takeSent()), "reqMarketDataType reqMktData reqMktData");
  bench.quotes(b, 2, about(2));
  assert.equal(names(bench.takeSent()), "cancelMktData reqMktData");
  assert.deepEqual([bench.heardBy(a), bench.heardBy(b), bench.lines.used], [[], [], 2]);
});

test("a cancel that still waits when the session is lost is not sent in the next one", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 1, about(1));
  bench.takeSent();
  bench.holding = true;
  bench.cancels(a, 1);
  bench.outage();
  bench.quotes(b, 1, about(2));
  bench.letLeave();
  assert.equal(names(bench.takeSent()), "reqMarketDataType reqMktData");
});

test("with all lines in use who asks again behind a loss has the line that it gives up, also where none is shared", () => {
  for (const again of [COMBO, about(7)]) {
    const bench = new LinesBench(2);
    const [a, b] = [bench.client(1), bench.client(2)];
    bench.quotes(a, 5, COMBO);
    bench.quotes(b, 5, about(1));
    bench.outage();
    bench.takeSent();
    bench.quotes(a, 5, again);
    assert.deepEqual(bench.heardBy(a), []);
    assert.equal(names(bench.sent), "cancelMktData reqMktData");
    bench.bid(bench.opened()[0]!, 255);
    assert.equal(names(bench.heardBy(a)), "tickPrice");
    bench.quotes(a, 6, COMBO);
    assert.equal(bench.heardBy(a)[0]?.body.errorCode, 101);
  }
});

test("error 101 comes only when different lines use up the limit", () => {
  const bench = new LinesBench(2);
  const [a, b] = [bench.client(1), bench.client(2)];
  for (let i = 0; i < 5; i++) bench.quotes(a, i, about(1));
  bench.quotes(a, 7, about(2));
  bench.quotes(b, 1, about(2));
  assert.deepEqual(bench.heardBy(a), []);
  bench.quotes(b, 2, about(3));
  const [error] = bench.heardBy(b);
  assert.deepEqual([error!.body.id, error!.body.errorCode], [2, 101]);
  assert.equal(error!.body.errorMsg, "Max number of tickers has been reached");
  bench.cancels(a, 7);
  bench.cancels(b, 1);
  bench.quotes(b, 2, about(3));
  assert.deepEqual(bench.heardBy(b), []);
});

test("a snapshot is its client's own and ends", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5, { snapshot: true });
  bench.quotes(b, 5, { snapshot: true });
  const [id, other] = bench.opened();
  assert.notEqual(other, undefined);
  bench.bid(id!, 255);
  bench.hears("tickSnapshotEnd", { reqId: id! });
  assert.equal(names(bench.heardBy(a)), "tickPrice tickSnapshotEnd");
  assert.deepEqual(bench.heardBy(b), []);
  assert.deepEqual([bench.takeSent(), bench.lines.used], [[], 1]);
  bench.cancels(a, 5);
  assert.equal(bench.heardBy(a)[0]!.body.errorCode, 300);
});

test("combinations are never shared", () => {
  const bench = new LinesBench();
  const a = bench.client(1);
  for (const reqId of [1, 2]) bench.quotes(a, reqId, COMBO);
  assert.equal(bench.opened().length, 2);
});

test("a final refusal ends the line for all its riders, and the next one asks anew", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  bench.quotes(b, 9);
  const id = bench.opened()[0]!;
  bench.refuses(id, 200, "No security definition has been found for the request");
  for (const [client, reqId] of [
    [a, 5],
    [b, 9],
  ] as const) {
    const [error] = bench.heardBy(client);
    assert.deepEqual([error!.body.id, error!.body.errorCode], [reqId, 200]);
  }
  assert.deepEqual([bench.takeSent(), bench.lines.used, bench.released.has(id)], [[], 0, true]);
  bench.quotes(a, 5);
  assert.equal(bench.opened().length, 1);
});

test("a warning goes to every rider, later ones too, and the line lives on", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  const id = bench.opened()[0]!;
  bench.hears("tickReqParams", { reqId: id, minTick: 0.01 });
  bench.refuses(id, 10167, "Requested market data is not subscribed. Displaying delayed market data.");
  bench.hears("tickPrice", { reqId: id, tickType: 66, price: 254 });
  bench.quotes(b, 9);
  assert.equal(names(bench.heardBy(a)), "tickReqParams error tickPrice");
  const late = bench.heardBy(b);
  assert.equal(names(late), "tickReqParams error tickPrice");
  assert.deepEqual([late[1]!.body.id, late[1]!.body.errorCode], [9, 10167]);
});

const DELAYED = "Requested market data is not subscribed. Displaying delayed market data.";

test("a remark is heard once of a line that holdfast asks for anew, and again when it is another one or was untrue meanwhile", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  const says = (code: number, id = bench.opened()[0]!) => bench.refuses(id, code, DELAYED);
  const told = (client: typeof a) => bench.heardBy(client).map(({ body }) => body.errorCode);
  says(10167);
  bench.lines.renew(bench.pulse());
  bench.quotes(b, 9);
  says(10167);
  assert.deepEqual([told(a), told(b)], [[10167], [10167]], "once each");
  bench.outage();
  says(10090);
  assert.deepEqual([told(a), told(b)], [[10090], [10090]]);
  bench.lines.renew(bench.pulse());
  bench.hears("tickReqParams", { reqId: bench.opened()[0]!, minTick: 0.01 });
  bench.lines.renew(bench.pulse());
  says(10090);
  assert.deepEqual(told(a), [undefined, 10090]);
});

test("that nothing comes is told of each request that draws it", () => {
  const bench = new LinesBench();
  const a = bench.client(1);
  bench.quotes(a, 5);
  for (let i = 0; i < 2; i++) {
    bench.refuses(bench.opened()[0]!, 10197, "No market data during competing live session");
    bench.outage();
  }
  assert.equal(names(bench.heardBy(a)), "error error");
});

test("an active ticker id cannot be asked twice, under another client it can", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  bench.quotes(a, 5, about(2));
  bench.quotes(b, 5, about(2));
  const [error] = bench.heardBy(a);
  assert.equal(error!.body.errorCode, 322);
  assert.match(error!.body.errorMsg, /Duplicate ticker id$/);
  assert.deepEqual(bench.heardBy(b), []);
});

test("a cancel ends one ride, the last one closes the line, one too many is told so", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  bench.quotes(b, 9);
  const id = bench.opened()[0]!;
  bench.cancels(a, 5);
  bench.bid(id, 255);
  assert.deepEqual([bench.heardBy(a), prices(bench.heardBy(b)), bench.takeSent()], [[], [255], []]);
  bench.cancels(b, 9);
  const [cancel] = bench.takeSent();
  assert.deepEqual([cancel!.name, cancel!.body.reqId], ["cancelMktData", id]);
  bench.cancels(b, 9);
  const [error] = bench.heardBy(b);
  assert.deepEqual([error!.body.errorCode, error!.body.errorMsg], [300, "Can't find EId with tickerId:9"]);
  assert.deepEqual(bench.takeSent(), []);
});

test("nobody can cancel another client's quotes", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  bench.takeSent();
  bench.cancels(b, 5);
  assert.equal(bench.heardBy(b)[0]!.body.errorCode, 300);
  assert.deepEqual([bench.takeSent(), bench.lines.used], [[], 1]);
});

test("a client that leaves takes its riders along and closes what nobody else hears", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  bench.quotes(a, 6);
  bench.quotes(a, 7, about(2));
  bench.quotes(b, 5);
  const [shared, own] = bench.opened();
  bench.lines.left(a.conn);
  assert.deepEqual(
    bench.takeSent().map(({ body }) => body.reqId),
    [own],
  );
  bench.bid(shared!, 255);
  assert.deepEqual(prices(bench.heardBy(b)), [255]);
});

test("a line that is cancelled before its request left is never asked for", () => {
  const bench = new LinesBench();
  const a = bench.client(1);
  bench.holding = true;
  bench.quotes(a, 5);
  bench.cancels(a, 5);
  bench.letLeave("reversed");
  assert.deepEqual(bench.sent, []);
});

test("each request leaves under the market data type its client wished, told only when it changes", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.wishes(b, 3);
  assert.deepEqual(bench.takeSent(), []);
  bench.quotes(a, 1, about(1));
  bench.quotes(a, 2, about(2));
  bench.quotes(b, 1, about(3));
  bench.quotes(b, 2, about(4));
  bench.quotes(a, 3, about(5));
  const told = bench
    .takeSent()
    .map(({ name, body }) => (name === "reqMarketDataType" ? `type ${body.marketDataType}` : body.contract.conId));
  assert.deepEqual(told, ["type 1", 1, 2, "type 3", 3, 4, "type 1", 5]);
});

test("the type is right even when the queue lets a later request go first", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 1, about(1));
  bench.takeSent();
  bench.holding = true;
  bench.wishes(b, 3);
  bench.quotes(b, 1, about(3));
  bench.quotes(a, 2, about(2));
  bench.quotes(b, 2, about(4));
  bench.letLeave("reversed");
  let type = 1;
  const under = new Map<number, number>();
  for (const { name, body } of bench.takeSent()) {
    if (name === "reqMarketDataType") type = body.marketDataType;
    else under.set(body.contract.conId, type);
  }
  assert.deepEqual([...under].sort(), [
    [2, 1],
    [3, 3],
    [4, 3],
  ]);
});

test("clients that wish different types do not share a line; an open line keeps its type", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 1);
  bench.wishes(b, 3);
  bench.quotes(b, 1);
  assert.equal(bench.lines.used, 2);
  bench.wishes(a, 3);
  bench.takeSent();
  bench.quotes(a, 2);
  assert.deepEqual([bench.takeSent(), bench.lines.used], [[], 2]);
});

test("a market data type that does not exist is refused and the wish stays", () => {
  const bench = new LinesBench();
  const a = bench.client(1);
  bench.wishes(a, 5);
  const [error] = bench.heardBy(a);
  assert.deepEqual([error!.body.id, error!.body.errorCode], [-1, 321]);
  bench.quotes(a, 1);
  assert.equal(bench.takeSent()[0]!.body.marketDataType, 1);
});

test("after an outage every line opens under a new id and clients keep theirs, with no second beginning", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.wishes(a, 3);
  bench.quotes(a, 5);
  const before = bench.opened()[0]!;
  bench.hears("marketDataType", { reqId: before, marketDataType: 3 });
  bench.hears("tickReqParams", { reqId: before, minTick: 0.01 });
  bench.bid(before, 255);
  bench.heardBy(a);
  bench.outage(() => bench.quotes(b, 5));
  const sent = bench.takeSent();
  assert.equal(names(sent), "reqMarketDataType reqMktData reqMarketDataType reqMktData");
  const id = sent[1]!.body.reqId;
  assert.notEqual(id, before);
  assert.deepEqual([bench.heardBy(a), bench.bid(before, 1)], [[], false]);
  bench.hears("marketDataType", { reqId: id, marketDataType: 3 });
  bench.hears("tickReqParams", { reqId: id, minTick: 0.01 });
  bench.bid(id, 256);
  const heard = bench.heardBy(a);
  assert.equal(names(heard), "tickPrice");
  assert.equal(heard[0]!.body.reqId, 5);
  bench.hears("marketDataType", { reqId: id, marketDataType: 1 });
  assert.equal(names(bench.heardBy(a)), "marketDataType");
});

test("after an outage nobody is shown the ticks of before it", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  bench.bid(bench.opened()[0]!, 255);
  bench.outage();
  bench.quotes(b, 5);
  assert.deepEqual(bench.heardBy(b), []);
});

test("who joins while the session is lost is not shown the prices of before as if they were of now", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  bench.bid(bench.opened()[0]!, 255);
  bench.outage(() => {
    bench.quotes(b, 9);
    assert.deepEqual(bench.heardBy(b), []);
  });
  bench.bid(bench.opened()[0]!, 240);
  assert.deepEqual(prices(bench.heardBy(b)), [240]);
});

test("an outage while a wider line opens leaves one line", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  bench.quotes(b, 5, { genericTickList: "233" });
  bench.takeSent();
  bench.outage();
  const sent = bench.takeSent();
  assert.equal(names(sent), "reqMarketDataType reqMktData");
  bench.bid(sent[1]!.body.reqId, 255);
  assert.deepEqual([prices(bench.heardBy(a)), prices(bench.heardBy(b))], [[255], [255]]);
});

test("a snapshot is asked again after an outage, one that costs money is failed on its id", () => {
  const bench = new LinesBench();
  const a = bench.client(1);
  bench.quotes(a, 5, { snapshot: true });
  bench.quotes(a, 6, { regulatorySnapshot: true });
  bench.takeSent();
  bench.outage(() => bench.quotes(a, 7, { regulatorySnapshot: true }));
  assert.deepEqual(
    bench
      .takeSent()
      .filter(({ name }) => name === "reqMktData")
      .map(({ body }) => body.regulatorySnapshot),
    [false, true],
  );
  const [error] = bench.heardBy(a);
  assert.deepEqual([error!.body.id, error!.body.errorCode], [6, 322]);
});

test("a cancel during an outage is kept", () => {
  const bench = new LinesBench();
  const a = bench.client(1);
  bench.quotes(a, 5);
  bench.takeSent();
  bench.outage(() => bench.cancels(a, 5));
  assert.deepEqual([bench.takeSent(), bench.heardBy(a), bench.lines.used], [[], [], 0]);
});

test("a Gateway of another version after an outage begins anew", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1, 200), bench.client(2, 200)];
  bench.quotes(a, 5);
  bench.hears("marketDataType", { reqId: bench.opened()[0]!, marketDataType: 1 });
  bench.heardBy(a);
  bench.loseQueue();
  bench.lines.sessionLost();
  bench.upstreamVersion = 178;
  bench.lines.sessionStarted();
  bench.quotes(b, 5);
  assert.deepEqual(bench.heardBy(b), []);
});

test("`mdoff` shares with nobody who wants the quote", () => {
  const bench = new LinesBench();
  const a = bench.client(1);
  bench.quotes(a, 1);
  bench.quotes(a, 2, { genericTickList: "mdoff,292" });
  assert.deepEqual(
    bench.takeSent().map(({ body }) => body.genericTickList),
    [undefined, "", "mdoff,292"],
  );
});

test("`MDOFF` turns the quote off as well, and takes it from nobody else", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5, { genericTickList: "MDOFF,292" });
  bench.quotes(b, 9);
  assert.deepEqual([bench.opened().length, [...bench.lines.streams()].length], [2, 1]);
});

const headlines = (heard: { name: string; body: { headline?: string } }[]) =>
  heard.flatMap(({ name, body }) => (name === "tickNews" ? body.headline : []));

test("nor those of the narrower line that a wider one has replaced", () => {
  const bench = new LinesBench();
  const [a, b, c] = [bench.client(1), bench.client(2), bench.client(3)];
  bench.quotes(a, 5);
  const narrow = bench.opened()[0]!;
  bench.bid(narrow, 255);
  bench.refuses(narrow, 10197, "No market data during competing live session");
  bench.now = (bench.now + 3_600_000) as Instant;
  bench.quotes(b, 9, { genericTickList: "233" });
  const wide = bench.opened()[0]!;
  bench.hears("marketDataType", { reqId: wide, marketDataType: 1 });
  bench.quotes(c, 2);
  assert.deepEqual(prices(bench.heardBy(c)), []);
  bench.bid(wide, 240);
  for (const client of [b, c]) assert.deepEqual(prices(bench.heardBy(client)), [240]);
});

test("a headline is told once, however often the line is asked for anew, and to who joined since it came", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  const say = (reqId: number, headline: string) =>
    bench.hears("tickNews", { reqId, providerCode: "BRFG", articleId: `BRFG$${headline}`, headline });
  bench.quotes(a, 5, { genericTickList: "mdoff,292:BRFG" });
  say(bench.opened()[0]!, "up");
  bench.outage();
  bench.quotes(b, 9, { genericTickList: "mdoff,292:BRFG" });
  const anew = bench.opened()[0]!;
  for (const headline of ["up", "down"]) say(anew, headline);
  assert.deepEqual(
    [headlines(bench.heardBy(a)), headlines(bench.heardBy(b))],
    [
      ["up", "down"],
      ["up", "down"],
    ],
  );
});

test("a provider is known in any case, as the Gateway may know it", () => {
  const bench = new LinesBench();
  const a = bench.client(1);
  bench.quotes(a, 5, { genericTickList: "mdoff,292:brfg" });
  bench.hears("tickNews", { reqId: bench.opened()[0]!, providerCode: "BRFG", articleId: "1", headline: "up" });
  assert.deepEqual(headlines(bench.heardBy(a)), ["up"]);
});

test("each rider hears the headlines of its own providers, and the Gateway is asked for those of all", () => {
  const bench = new LinesBench();
  const [a, b, c, d] = [bench.client(1), bench.client(2), bench.client(3), bench.client(4)];
  const wishes = [
    [a, "292:BRFG"],
    [b, "292:DJNL+BRFG"],
    [c, ""],
    [d, "236,292"],
  ] as const;
  for (const [client, genericTickList] of wishes) bench.quotes(client, 5, { genericTickList });
  const asked = bench.takeSent().flatMap(({ name, body }) => (name === "reqMktData" ? body : []));
  assert.deepEqual(
    asked.map(({ genericTickList }) => genericTickList),
    ["292:BRFG", "292:BRFG+DJNL", "236,292"],
  );
  for (const providerCode of ["BRFG", "DJNL", "FLY"])
    bench.hears("tickNews", { reqId: asked[2]!.reqId, providerCode, articleId: "1", headline: providerCode });
  assert.deepEqual(
    [a, b, c, d].map((client) => headlines(bench.heardBy(client))),
    [["BRFG"], ["BRFG", "DJNL"], [], ["BRFG", "DJNL", "FLY"]],
  );
});

test("a client's thousandth ticker is its last", () => {
  const bench = new LinesBench();
  const a = bench.client(1);
  for (let i = 0; i <= 1_000; i++) bench.quotes(a, i);
  assert.deepEqual(
    bench.heardBy(a).map(({ body }) => [body.id, body.errorCode]),
    [[1_000, 101]],
  );
  assert.equal(bench.lines.used, 1);
});

test("a line that is asked anew closes and opens upstream, and its riders hear no second beginning", () => {
  const bench = new LinesBench(1);
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  bench.quotes(b, 9);
  const [old] = bench.opened();
  bench.hears("marketDataType", { reqId: old!, marketDataType: 1 });
  bench.bid(old!, 255);
  for (const client of [a, b]) bench.heardBy(client);
  bench.lines.renew(bench.pulse());
  const sent = bench.takeSent();
  assert.equal(names(sent), "cancelMktData reqMktData");
  assert.equal(sent[0]!.body.reqId, old);
  const id = sent[1]!.body.reqId;
  assert.ok(!bench.bid(old!, 1), "what still comes under the old id is nobody's");
  bench.hears("marketDataType", { reqId: id, marketDataType: 1 });
  bench.bid(id, 256);
  for (const client of [a, b]) assert.equal(names(bench.heardBy(client)), "tickPrice");
  bench.cancels(a, 5);
  bench.cancels(b, 9);
  assert.equal(names(bench.takeSent()), "cancelMktData");
});

test("a line that has not left, or is gone, is not asked anew", () => {
  const bench = new LinesBench();
  const a = bench.client(1);
  bench.holding = true;
  bench.quotes(a, 5);
  const pulse = bench.pulse();
  bench.lines.renew(pulse);
  bench.letLeave();
  assert.equal(bench.opened().length, 1);
  bench.cancels(a, 5);
  bench.lines.renew(pulse);
  bench.letLeave();
  assert.equal(names(bench.takeSent()), "cancelMktData");
});

const shown = (bench: LinesBench, id: number): void => {
  bench.bid(id, 255);
  bench.hears("tickSize", { reqId: id, tickType: 0, size: "100" as never });
};

/** What a line proves that showed 255 and 100 shares before, or this, and all that after it was asked anew. */
function missed(after: (bench: LinesBench, id: number) => void, before = shown): boolean {
  const bench = new LinesBench();
  bench.quotes(bench.client(1), 5);
  const [id] = bench.opened();
  before(bench, id!);
  const pulse = bench.pulse();
  pulse.comparing = true;
  bench.lines.renew(pulse);
  after(bench, bench.opened()[0]!);
  return pulse.moved;
}

test("an image proves that something was missed when a price or a size in it is another, and only then", () => {
  const time = (bench: LinesBench, reqId: number, value: string) =>
    bench.hears("tickString", { reqId, tickType: 45, value });
  assert.ok(!missed(() => {}));
  assert.ok(!missed((bench, id) => bench.bid(id, 255) && time(bench, id, "1700000000")));
  assert.ok(missed((bench, id) => bench.bid(id, 256)));
  assert.ok(
    missed(
      (bench, id) => bench.bid(id, 255) && bench.hears("tickSize", { reqId: id, tickType: 0, size: "7" as never }),
    ),
  );
  assert.ok(!missed((bench, id) => bench.bid(id, 255) && bench.bid(id, 256)), "the second one is no image");
  assert.ok(
    !missed((bench, id) => bench.hears("tickPrice", { reqId: id, tickType: 2, price: 9 })),
    "never told before",
  );
  const late = (bench: LinesBench, id: number): void => {
    bench.bid(id, 255);
    bench.now = (bench.now + 4_000) as never;
    bench.hears("tickSize", { reqId: id, tickType: 0, size: "7" as never });
  };
  assert.ok(!missed(late), "the image is over");
});

/** Frames of a bid: its size alone, or its price with a size. */
const bids =
  (...frames: readonly (number | readonly [price: number, size: number, attrMask?: number])[]) =>
  (bench: LinesBench, reqId: number): void => {
    for (const frame of frames)
      if (typeof frame === "number") bench.hears("tickSize", { reqId, tickType: 0, size: String(frame) as never });
      else {
        const [price, size, attrMask = 0] = frame;
        bench.hears("tickPrice", { reqId, tickType: 1, price, size: String(size) as never, attrMask });
      }
  };

test("an image is held against the size that was told last, with its price or alone, and attributes are no quote", () => {
  const alone = bids([50, 5], 7);
  assert.ok(!missed(bids([50, 7]), alone));
  assert.ok(!missed(bids([50, 7], 7), alone));
  assert.ok(missed(bids([50, 5]), alone));
  assert.ok(missed(bids([51, 7]), alone));
  const together = bids(7, [50, 5]);
  assert.ok(!missed(bids([50, 5], 5), together));
  assert.ok(!missed(bids(5, [50, 5]), together));
  assert.ok(missed(bids(7), together));
  assert.ok(!missed(bids([50, 5, 1]), together), "attributes");
  assert.ok(!missed(bids([50, 5], 6), together), "the second size is no image");
});

test("who joins late hears the ticks in the order in which they came last: no old size stands behind a newer price", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  bids([10, 500], 700, [11, 100])(bench, bench.opened()[0]!);
  bench.quotes(b, 9);
  const sizes = bench.heardBy(b).map(({ name, body }) => `${name} ${body.size}`);
  assert.deepEqual(sizes, ["tickSize 700", "tickPrice 100"]);
});

test("a wider line goes on with the life of the narrow one, and neither end is the other's", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  const [narrow] = bench.opened();
  bench.bid(narrow!, 255);
  const pulse = bench.pulse();
  bench.quotes(b, 9, { genericTickList: "233" });
  const [wide] = bench.opened();
  bench.now = (bench.now + 1_000) as never;
  bench.bid(wide!, 256);
  assert.equal(bench.pulse(), pulse);
  assert.deepEqual([pulse.lastAt, pulse.askedAt], [bench.now, bench.now - 1_000]);
});

test("what excused a silence excuses none of the next request: a halt may end, and a refusal be lifted, in an outage", () => {
  const anew: readonly ((bench: LinesBench) => void)[] = [
    (bench) => bench.outage(),
    (bench) => bench.lines.renew(bench.pulse()),
    (bench) => {
      bench.quotes(bench.client(2), 9, { genericTickList: "233" });
      bench.hears("marketDataType", { reqId: bench.opened()[0]!, marketDataType: 1 });
    },
  ];
  for (const ask of anew) {
    for (const tickType of [49, 90]) {
      const bench = new LinesBench();
      bench.quotes(bench.client(1), 5);
      const [id] = bench.opened();
      bench.hears("marketDataType", { reqId: id!, marketDataType: 2 });
      bench.hears("tickGeneric", { reqId: id!, tickType, value: 1 });
      bench.refuses(id!, 10197, "No market data during competing live session");
      const { halted, frozen, excusedAt } = bench.pulse();
      assert.deepEqual([halted, frozen, excusedAt], [true, true, bench.now]);
      ask(bench);
      const { halted: haltedNow, frozen: frozenNow, excusedAt: excusedNow } = bench.pulse();
      assert.deepEqual([haltedNow, frozenNow, excusedNow], [false, false, Number.NEGATIVE_INFINITY]);
    }
  }
});

test("who joins behind an outage is not told what was said of the request before it", () => {
  const bench = new LinesBench();
  bench.quotes(bench.client(1), 5);
  bench.refuses(bench.opened()[0]!, 10197, "No market data during competing live session");
  bench.outage();
  const late = bench.client(2);
  bench.quotes(late, 9);
  assert.deepEqual(bench.heardBy(late), []);
});

test("snapshots, news and lines without quotes are not watched", () => {
  const bench = new LinesBench();
  const a = bench.client(1);
  bench.quotes(a, 1, { ...about(1), snapshot: true });
  bench.quotes(a, 2, { ...about(2), genericTickList: "mdoff,292" });
  bench.quotes(a, 3, { contract: { symbol: "BRFG:BRFG_ALL", secType: "NEWS", exchange: "BRFG" } });
  assert.deepEqual([...bench.lines.streams()], []);
  bench.quotes(a, 4, about(4));
  assert.equal([...bench.lines.streams()].length, 1);
});

test("behind a 100 what was never answered is cancelled and asked for anew in that time; what spoke, or left before, is not", () => {
  const bench = new LinesBench();
  const a = bench.client(1);
  bench.quotes(a, 1, about(1));
  bench.now = (bench.now + 20_000) as typeof bench.now;
  const from = bench.now;
  bench.quotes(a, 2, about(2));
  bench.quotes(a, 3, about(3));
  const [, second, third] = bench.opened();
  bench.bid(second!, 10);
  const until = (from + 1_000) as typeof from;
  bench.now = (from + 5_000) as typeof from;
  bench.lines.tooFast();
  assert.equal(bench.lines.askUnanswered({ from, until }), 1);
  const sent = bench.takeSent();
  assert.equal(names(sent), "cancelMktData reqMarketDataType reqMktData");
  assert.equal(sent[0]!.body.reqId, third);
  assert.notEqual(sent[2]!.body.reqId, third);
  assert.equal(bench.lines.askUnanswered({ from, until }), 0, "it is asked for once");
});

const NOT_DEFINED = "No security definition has been found for the request";

/** A line that flowed, and whose second request, holdfast's own, is refused one second after it left. */
function refusedAnew(bench: LinesBench): Client {
  const a = bench.client(1);
  bench.quotes(a, 5);
  bench.bid(bench.opened()[0]!, 255);
  bench.heardBy(a);
  bench.now = (bench.now + 1_000) as never;
  bench.outage();
  bench.refuses(bench.opened()[0]!, 200, NOT_DEFINED);
  return a;
}

test("a 200 to a request that holdfast made itself costs no client its line: it rests, and is asked for again after growing pauses", () => {
  const bench = new LinesBench();
  const a = refusedAnew(bench);
  const pauses: number[] = [];
  for (let i = 0; i < 3; i++) {
    const due = bench.lines.nextDeadline()!;
    pauses.push((due - bench.now) / 60_000);
    bench.now = due;
    bench.lines.tick(due);
    assert.equal(bench.lines.nextDeadline(), undefined, "until it is refused again");
    if (i < 2) bench.refuses(bench.opened()[0]!, 200, NOT_DEFINED);
  }
  bench.bid(bench.opened()[0]!, 256);
  assert.deepEqual([pauses, prices(bench.heardBy(a))], [[1, 2, 4], [256]]);
});

test("what rests is asked for at once when the link is back, when the watch over streams says so, and when somebody joins", () => {
  const wakes: readonly ((bench: LinesBench) => void)[] = [
    (bench) => bench.lines.noticed(1102, bench.now),
    (bench) => bench.outage(),
    (bench) => bench.lines.renew(bench.pulse()),
    (bench) => bench.quotes(bench.client(2), 9),
  ];
  for (const wake of wakes) {
    const bench = new LinesBench();
    refusedAnew(bench);
    wake(bench);
    assert.deepEqual([bench.opened().length, bench.lines.nextDeadline()], [1, undefined]);
  }
});

test("a 200 to the request that was made for a client is told to it, and to nobody else on the line", () => {
  const bench = new LinesBench();
  const a = refusedAnew(bench);
  const b = bench.client(2);
  bench.quotes(b, 9);
  bench.refuses(bench.opened()[0]!, 200, NOT_DEFINED);
  assert.deepEqual([names(bench.heardBy(a)), names(bench.heardBy(b))], ["", "error"]);
  bench.quotes(b, 9);
  bench.bid(bench.opened()[0]!, 256);
  assert.deepEqual([prices(bench.heardBy(a)), prices(bench.heardBy(b))], [[256], [256]]);
});

test("who was never answered hears a 200 to whichever request was made for it, and who was rests", () => {
  const again: readonly ((bench: LinesBench) => void)[] = [
    (bench) => bench.outage(),
    (bench) => bench.lines.renew(bench.pulse()),
    (bench) => void bench.lines.askUnanswered({ from: bench.now, until: bench.now }),
  ];
  for (const asks of again) {
    const bench = new LinesBench();
    const [a, b] = [bench.client(1), bench.client(2)];
    bench.quotes(a, 5);
    bench.bid(bench.opened()[0]!, 255);
    bench.now = (bench.now + 1_000) as never;
    bench.outage();
    bench.quotes(b, 9);
    bench.takeSent();
    asks(bench);
    bench.heardBy(a);
    bench.refuses(bench.opened()[0]!, 200, NOT_DEFINED);
    assert.deepEqual([names(bench.heardBy(a)), names(bench.heardBy(b)), bench.lines.used], ["", "error", 1]);
  }
});

test("a line that was answered without a tick, on a weekend, survives a 200 to holdfast's own request as well", () => {
  const bench = new LinesBench();
  const a = bench.client(1);
  bench.quotes(a, 5);
  bench.hears("marketDataType", { reqId: bench.opened()[0]!, marketDataType: 3 });
  bench.outage();
  bench.refuses(bench.opened()[0]!, 200, NOT_DEFINED);
  assert.deepEqual([names(bench.heardBy(a)), bench.lines.used], ["marketDataType", 1]);
  bench.lines.noticed(1102, bench.now);
  assert.equal(bench.opened().length, 1);
});

test("a 200 that is said for an hour is the truth, and is told; so is one behind data", () => {
  const bench = new LinesBench();
  const a = refusedAnew(bench);
  const since = bench.now;
  for (let due = bench.lines.nextDeadline(); due !== undefined; due = bench.lines.nextDeadline()) {
    assert.deepEqual(bench.heardBy(a), []);
    bench.now = due;
    bench.lines.tick(due);
    bench.refuses(bench.opened()[0]!, 200, NOT_DEFINED);
  }
  assert.deepEqual([names(bench.heardBy(a)), (bench.now - since) / 60_000, bench.lines.used], ["error", 60, 0]);
  bench.quotes(a, 5);
  const id = bench.opened()[0]!;
  bench.now = (bench.now + 1_000) as never;
  bench.bid(id, 255);
  bench.refuses(id, 200, NOT_DEFINED);
  assert.equal(names(bench.heardBy(a)), "tickPrice error");
});

test("a line that rests can be cancelled, and leaves nothing behind", () => {
  const bench = new LinesBench();
  const a = refusedAnew(bench);
  bench.takeSent();
  bench.cancels(a, 5);
  bench.lines.noticed(1102, bench.now);
  assert.deepEqual([bench.takeSent(), bench.lines.nextDeadline(), bench.lines.used], [[], undefined, 0]);
});

test("a snapshot that the Gateway never ends is given up, and frees its line and its id; while the link is lost none is", () => {
  const bench = new LinesBench(2);
  const [a, b] = [bench.client(1), bench.client(2)];
  const later = (ms: number): void => {
    bench.now = (bench.now + ms) as Instant;
    const due = bench.lines.nextDeadline();
    if (due !== undefined && due <= bench.now) bench.lines.tick(bench.now);
  };
  for (const reqId of [1, 2]) bench.quotes(a, reqId, { snapshot: true });
  const ids = bench.opened();
  bench.refuses(ids[0]!, 10197, "No market data during competing live session");
  bench.heardBy(a);
  later(20_000);
  bench.lines.noticed(1100, bench.now);
  later(200_000);
  bench.lines.noticed(1102, bench.now);
  later(29_000);
  assert.deepEqual([bench.heardBy(a), bench.lines.used], [[], 2]);
  later(1_000);
  const told = bench.heardBy(a).map(({ body }) => [body.id, body.errorCode]);
  assert.deepEqual(
    [told, bench.lines.used, bench.lines.nextDeadline()],
    [
      [
        [1, 322],
        [2, 322],
      ],
      0,
      undefined,
    ],
  );
  assert.deepEqual(
    bench.takeSent().map(({ name, body }) => [name, body.reqId]),
    ids.map((id) => ["cancelMktData", id]),
  );
  for (const reqId of [1, 2]) bench.quotes(a, reqId, { snapshot: true });
  bench.hears("tickSnapshotEnd", { reqId: bench.opened()[0]! });
  bench.quotes(b, 1);
  assert.deepEqual([names(bench.heardBy(a)), bench.heardBy(b)], ["tickSnapshotEnd", []]);
});

test("who joins a line that has brought nothing has it asked for anew, and hears the new answer alone", () => {
  const NOTHING = "No market data during competing live session";
  for (const code of [10197, 10089, undefined]) {
    const bench = new LinesBench();
    const [a, b, c] = [bench.client(1), bench.client(2), bench.client(3)];
    bench.quotes(a, 5);
    const dead = bench.opened()[0]!;
    if (code !== undefined) bench.refuses(dead, code, NOTHING);
    bench.quotes(b, 9);
    assert.deepEqual(bench.opened(), [], "it may just be on its way");
    bench.heardBy(a);
    bench.now = (bench.now + 60_000) as Instant;
    bench.quotes(c, 2);
    const sent = bench.takeSent();
    assert.deepEqual([names(sent), sent[0]!.body.reqId], ["cancelMktData reqMktData", dead]);
    bench.bid(sent[1]!.body.reqId, 255);
    for (const client of [a, c]) assert.equal(names(bench.heardBy(client)), "tickPrice");
    bench.now = (bench.now + 60_000) as Instant;
    bench.quotes(c, 3);
    assert.deepEqual(bench.takeSent(), [], "one that flows is joined");
  }
});

test("a line that another session of the login has silenced is asked for anew by whoever joins it, and one on a weekend is not", () => {
  const bench = new LinesBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.quotes(a, 5);
  bench.quotes(a, 6, about(2));
  const [flowed, closed] = bench.opened();
  bench.hears("tickReqParams", { reqId: closed!, minTick: 0.01 });
  bench.bid(flowed!, 255);
  bench.now = (bench.now + 60_000) as Instant;
  bench.refuses(flowed!, 10197, "No market data during competing live session");
  bench.heardBy(a);
  bench.quotes(b, 9);
  bench.quotes(b, 10, about(2));
  assert.equal(names(bench.takeSent()), "cancelMktData reqMktData");
  assert.deepEqual(bench.heardBy(a), []);
});

test("who joins a line that is asked for anew is not shown the prices of the request before as if they were of now", () => {
  const bench = new LinesBench();
  const [a, b, c, d] = [bench.client(1), bench.client(2), bench.client(3), bench.client(4)];
  bench.quotes(a, 5);
  const silenced = bench.opened()[0]!;
  bench.bid(silenced, 255);
  bench.now = (bench.now + 3_600_000) as Instant;
  bench.refuses(silenced, 10197, "No market data during competing live session");
  bench.now = (bench.now + 3_600_000) as Instant;
  bench.quotes(b, 9);
  bench.quotes(c, 2);
  assert.deepEqual([bench.heardBy(b), bench.heardBy(c)], [[], []]);
  bench.bid(bench.opened()[0]!, 240);
  bench.quotes(d, 3);
  for (const client of [b, c, d]) assert.deepEqual(prices(bench.heardBy(client)), [240]);
});

test("1101: a request that crosses it on the wire is not left open at the Gateway beside the one that takes its place", () => {
  const bench = new LinesBench();
  const a = bench.client(1);
  bench.quotes(a, 5);
  const [forgotten] = bench.opened();
  bench.bid(forgotten!, 255);
  bench.quotes(a, 6, about(2));
  const [crossing] = bench.opened();
  bench.holding = true;
  bench.lines.dataLost();
  bench.letLeave();
  const sent = bench.takeSent();
  const cancelled = sent.filter(({ name }) => name === "cancelMktData").map(({ body }) => body.reqId);
  assert.deepEqual([cancelled, bench.lines.used], [[crossing], 2]);
  assert.equal(sent.filter(({ name }) => name === "reqMktData").length, 2);
});

test("a price of before its line was asked for anew is no quote beside a tick of now", () => {
  const bench = new LinesBench();
  const a = bench.client(1);
  const quoted = () => bench.lines.quotes(265598, () => false).map(({ bid, ask, at }) => [bid, ask, at]);
  bench.quotes(a, 5);
  const former = bench.opened()[0]!;
  bench.bid(former, 255);
  bench.hears("tickPrice", { reqId: former, tickType: 2, price: 255.1 });
  assert.deepEqual(quoted(), [[255, 255.1, bench.now]]);
  bench.now = (bench.now + 3_600_000) as Instant;
  bench.lines.renew(bench.pulse());
  const present = bench.opened()[0]!;
  bench.hears("tickPrice", { reqId: present, tickType: 2, price: 300.1 });
  assert.deepEqual(quoted(), [[undefined, 300.1, bench.now]]);
  bench.bid(present, 300);
  assert.deepEqual(quoted(), [[300, 300.1, bench.now]]);
});
