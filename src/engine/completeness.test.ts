/** Streams that fall silent while everything claims health: found, asked for anew, announced once, and nobody alarmed in vain. */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, ready, type Stage } from "../../test/engine/stage.ts";
import type { Decimal } from "../base/decimal.ts";
import { ANSWER_MS_MAX, EXCUSED_MS_MAX, LOOK_MS, SILENT_MS_MIN } from "../market/bounds.ts";
import { STREAM_FLOWS, STREAM_SILENT } from "../market/gap.ts";
import type { ConnId } from "../model/ids.ts";
import { IMAGE_MS } from "../model/stream.ts";
import type { Incoming } from "../wire/codec.ts";

const minutes = (n: number): number => n * 60_000;

/** A Gateway with a market: every line it was asked for speaks when it is told to, under its newest request. */
class Market {
  readonly stage: Stage = ready();
  readonly client: ConnId;
  readonly silent = new Set<number>();
  /** Whoever is asked for anew shows what it showed. */
  answers = false;
  readonly #answered = new Map<number, number>();
  readonly #price = new Map<number, number>();

  constructor(lines: number) {
    this.client = this.stage.connect(1, 1);
    for (let i = 1; i <= lines; i++)
      this.stage.ask(this.client, "reqMktData", { reqId: i, contract: this.contract(i) });
    this.stage.pass(2_000);
    this.stage.told(this.client);
  }

  contract(n: number) {
    return { ...contract, conId: n, symbol: `S${n}` };
  }

  /** The newest request for the nth contract. */
  reqId(n: number): number {
    const asked = this.stage.asked.findLast((r) => r.name === "reqMktData" && r.body.contract.conId === n);
    assert.ok(asked?.name === "reqMktData");
    return asked.body.reqId;
  }

  asked(n: number): number {
    return this.stage.asked.filter((r) => r.name === "reqMktData" && r.body.contract.conId === n).length;
  }

