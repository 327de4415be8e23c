/** What of a leg's openOrder differs from what was placed, field by field, and what does not count. */
import assert from "node:assert/strict";
import test from "node:test";
import { type Decimal, ZERO } from "../base/decimal.ts";
import type { Echo, PlacedContract, PlacedOrder } from "../model/entry.ts";
import type { ClientId, ClientOrderId, OrderId, OrderKey, PermId, StrategyName } from "../model/ids.ts";
import { difference } from "./terms.ts";
import type { Leg } from "./view.ts";

const contract = { symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const placed = { action: "SELL", orderType: "STP", auxPrice: 9, totalQuantity: "100" as Decimal, tif: "GTC" };

function leg(order: PlacedOrder, of: PlacedContract, echo: Echo): Leg {
  return {
    ...{ key: "alpha-1" as OrderKey, strategy: "alpha" as StrategyName, clientId: 1 as ClientId, account: "DU1" },
    ...{ clientOrderId: 2 as ClientOrderId, orderId: 7 as OrderId, permId: 500 as PermId, status: "working" },
    ...{ contract: of, order, echo, report: undefined, word: "PreSubmitted", fill: undefined },
    ...{ conId: 0, inFlight: [], changeWaits: false, cancelWanted: false },
  };
}

interface Case {
  readonly order?: PlacedOrder;
  readonly shown?: PlacedOrder;
  readonly contract?: PlacedContract;
  readonly shownContract?: PlacedContract;
  readonly siblingTraded?: boolean;
}

function differs({ order = {}, shown = {}, siblingTraded = false, ...other }: Case): string | undefined {
  const wanted = { ...placed, ...order };
  const of = { ...contract, ...other.contract };
  const echo = { contract: { conId: 265598, ...of, ...other.shownContract }, order: { ...wanted, ...shown } } as Echo;
  return difference(leg(wanted, of, echo), undefined, siblingTraded);
}

test("the contract is compared by its number where both say it, else by its symbol", () => {
  assert.equal(differs({}), undefined);
  assert.equal(differs({ contract: { conId: 265598 }, shownContract: { symbol: "AAPL.OLD" } }), undefined);
  assert.equal(differs({ contract: { conId: 1 }, shownContract: { conId: 2 } }), "conId 2 instead of 1");
  assert.equal(differs({ contract: { symbol: "aapl" }, shownContract: { symbol: "AAPL" } }), undefined);
  assert.equal(differs({ shownContract: { symbol: "MSFT" } }), "symbol MSFT instead of AAPL");
});

test("a short sale shown as a sale is one; a purchase is not", () => {
  assert.equal(differs({ order: { action: "SSHORT" }, shown: { action: "SELL" } }), undefined);
  assert.equal(differs({ shown: { action: "BUY" } }), "action BUY instead of SELL");
});

test("a quantity may shrink after a sibling's trade, and never grow", () => {
  const quantity = (totalQuantity: string): PlacedOrder => ({ totalQuantity: totalQuantity as Decimal });
  assert.equal(differs({ shown: quantity("60") }), "totalQuantity 60 instead of 100");
  assert.equal(differs({ shown: quantity("60"), siblingTraded: true }), undefined);
  assert.equal(differs({ shown: quantity("140"), siblingTraded: true }), "totalQuantity 140 instead of 100");
  assert.equal(differs({ order: { totalQuantity: ZERO, cashQty: 500 }, shown: quantity("3") }), undefined);
});

test("a stop price lost is a difference; one that nobody sent, or an adjustable one that has moved, is none", () => {
  assert.equal(differs({ shown: { auxPrice: undefined } }), "auxPrice 0 instead of 9");
  assert.equal(differs({ order: { auxPrice: undefined }, shown: { auxPrice: 3 } }), undefined);
  assert.equal(differs({ order: { adjustedOrderType: "STP" }, shown: { auxPrice: 10 } }), undefined);
  assert.equal(differs({ order: { adjustedOrderType: "None" }, shown: { auxPrice: 10 } }), "auxPrice 10 instead of 9");
});

test("a limit counts where the order type has one of its own", () => {
  const limit = (orderType: string): string | undefined =>
    differs({ order: { orderType, lmtPrice: 8 }, shown: { lmtPrice: 7 } });
  assert.equal(limit("STP LMT"), "lmtPrice 7 instead of 8");
  assert.equal(limit("STP"), undefined);
  assert.equal(limit("TRAIL LIMIT"), undefined);
});

test("a preset fills in what was left open, and changes nothing that was asked for", () => {
  assert.equal(differs({ order: { tif: "" }, shown: { tif: "DAY" } }), undefined);
  assert.equal(differs({ shown: { tif: "DAY" } }), "tif DAY instead of GTC");
  assert.equal(differs({ shown: { triggerMethod: 2, outsideRth: true } }), undefined);
});

test("a group is ours under the strategy's name, or as it was called; another one cannot cancel the same legs", () => {
  const group = (ocaGroup: string): string | undefined =>
    differs({ order: { ocaGroup: "exits" }, shown: { ocaGroup } });
  assert.equal(group("alpha:exits"), undefined);
  assert.equal(group("exits"), undefined);
  assert.equal(group("beta:exits"), "ocaGroup beta:exits instead of exits");
  assert.equal(differs({ shown: { ocaGroup: "12345" } }), undefined);
});
