import assert from "node:assert/strict";
import test from "node:test";
import { type WallMs, wallOf } from "../../../base/time.ts";
import { Directory } from "../directory/directory.ts";
import { Exchange } from "../exchange.ts";
import { type PricePath, PricePathError, parsePricePath } from "./pricePath.ts";

const known = new Directory("always");
const start = wallOf(2026, 1, 5, 15);
const AAPL = 265598;
const MSFT = 272093;

function path(text: string): PricePath {
  const parsed = parsePricePath(text, known);
  assert.ok(!(parsed instanceof PricePathError), String(parsed));
  return parsed;
}

const fault = (text: string): string => String(parsePricePath(text, known));

function exchangeOf(text: string): Exchange {
  const exchange = new Exchange({ seed: 1, calendar: "always", priceFile: path(text), startWall: start });
  for (const conId of [AAPL, MSFT]) exchange.watch(conId);
  return exchange;
}

const after = (ms: number): WallMs => (start + ms) as WallMs;

test("quotes follow the rows to the millisecond and stay at the last one", () => {
  const exchange = exchangeOf("1000,AAPL,255.00,255.02,255.01\n2500,AAPL,254,254.05,254.02,300,400,50\n");
  assert.equal(exchange.nextChange(start), after(1_000));
  assert.deepEqual(exchange.advance(after(999)), []);
  const [first] = exchange.advance(after(1_000));
  assert.deepEqual([first?.conId, first?.bid, first?.ask, first?.last], [AAPL, true, true, true]);
  exchange.advance(after(86_000));
  const { bid, ask, last, bidSize, askSize, lastSize, lastTime, volume } = exchange.quote(AAPL);
  assert.deepEqual([bid, ask, last, bidSize, askSize, lastSize], [254, 254.05, 254.02, 300, 400, 50]);
  assert.deepEqual([lastTime, volume], [after(2_500), 150]);
  assert.equal(exchange.nextChange(after(86_000)), wallOf(2026, 1, 6, 5));
});

test("a contract that the file does not name stands still", () => {
  const exchange = exchangeOf("0,AAPL,255,255.02,255.01");
  const before = exchange.quote(MSFT);
  assert.deepEqual([before.bid, before.ask, before.last, before.volume], [479.99, 480.01, 480, 0]);
  assert.deepEqual(exchange.advance(after(3_600_000)), []);
  assert.equal(exchange.quote(MSFT), before);
});

test("a row with an unchanged last price moves the quote without a trade", () => {
  const exchange = exchangeOf(
    "0,AAPL,255,255.02,255.01\n10,AAPL,255.01,255.03,255.01\n20,AAPL,255.01,255.03,255.01,,,7",
  );
  const [quoteOnly] = exchange.advance(after(10));
  assert.deepEqual([quoteOnly?.bid, quoteOnly?.last, quoteOnly?.volume], [true, false, false]);
  const [trade] = exchange.advance(after(20));
  assert.deepEqual([trade?.bid, trade?.last, trade?.volume], [false, true, true]);
  assert.equal(exchange.quote(AAPL).lastSize, 7);
});

test("JSON lines say the same as comma separated rows", () => {
  const csv =
    "time-offset-ms,symbol,bid,ask,last,bidSize,askSize,lastSize\n\n# calm\n5,SPY,685,685.01,685,200,100,10\r\n";
  const json =
    '{"timeOffsetMs":5,"symbol":"SPY","bid":685,"ask":685.01,"last":685,"bidSize":200,"askSize":100,"lastSize":10}';
  assert.deepEqual(path(json), path(csv));
});

test("bars speak of the rows, and of nothing before them", () => {
  const exchange = exchangeOf(
    "60000,AAPL,255,255.02,255.01\n61000,AAPL,250,250.02,250.01\n62000,AAPL,252,252.02,252.01",
  );
  exchange.advance(after(120_000));
  const ask = { end: after(120_000), durationStr: "120 S", barSizeSetting: "1 min", useRth: false };
  const found = exchange.bars(AAPL, { ...ask, whatToShow: "TRADES" });
  assert.ok("bars" in found);
  const shown = found.bars.map(({ open, high, low, close, volume }) => [open, high, low, close, volume]);
  assert.deepEqual(shown, [
    [255, 255, 255, 255, 0],
    [255.01, 255.01, 250.01, 252.01, 300],
  ]);
});

