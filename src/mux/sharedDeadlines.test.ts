/** Requests that the Gateway never answers: each is failed once, on its own id, within its bound. */
import assert from "node:assert/strict";
import test from "node:test";
import type { Instant } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import type { Draft, IncomingBody, IncomingName, OutgoingBody, OutgoingName } from "../wire/codec.ts";
import { Bench, names, request } from "./bench.test.ts";
import { Shared } from "./shared.ts";
import { FLIGHT_KINDS, type FlightName } from "./sharedKinds.ts";

class DeadlineBench extends Bench {
  readonly shared: Shared = new Shared(this);

  constructor() {
    super();
    this.shared.sessionStarted(this.now);
  }

  asks<N extends OutgoingName>(client: Client, name: N, body: Draft<OutgoingBody<N>>): void {
    this.shared.asked(client, request(name, body), this.now);
  }

  hears<N extends IncomingName>(name: N, body: Draft<IncomingBody<N>>): boolean {
    const { payload, message } = this.frame(name, body);
    return this.shared.heard(message, payload, this.now);
  }

  /** Time passes, deadline by deadline. */
  later(ms: number): void {
    for (const until = this.now + ms; this.now < until; ) {
      const due = this.shared.nextDeadline();
      this.now = Math.min(until, due === undefined ? until : Math.max(due, this.now)) as Instant;
      this.shared.tick(this.now);
    }
  }

  /** What a client was told, errors with code and text. */
  told(client: Client): string[] {
    return this.heardBy(client).map(({ name, body }) =>
      name === "error" ? `${body.id} ${body.errorCode} ${body.errorMsg}` : name,
    );
  }
}

const AAPL = { contract: { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" } };
const ASKED: { readonly [Name in FlightName]: Draft<OutgoingBody<Name>> } = {
  reqContractDetails: AAPL,
  reqMatchingSymbols: { pattern: "AA" },
  reqUserInfo: {},
  reqHistoricalData: { ...AAPL, barSizeSetting: "1 min", durationStr: "1 D", whatToShow: "TRADES", formatDate: 1 },
  reqHeadTimestamp: { ...AAPL, whatToShow: "TRADES", formatDate: 1 },
};

for (const name of Object.keys(ASKED) as FlightName[])
  test(`${name} without an answer ends for every rider within its bound, once`, () => {
    const bench = new DeadlineBench();
    const clients = [bench.client(1), bench.client(2)];
    for (const client of clients) bench.asks(client, name, { reqId: 5, ...ASKED[name] } as never);
    const [sent] = bench.takeSent();
    const { answerMs, cancel } = FLIGHT_KINDS[name];
    bench.later(answerMs - 1);
    for (const client of clients) assert.deepEqual(bench.told(client), []);
    bench.later(1);
    const code = name === "reqHistoricalData" ? 162 : 322;
    for (const client of clients) {
      const [told, ...more] = bench.told(client);
      assert.match(
        told!,
        new RegExp(`^5 ${code} holdfast ${name}: no answer from the Gateway within ${answerMs / 1_000} s`),
      );
      assert.deepEqual(more, []);
    }
    assert.equal(names(bench.takeSent()), cancel ?? "");
    bench.later(600_000);
    for (const client of clients) assert.deepEqual(bench.told(client), []);
    assert.ok(bench.released.has(sent!.body.reqId));
    assert.equal(bench.shared.nextDeadline(), undefined);
  });

test("an answer that comes after its deadline is nobody's: not who gave up, not who asked again", () => {
  const bench = new DeadlineBench();
  const a = bench.client(1);
  bench.asks(a, "reqContractDetails", { reqId: 5, ...AAPL });
  const late = bench.takeSent()[0]!.body.reqId;
  bench.later(FLIGHT_KINDS.reqContractDetails.answerMs);
  bench.told(a);
  bench.asks(a, "reqContractDetails", { reqId: 5, ...AAPL });
  const again = bench.takeSent()[0]!.body.reqId;
  assert.notEqual(again, late);
  bench.hears("contractDetails", { reqId: late, contract: { symbol: "OLD" } });
  assert.deepEqual(bench.told(a), []);
  bench.hears("contractDetails", { reqId: again, contract: { symbol: "AAPL" } });
  bench.hears("contractDetailsEnd", { reqId: again });
  assert.deepEqual(bench.told(a), ["contractDetails", "contractDetailsEnd"]);
});

test("a long answer that goes on coming is not given up", () => {
  const bench = new DeadlineBench();
  const a = bench.client(1);
  bench.asks(a, "reqContractDetails", { reqId: 5, ...AAPL });
  const id = bench.takeSent()[0]!.body.reqId;
  for (let i = 0; i < 5; i++) {
    bench.later(FLIGHT_KINDS.reqContractDetails.answerMs - 1);
    bench.hears("contractDetails", { reqId: id, contract: { symbol: `AAPL ${i}` } });
  }
  bench.hears("contractDetailsEnd", { reqId: id });
  assert.equal(bench.told(a).join(" "), `${"contractDetails ".repeat(5)}contractDetailsEnd`);
});

test("what waits for its turn is not late: its time begins when it leaves", () => {
  const bench = new DeadlineBench();
  const a = bench.client(1);
  bench.holding = true;
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...ASKED.reqHistoricalData });
  bench.later(600_000);
  assert.deepEqual(bench.told(a), []);
  bench.letLeave();
  bench.later(FLIGHT_KINDS.reqHistoricalData.answerMs);
  assert.equal(bench.told(a).length, 1);
});

