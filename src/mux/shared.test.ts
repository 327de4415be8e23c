import assert from "node:assert/strict";
import test from "node:test";
import type { Instant } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import type { ConnId } from "../model/ids.ts";
import type { Draft, IncomingBody, IncomingName, OutgoingBody, OutgoingName } from "../wire/codec.ts";
import { Bench, names, request } from "./bench.test.ts";
import { Shared } from "./shared.ts";

class SharedBench extends Bench {
  readonly shared: Shared = new Shared(this);
  #trim = 0;

  constructor(upstreamVersion = 200) {
    super();
    this.upstreamVersion = upstreamVersion;
    this.shared.sessionStarted(this.now);
  }

  asks<N extends OutgoingName>(client: Client, name: N, body: Draft<OutgoingBody<N>>): void {
    this.shared.asked(client, request(name, body), this.now);
  }

  /** The Gateway says something; its buffer is then used for something else. */
  hears<N extends IncomingName>(name: N, body: Draft<IncomingBody<N>>): boolean {
    const { payload, message } = this.frame(name, body);
    const claimed = this.shared.heard(message, payload, this.now);
    payload.fill(255);
    return claimed;
  }

  /** The same, with a frame padded to `bytes`: what a client is sent of it is not padded. */
  hearsPadded(name: IncomingName, reqId: number, bytes: number): void {
    const { payload, message } = this.frame(name, { reqId });
    const padded = new Uint8Array(bytes);
    padded.set(payload);
    this.#trim = payload.length;
    this.shared.heard(message, padded, this.now);
  }

  override relay(conn: ConnId, payload: Uint8Array, reqId: number): void {
    super.relay(conn, payload.length < 1_000_000 ? payload : payload.subarray(0, this.#trim), reqId);
  }

  later(ms: number): void {
    this.now = (this.now + ms) as Instant;
    this.shared.tick(this.now);
  }

  outage(between: () => void = () => {}): void {
    this.loseQueue();
    this.shared.sessionLost(this.now);
    between();
    this.shared.sessionStarted(this.now);
  }

  /** The upstream id of the only request that left. */
  onlySent(name: string): number {
    const sent = this.takeSent();
    assert.equal(names(sent), name);
    return sent[0]!.body.reqId;
  }
}

const AAPL = { contract: { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" } };
const DAY = {
  ...AAPL,
  endDateTime: "",
  barSizeSetting: "1 min",
  durationStr: "1 D",
  useRTH: true,
  whatToShow: "TRADES",
  formatDate: 1,
};
const bar = (date: string, close: number) => ({ date, open: 1, high: 9, low: 1, close, barCount: 3 });
const IMAGE = { bars: [bar("20260105 10:00:00", 5), bar("20260105 10:01:00", 6)] };
const DATES = { startDate: "20260104 10:02:00", endDate: "20260105 10:02:00" };

test("identical questions in flight ride on one upstream request, the late one is told what it missed", () => {
  const bench = new SharedBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.asks(a, "reqContractDetails", { reqId: 5, ...AAPL });
  const id = bench.onlySent("reqContractDetails");
  bench.hears("contractDetails", { reqId: id, contract: { symbol: "AAPL", conId: 265598 } });
  bench.asks(b, "reqContractDetails", { reqId: 70, ...AAPL });
  bench.hears("contractDetailsEnd", { reqId: id });
  assert.deepEqual(bench.takeSent(), []);
  for (const [client, reqId] of [
    [a, 5],
    [b, 70],
  ] as const) {
    const heard = bench.heardBy(client);
    assert.equal(names(heard), "contractDetails contractDetailsEnd");
    assert.deepEqual(
      heard.map(({ body }) => body.reqId),
      [reqId, reqId],
    );
  }
});

test("one client may ask the same twice under two ids", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  bench.asks(a, "reqMatchingSymbols", { reqId: 5, pattern: "AA" });
  bench.asks(a, "reqMatchingSymbols", { reqId: 6, pattern: "AA" });
  bench.hears("symbolSamples", { reqId: bench.onlySent("reqMatchingSymbols") });
  assert.deepEqual(
    bench.heardBy(a).map(({ body }) => body.reqId),
    [5, 6],
  );
});

test("finished contract data is told again within the hour without asking", () => {
  const bench = new SharedBench();
  const [a, b] = [bench.client(1, 160), bench.client(2, 190)];
  bench.asks(a, "reqContractDetails", { reqId: 5, ...AAPL });
  const id = bench.onlySent("reqContractDetails");
  bench.hears("contractDetails", { reqId: id, contract: { symbol: "AAPL" }, minTick: 0.01 });
  bench.hears("contractDetailsEnd", { reqId: id });
  assert(bench.released.has(id));
  bench.later(3_599_000);
  bench.asks(b, "reqContractDetails", { reqId: 5, ...AAPL });
  assert.equal(names(bench.heardBy(b)), "contractDetails contractDetailsEnd");
  assert.deepEqual(bench.takeSent(), []);
  bench.later(2_000);
  bench.asks(b, "reqContractDetails", { reqId: 6, ...AAPL });
  assert.equal(names(bench.takeSent()), "reqContractDetails");
});

test("a finished answer is not used across sessions", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  bench.asks(a, "reqMatchingSymbols", { reqId: 5, pattern: "AA" });
  bench.hears("symbolSamples", { reqId: bench.onlySent("reqMatchingSymbols") });
  bench.outage();
  bench.asks(a, "reqMatchingSymbols", { reqId: 6, pattern: "AA" });
  assert.equal(names(bench.takeSent()), "reqMatchingSymbols");
});

test("an error reaches every rider on its own id with its own words, and the next question is asked anew", () => {
  const bench = new SharedBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.asks(a, "reqContractDetails", { reqId: 5, ...AAPL });
  bench.asks(b, "reqContractDetails", { reqId: 7, ...AAPL });
  const id = bench.onlySent("reqContractDetails");
  const errorMsg = "No security definition has been found for the request";
  bench.hears("error", { id, errorCode: 200, errorMsg });
  for (const [client, own] of [
    [a, 5],
    [b, 7],
  ] as const) {
    const [error] = bench.heardBy(client);
    assert.deepEqual([error!.body.id, error!.body.errorCode, error!.body.errorMsg], [own, 200, errorMsg]);
  }
  bench.asks(a, "reqContractDetails", { reqId: 5, ...AAPL });
  assert.equal(names(bench.takeSent()), "reqContractDetails");
});

test("a remark on a request leaves it open and is told to late riders too", () => {
  const bench = new SharedBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY });
  const id = bench.onlySent("reqHistoricalData");
  bench.hears("error", { id, errorCode: 2174, errorMsg: `Warning on ${id}: no time zone` });
  bench.asks(b, "reqHistoricalData", { reqId: 6, ...DAY });
  bench.hears("historicalData", { reqId: id, ...IMAGE });
  bench.hears("historicalDataEnd", { reqId: id, ...DATES });
  assert.equal(names(bench.heardBy(a)), "error historicalData");
  const [remark, image] = bench.heardBy(b);
  assert.equal(remark!.body.errorMsg, "Warning on 6: no time zone");
  assert.equal(image!.body.bars.length, 2);
});