  tick(n: number, moves = true): void {
    const price = (this.#price.get(n) ?? 100) + (moves ? 1 : 0);
    this.#price.set(n, price);
    this.stage.says("tickPrice", { reqId: this.reqId(n), tickType: 1, price });
  }

  /** Time passes, and every so often all of these speak that are not muted. */
  flow(ms: number, everyMs: number, ...lines: readonly number[]): void {
    for (const until = this.stage.now + ms; this.stage.now < until; this.stage.pass(everyMs)) {
      if (this.answers) for (const n of this.#price.keys()) this.#answer(n);
      for (const n of lines) if (!this.silent.has(n)) this.tick(n);
    }
  }

  #answer(n: number): void {
    const reqId = this.reqId(n);
    if (this.#answered.get(n) === reqId) return;
    this.#answered.set(n, reqId);
    if (this.asked(n) > 1) this.tick(n, false);
  }

  /** What the client was told about streams since the last look. */
  notices(): string[] {
    return this.stage.told(this.client).flatMap(noticeOf);
  }

  get conditions(): string[] {
    return this.#conditions.flatMap(({ condition, detail }) => (condition === "streams-silent" ? [detail] : []));
  }

  /** Another session of the login has the data. */
  get isContested(): boolean {
    return this.#conditions.some(({ condition }) => condition === "competing-session");
  }

  get #conditions(): readonly { readonly condition: string; readonly detail: string }[] {
    return (this.stage.answer("status") as { conditions: { condition: string; detail: string }[] }).conditions;
  }
}

function noticeOf(message: Incoming): string[] {
  if (message.name !== "error") return [];
  const { id, errorCode, errorMsg } = message.body;
  if (errorCode !== STREAM_SILENT && errorCode !== STREAM_FLOWS) return [];
  assert.equal(id, -1);
  assert.match(errorMsg, /^holdfast/);
  return [`${errorCode === STREAM_SILENT ? "silent" : "flows"} ${/request (.*)\)/.exec(errorMsg)![1]}`];
}

const TEN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

test("three streams of ten fall silent: they are asked for anew within the bound, announced once, and once when they flow", () => {
  const market = new Market(10);
  market.flow(minutes(10), 2_000, ...TEN);
  for (const n of [3, 5, 8]) market.silent.add(n);
  market.flow(SILENT_MS_MIN + 2 * LOOK_MS, 2_000, ...TEN);
  assert.deepEqual(
    TEN.map((n) => market.asked(n)),
    [1, 1, 2, 1, 2, 1, 1, 2, 1, 1],
  );
  market.flow(ANSWER_MS_MAX + 2 * LOOK_MS, 2_000, ...TEN);
  assert.deepEqual(market.notices(), ["silent 3", "silent 5", "silent 8"]);
  assert.deepEqual(market.conditions, ["S3 STK SMART, S5 STK SMART, S8 STK SMART"]);
  market.flow(minutes(30), 2_000, ...TEN);
  assert.deepEqual(market.notices(), []);
  assert.ok(market.asked(3) > 2 && market.asked(3) <= 7, `asked ${market.asked(3)} times`);
  market.silent.clear();
  market.flow(30_000, 2_000, ...TEN);
  assert.deepEqual(market.notices(), ["flows 3", "flows 5", "flows 8"]);
  assert.deepEqual(market.conditions, []);
});

test("a stream whose renewals the Gateway refuses with 200 rests, and its client is told that it is silent within the bound", () => {
  const market = new Market(10);
  market.flow(minutes(10), 2_000, ...TEN);
  market.silent.add(3);
  market.flow(SILENT_MS_MIN + 2 * LOOK_MS, 2_000, ...TEN);
  assert.equal(market.asked(3), 2);
  const refused = { errorCode: 200, errorMsg: "No security definition has been found for the request" };
  market.stage.says("error", { id: market.reqId(3), ...refused });
  market.flow(ANSWER_MS_MAX + 2 * LOOK_MS, 2_000, ...TEN);
  assert.deepEqual(market.notices(), ["silent 3"]);
  assert.ok(market.asked(3) <= 4, `asked ${market.asked(3)} times`);
});

test("streams that are refused whenever they are asked for behind a lost link are told silent within the bound all the same", () => {
  const market = new Market(2);
  const { stage } = market;
  market.flow(minutes(5), 2_000, 1, 2);
  const before = new Set([1, 2].map((n) => market.reqId(n)));
  stage.notices(1100);
  stage.notices(1101);
  for (const until = stage.now + SILENT_MS_MIN + ANSWER_MS_MAX + 3 * LOOK_MS; stage.now < until; stage.pass(1_000))
    for (const id of [1, 2].map((n) => market.reqId(n))) {
      if (!before.has(id)) stage.refuses(id, 200, "No security definition has been found for the request");
      before.add(id);
    }
  assert.deepEqual(market.notices(), ["silent 1", "silent 2"]);
});

/** The client streams bars that keep up to date; the Gateway has sent their image. */
class Bars extends Market {
  readonly #minute = new Map<number, number>();

  constructor(streams: number) {
    super(0);
    for (let n = 1; n <= streams; n++) {
      this.stage.ask(this.client, "reqHistoricalData", { reqId: n, contract: this.contract(n), ...FIVE_SECONDS });
      this.stage.pass(200);
      this.image(n);
    }
    this.stage.told(this.client);
  }

  override reqId(n: number): number {
    return (this.requests(n).at(-1)!.body as { reqId: number }).reqId;
  }

  override asked(n: number): number {
    return this.requests(n).length;
  }

  requests(n: number) {
    return this.stage.asked.filter((r) => r.name === "reqHistoricalData" && r.body.contract.conId === n);
  }