test("an outage asks again and begins the time anew; so does the link that is back, and while it is lost nothing expires", () => {
  const bench = new DeadlineBench();
  const a = bench.client(1);
  const { answerMs } = FLIGHT_KINDS.reqHistoricalData;
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...ASKED.reqHistoricalData });
  bench.later(answerMs - 1_000);
  bench.shared.sessionLost(bench.now);
  bench.later(600_000);
  bench.shared.sessionStarted(bench.now);
  bench.later(answerMs - 1_000);
  bench.shared.noticed(1100, bench.now);
  bench.later(240_000);
  bench.shared.noticed(1102, bench.now);
  bench.later(answerMs - 1_000);
  assert.deepEqual(bench.told(a), []);
  assert.equal(names(bench.takeSent()), "reqHistoricalData reqHistoricalData");
  bench.later(1_000);
  assert.match(bench.told(a).join(), /^5 162 holdfast/);
});

test("what has no id is not given up while the link is lost, and is asked again when it is back", () => {
  for (const code of [1101, 1102]) {
    const bench = new DeadlineBench();
    const a = bench.client(1);
    bench.shared.noticed(1100, bench.now);
    bench.asks(a, "reqMarketRule", { marketRuleId: 26 });
    bench.later(120_000);
    assert.equal(names(bench.takeSent()), "reqMarketRule");
    bench.shared.noticed(code, bench.now);
    bench.later(29_000);
    assert.equal(names(bench.takeSent()), "reqMarketRule");
    bench.later(2_000);
    assert.equal(names(bench.takeSent()), "reqMarketRule", "it has all its tries once more");
    bench.hears("marketRule", { marketRuleId: 26 });
    assert.deepEqual(bench.told(a), ["marketRule"]);
    bench.shared.noticed(code, bench.now);
    assert.deepEqual(bench.takeSent(), []);
  }
});

test("the time is asked for again while the link is lost, and not given up: the Gateway knows it by itself", () => {
  const bench = new DeadlineBench();
  const a = bench.client(1);
  bench.shared.noticed(1100, bench.now);
  bench.asks(a, "reqCurrentTime", {});
  bench.later(125_000);
  assert.equal(bench.takeSent().length, 5);
  bench.hears("currentTime", { time: 1_700_000_000 });
  assert.deepEqual([bench.told(a), bench.shared.nextDeadline()], [["currentTime"], undefined]);
});

test("1101: what is in flight is asked again under another id, and its answer is told once", () => {
  const bench = new DeadlineBench();
  const a = bench.client(1);
  bench.asks(a, "reqContractDetails", { reqId: 5, ...AAPL });
  const first = bench.takeSent()[0]!.body.reqId;
  for (const code of [1100, 1101]) bench.shared.noticed(code, bench.now);
  const second = bench.takeSent()[0]!.body.reqId;
  bench.hears("contractDetails", { reqId: first, contract: { symbol: "OLD" } });
  bench.hears("contractDetails", { reqId: second, contract: { symbol: "AAPL" } });
  bench.hears("contractDetailsEnd", { reqId: second });
  assert.deepEqual(bench.told(a), ["contractDetails", "contractDetailsEnd"]);
});