test("different questions do not share", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY });
  bench.asks(a, "reqHistoricalData", { reqId: 6, ...DAY, useRTH: false });
  assert.equal(names(bench.takeSent()), "reqHistoricalData reqHistoricalData");
});

test("a finished minute of history is asked again", () => {
  const bench = new SharedBench(195);
  const a = bench.client(1);
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY });
  bench.hears("historicalData", { reqId: bench.onlySent("reqHistoricalData"), ...DATES, ...IMAGE });
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY });
  assert.equal(names(bench.takeSent()), "reqHistoricalData");
});

test("a finished answer is passed on as it is, and not read again: a chain of options would hold everybody up", () => {
  const kept: Uint8Array[] = [];
  class Passing extends SharedBench {
    override relay(_conn: ConnId, payload: Uint8Array): void {
      kept.push(payload);
    }
  }
  const bench = new Passing();
  const clients = [bench.client(1), bench.client(2), bench.client(3)];
  bench.asks(clients[0]!, "reqContractDetails", { reqId: 5, ...AAPL });
  const reqId = bench.onlySent("reqContractDetails");
  bench.hears("contractDetails", { reqId, contract: { symbol: "AAPL", conId: 265598 } });
  bench.hears("contractDetailsEnd", { reqId });
  bench.asks(clients[1]!, "reqContractDetails", { reqId: 5, ...AAPL });
  for (const payload of kept.splice(0)) payload.fill(255, 4);
  bench.asks(clients[2]!, "reqContractDetails", { reqId: 5, ...AAPL });
  assert.deepEqual([kept.length, bench.takeSent()], [2, []]);
});

test("bars of seconds that another client has just asked for are told again while the Gateway would refuse them, and no longer", () => {
  for (const upstream of [195, 200]) {
    const bench = new SharedBench(upstream);
    const [a, b, old] = [bench.client(1, 200), bench.client(2, 200), bench.client(3, 178)];
    const small = { ...DAY, barSizeSetting: "5 secs", durationStr: "60 S" };
    bench.asks(a, "reqHistoricalData", { reqId: 5, ...small });
    const id = bench.onlySent("reqHistoricalData");
    bench.later(2_000);
    bench.hears("error", { id, errorCode: 2174, errorMsg: `of request ${id}` });
    bench.hears("historicalData", { reqId: id, ...(upstream < 196 ? DATES : {}), ...IMAGE });
    if (upstream >= 196) bench.hears("historicalDataEnd", { reqId: id, ...DATES });
    bench.later(12_999);
    bench.asks(b, "reqHistoricalData", { reqId: 8, ...small });
    bench.asks(old, "reqHistoricalData", { reqId: 9, ...small });
    assert.deepEqual(bench.takeSent(), []);
    assert.equal(names(bench.heardBy(a)), "error historicalData historicalDataEnd");
    const [remark, ...answer] = bench.heardBy(b);
    assert.deepEqual([remark!.body.id, remark!.body.errorMsg], [8, "of request 8"]);
    assert.equal(names(answer), "historicalData historicalDataEnd");
    const [, merged] = bench.heardBy(old);
    assert.deepEqual([merged!.body.reqId, merged!.body.startDate, merged!.body.bars.length], [9, DATES.startDate, 2]);
    bench.asks(b, "reqHistoricalData", { reqId: 10, ...small, useRTH: false });
    bench.later(1);
    bench.asks(b, "reqHistoricalData", { reqId: 11, ...small });
    assert.equal(names(bench.takeSent()), "reqHistoricalData reqHistoricalData");
  }
});

test("bars of seconds are not told across sessions", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  const small = { ...DAY, barSizeSetting: "30 secs" };
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...small });
  const id = bench.onlySent("reqHistoricalData");
  bench.hears("historicalData", { reqId: id, ...IMAGE });
  bench.hears("historicalDataEnd", { reqId: id, ...DATES });
  bench.outage();
  bench.asks(a, "reqHistoricalData", { reqId: 6, ...small });
  assert.equal(names(bench.takeSent()), "reqHistoricalData");
});

