/** The levels of a halt below flatten, for one of two strategies that trade: what is cancelled, what protects and stays, who goes on. */
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { python } from "../../compat/setup.ts";
import { tearDown } from "../../rig/tearDown.ts";
import { COMMAND_MS_MAX } from "./flattened.ts";
import { Bot, Scene, until } from "./scene.ts";

after(tearDown);

const [ALPHA, BETA] = ["DU1000001", "DU1000002"];

/** What works of an account, such as `BUY LMT`, each kind once. */
async function kindsOf(scene: Scene, account: string): Promise<readonly string[]> {
  const working = (await scene.working()).filter((order) => order.account === account);
  return [...new Set(working.map(({ action, orderType }) => `${action} ${orderType}`))].sort();
}

const executionsOf = async (scene: Scene, account: string): Promise<number> =>
  (await scene.truth()).executions.filter((execution) => execution.account === account).length;

test("each level cancels what it says and no more, stops stay until told otherwise, and the other strategy trades on", async (t) => {
  const found = await python();
  if ("skip" in found) return t.skip(found.skip);
  const scene = await Scene.start(t);
  const bots = [
    new Bot(found.path, "storm_ib_async.py", scene.daemon.port, 1, "0.2"),
    new Bot(found.path, "storm_official.py", scene.daemon.port, 2, "0.4"),
  ];
  t.after(() => Promise.all(bots.map((bot) => bot.child.kill())));
  // What beta has short is more than its stops and its resting buys together would buy back.
  await until("entries, exits and stops", async () => (await kindsOf(scene, BETA)).length === 3, 60_000);

  const halted = async (...words: readonly string[]): Promise<readonly string[]> => {
    const command = scene.holdfast(["halt", "--strategy", "beta", "--yes", "--level", ...words]);
    assert.equal((await command.end(COMMAND_MS_MAX)).code, 0, [...command.out, ...command.err].join("\n"));
    return kindsOf(scene, BETA);
  };
  assert.deepEqual(await halted("halt-new"), ["BUY LMT", "BUY STP", "SELL LMT"]);
  const [held, traded] = [await executionsOf(scene, BETA), await executionsOf(scene, ALPHA)];
  assert.deepEqual(await halted("cancel-entries"), ["BUY LMT", "BUY STP"]);
  assert.deepEqual(await halted("cancel-all"), ["BUY STP"]);
  assert.deepEqual(await halted("cancel-all", "--stops-too"), []);
  assert.equal(await executionsOf(scene, BETA), held, "beta has traded after its halt");
  assert.ok((await executionsOf(scene, ALPHA)) > traded, "alpha, of which nobody spoke, was stopped too");
  assert.ok(
    (await scene.truth()).positions.some(({ account }) => account === BETA),
    "a level below flatten has closed",
  );
});

test("cancel-all leaves a bracket its stop, although IB takes it down with the take-profit", async (t) => {
  const found = await python();
  if ("skip" in found) return t.skip(found.skip);
  const scene = await Scene.start(t);
  const bot = new Bot(found.path, "storm_ib_async.py", scene.daemon.port, 1, "0.2");
  t.after(() => bot.child.kill());
  const stops = async (): Promise<number> =>
    (await scene.working()).filter(({ orderType }) => orderType === "STP").length;
  await until("five positions with their stops", async () => (await stops()) >= 5, 60_000);
  await bot.child.kill();
  const before = await stops();
  const command = scene.holdfast(["halt", "--all", "--yes", "--level", "cancel-all"]);
  assert.equal((await command.end(COMMAND_MS_MAX)).code, 0, [...command.out, ...command.err].join("\n"));
  assert.deepEqual(await kindsOf(scene, ALPHA), ["SELL LMT", "SELL STP"]);
  assert.equal(await stops(), before, "a position has lost its stop");
});