  /** The image ends with the newest bar; `more` bars were formed while nobody told of them. */
  image(n: number, more = 0): void {
    this.#minute.set(n, (this.#minute.get(n) ?? 0) + more);
    const reqId = this.reqId(n);
    this.stage.says("historicalData", { reqId, bars: [this.#bar(n)] });
    this.stage.says("historicalDataEnd", { reqId, startDate: "20260105 10:00:00", endDate: "20260105 16:00:00" });
  }

  override tick(n: number): void {
    this.#minute.set(n, (this.#minute.get(n) ?? 0) + 1);
    this.stage.says("historicalDataUpdate", { reqId: this.reqId(n), ...this.#bar(n) });
  }

  #bar(n: number) {
    return { date: String(1_700_000_000 + 5 * this.#minute.get(n)!), open: 1, high: 2, low: 1, close: 2, barCount: 1 };
  }
}

const FIVE_SECONDS = {
  barSizeSetting: "5 secs",
  durationStr: "300 S",
  whatToShow: "TRADES",
  useRTH: false,
  formatDate: 2,
  keepUpToDate: true,
};

test("bars whose renewal is refused are asked for again when their witness has left: it was holdfast that unsubscribed them", () => {
  const market = new Bars(2);
  market.flow(minutes(5), 5_000, 1, 2);
  while (market.asked(1) === 1) market.flow(5_000, 5_000, 2);
  market.stage.refuses(market.reqId(1), 162, "Historical Market Data Service error message:API pacing violation");
  market.stage.ask(market.client, "cancelHistoricalData", { reqId: 2 });
  market.stage.pass(minutes(10));
  assert.ok(market.asked(1) > 2);
});

/** The farm's link breaks and is back within three seconds. */
function blip(stage: Stage): void {
  stage.refuses(-1, 2103, "Market data farm connection is broken:usfarm");
  stage.pass(3_000);
  stage.refuses(-1, 2104, "Market data farm connection is OK:usfarm");
}

test("nautilus #3968: bars that are dead after a blip of a farm, while the account lives on, flow again within the bound", () => {
  const market = new Bars(4);
  const all = [1, 2, 3, 4];
  market.flow(minutes(5), 5_000, ...all);
  assert.deepEqual(
    all.map((n) => market.asked(n)),
    [1, 1, 1, 1],
  );
  blip(market.stage);
  const back = market.stage.now;
  market.stage.told(market.client);
  market.flow(SILENT_MS_MIN + 2 * LOOK_MS, 5_000);
  assert.deepEqual(
    all.map((n) => market.asked(n)),
    [2, 2, 2, 2],
  );
  for (const n of all) market.image(n, 10);
  const told = market.stage.told(market.client);
  const bars = told.filter(({ name }) => name === "historicalDataUpdate");
  assert.ok(bars.length >= 4 && !told.some(({ name }) => name === "historicalData"), "no second image");
  market.flow(20_000, 5_000, ...all);
  assert.ok(market.stage.now - back <= minutes(2), "healed within two minutes");
  assert.deepEqual(market.notices().sort(), [
    "flows 1",
    "flows 2",
    "flows 3",
    "flows 4",
    "silent 1",
    "silent 2",
    "silent 3",
    "silent 4",
  ]);
  market.flow(minutes(60), 5_000, ...all);
  assert.deepEqual([market.notices(), market.conditions], [[], []]);
  assert.deepEqual(
    all.map((n) => market.asked(n)),
    [2, 2, 2, 2],
  );
});

test("what ticked for a moment between two interruptions has answered the first one only", () => {
  const market = new Market(10);
  market.flow(minutes(10), 2_000, ...TEN);
  blip(market.stage);
  while (market.asked(1) === 1) market.stage.pass(100);
  for (const n of TEN) market.tick(n, false);
  market.stage.refuses(-1, 2103, "Market data farm connection is broken:usfarm");
  market.stage.refuses(-1, 2104, "Market data farm connection is OK:usfarm");
  market.notices();
  market.flow(2 * SILENT_MS_MIN + ANSWER_MS_MAX + 3 * LOOK_MS, 5_000);
  assert.deepEqual(market.notices().length, TEN.length);
});

test("a blip of a farm that interrupts nothing costs nothing", () => {
  const market = new Market(10);
  market.flow(minutes(5), 2_000, ...TEN);
  for (let i = 0; i < 5; i++) blip(market.stage);
  market.flow(minutes(20), 2_000, ...TEN);
  assert.deepEqual([market.notices(), TEN.map((n) => market.asked(n))], [[], TEN.map(() => 1)]);
});

test("a market that closes overnight, blips and 1102 included, is asked now and then through one stream, and tells nobody", () => {
  const market = new Market(10);
  market.answers = true;
  market.flow(minutes(30), 2_000, ...TEN);
  market.flow(minutes(60), 5_000);
  blip(market.stage);
  for (const code of [1100, 1102]) market.stage.notices(code);
  market.flow(minutes(9 * 60), 5_000);
  market.flow(minutes(30), 2_000, ...TEN);
  const probed = TEN.filter((n) => market.asked(n) > 1);
  assert.deepEqual([market.notices(), market.conditions, probed.length], [[], [], 1]);
  assert.ok(market.asked(probed[0]!) <= 50, `asked ${market.asked(probed[0]!)} times in ten hours`);
});

test("one slow stream among nine quick ones is left alone, minutes of silence included", () => {
  const market = new Market(10);
  const quick = TEN.slice(0, 9);
  for (let i = 0; i < 20; i++) {
    market.tick(10);
    market.flow(minutes(1 + (i % 5)), 2_000, ...quick);
  }
  assert.deepEqual([market.notices(), market.asked(10)], [[], 1]);
});

test("a stream that goes quiet among quick ones is asked for anew, shows what it showed, and nobody is told", () => {
  const market = new Market(10);
  market.flow(minutes(10), 2_000, ...TEN);
  market.silent.add(10);
  for (let asked = 1, i = 0; i < 720; i++) {
    market.flow(LOOK_MS, LOOK_MS, ...TEN);
    if (market.asked(10) === asked) continue;
    asked = market.asked(10);
    market.tick(10, false);
  }
  assert.deepEqual(market.notices(), []);
  assert.ok(market.asked(10) <= 4, `asked ${market.asked(10)} times in an hour`);
});

test("an image that shows what was missed announces the gap and its end", () => {
  const market = new Market(10);
  market.flow(minutes(10), 2_000, ...TEN);
  market.silent.add(10);
  market.flow(SILENT_MS_MIN + 2 * LOOK_MS, 2_000, ...TEN);
  assert.equal(market.asked(10), 2);
  market.silent.clear();
  market.flow(20_000, 2_000, ...TEN);
  assert.deepEqual(market.notices(), ["silent 10", "flows 10"]);
});

/** A market of one stream falls silent after such ticks, and each of its images says this; it may flow after them. */
function imageAfter(told: readonly Quote[], image: readonly Quote[], flows: boolean): readonly string[] {
  const market = new Market(1);
  const says = ([tickType, price]: Quote) =>
    market.stage.says("tickPrice", { reqId: market.reqId(1), tickType, price });
  for (const quote of told) says(quote);
  market.flow(minutes(10), 2_000, 1);
  for (const quote of told) says(quote);
  for (let asked = 1, i = 0; i < 360; i++) {
    market.stage.pass(LOOK_MS);
    if (market.asked(1) === asked) continue;
    asked = market.asked(1);
    for (const quote of image) says(quote);
    market.stage.pass(IMAGE_MS + LOOK_MS);
    if (flows) says(image[0]!);
  }
  assert.ok(market.asked(1) > 1, "it was probed");
  return market.notices();
}

type Quote = readonly [tickType: number, price: number];
const [BID, ASK, LAST, HIGH, LOW, CLOSE, OPEN] = [1, 2, 4, 6, 7, 9, 14] as const;
const DAY: readonly Quote[] = [
  [BID, 99],
  [ASK, 101],
  [LAST, 100],
  [HIGH, 105],
  [LOW, 95],
  [CLOSE, 97],
  [OPEN, 98],
];

test("the only stream of a market that shows another quote when it is asked anew, and flows then, is announced", () => {
  for (const n of [BID, ASK, LAST]) {
    const image = DAY.map(([type, price]): Quote => [type, type === n ? price + 1 : price]);
    assert.deepEqual(imageAfter(DAY, image, true), ["silent 1", "flows 1"]);
  }
});

test("an honest quiet behind a size that changed alone is no gap: the image shows what was told", () => {
  const market = new Market(10);
  const bid = (size: string) =>
    market.stage.says("tickPrice", { reqId: market.reqId(10), tickType: 1, price: 50, size: size as Decimal });
  for (let i = 0; i < 100; i++) {
    bid(String(5 + (i % 2)));
    market.flow(4_000, 2_000, ...TEN.slice(0, 9));
  }
  market.stage.says("tickSize", { reqId: market.reqId(10), tickType: 0, size: "7" as Decimal });
  const heard = answering(market, minutes(10), 10, () => bid("7"), TEN.slice(0, 9));
  assert.deepEqual([heard, market.conditions, market.asked(10) > 1], [[], [], true]);
});

test("overnight the four prices of the day change and quotes become -1 without a tick, and nobody is alarmed", () => {
  const image = DAY.map(([type, price]): Quote => {
    if (type === BID || type === ASK) return [type, -1];
    return [type, type === LAST ? price : price + 3];
  });
  for (const flows of [false, true]) assert.deepEqual(imageAfter(DAY, image, flows), []);
});

test("a halted stream, a frozen one and one whose data another session has are not suspected", () => {
  const market = new Market(10);
  market.flow(minutes(10), 2_000, ...TEN);
  for (const n of [8, 9, 10]) market.silent.add(n);
  market.stage.says("tickGeneric", { reqId: market.reqId(8), tickType: 49, value: 1 });
  market.stage.says("marketDataType", { reqId: market.reqId(9), marketDataType: 2 });
  const taken = (): void => market.stage.refuses(market.reqId(10), 10197);
  taken();
  assert.deepEqual(answering(market, minutes(60), 10, taken), []);
  assert.deepEqual(
    TEN.map((n) => market.asked(n) > 1),
    TEN.map((n) => n === 10),
  );
});

/** Time passes; each new request for the nth line, or of the nth bars, is answered so. What its client was told of streams. */
function answering(market: Market, ms: number, n: number, answer: () => void, all = TEN): string[] {
  let asked = market.asked(n);
  const heard: string[] = [];
  for (const until = market.stage.now + ms; market.stage.now < until; ) {
    market.flow(2_000, 2_000, ...all);
    heard.push(...market.notices());
    if (market.asked(n) === asked) continue;
    asked = market.asked(n);
    answer();
  }
  return heard;
}

/** What brings data all the same: delayed, or in part; a time that was read in another zone. */
const REMARKS = [10089, 10090, 10167, 2174];
const flowsBehind = (code: number) => {
  const market = new Market(10);
  const says = () => market.stage.refuses(market.reqId(3), code, "Displaying delayed market data.");
  says();
  market.flow(minutes(10), 2_000, ...TEN);
  market.stage.told(market.client);
  return { market, says };
};

test("a remark behind which data flowed excuses no silence, however often it is said of a new request", () => {
  for (const code of REMARKS) {
    const { market, says } = flowsBehind(code);
    market.silent.add(3);
    assert.deepEqual(answering(market, minutes(60), 3, says), ["silent 3"], `${code}, asked ${market.asked(3)} times`);
  }
});

test("a remark on bars that keep up to date excuses their silence as little", () => {
  const market = new Bars(4);
  market.flow(minutes(5), 5_000, 1, 2, 3, 4);
  const says = () => market.stage.refuses(market.reqId(1), 2188, "the bars are delayed");
  assert.deepEqual(answering(market, minutes(60), 1, says, [2, 3, 4]), ["silent 1"]);
});

test("a remark excuses no line that 1101 has silenced", () => {
  const { market, says } = flowsBehind(10167);
  market.silent.add(3);
  for (const code of [1100, 1101]) market.stage.notices(code);
  assert.deepEqual(answering(market, minutes(60), 3, says), ["silent 3"]);
});

/** Another session of the login takes the data of all lines. */
function contested(lines: readonly number[]): Market {
  const market = new Market(lines.length);
  market.flow(minutes(10), 2_000, ...lines);
  for (const n of lines) market.stage.refuses(market.reqId(n), 10197);
  market.flow(minutes(5), 2_000);
  assert.ok(market.isContested);
  return market;
}

test("a competing session that is over excuses no line that does not tick again", () => {
  const market = contested(TEN);
  market.silent.add(10);
  market.flow(minutes(60), 2_000, ...TEN);
  assert.deepEqual([market.isContested, market.notices(), market.asked(10) > 1], [false, ["silent 10"], true]);
});

test("a competing session that nobody calls over is asked about every five minutes, until data comes", () => {
  const market = contested([1]);
  for (const asked of [2, 3]) {
    market.flow(3 * LOOK_MS, 1_000);
    assert.equal(market.asked(1), asked);
    market.stage.refuses(market.reqId(1), 10197);
    market.flow(EXCUSED_MS_MAX - 2 * LOOK_MS, 1_000);
    assert.deepEqual([market.asked(1), market.isContested], [asked, true]);
  }
  market.flow(4 * LOOK_MS, 1_000, 1);
  assert.deepEqual([market.asked(1), market.isContested, market.notices()], [3, false, []]);
});

test("a farm that is OK ends a competing session, and a market that stays silent behind it is probed", () => {
  const market = contested([1, 2, 3]);
  blip(market.stage);
  market.flow(minutes(60), 2_000);
  assert.deepEqual([market.isContested, market.asked(1) > 1], [false, true]);
});

test("who joins a line that flows is not told of a competing session that is over", () => {
  const market = contested([1]);
  market.tick(1);
  const late = market.stage.connect(2, 2);
  market.stage.told(late);
  market.stage.ask(late, "reqMktData", { reqId: 77, contract: market.contract(1) });
  assert.deepEqual(market.stage.names(late), ["tickPrice"]);
});

test("the image that a new session or 1101 brings ends no gap: it is no flow", () => {
  const anew: readonly ((stage: Stage) => void)[] = [
    (stage) => {
      stage.reconnect();
      stage.recover();
    },
    (stage) => {
      for (const code of [1100, 1101]) stage.notices(code);
    },
  ];
  for (const happens of anew) {
    const market = new Market(10);
    const image = () => market.tick(3);
    market.flow(minutes(10), 2_000, ...TEN);
    market.silent.add(3);
    assert.deepEqual(answering(market, minutes(10), 3, image), ["silent 3"]);
    happens(market.stage);
    market.stage.pass(2_000);
    image();
    assert.deepEqual(answering(market, 30_000, 3, image), []);
    market.silent.clear();
    assert.deepEqual(answering(market, 30_000, 3, image), ["flows 3"]);
  }
});

test("an image that comes late in a new session is no flow either", () => {
  for (const lateMs of [0, 5_000]) {
    const market = new Market(2);
    market.flow(minutes(5), 2_000, 1, 2);
    market.stage.reconnect();
    market.stage.recover();
    market.stage.pass(lateMs);
    const before = [1, 2].map((n) => market.asked(n));
    for (const n of [1, 2]) market.tick(n);
    market.stage.pass(SILENT_MS_MIN + 2 * LOOK_MS);
    assert.deepEqual(
      [1, 2].map((n, i) => market.asked(n) - before[i]!),
      [1, 1],
    );
  }
});

test("what an outage hid of bars proves no silence before it", () => {
  const market = new Bars(2);
  const { stage } = market;
  market.flow(minutes(5), 5_000, 1, 2);
  while (market.asked(1) === 1) market.flow(5_000, 5_000, 2);
  market.image(1);
  market.flow(10_000, 5_000, 2);
  stage.reconnect();
  stage.recover();
  for (const n of [1, 2]) market.image(n, 3);
  market.flow(30_000, 5_000, 1, 2);
  assert.deepEqual(market.notices(), []);
});

test("what flowed before a new session and does not in it is asked for once more", () => {
  const market = new Market(2);
  market.flow(minutes(5), 2_000, 1, 2);
  market.stage.reconnect();
  market.stage.recover();
  market.flow(SILENT_MS_MIN + 2 * LOOK_MS, 2_000, 1);
  assert.deepEqual([market.asked(1), market.asked(2)], [2, 3]);
});

test("who joins a silent stream is told when it joins, and hears its end; who was told is not told again", () => {
  const market = new Market(10);
  market.flow(minutes(10), 2_000, ...TEN);
  market.silent.add(10);
  market.flow(minutes(3), 2_000, ...TEN);
  const late = market.stage.connect(2, 2);
  market.stage.ask(late, "reqMktData", { reqId: 77, contract: market.contract(10) });
  market.flow(LOOK_MS * 2, 2_000, ...TEN);
  assert.deepEqual([market.notices(), market.stage.told(late).flatMap(noticeOf)], [["silent 10"], ["silent 77"]]);
  market.silent.clear();
  market.flow(30_000, 2_000, ...TEN);
  assert.deepEqual([market.notices(), market.stage.told(late).flatMap(noticeOf)], [["flows 10"], ["flows 77"]]);
});

test("who joins a stream as it flows again is told nothing of its silence", () => {
  const market = new Market(10);
  const { stage } = market;
  market.flow(minutes(10), 2_000, ...TEN);
  market.silent.add(10);
  market.flow(minutes(3), 2_000, ...TEN);
  market.silent.clear();
  market.flow(LOOK_MS - 1_000, 500, ...TEN);
  assert.deepEqual(market.notices(), ["silent 10"]);
  const late = stage.connect(2, 2);
  stage.ask(late, "reqMktData", { reqId: 77, contract: market.contract(10) });
  market.flow(2 * LOOK_MS, 500, ...TEN);
  assert.deepEqual(market.notices(), ["flows 10"]);
  assert.deepEqual(stage.told(late).flatMap(noticeOf), []);
});

test("after 1101 every stream of quotes and of bars is asked for anew, and neither has a second beginning", () => {
  const market = new Bars(2);
  market.stage.ask(market.client, "reqMktData", { reqId: 9, contract: market.contract(9) });
  market.stage.pass(200);
  for (const code of [1100, 1101]) market.stage.notices(code);
  market.stage.pass(1_000);
  assert.deepEqual([market.asked(1), market.asked(2)], [2, 2]);
  for (const n of [1, 2]) market.image(n, 3);
  const told = market.stage.names(market.client);
  assert.deepEqual(new Set(told), new Set(["error 1100", "error 1101", "historicalDataUpdate"]));
});

test("who asks again after 1101 under an id that it holds is answered, not refused, and hears the stream once", () => {
  const market = new Market(1);
  market.flow(10_000, 2_000, 1);
  const again = () => market.stage.ask(market.client, "reqMktData", { reqId: 1, contract: market.contract(1) });
  market.stage.told(market.client);
  again();
  assert.deepEqual(market.stage.names(market.client), ["error 322"]);
  for (const code of [1100, 1101]) market.stage.notices(code);
  market.stage.told(market.client);
  again();
  market.stage.pass(1_000);
  market.tick(1);
  assert.deepEqual(market.stage.names(market.client), ["tickPrice"]);
  assert.equal(market.asked(1), 2);
});

const NOT_DEFINED = "No security definition has been found for the request";

test("a 200 just behind a 1100 costs no client a line that holdfast had asked for anew, and it is asked for when the link is back", () => {
  const market = new Market(3);
  market.flow(minutes(10), 2_000, 1, 2, 3);
  for (const code of [1100, 1101]) market.stage.notices(code);
  market.stage.pass(1_000);
  market.stage.notices(1100);
  market.stage.told(market.client);
  for (const n of [1, 2, 3]) market.stage.refuses(market.reqId(n), 200, NOT_DEFINED);
  market.stage.pass(5_000);
  market.stage.notices(1102);
  market.stage.pass(1_000);
  const asked = [1, 2, 3].map((n) => market.asked(n));
  assert.deepEqual([market.stage.names(market.client), asked], [["error 1102"], [3, 3, 3]]);
});

test("the same costs no client a line that was asked for anew because it was suspected", () => {
  const market = new Market(10);
  market.flow(minutes(10), 2_000, ...TEN);
  market.silent.add(3);
  while (market.asked(3) === 1) market.flow(2_000, 2_000, ...TEN);
  market.stage.told(market.client);
  market.stage.refuses(market.reqId(3), 200, NOT_DEFINED);
  assert.deepEqual(market.stage.names(market.client), []);
  assert.deepEqual(
    answering(market, minutes(2), 3, () => market.tick(3)),
    ["silent 3"],
  );
  market.silent.clear();
  assert.deepEqual(
    answering(market, minutes(1), 3, () => {}),
    ["flows 3"],
  );
});

test("bars that keep up to date survive a 162 behind the second of two 1101, though nobody is a witness", () => {
  const market = new Bars(1);
  market.flow(minutes(5), 5_000, 1);
  for (let i = 0; i < 2; i++) {
    for (const code of [1100, 1101]) market.stage.notices(code);
    market.stage.pass(3_000);
  }
  market.stage.told(market.client);
  market.stage.refuses(market.reqId(1), 162, "Historical Market Data Service error message:API pacing violation");
  market.stage.pass(minutes(1));
  assert.deepEqual([market.stage.names(market.client), market.asked(1)], [[], 4]);
});
