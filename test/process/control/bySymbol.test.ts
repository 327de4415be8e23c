/** An unmodified bot that names contracts by symbol, on a cash account whose limits must know which contracts these are. */
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { python } from "../../compat/setup.ts";
import { tearDown } from "../../rig/tearDown.ts";
import { Bot, type Fact, Scene } from "./scene.ts";

after(tearDown);

const LIMITS = [
  "[strategies.alpha.limits]",
  'banned = ["TSLA", 4815747]',
  "[accounts.DU1000001.limits]",
  "long-only = true",
  "max-position = 5",
].join("\n");
const ALPHA = { account: "DU1000001", clientIds: [1], settings: LIMITS };

test("a bot by symbol buys within its limits, and sells at the first try what the account holds after a restart", async (t) => {
  const found = await python();
  if ("skip" in found) return t.skip(found.skip);
  const scene = await Scene.start(t, { strategies: { alpha: ALPHA } });
  const places = async (...orders: readonly string[]): Promise<readonly Fact[]> => {
    const bot = new Bot(found.path, "by_symbol.py", scene.daemon.port, 1, ...orders);
    assert.equal((await bot.child.end(60_000)).code, 0, bot.child.err.join("\n"));
    return bot.facts;
  };

  const [asked, bought, beyond, banned] = await places("BUY 5 MSFT", "BUY 5 MSFT", "BUY 1 MSFT", "BUY 1 NVDA");
  assert.match(asked?.text ?? "", /holdfast max-position: .+ \(no conId of MSFT: holdfast is asking the Gateway/);
  assert.deepEqual(bought, { status: "Filled", text: null });
  assert.match(beyond?.text ?? "", /holdfast max-position: a position of 6 with every open order filled against 5/);
  assert.match(banned?.text ?? "", /holdfast banned: NVDA STK conId 4815747 against conId 4815747/);

  await scene.daemon.kill();
  await scene.open();
  const [sold, short] = await places("SELL 5 MSFT", "SELL 1 MSFT");
  assert.deepEqual(sold, { status: "Filled", text: null });
  assert.match(short?.text ?? "", /holdfast long-only: a position of -1 when all that sells has filled against 0/);
  const { orders, positions } = await scene.truth();
  assert.deepEqual([orders.length, positions], [2, []], "the broker has seen what was refused");
});