for (const [upstream, own, expected] of [
  [200, 178, "historicalData"],
  [178, 200, "historicalData historicalDataEnd"],
  [200, 196, "historicalData historicalDataEnd"],
  [157, 195, "historicalData"],
] as const) {
  test(`history of a Gateway at ${upstream} reaches a client at ${own} as ${expected}`, () => {
    const bench = new SharedBench(upstream);
    const [a, late] = [bench.client(1, own), bench.client(2, own)];
    bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY });
    const id = bench.onlySent("reqHistoricalData");
    if (upstream < 196) bench.hears("historicalData", { reqId: id, ...DATES, ...IMAGE });
    else {
      bench.hears("historicalData", { reqId: id, ...IMAGE });
      bench.asks(late, "reqHistoricalData", { reqId: 8, ...DAY });
      bench.hears("historicalDataEnd", { reqId: id, ...DATES });
      assert.equal(names(bench.heardBy(late)), expected);
    }
    const heard = bench.heardBy(a);
    assert.equal(names(heard), expected);
    assert.deepEqual(
      heard[0]!.body.bars.map((each: { close: number }) => each.close),
      [5, 6],
    );
    const dated = heard.at(-1)!.body;
    assert.deepEqual([dated.reqId, dated.startDate, dated.endDate], [5, DATES.startDate, DATES.endDate]);
  });
}

test("a schedule is the whole answer", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY, whatToShow: "SCHEDULE" });
  const id = bench.onlySent("reqHistoricalData");
  bench.hears("historicalSchedule", { reqId: id, timeZone: "US/Eastern" });
  assert.equal(names(bench.heardBy(a)), "historicalSchedule");
  assert(bench.released.has(id));
});

test("an active id cannot be asked twice", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY });
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY, durationStr: "2 D" });
  assert.equal(names(bench.takeSent()), "reqHistoricalData");
  const [error] = bench.heardBy(a);
  assert.equal(error!.body.errorCode, 322);
  assert.match(error!.body.errorMsg, /Duplicate ticker ID for API historical data query$/);
});

test("each kind of request has ids of its own: bars may be asked for under the id of a question that is not answered yet", () => {
  for (const loses of [false, true]) {
    const bench = new SharedBench();
    const a = bench.client(1);
    bench.asks(a, "reqContractDetails", { reqId: 5, ...AAPL });
    if (loses) bench.outage();
    bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY });
    bench.asks(a, "reqHeadTimestamp", { reqId: 5, ...AAPL });
    const [details, bars, head] = bench
      .takeSent()
      .slice(loses ? 1 : 0)
      .map(({ body }) => body.reqId);
    bench.hears("historicalData", { reqId: bars, ...IMAGE });
    bench.hears("historicalDataEnd", { reqId: bars, ...DATES });
    bench.hears("contractDetails", { reqId: details, contract: { symbol: "AAPL" } });
    bench.hears("contractDetailsEnd", { reqId: details });
    assert.equal(names(bench.heardBy(a)), "historicalData contractDetails contractDetailsEnd");
    bench.asks(a, "cancelHistoricalData", { reqId: 5 });
    assert.equal(bench.heardBy(a)[0]!.body.errorCode, 366);
    bench.asks(a, "cancelHeadTimestamp", { reqId: 5 });
    assert.equal(bench.onlySent("cancelHeadTimestamp"), head);
    assert.deepEqual(bench.heardBy(a), []);
  }
});

test("one client may ask four times at once for the same bars, and others ride along", () => {
  const bench = new SharedBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  for (const reqId of [5, 6, 7, 8]) bench.asks(a, "reqHistoricalData", { reqId, ...DAY });
  bench.asks(a, "reqHistoricalData", { reqId: 9, ...DAY });
  bench.asks(b, "reqHistoricalData", { reqId: 5, ...DAY });
  bench.asks(a, "reqHistoricalData", { reqId: 10, ...DAY, durationStr: "3 D" });
  const [error, ...others] = bench.heardBy(a);
  assert.deepEqual([error!.body.id, error!.body.errorCode, others], [9, 162, []]);
  assert.match(String(error!.body.errorMsg), /^holdfast identical historical requests: 4 of this client/);
  const reqId = bench.takeSent()[0]!.body.reqId!;
  bench.hears("historicalData", { reqId, ...IMAGE });
  bench.hears("historicalDataEnd", { reqId, ...DATES });
  assert.equal(names(bench.heardBy(a)), "historicalData historicalData historicalData historicalData");
  bench.asks(a, "reqHistoricalData", { reqId: 9, ...DAY });
  assert.equal(names(bench.takeSent()), "reqHistoricalData", "they have been answered");
});

test("the first to cancel is told as a Gateway would, the last one's cancel goes upstream", () => {
  const bench = new SharedBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY });
  bench.asks(b, "reqHistoricalData", { reqId: 6, ...DAY });
  const id = bench.onlySent("reqHistoricalData");
  const cancelled = "Historical Market Data Service error message:API historical data query cancelled: ";
  bench.asks(a, "cancelHistoricalData", { reqId: 5 });
  assert.deepEqual(bench.takeSent(), []);
  assert.equal(bench.heardBy(a)[0]!.body.errorMsg, `${cancelled}5`);
  bench.asks(b, "cancelHistoricalData", { reqId: 6 });
  assert.equal(bench.onlySent("cancelHistoricalData"), id);
  assert.deepEqual(bench.heardBy(b), []);
  bench.hears("historicalData", { reqId: id, ...IMAGE });
  assert.deepEqual(bench.heardBy(b), []);
  bench.hears("error", { id, errorCode: 162, errorMsg: cancelled + id });
  assert.equal(bench.heardBy(b)[0]!.body.errorMsg, `${cancelled}6`);
  assert(bench.released.has(id));
});

