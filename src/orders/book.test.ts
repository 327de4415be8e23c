/** Who is told what of an order: its owner, and the master client id of its strategy. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { WallMs } from "../base/time.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { Entry } from "../model/entry.ts";
import type { ClientId, ConnId, OrderKey, StrategyName } from "../model/ids.ts";
import { Blotter } from "./blotter.ts";
import { Book, reportNow } from "./book.ts";
import type { OrderOut } from "./out.ts";

const OWNER = 5;
const MASTER = 4;
const ALPHA: StrategyConfig = {
  ...{ name: "alpha" as StrategyName, account: "DU1", clientIds: [OWNER, MASTER], masterClientId: MASTER },
  ...{ readOnly: false, privateOrders: false },
};
const KEY = "alpha-t3st-1" as OrderKey;

/** The owner's order 28, a book that knows the strategy as it is configured now, and what it tells to whom. */
function stage(now: StrategyConfig = ALPHA) {
  const blotter = new Blotter();
  const leg = { key: KEY, strategy: ALPHA.name, clientId: OWNER, clientOrderId: 28, account: "DU1" };
  const order = { action: "BUY", totalQuantity: "10", orderType: "LMT", lmtPrice: 10, transmit: true };
  const contract = { conId: 265598, symbol: "AAPL", secType: "STK" };
  const legs = [{ ...leg, contract, order }];
  blotter.evolve({ kind: "orderIntended", legs } as unknown as Entry, 0 as WallMs);
  const told: string[] = [];
  const connOf = (_: StrategyName, clientId: ClientId): ConnId => clientId as number as ConnId;
  const tell = (conn: ConnId, name: string): void => void told.push(`${name} to ${conn}`);
  const book = new Book({ connOf, tell } as unknown as OrderOut, blotter, [now]);
  return { book, order: blotter.byKey(KEY)!, told };
}

test("an order's error is its owner's: under its number the master has an order of its own", () => {
  const { book, order, told } = stage();
  book.errored(order, 201, "Order rejected - reason:no");
  assert.deepEqual(told, [`error to ${OWNER}`]);
});

test("an order's status, which says whose number it bears, is the master's too", () => {
  const { book, order, told } = stage();
  book.reported(order, reportNow(order));
  assert.deepEqual(told, [`orderStatus to ${OWNER}`, `orderStatus to ${MASTER}`]);
});

test("nobody hears of an order on an account that its strategy has left", () => {
  const { book, order, told } = stage({ ...ALPHA, account: "DU2" });
  book.errored(order, 201, "Order rejected - reason:no");
  book.reported(order, reportNow(order));
  assert.deepEqual(told, []);
});