test("1101: bars that were not answered are taken back before they are asked for again, for the Gateway may work on them", () => {
  for (const keepUpToDate of [false, true]) {
    const bench = new DeadlineBench();
    const a = bench.client(1);
    bench.asks(a, "reqHistoricalData", { reqId: 5, ...ASKED.reqHistoricalData, keepUpToDate });
    const first = bench.takeSent()[0]!.body.reqId;
    for (const code of [1100, 1101]) bench.shared.noticed(code, bench.now);
    const [cancel, again, ...more] = bench.takeSent();
    assert.deepEqual(
      [cancel!.name, cancel!.body.reqId, again!.name, more],
      ["cancelHistoricalData", first, "reqHistoricalData", []],
    );
    bench.hears("error", { id: first, errorCode: 162, errorMsg: `API historical data query cancelled: ${first}` });
    bench.hears("historicalData", { reqId: again!.body.reqId, bars: [] });
    bench.hears("historicalDataEnd", { reqId: again!.body.reqId });
    assert.deepEqual(bench.told(a), ["historicalData"]);
    for (const code of [1100, 1101]) bench.shared.noticed(code, bench.now);
    assert.equal(names(bench.takeSent()), keepUpToDate ? "reqHistoricalData" : "");
  }
});

test("bars that keep up to date have a deadline until their image is there, and none afterwards", () => {
  const bench = new DeadlineBench();
  const a = bench.client(1);
  const bars = { ...ASKED.reqHistoricalData, keepUpToDate: true };
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...bars });
  const id = bench.takeSent()[0]!.body.reqId;
  bench.hears("historicalData", { reqId: id, bars: [] });
  bench.hears("historicalDataEnd", { reqId: id, startDate: "a", endDate: "b" });
  bench.asks(a, "reqHistoricalData", { reqId: 6, ...bars });
  bench.told(a);
  bench.later(600_000);
  assert.match(bench.told(a).join(), /^6 162 holdfast [^,]*, ask again$/);
});

test("who asks again after data was lost, under an id it still holds, replaces that request without a word", () => {
  const bench = new DeadlineBench();
  const a = bench.client(1);
  const bars = { ...ASKED.reqHistoricalData, keepUpToDate: true };
  const ask = () => bench.asks(a, "reqHistoricalData", { reqId: 5, ...bars });
  ask();
  ask();
  assert.match(bench.told(a).join(), /^5 322 .*Duplicate ticker ID/);
  for (const code of [1100, 1101]) bench.shared.noticed(code, bench.now);
  bench.takeSent();
  ask();
  const [cancel, again] = bench.takeSent();
  assert.deepEqual([cancel!.name, again!.name], ["cancelHistoricalData", "reqHistoricalData"]);
  bench.hears("error", { id: cancel!.body.reqId, errorCode: 162, errorMsg: "cancelled" });
  bench.hears("historicalData", { reqId: again!.body.reqId, bars: [] });
  bench.hears("historicalDataEnd", { reqId: again!.body.reqId, startDate: "a", endDate: "b" });
  assert.deepEqual(bench.told(a), ["historicalData"]);
});

test("a stream of bars whose renewal is refused stays its client's, and is asked for again when it is time", () => {
  const bench = new DeadlineBench();
  const a = bench.client(1);
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...ASKED.reqHistoricalData, keepUpToDate: true });
  const id = bench.takeSent()[0]!.body.reqId;
  bench.hears("historicalData", { reqId: id, bars: [] });
  bench.hears("historicalDataEnd", { reqId: id, startDate: "a", endDate: "b" });
  bench.told(a);
  const [stream] = bench.shared.streams();
  stream!.pulse.comparing = true;
  bench.shared.renew(stream!.pulse);
  const [cancel, again] = bench.takeSent();
  assert.deepEqual([cancel!.body.reqId, again!.name], [id, "reqHistoricalData"]);
  bench.hears("error", { id: again!.body.reqId, errorCode: 162, errorMsg: "pacing violation" });
  bench.asks(a, "reqHistoricalData", { reqId: 6, ...ASKED.reqHistoricalData });
  bench.hears("error", { id: bench.takeSent()[0]!.body.reqId, errorCode: 162, errorMsg: "no data" });
  assert.deepEqual([bench.told(a), bench.takeSent()], [["6 162 no data"], []], "not before it is time");
  bench.shared.renew(stream!.pulse);
  const [third, ...more] = bench.takeSent();
  assert.deepEqual([third!.name, more], ["reqHistoricalData", []]);
  bench.hears("historicalDataUpdate", { reqId: third!.body.reqId, date: "20260105 10:00:00" });
  assert.deepEqual(bench.told(a), ["historicalDataUpdate"]);
  bench.asks(a, "cancelHistoricalData", { reqId: 5 });
  assert.equal(names(bench.takeSent()), "cancelHistoricalData");
});