test("a cancel that crosses its answer on the wire is told what the Gateway says to it", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY });
  const id = bench.onlySent("reqHistoricalData");
  bench.asks(a, "cancelHistoricalData", { reqId: 5 });
  bench.hears("historicalData", { reqId: id, ...IMAGE });
  bench.hears("historicalDataEnd", { reqId: id, ...DATES });
  bench.hears("error", { id, errorCode: 366, errorMsg: `No historical data query found for ticker id:${id}` });
  const heard = bench.heardBy(a);
  assert.equal(names(heard), "error");
  assert.equal(heard[0]!.body.errorMsg, "No historical data query found for ticker id:5");
});

test("the last word on a cancelled request does not end a new one under the same id", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY });
  const [old] = bench.takeSent();
  bench.asks(a, "cancelHistoricalData", { reqId: 5 });
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY });
  const [, anew] = bench.takeSent();
  bench.hears("error", { id: old!.body.reqId, errorCode: 162, errorMsg: "cancelled" });
  assert.deepEqual(bench.heardBy(a), []);
  bench.hears("historicalData", { reqId: anew!.body.reqId, ...IMAGE });
  bench.hears("historicalDataEnd", { reqId: anew!.body.reqId, ...DATES });
  assert.equal(names(bench.heardBy(a)), "historicalData");
});

test("a cancel that overtakes its queued request takes it out of the queue", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  bench.holding = true;
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY });
  bench.asks(a, "cancelHistoricalData", { reqId: 5 });
  bench.letLeave("reversed");
  assert.deepEqual(bench.sent, []);
  assert.equal(bench.heardBy(a)[0]!.body.errorCode, 162);
});

test("a cancel of an id that is not active stays here", () => {
  const bench = new SharedBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY });
  bench.takeSent();
  bench.asks(b, "cancelHistoricalData", { reqId: 5 });
  const [error] = bench.heardBy(b);
  assert.deepEqual(
    [error!.body.errorCode, error!.body.errorMsg],
    [366, "No historical data query found for ticker id:5"],
  );
  assert.deepEqual(bench.takeSent(), []);
});

test("a client that leaves ends its own ride only; the last one out cancels upstream", () => {
  const bench = new SharedBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.asks(a, "reqHeadTimestamp", { reqId: 5, ...AAPL, whatToShow: "TRADES" });
  bench.asks(b, "reqHeadTimestamp", { reqId: 5, ...AAPL, whatToShow: "TRADES" });
  const id = bench.onlySent("reqHeadTimestamp");
  bench.shared.left(a.conn);
  assert.deepEqual(bench.takeSent(), []);
  bench.shared.left(b.conn);
  assert.equal(bench.onlySent("cancelHeadTimestamp"), id);
  assert(!bench.released.has(id));
  bench.later(60_000);
  assert(bench.released.has(id));
  assert.equal(bench.shared.nextDeadline(), undefined);
});

test("a head timestamp is cancelled at the Gateway behind its answer or its refusal, and once; its client's own cancel draws no word", () => {
  const bench = new SharedBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  const ask = (): number => {
    for (const client of [a, b]) bench.asks(client, "reqHeadTimestamp", { reqId: 5, ...AAPL, whatToShow: "TRADES" });
    return bench.onlySent("reqHeadTimestamp");
  };
  const answers = [
    (reqId: number) => bench.hears("headTimestamp", { reqId, headTimestamp: "20200102-14:30:00" }),
    (id: number) => bench.hears("error", { id, errorCode: 162, errorMsg: "No head time stamp" }),
  ];
  for (const answer of answers) {
    const id = ask();
    answer(id);
    assert.equal(bench.onlySent("cancelHeadTimestamp"), id);
    bench.heardBy(a);
    bench.asks(a, "cancelHeadTimestamp", { reqId: 5 });
    assert.deepEqual([bench.heardBy(a), bench.takeSent()], [[], []]);
  }
  const id = ask();
  for (const client of [a, b]) bench.asks(client, "cancelHeadTimestamp", { reqId: 5 });
  assert.equal(bench.onlySent("cancelHeadTimestamp"), id);
  answers[0]!(id);
  assert.deepEqual(bench.takeSent(), []);
});

test("contract data whose asker left is finished for the next", () => {
  const bench = new SharedBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.asks(a, "reqMatchingSymbols", { reqId: 5, pattern: "AA" });
  const id = bench.onlySent("reqMatchingSymbols");
  bench.shared.left(a.conn);
  bench.hears("symbolSamples", { reqId: id });
  bench.asks(b, "reqMatchingSymbols", { reqId: 9, pattern: "AA" });
  assert.deepEqual(bench.takeSent(), []);
  assert.equal(bench.heardBy(b)[0]!.body.reqId, 9);
});

test("an abandoned question takes nobody on: a repeat is asked afresh and each id is given back", () => {
  const bench = new SharedBench();
  const [a, b, c] = [bench.client(1), bench.client(2), bench.client(3)];
  bench.asks(a, "reqContractDetails", { reqId: 5, ...AAPL });
  const silent = bench.onlySent("reqContractDetails");
  bench.shared.left(a.conn);
  bench.asks(b, "reqContractDetails", { reqId: 6, ...AAPL });
  const id = bench.onlySent("reqContractDetails");
  assert.notEqual(id, silent);
  bench.asks(c, "reqContractDetails", { reqId: 7, ...AAPL });
  assert.deepEqual(bench.takeSent(), []);
  bench.later(60_000);
  assert.deepEqual([bench.released.has(silent), bench.released.has(id)], [true, false]);
  bench.hears("contractDetails", { reqId: id, contract: { symbol: "AAPL" } });
  bench.hears("contractDetailsEnd", { reqId: id });
  for (const client of [b, c]) assert.equal(names(bench.heardBy(client)), "contractDetails contractDetailsEnd");
});

