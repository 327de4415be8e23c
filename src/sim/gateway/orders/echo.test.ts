import { deepEqual, equal, ok } from "node:assert/strict";
import test from "node:test";
import { Stage, type Wanted } from "../../../../test/sim/stage.ts";
import { encodeIncoming } from "../../../wire/codec.ts";
import { openOrder, said } from "./echo.ts";

/** lmtPrice, auxPrice and trailStopPrice of the echo of a resting order. */
function echoed(order: Wanted, seen: (stage: Stage) => unknown = () => undefined) {
  const stage = new Stage();
  stage.place(1, { action: "SELL", ...order });
  stage.wait();
  seen(stage);
  const [resting] = stage.broker.orders();
  if (resting === undefined) throw new Error("no order");
  const { lmtPrice, auxPrice, trailStopPrice } = openOrder(resting, { commissionShown: false }).order ?? {};
  return [lmtPrice, auxPrice, trailStopPrice];
}

test("the echo of a trailing order shows where its stop stands, and the limit that goes with it", () => {
  const limit = { orderType: "TRAIL LIMIT", auxPrice: 1, lmtPriceOffset: 0.05, trailStopPrice: 99 };
  deepEqual(echoed(limit), [98.95, 1, 99]);
  deepEqual(
    echoed(limit, (stage) => stage.quote(103)),
    [101.95, 1, 102],
  );
  deepEqual(echoed({ orderType: "TRAIL", trailingPercent: 2 }), [0, 0, 98]);
});

test("the echo of the other types repeats a stop and adds one to a limit, as captured", () => {
  deepEqual(echoed({ orderType: "STP", auxPrice: 95 }), [0, 95, 95]);
  deepEqual(echoed({ orderType: "STP LMT", auxPrice: 95, lmtPrice: 94 }), [94, 95, 95]);
  deepEqual(echoed({ orderType: "MIT", auxPrice: 105 }), [0, 105, 105]);
  deepEqual(echoed({ orderType: "LMT", lmtPrice: 105 }), [105, 0, 106]);
  deepEqual(echoed({ orderType: "MOC" }), [0, 0, undefined]);
  equal(echoed({ orderType: "REL" })[1], 0.01);
});

test("fields left out because they are empty make no difference on the wire, in any of its forms", () => {
  const conditions = [{ type: 3, isMore: true, time: "20260105 15:59:00 US/Eastern", conjunction: "a" } as const];
  const rich = {
    orderType: "LMT",
    lmtPrice: 99,
    orderRef: "x",
    outsideRth: true,
    conditions,
    conditionsCancelOrder: true,
  };
  const stage = new Stage();
  stage.place(1, { action: "SELL", ...rich });
  stage.place(2, { action: "BUY", orderType: "TRAIL", trailingPercent: 2 });
  for (const { terms } of stage.broker.orders())
    for (const serverVersion of [157, 178, 200, 204, 225]) {
      const whole = encodeIncoming("openOrder", { order: terms }, serverVersion);
      ok(whole instanceof Uint8Array);
      deepEqual(encodeIncoming("openOrder", { order: said(terms) }, serverVersion), whole);
    }
});