test("a stream of bars that rests can be cancelled and outlives a session", () => {
  const bench = new DeadlineBench();
  const a = bench.client(1);
  for (const reqId of [5, 6]) {
    bench.asks(a, "reqHistoricalData", { reqId, ...ASKED.reqHistoricalData, keepUpToDate: true });
    const id = bench.takeSent()[0]!.body.reqId;
    bench.hears("historicalDataEnd", { reqId: id, startDate: "a", endDate: "b" });
  }
  for (const { pulse } of [...bench.shared.streams()]) {
    pulse.comparing = true;
    bench.shared.renew(pulse);
    bench.hears("error", { id: bench.takeSent()[1]!.body.reqId, errorCode: 162, errorMsg: "pacing violation" });
  }
  bench.told(a);
  bench.asks(a, "cancelHistoricalData", { reqId: 5 });
  assert.match(bench.told(a).join(), /^5 162 .*query cancelled: 5$/);
  bench.shared.sessionLost(bench.now);
  bench.shared.sessionStarted(bench.now);
  assert.equal(names(bench.takeSent()), "reqHistoricalData");
});

test("a 162 to a request that holdfast made itself is told when it is said for an hour, and not before", () => {
  const bench = new DeadlineBench();
  const a = bench.client(1);
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...ASKED.reqHistoricalData, keepUpToDate: true });
  bench.hears("historicalDataEnd", { reqId: bench.takeSent()[0]!.body.reqId, startDate: "a", endDate: "b" });
  bench.told(a);
  bench.later(60_000);
  for (const code of [1100, 1101]) bench.shared.noticed(code, bench.now);
  const refuse = () => {
    for (const { body } of bench.takeSent())
      bench.hears("error", { id: body.reqId, errorCode: 162, errorMsg: "pacing" });
  };
  refuse();
  for (let i = 0; i < 59; i++) {
    bench.later(60_000);
    refuse();
  }
  assert.deepEqual(bench.told(a), []);
  bench.later(60_000);
  refuse();
  assert.deepEqual([bench.told(a), [...bench.shared.streams()]], [["5 162 pacing"], []]);
});

test("bars that rest are asked for as soon as the link is back with its data", () => {
  const bench = new DeadlineBench();
  const a = bench.client(1);
  bench.asks(a, "reqHistoricalData", { reqId: 5, ...ASKED.reqHistoricalData, keepUpToDate: true });
  bench.hears("historicalDataEnd", { reqId: bench.takeSent()[0]!.body.reqId, startDate: "a", endDate: "b" });
  for (const code of [1100, 1101, 1100]) bench.shared.noticed(code, bench.now);
  bench.hears("error", { id: bench.takeSent()[0]!.body.reqId, errorCode: 162, errorMsg: "pacing" });
  assert.deepEqual(bench.takeSent(), []);
  bench.shared.noticed(1102, bench.now);
  assert.equal(names(bench.takeSent()), "reqHistoricalData");
});

test("a 200 costs bars that keep up to date as little, and the slot of what rests goes to whoever waits for one", () => {
  const bench = new DeadlineBench();
  const [a, b, c] = [bench.client(1), bench.client(2), bench.client(3)];
  for (const client of [a, b])
    for (let reqId = 0; reqId < 20; reqId++) {
      bench.asks(client, "reqHistoricalData", { ...ASKED.reqHistoricalData, reqId, keepUpToDate: true });
      bench.hears("historicalDataEnd", { reqId: bench.takeSent()[0]!.body.reqId, startDate: "a", endDate: "b" });
    }
  for (let reqId = 1; reqId <= 11; reqId++)
    bench.asks(c, "reqHistoricalData", { ...ASKED.reqHistoricalData, durationStr: `${reqId} D`, reqId });
  bench.takeSent();
  for (const client of [a, b]) bench.told(client);
  bench.later(1_000);
  for (const code of [1100, 1101]) bench.shared.noticed(code, bench.now);
  const sent = bench.takeSent().filter(({ name }) => name === "reqHistoricalData");
  assert.equal(sent.length, 50);
  bench.hears("error", { id: sent[0]!.body.reqId, errorCode: 200, errorMsg: "No security definition has been found" });
  assert.deepEqual(
    bench.takeSent().map(({ body }) => body.durationStr),
    ["11 D"],
  );
  assert.deepEqual(bench.told(a), []);
});