test("an outage in the middle of an answer is asked again and nothing begins twice", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  bench.asks(a, "reqContractDetails", { reqId: 5, ...AAPL });
  const first = bench.onlySent("reqContractDetails");
  bench.hears("contractDetails", { reqId: first, contract: { symbol: "AAPL", exchange: "A" } });
  bench.outage();
  const id = bench.onlySent("reqContractDetails");
  assert.notEqual(id, first);
  for (const exchange of ["A", "B"])
    bench.hears("contractDetails", { reqId: id, contract: { symbol: "AAPL", exchange } });
  bench.hears("contractDetailsEnd", { reqId: id });
  const heard = bench.heardBy(a);
  assert.equal(names(heard), "contractDetails contractDetails contractDetailsEnd");
  assert.deepEqual(
    heard.slice(0, 2).map(({ body }) => body.contract.exchange),
    ["A", "B"],
  );
});

/** Two histories in flight while the session is lost so often; what leaves after each loss. */
function losing(bench: SharedBench, times: number): string[] {
  const a = bench.client(1);
  for (const reqId of [5, 6]) bench.asks(a, "reqHistoricalData", { reqId, ...DAY, durationStr: `${reqId} D` });
  bench.asks(a, "reqContractDetails", { reqId: 7, ...AAPL });
  const left = [names(bench.takeSent())];
  for (let n = 0; n < times; n++) {
    bench.outage();
    left.push(names(bench.takeSent()));
  }
  return left;
}

test("histories with which two sessions were lost are asked one by one: together they may be what ends them", () => {
  const bench = new SharedBench();
  const [both, one] = [
    "reqHistoricalData reqHistoricalData reqContractDetails",
    "reqHistoricalData reqContractDetails",
  ];
  assert.deepEqual(losing(bench, 0), [both]);
  assert.deepEqual(losing(new SharedBench(), 2), [both, both, one]);
  const third = new SharedBench();
  losing(third, 1);
  third.outage();
  const [asked] = third.takeSent();
  third.hears("historicalData", { reqId: asked!.body.reqId, ...IMAGE });
  third.hears("historicalDataEnd", { reqId: asked!.body.reqId, ...DATES });
  assert.equal(names(third.takeSent()), "reqHistoricalData", "the next one follows the answer");
});

test("a history with which the session was lost four times is given up, and its client may ask for less; other questions go on", () => {
  const bench = new SharedBench();
  const left = losing(bench, 7);
  assert.deepEqual(left.at(-1), "reqContractDetails");
  const told = bench.heardBy({ conn: 1 } as never).map(({ body }) => `${body.id} ${body.errorCode} ${body.errorMsg}`);
  assert.equal(told.length, 2);
  for (const line of told) assert.match(line, /^[56] 162 holdfast reqHistoricalData: the session .* lost 4 times/);
});

test("a history that its client asks again behind each loss is asked alone and given up all the same", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  const ask = (): void => {
    for (const reqId of [5, 6]) bench.asks(a, "reqHistoricalData", { reqId, ...DAY, durationStr: `${reqId} D` });
  };
  ask();
  const left = [names(bench.takeSent())];
  for (let n = 0; n < 3; n++) {
    bench.outage();
    ask();
    left.push(names(bench.takeSent()));
  }
  const both = "reqHistoricalData reqHistoricalData";
  assert.deepEqual(left, [both, both, "reqHistoricalData", "reqHistoricalData"]);
  bench.outage();
  assert.match(
    bench
      .heardBy(a)
      .map(({ body }) => `${body.id} ${body.errorCode}`)
      .join(),
    /5 162/,
  );
});

test("questions put during an outage leave when the session starts, each once", () => {
  const bench = new SharedBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.outage(() => {
    bench.asks(a, "reqContractDetails", { reqId: 5, ...AAPL });
    bench.asks(b, "reqContractDetails", { reqId: 6, ...AAPL });
    bench.asks(b, "reqCurrentTime", {});
    assert.deepEqual(bench.takeSent(), []);
  });
  assert.equal(names(bench.takeSent()), "reqCurrentTime reqContractDetails");
});

test("a cancel during an outage is answered, and the request is not asked again", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY });
  bench.takeSent();
  bench.outage(() => bench.asks(a, "cancelHistoricalData", { reqId: 5 }));
  assert.deepEqual(bench.takeSent(), []);
  assert.equal(bench.heardBy(a)[0]!.body.errorCode, 162);
});

test("a stream of bars has one image and one end over an outage, and goes on with what is new", () => {
  const bench = new SharedBench();
  const [a, b] = [bench.client(1, 200), bench.client(2, 200)];
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY, keepUpToDate: true });
  bench.asks(b, "reqHistoricalData", { reqId: 5, ...DAY, keepUpToDate: true });
  const [id, other] = bench.takeSent().map(({ body }) => body.reqId);
  assert.notEqual(id, other);
  bench.hears("historicalData", { reqId: id, ...IMAGE });
  bench.hears("historicalDataEnd", { reqId: id, ...DATES });
  bench.hears("historicalDataUpdate", { reqId: id, date: "20260105 10:02:00", close: 7 });
  assert.equal(names(bench.heardBy(a)), "historicalData historicalDataEnd historicalDataUpdate");
  bench.outage();
  const again = bench.takeSent()[0]!.body.reqId;
  const bars = [...IMAGE.bars, bar("20260105 10:02:00", 8), bar("20260105 10:03:00", 9)];
  bench.hears("historicalData", { reqId: again, bars });
  bench.hears("historicalDataEnd", { reqId: again, ...DATES });
  const heard = bench.heardBy(a);
  assert.equal(names(heard), "historicalDataUpdate historicalDataUpdate");
  assert.deepEqual(
    heard.map(({ body }) => [body.reqId, body.date.slice(9), body.close]),
    [
      [5, "10:02:00", 8],
      [5, "10:03:00", 9],
    ],
  );
  bench.hears("historicalDataUpdate", { reqId: again, date: "20260105 10:03:00", close: 10 });
  assert.equal(names(bench.heardBy(a)), "historicalDataUpdate");
  bench.asks(a, "cancelHistoricalData", { reqId: 5 });
  assert.equal(bench.onlySent("cancelHistoricalData"), again);
});

