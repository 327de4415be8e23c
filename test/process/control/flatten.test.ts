/**
 * The stop that always works (RELIABILITY I18): `holdfast halt --all --level flatten --yes` in a storm of orders from two
 * unmodified bots, over the control socket and, when the daemon was killed, straight at the Gateway. The judge is the broker.
 */
import assert from "node:assert/strict";
import test, { after, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { python } from "../../compat/setup.ts";
import { tearDown } from "../../rig/tearDown.ts";
import { COMMAND_MS_MAX, FLAT_MS_MAX, FLATTEN, flattened, staysFlat } from "./flattened.ts";
import { Bot, PER_SECOND, Scene, until } from "./scene.ts";

after(tearDown);

const EVERY_SECONDS = "0.12";

const HALTED_OR_ORPHAN =
  /holdfast (trading: .* against halted, set by .*: a drill|parent: parentId \d+ against the older open orders)/;

/** Two bots that have positions and resting orders, and go on. */
async function storming(t: TestContext, scene: Scene): Promise<readonly Bot[] | undefined> {
  const found = await python();
  if ("skip" in found) return void t.skip(found.skip);
  const bots = [
    new Bot(found.path, "storm_ib_async.py", scene.daemon.port, 1, EVERY_SECONDS),
    new Bot(found.path, "storm_official.py", scene.daemon.port, 2, EVERY_SECONDS),
  ];
  t.after(() => Promise.all(bots.map((bot) => bot.child.kill())));
  await until("forty orders of each", () => bots.every(({ placed }) => placed >= 40), 60_000);
  const { positions } = await scene.truth();
  const sides = positions.map(({ symbol, position }) => `${position > 0 ? "long" : "short"} ${symbol}`);
  assert.deepEqual(sides.sort(), ["long AAPL", "short MSFT"]);
  return bots;
}

/** At no moment did a position change its side: the close is never larger than what is held. */
async function neverThroughFlat(scene: Scene): Promise<void> {
  const { executions } = await scene.truth();
  const held = new Map<string, number>();
  for (const { account, symbol, side, shares } of executions) {
    const name = `${account} ${symbol}`;
    const before = held.get(name) ?? 0;
    held.set(name, before + (side === "BOT" ? shares : -shares));
    assert.ok(before * held.get(name)! >= 0, `${name} went from ${before} through flat to ${held.get(name)}`);
  }
}

test("a flatten in a storm of two bots leaves the broker flat in time, holds over a restart, and ends with the credential", async (t) => {
  const scene = await Scene.start(t);
  const bots = await storming(t, scene);
  if (bots === undefined) return;
  const { tookMs, boundMs } = await flattened(scene, scene.holdfast(FLATTEN));
  t.diagnostic(`flat in ${Math.round(tookMs)} ms of ${Math.round(boundMs)}`);
  const before = bots.map(({ refusals }) => refusals.length);
  await staysFlat(scene, 2_000);
  await neverThroughFlat(scene);
  for (const [i, bot] of bots.entries()) {
    const late = bot.refusals.slice(before[i]);
    assert.ok(late.length > 0, "a bot that goes on was told nothing");
    // A child of a parent that was refused is refused for want of it.
    for (const { text } of late) assert.match(String(text), HALTED_OR_ORPHAN);
  }

  await scene.daemon.kill();
  await scene.open();
  await until(
    "both bots are back",
    () => bots.every(({ facts }) => facts.filter((f) => f.connected).length === 2),
    60_000,
  );
  await staysFlat(scene, 2_000);

  const stranger = scene.holdfast(["resume", "--all", "--why", "let us see"]);
  assert.equal((await stranger.end(COMMAND_MS_MAX)).code, 1, stranger.out.join("\n"));
  assert.ok(await scene.isFlat());
  const operator = scene.holdfast(["resume", "--all", "--why", "the drill is over"], true);
  assert.equal((await operator.end(COMMAND_MS_MAX)).code, 0, operator.err.join("\n"));
  await until("trading goes on", async () => (await scene.truth()).positions.length > 0, 20_000);
});

test("the same with --direct when the daemon was killed: flat in time, and the next daemon is halted from its first moment", async (t) => {
  const scene = await Scene.start(t);
  const bots = await storming(t, scene);
  if (bots === undefined) return;
  const refused = scene.holdfast([...FLATTEN, "--direct"]);
  assert.equal((await refused.end(COMMAND_MS_MAX)).code, 1, "beside a daemon that runs");
  assert.match(refused.err.join("\n"), /another holdfast daemon .* is using the state directory/);
  await scene.daemon.kill();
  assert.ok((await scene.working()).length > 10, "nothing works, so nothing is shown here");
  const { tookMs, boundMs } = await flattened(scene, scene.holdfast([...FLATTEN, "--direct"]), true);
  t.diagnostic(`flat in ${Math.round(tookMs)} ms of ${Math.round(boundMs)}`);
  await neverThroughFlat(scene);
  await scene.open();
  await until(
    "both bots are back",
    () => bots.every(({ facts }) => facts.filter((f) => f.connected).length === 2),
    60_000,
  );
  await staysFlat(scene, 2_000);
});

test("a daemon that is killed in the midst of a flatten goes on with it when it comes back, and closes nothing twice", async (t) => {
  const scene = await Scene.start(t);
  const bots = await storming(t, scene);
  if (bots === undefined) return;
  const command = scene.holdfast(FLATTEN);
  await command.line("err", "that it is halted", (line) => (/halted/.test(line) ? true : undefined), COMMAND_MS_MAX);
  // Some cancels have left, and not all of them.
  await pause(400);
  await scene.daemon.kill();
  await pause(500);
  const left = (await scene.working()).length + (await scene.truth()).positions.length;
  assert.ok(left > 0, "the flatten was done before the kill, so nothing is shown here");
  t.diagnostic(`${left} orders and positions were left`);
  await scene.open();
  await scene.flatWithin(FLAT_MS_MAX + (left / PER_SECOND) * 1_000);
  await staysFlat(scene, 2_000);
  await neverThroughFlat(scene);
});