test("the first fault is named with its line", () => {
  const good = "0,AAPL,255,255.02,255.01\n";
  const faults: [string, RegExp][] = [
    ["0,AAPL,255,255.02", /^line 2: 4 columns, at least 5/],
    ["0,AAPL,1,2,3,4,5,6,1,7", /^line 2: 10 columns, at most 9/],
    ["1,AAPL,255,255.02,255.01,1,1,1,3", /^line 2: halted is not 0, 1 or 2/],
    ["1,APPL,1,1.01,1", /^line 2: unknown symbol "APPL"; near it: AAPL/],
    ["1,ESX6,1,1.01,1", /^line 2: unknown symbol "ESX6"/],
    ["1,ESZ6,6850,6850.1,6850", /^line 2: ask 6850.1 is not a whole number of price steps/],
    ["1,NOPE,1,1.01,1", /^line 2: unknown symbol "NOPE"/],
    ["x,AAPL,255,255.02,255.01", /^line 2: timeOffsetMs is not a number: "x"/],
    ["1.5,AAPL,255,255.02,255.01", /^line 2: timeOffsetMs is not a whole number/],
    ["-1,AAPL,255,255.02,255.01", /^line 2: timeOffsetMs/],
    ["1,AAPL,255,255.025,255.01", /^line 2: ask 255.025 is not a whole number of price steps/],
    ["1,AAPL,255.02,255.02,255.01", /^line 2: bid 255.02 is not below ask 255.02/],
    ["1,AAPL,0,255.02,255.01", /^line 2: bid is not a price above 0/],
    ["1,AAPL,255,255.02,255.01,0", /^line 2: bidSize is not a whole number of shares/],
    ["0,AAPL,255,255.02,255.01", /^line 2: a second row for AAPL at 0/],
    ["9,MSFT,480,480.01,480\n8,AAPL,255,255.02,255.01", /^line 3: timeOffsetMs 8 is before 9/],
    ['{"timeOffsetMs":1,', /^line 2: not a JSON object/],
    ['{"timeOffsetMs":1,"symbol":"AAPL","bid":1,"ask":2,"last":1,"sise":3}', /^line 2: unknown key "sise"/],
    ['{"timeOffsetMs":1,"symbol":"AAPL","bid":"1","ask":2,"last":1}', /^line 2: bid is not a price/],
  ];
  for (const [row, expected] of faults) assert.match(fault(good + row), expected);
});

test("a future, a pair and an option are named by local symbol, by conId, or as the front month", () => {
  const exchange = exchangeOf(
    "0,ES,6850,6850.25,6850.25\n0,EUR.USD,1.16,1.16005,1.16\n5,12087797,1.33,1.33005,1.33\n5,SPY   260320C00685000,12.5,12.55,12.51",
  );
  const shown = (localSymbol: string): number[] => {
    const { bid, ask, last } = exchange.quote(exchange.find({ localSymbol })[0]?.conId ?? 0);
    return [bid, ask, last];
  };
  exchange.advance(after(10));
  assert.deepEqual(shown("ESH6"), [6850, 6850.25, 6850.25]);
  assert.deepEqual(shown("ESM6"), [6849.75, 6850.25, 6850]);
  assert.deepEqual(shown("EUR.USD"), [1.16, 1.16005, -1]);
  assert.deepEqual(shown("GBP.USD"), [1.33, 1.33005, -1]);
  assert.deepEqual(shown("SPY   260320C00685000"), [12.5, 12.55, 12.51]);
});

test("options that the file does not name follow the rows of their underlying", () => {
  const exchange = exchangeOf("0,SPY,685,685.01,685\n1000,SPY,650,650.01,650");
  const [call] = exchange.find({ localSymbol: "SPY   260320C00685000" });
  const before = exchange.quote(call?.conId ?? 0);
  exchange.advance(after(1_000));
  assert.ok(exchange.quote(call?.conId ?? 0).ask < before.bid);
});

test("a row may say that trading is halted, the next one that it goes on", () => {
  const exchange = exchangeOf(
    "0,AAPL,255,255.02,255.01,100,100,100,0\n10,AAPL,255,255.02,255.01,100,100,,2\n20,AAPL,240,240.02,240.01",
  );
  const halted = [0, 10, 20].map((ms) => {
    exchange.advance(after(ms));
    return exchange.halted(AAPL);
  });
  assert.deepEqual(halted, [0, 2, 0]);
});