test("a stream of bars of an old client on a new Gateway begins with one merged image", () => {
  const bench = new SharedBench();
  const a = bench.client(1, 178);
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY, keepUpToDate: true });
  const id = bench.onlySent("reqHistoricalData");
  bench.hears("historicalData", { reqId: id, ...IMAGE });
  bench.hears("historicalDataEnd", { reqId: id, ...DATES });
  const [image] = bench.heardBy(a);
  assert.deepEqual([image!.body.startDate, image!.body.bars.length], [DATES.startDate, 2]);
});

test("a merged image whose dates the lost session took along is told whole in the next one", () => {
  const bench = new SharedBench();
  const a = bench.client(1, 178);
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...DAY, keepUpToDate: true });
  bench.hears("historicalData", { reqId: bench.onlySent("reqHistoricalData"), ...IMAGE });
  bench.outage();
  const id = bench.onlySent("reqHistoricalData");
  bench.hears("historicalData", { reqId: id, ...IMAGE });
  bench.hears("historicalDataEnd", { reqId: id, ...DATES });
  const [image, ...more] = bench.heardBy(a);
  assert.deepEqual([image!.name, image!.body.bars.length, more], ["historicalData", 2, []]);
  bench.outage();
  bench.hears("historicalData", { reqId: bench.onlySent("reqHistoricalData"), ...IMAGE });
  assert.equal(names(bench.heardBy(a)), "historicalDataUpdate", "it has had its image");
});

test("fifty historical requests are open upstream at once, the next waits for one to end", () => {
  const bench = new SharedBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  for (let i = 0; i < 50; i++) bench.asks(a, "reqHistoricalData", { reqId: i, ...DAY, durationStr: `${i + 1} D` });
  const first = bench.takeSent()[0]!.body.reqId;
  bench.asks(b, "reqHistoricalData", { reqId: 1, ...DAY, durationStr: "99 D" });
  assert.deepEqual(bench.takeSent(), []);
  bench.hears("error", { id: first, errorCode: 162, errorMsg: "no data" });
  assert.equal(names(bench.takeSent()), "reqHistoricalData");
});

test("a head timestamp has one of the fifty places while it is open, and none once its cancel is on its way", () => {
  const bench = new SharedBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  const head = (reqId: number) => bench.asks(b, "reqHeadTimestamp", { reqId, ...AAPL, whatToShow: `${reqId}` });
  for (let i = 0; i < 49; i++) bench.asks(a, "reqHistoricalData", { reqId: i, ...DAY, durationStr: `${i + 1} D` });
  bench.takeSent();
  for (let reqId = 1; reqId <= 3; reqId++) head(reqId);
  const first = bench.onlySent("reqHeadTimestamp");
  bench.hears("headTimestamp", { reqId: first, headTimestamp: "20200102-14:30:00" });
  assert.equal(names(bench.takeSent()), "cancelHeadTimestamp reqHeadTimestamp");
  bench.asks(b, "cancelHeadTimestamp", { reqId: 2 });
  assert.equal(names(bench.takeSent()), "cancelHeadTimestamp reqHeadTimestamp");
  bench.later(60_000);
  bench.shared.left(b.conn);
  assert.equal(names(bench.takeSent()), "cancelHeadTimestamp");
  for (const reqId of [1, 2])
    bench.asks(a, "reqHistoricalData", { reqId: 100 + reqId, ...DAY, durationStr: `${reqId} W` });
  assert.equal(names(bench.takeSent()), "reqHistoricalData", "no slot was given back twice");
});

test("the fifty-first historical request of one client is refused on its id", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  for (let i = 0; i < 51; i++) bench.asks(a, "reqHistoricalData", { reqId: i, ...DAY, durationStr: `${i + 1} D` });
  const [error] = bench.heardBy(a);
  assert.deepEqual([error!.body.id, error!.body.errorCode], [50, 162]);
  assert.match(error!.body.errorMsg, /^holdfast open historical requests: 50/);
});

/** Asks for `count` different streams of bars under the ids from 0. */
const streams = (bench: SharedBench, client: Client, count: number) => {
  for (let i = 0; i < count; i++) {
    const durationStr = `${client.conn * 100 + i} D`;
    bench.asks(client, "reqHistoricalData", { reqId: i, ...DAY, durationStr, keepUpToDate: true });
  }
};

test("the twenty-first stream of bars of one client is refused on its id, a cancel makes room", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  streams(bench, a, 21);
  assert.equal(bench.takeSent().length, 20);
  const [error] = bench.heardBy(a);
  assert.deepEqual([error!.body.id, error!.body.errorCode], [20, 162]);
  assert.match(error!.body.errorMsg, /^holdfast open keepUpToDate requests: 20 of this client/);
  bench.asks(a, "cancelHistoricalData", { reqId: 0 });
  bench.asks(a, "reqHistoricalData", { reqId: 20, ...DAY, keepUpToDate: true });
  assert.equal(names(bench.takeSent()), "cancelHistoricalData reqHistoricalData");
});

