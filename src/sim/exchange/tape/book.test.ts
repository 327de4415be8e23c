/** The derived book agrees with the quote and stays where it is while the quote moves. */
import { deepEqual, equal, ok } from "node:assert/strict";
import test from "node:test";
import type { WallMs } from "../../../base/time.ts";
import { Calendar } from "../calendar/calendar.ts";
import { onStep, rulesOf } from "../directory/rules.ts";
import { stocks } from "../directory/stocks.ts";
import { Exchange } from "../exchange.ts";
import { levelBook, smartBook } from "./book.ts";
import type { Moment } from "./tape.ts";

const apple = stocks(new Calendar("always")).find(({ symbol }) => symbol === "AAPL");
ok(apple !== undefined);
const moment: Moment = {
  ...{ bid: 254.99, ask: 255.01, last: 255, bidSize: 300, askSize: 700, lastSize: 100, lastTime: 0 as WallMs },
};

test("the first level is the quote; prices fall behind the bid and rise behind the ask", () => {
  const { bids, asks } = levelBook(apple, moment, "", 10);
  deepEqual([bids[0]?.price, bids[0]?.size, asks[0]?.price, asks[0]?.size], [254.99, 300, 255.01, 700]);
  equal(bids.length, 10);
  ok(bids.every(({ price }, i) => i === 0 || price < (bids[i - 1]?.price ?? 0)));
  ok(asks.every(({ price }, i) => i === 0 || price > (asks[i - 1]?.price ?? 0)));
  ok([...bids, ...asks].every(({ size }) => size > 0));
});

test("an option's rows are five cents apart from 3 dollars upwards, and one cent below; none is below a cent", () => {
  const exchange = new Exchange({ seed: 1, calendar: "always", startWall: 1_775_568_600_000 as WallMs });
  const option = exchange.find({ symbol: "AAPL", secType: "OPT" }).find((one) => one.minTick === 0.01);
  ok(option !== undefined);
  const at = (bid: number, ask: number) => levelBook(option, { ...moment, bid, ask }, "", 30);
  const { bids, asks } = at(3.1, 3.15);
  const rules = rulesOf(option);
  ok([...bids, ...asks].every(({ price }) => onStep(rules, price)));
  ok(bids.some(({ price }) => price < 2.99) && asks.some(({ price }) => price > 3.5));
  const tops = smartBook(option, { ...moment, bid: 3.1, ask: 3.15 }, { tops: ["A", "B", "C", "D"], deep: ["E"] }, 30);
  ok([...tops.bids, ...tops.asks].every(({ price }) => onStep(rules, price)));
  equal(Math.min(...at(0.03, 0.04).bids.map(({ price }) => price)) >= 0.01, true);
});

test("what rests behind the best stays while the best moves by a step", () => {
  const before = levelBook(apple, moment, "", 10).bids.slice(1);
  const after = levelBook(apple, { ...moment, bid: 255 }, "", 10).bids;
  const kept = before.filter(({ price, size }) => after.some((row) => row.price === price && row.size === size));
  ok(kept.length >= 7, `${kept.length} of ${before.length} stayed`);
});

test("a book of several exchanges shows the quote's size at the best price, and no exchange ahead of it", () => {
  const { bids, asks } = smartBook(apple, moment, { tops: ["BYX", "MEMX", "PEARL"], deep: ["IEX"] }, 20);
  deepEqual(bids[0], { price: 254.99, size: 300, marketMaker: "BYX" });
  ok(asks.every(({ price }) => price >= 255.01));
  equal(bids.filter(({ marketMaker }) => marketMaker === "MEMX").length, 1);
  ok(bids.filter(({ marketMaker }) => marketMaker === "IEX").length > 2);
});

test("without a bid there is no bid side", () => {
  deepEqual(levelBook(apple, { ...moment, bid: -1 }, "", 5).bids, []);
  deepEqual(smartBook(apple, { ...moment, bid: -1 }, { tops: ["BYX"], deep: [] }, 5).bids, []);
});
