import assert from "node:assert/strict";
import test from "node:test";
import type { Decimal } from "../../base/decimal.ts";
import { ConfigError } from "../../daemon/config.ts";
import { differences, figures } from "./compare.ts";
import { FillWatch } from "./fills.ts";
import type { Picture } from "./run.ts";
import { introduction, picture, progressLine } from "./screen.ts";
import { demoSettings } from "./stage.ts";

const row = (account: string, symbol: string, position: string) => ({ account, symbol, position: position as Decimal });

test("the same positions agree whatever their order, and a position of zero is none", () => {
  const ours = figures([row("DU1", "MSFT", "0"), row("DU2", "AAPL", "-20"), row("DU1", "AAPL", "10")]);
  const brokers = figures([row("DU1", "AAPL", "10"), row("DU2", "AAPL", "-20")]);
  assert.deepEqual(ours, brokers);
  assert.deepEqual(differences(ours, brokers), []);
});

test("a wrong quantity, a missing position and one too many are each named", () => {
  const ours = figures([row("DU1", "AAPL", "10"), row("DU1", "MSFT", "5")]);
  const brokers = figures([row("DU1", "AAPL", "11"), row("DU2", "NVDA", "-3")]);
  assert.deepEqual(differences(ours, brokers), [
    "DU1 AAPL: holdfast says 10, the broker says 11",
    "DU1 MSFT: holdfast says 5, the broker says 0",
    "DU2 NVDA: holdfast says 0, the broker says -3",
  ]);
});

const order = (key: string, filled: string | undefined) => ({
  ...{
    key,
    filled,
    strategy: "alpha",
    clientId: 1,
    action: "BUY",
    symbol: "AAPL",
    avgFillPrice: 190.5,
    account: "DU1",
  },
});

test("a fill is shown once, with the shares it added, also when it comes in parts", () => {
  const watch = new FillWatch();
  assert.deepEqual(watch.look([order("a", "0"), order("b", undefined)]), []);
  assert.deepEqual(
    watch.look([order("a", "30")]).map((fill) => fill.quantity),
    ["30"],
  );
  assert.deepEqual(watch.look([order("a", "30")]), []);
  assert.deepEqual(
    watch.look([order("a", "100"), order("c", "7")]).map((fill) => fill.quantity),
    ["70", "7"],
  );
});

const PICTURE: Picture = {
  twsPort: 4100,
  gatewayPort: 4102,
  nativePort: 4180,
  socket: "/tmp/x/control.sock",
  status: {
    state: "ready",
    clients: 2,
    orders: 99,
    openOrders: 60,
    fills: 4,
    marketDataLines: 3,
    upMs: 5_000,
    gateway: { serverVersion: 200 },
  },
  orders: Array.from({ length: 60 }, (_, n) => ({ ...order(String(n), "0"), status: "working", orderId: n })),
  positions: [row("DU1", "AAPL", "10")],
  clients: [
    { strategy: "alpha", clientId: 1, account: "DU1", remote: "127.0.0.1:5", door: "shared", serverVersion: 178 },
  ],
  fills: new FillWatch().look([order("a", "30")]),
};

const bare = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/\u001b\[\d+m/g, ""));

test("the picture fits the terminal, says how to connect, and counts what it leaves out", () => {
  for (const [width, height] of [
    [80, 23],
    [200, 60],
    [40, 12],
  ] as const) {
    const lines = bare(picture(PICTURE, width, height));
    assert.ok(lines.length <= height && lines.every((line) => line.length <= width), `${width} x ${height}`);
  }
  const text = bare(picture(PICTURE, 160, 40)).join("\n");
  assert.match(text, /port 4100, clientId 11 \(DU1000001\) or 12 \(DU1000002\)/);
  assert.match(text, /Session ready {2}level 200/);
  assert.match(text, /Open orders \(the last \d+ of 60\)/);
  assert.match(text, /alpha +1 +BUY +30 +AAPL +190.50/);
});

test("without a terminal each line stands alone", () => {
  assert.equal(
    progressLine(PICTURE, 43_205_000 as never),
    "12:00:05 session ready, 2 clients, 99 orders (60 open), 4 fills, 3 data lines; positions: DU1 AAPL 10",
  );
  assert.ok(introduction(PICTURE).every((line) => !line.includes("\n")));
});

test("two ports of the demo that are one are a sentence, and the port of health is the one that was chosen", () => {
  const said = (twsPort: number, gatewayPort: number, nativePort: number) => {
    const settings = demoSettings("", { twsPort, gatewayPort, nativePort });
    return settings instanceof ConfigError ? settings.message : "fine";
  };
  assert.equal(said(4100, 4100, 4180), "--tws-port is 4100, which is --gateway-port already");
  assert.equal(said(4100, 4102, 4100), "--native-port is 4100, which is --tws-port already");
  assert.equal(said(4180, 4102, 4190), "fine");
  assert.equal(said(0, 0, 0), "fine");
});