test("streams of all clients leave ten slots to history that ends; the next stream is refused until one leaves", () => {
  const bench = new SharedBench();
  const [a, b, c] = [bench.client(1), bench.client(2), bench.client(3)];
  for (const client of [a, b]) streams(bench, client, 20);
  assert.equal(bench.takeSent().length, 40);
  streams(bench, c, 1);
  const [error] = bench.heardBy(c);
  assert.deepEqual([error!.body.id, error!.body.errorCode], [0, 162]);
  assert.match(error!.body.errorMsg, /^holdfast open keepUpToDate requests: 40 of all clients/);
  for (let i = 0; i < 10; i++) bench.asks(c, "reqHistoricalData", { reqId: i, ...DAY, durationStr: `${i + 1} W` });
  assert.equal(bench.takeSent().length, 10);
  bench.shared.left(a.conn);
  assert.equal(bench.takeSent().length, 20);
  streams(bench, c, 11);
  assert.deepEqual(
    bench.heardBy(c).map(({ body }) => body.errorCode),
    Array.from({ length: 10 }, () => 322),
    "only the ids of its one-shots are refused",
  );
});

test("streams cancelled and begun again wait for the slots of the old ones, one-shots do not", () => {
  const bench = new SharedBench();
  const [a, b, c] = [bench.client(1), bench.client(2), bench.client(3)];
  for (const client of [a, b]) streams(bench, client, 20);
  const old = bench.takeSent()[0]!.body.reqId;
  for (let i = 0; i < 20; i++) bench.asks(a, "cancelHistoricalData", { reqId: i });
  bench.takeSent();
  streams(bench, a, 20);
  assert.deepEqual(bench.takeSent(), []);
  bench.asks(c, "reqHistoricalData", { reqId: 1, ...DAY });
  assert.equal(bench.takeSent()[0]!.body.keepUpToDate, false);
  bench.hears("error", { id: old, errorCode: 162, errorMsg: "query cancelled" });
  assert.equal(bench.takeSent()[0]!.body.keepUpToDate, true);
  bench.outage();
  assert.equal(bench.takeSent().length, 41);
});

test("a refusal of ours ends the request it names: 322, never the 321 that ib_async takes for a warning", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  for (let i = 0; i < 2_001; i++) bench.asks(a, "reqMatchingSymbols", { reqId: 10 + i, pattern: `${i}` });
  assert.deepEqual(
    bench.heardBy(a).map(({ body }) => [body.id, body.errorCode]),
    [[2_010, 322]],
  );
});

test("two bots that qualify 700 contracts each at once are not refused", () => {
  const bench = new SharedBench();
  const bots = [bench.client(1), bench.client(2)];
  for (const bot of bots) {
    for (let i = 0; i < 700; i++) {
      bench.asks(bot, "reqContractDetails", { reqId: i, contract: { conId: bot.conn * 1_000 + i } });
    }
  }
  assert.equal(bench.takeSent().length, 1_400);
  for (const bot of bots) assert.deepEqual(bench.heardBy(bot), []);
});

test("an answer too large to keep reaches its riders and serves nobody else", () => {
  const bench = new SharedBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.asks(a, "reqContractDetails", { reqId: 5, ...AAPL });
  const id = bench.onlySent("reqContractDetails");
  for (let i = 0; i < 2; i++) bench.hearsPadded("contractDetails", id, 9_000_000);
  bench.asks(b, "reqContractDetails", { reqId: 5, ...AAPL });
  assert.equal(names(bench.takeSent()), "reqContractDetails");
  bench.hears("contractDetailsEnd", { reqId: id });
  assert.equal(names(bench.heardBy(a)), "contractDetails contractDetails contractDetailsEnd");
  assert.deepEqual(bench.heardBy(b), []);
});

test("a frame of no request of ours is not claimed", () => {
  const bench = new SharedBench();
  assert.equal(bench.hears("symbolSamples", { reqId: 4 }), false);
  assert.equal(bench.hears("currentTime", { time: 1 }), false);
  assert.equal(bench.hears("error", { id: 4, errorCode: 200, errorMsg: "" }), false);
});

test("the time is the Gateway's; who asks within a second shares the answer, who asks later waits for the next", () => {
  const bench = new SharedBench();
  const [a, b, c] = [bench.client(1), bench.client(2), bench.client(3)];
  bench.asks(a, "reqCurrentTime", {});
  bench.later(999);
  bench.asks(b, "reqCurrentTime", {});
  bench.later(1);
  bench.asks(c, "reqCurrentTime", {});
  assert.equal(names(bench.takeSent()), "reqCurrentTime");
  bench.hears("currentTime", { time: 100 });
  assert.equal(names(bench.takeSent()), "reqCurrentTime");
  assert.deepEqual(
    [a, b, c].map((client) => names(bench.heardBy(client))),
    ["currentTime", "currentTime", ""],
  );
  bench.hears("currentTime", { time: 101 });
  assert.equal(bench.heardBy(c)[0]!.body.time, 101);
});

test("each question for the time gets its answer", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  for (let i = 0; i < 3; i++) bench.asks(a, "reqCurrentTime", {});
  bench.hears("currentTime", { time: 100 });
  assert.equal(bench.heardBy(a).length, 3);
});

test("a client that asks for the time without pause during an outage is owed a bounded number of answers, and hears so", () => {
  const bench = new SharedBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  bench.outage(() => {
    for (let i = 0; i < 10_000; i++) bench.asks(a, "reqCurrentTime", {});
    assert.deepEqual(bench.heardBy(a), []);
    bench.asks(a, "reqCurrentTime", {});
    bench.asks(b, "reqCurrentTime", {});
    const [refused, ...more] = bench.heardBy(a);
    assert.deepEqual([refused?.body.id, refused?.body.errorCode, more.length], [-1, 321, 0]);
  });
  bench.hears("currentTime", { time: 100 });
  assert.deepEqual([bench.heardBy(a).length, bench.heardBy(b).length], [10_000, 1]);
});

test("a Gateway that says nothing gets no time told in its place, and is asked again", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  bench.asks(a, "reqCurrentTime", {});
  assert.equal(bench.shared.nextDeadline(), 31_000);
  bench.later(30_000);
  assert.equal(names(bench.takeSent()), "reqCurrentTime reqCurrentTime");
  bench.later(30_000);
  assert.deepEqual(bench.heardBy(a), []);
  bench.later(30_000);
  bench.heardBy(a);
  assert.equal(bench.shared.nextDeadline(), undefined);
  bench.takeSent();
  bench.asks(a, "reqCurrentTime", {});
  assert.equal(names(bench.takeSent()), "reqCurrentTime");
});

test("what has no id and is ignored three times is not dropped without a word: each who waits is told once", () => {
  const GIVEN_UP = "no answer from the Gateway within 90 s; it is given up, ask again";
  for (const [name, body] of [["reqMarketRule", { marketRuleId: 26 }] as const, ["reqCurrentTime", {}] as const]) {
    const bench = new SharedBench();
    const [a, b, c] = [bench.client(1), bench.client(2), bench.client(3)];
    for (const client of [a, a, b]) bench.asks(client, name, body);
    for (let tries = 0; tries < 3; tries++) bench.later(30_000);
    for (const client of [a, b])
      assert.deepEqual(
        bench.heardBy(client).map(({ body: { id, errorCode, errorMsg } }) => [id, errorCode, errorMsg]),
        [[-1, 321, `holdfast ${name}: ${GIVEN_UP}`]],
      );
    assert.deepEqual([bench.heardBy(c), bench.takeSent().length], [[], 3]);
  }
});

test("a market rule is asked once and told to all who wait for that rule", () => {
  const bench = new SharedBench();
  const [a, b, c] = [bench.client(1), bench.client(2), bench.client(3)];
  bench.asks(a, "reqMarketRule", { marketRuleId: 26 });
  bench.asks(b, "reqMarketRule", { marketRuleId: 26 });
  bench.asks(b, "reqMarketRule", { marketRuleId: 557 });
  assert.deepEqual(
    bench.takeSent().map(({ body }) => body.marketRuleId),
    [26, 557],
  );
  bench.hears("marketRule", { marketRuleId: 26, priceIncrements: [{ lowEdge: 0, increment: 0.01 }] });
  assert.equal(names(bench.heardBy(a)), "marketRule");
  assert.equal(names(bench.heardBy(b)), "marketRule");
  bench.asks(c, "reqMarketRule", { marketRuleId: 26 });
  assert.equal(bench.heardBy(c)[0]!.body.priceIncrements[0].increment, 0.01);
  assert.deepEqual(bench.takeSent(), []);
});

test("a market rule in flight at an outage is asked again", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  bench.asks(a, "reqMarketRule", { marketRuleId: 26 });
  bench.takeSent();
  bench.outage();
  assert.equal(names(bench.takeSent()), "reqMarketRule");
  bench.hears("marketRule", { marketRuleId: 26 });
  assert.equal(bench.heardBy(a).length, 1);
});

test("one client's flood of rules is stopped and leaves the others theirs", () => {
  const bench = new SharedBench();
  const [a, b] = [bench.client(1), bench.client(2)];
  for (let i = 0; i < 101; i++) bench.asks(a, "reqMarketRule", { marketRuleId: i });
  assert.equal(bench.takeSent().length, 100);
  assert.match(bench.heardBy(a)[0]!.body.errorMsg, /^holdfast reqMarketRule: 100 /);
  bench.asks(b, "reqMarketRule", { marketRuleId: 500 });
  assert.equal(bench.takeSent().length, 1);
});

test("behind a 100 what was never answered is asked for anew in that time, history apart, and an answer that began goes on", () => {
  const bench = new SharedBench();
  const a = bench.client(1);
  bench.asks(a, "reqContractDetails", { reqId: 1, ...AAPL });
  const begun = bench.onlySent("reqContractDetails");
  bench.hears("contractDetails", { reqId: begun, contract: { symbol: "AAPL", conId: 265598 } });
  bench.asks(a, "reqMatchingSymbols", { reqId: 2, pattern: "A" });
  bench.asks(a, "reqHistoricalData", { reqId: 3, ...DAY });
  bench.asks(a, "reqMarketRule", { marketRuleId: 26 });
  const old = bench.takeSent().find(({ name }) => name === "reqHistoricalData")!.body.reqId;
  const span = { from: bench.now, until: bench.now };
  bench.later(5_000);
  assert.equal(bench.shared.askUnanswered(span, false, bench.now), 2);
  assert.equal(names(bench.takeSent()), "reqMatchingSymbols reqMarketRule");
  assert.equal(bench.shared.askUnanswered(span, true, bench.now), 1);
  const sent = bench.takeSent();
  assert.equal(names(sent), "cancelHistoricalData reqHistoricalData");
  assert.equal(sent[0]!.body.reqId, old);
  bench.heardBy(a);
  bench.hears("historicalData", { reqId: old, ...IMAGE });
  assert.deepEqual(bench.heardBy(a), []);
  bench.hears("historicalData", { reqId: sent[1]!.body.reqId, ...IMAGE });
  bench.hears("historicalDataEnd", { reqId: sent[1]!.body.reqId, ...DATES });
  assert.equal(names(bench.heardBy(a)), "historicalData");
  assert.equal(
    bench.shared.askUnanswered(span, false, bench.now) + bench.shared.askUnanswered(span, true, bench.now),
    0,
  );
});
