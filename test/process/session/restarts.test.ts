/**
 * The Gateway restarts again and again, at moments that a seed chooses, while two unmodified clients stream and trade: their
 * sockets stay, every stream flows again, each order is at the broker at most once, and they hear the truth.
 *
 * A restart of the simulated Gateway resets all connections and closes its port, and its broker goes on living: orders rest and
 * fill meanwhile, as IB's servers do. A Gateway process that is killed takes its broker with it, so a SIGKILL cannot be
 * part of a test that counts orders; `test/process/health.test.ts` has one.
 */
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Prng } from "../../../src/base/prng.ts";
import { python } from "../../compat/setup.ts";
import { tearDown } from "../../rig/rig.ts";
import { type Company, company, differences } from "./company.ts";

after(tearDown);

const RESTARTS = 50;
const environment = await python();
const skip = "skip" in environment ? environment.skip : false;
const path = "path" in environment ? environment.path : "";
const seed = Number(process.env.HOLDFAST_RESTARTS_SEED ?? Date.now() % 1_000_000);

/** Both bots have lost the session once more, and have every stream back. */
async function restart({ control, bots }: Company, number: number, luck: Prng): Promise<void> {
  await pause(luck.between(0, 800));
  const gapMs = luck.pick([1, 50, 200, 500, 1_200]);
  const port = luck.pick(["closed", "accept-then-close"]);
  await control("POST", "/faults/gateway-restart/inject", { gapMs, port });
  await Promise.all(bots.map((bot) => bot.lost(number, 5_000)));
  await Promise.all(bots.map((bot) => bot.flows(number, 30_000)));
}

test(`${RESTARTS} restarts of the Gateway: no socket closes, no stream stays dead, no order is doubled or lost`, {
  skip,
  timeout: 420_000,
}, async (t) => {
  t.diagnostic(`seed ${seed}; again with HOLDFAST_RESTARTS_SEED=${seed}`);
  const stage = await company(t, { python: path, seed });
  const luck = new Prng(seed, "restarts");
  const began = performance.now();
  for (let number = 1; number <= RESTARTS; number++) await restart(stage, number, luck);
  const tookS = (performance.now() - began) / 1_000;

  const finals = await Promise.all(stage.bots.map((bot) => bot.finish()));
  const truth = await stage.truth();
  for (const [i, bot] of stage.bots.entries()) {
    assert.deepEqual(differences(bot.name, finals[i]!, truth), [], `seed ${seed}`);
    assert.deepEqual(pairs(bot.notices), { count: RESTARTS, others: [] }, bot.name);
    assert.equal(bot.facts.filter(({ closed }) => closed === true).length, 0, `${bot.name}'s socket closed`);
  }
  const errors = stage.daemon.log.filter(({ level, event }) => level === "error" && event !== "order-unknown");
  assert.deepEqual(errors, []);
  const lost = stage.daemon.log.filter(({ event }) => event === "session-lost").length;
  t.diagnostic(
    `${RESTARTS} restarts in ${tookS.toFixed(0)} s, ${lost} sessions and attempts lost; ` +
      stage.bots.map((bot, i) => summed(bot.name, finals[i]!, pairs(bot.notices).count)).join("; "),
  );
});

/** How many times 1100 was followed by 1101 or 1102, and what else there was. */
function pairs(notices: readonly number[]): { count: number; others: readonly number[] } {
  const others = notices.filter((code, i) => (code === 1100) !== (i % 2 === 0));
  return { count: Math.floor((notices.length - others.length) / 2), others };
}

function summed(
  name: string,
  { orders, fills }: Awaited<ReturnType<Company["bots"][number]["finish"]>>,
  count: number,
) {
  const refused = orders.filter((order) => order.refused.length > 0).length;
  const unknown = orders.filter((order) => order.unknown).length;
  return `${name}: 1100 and its end ${count} times, ${orders.length} orders, ${fills.length} fills, ${refused} refused in an outage, ${unknown} swallowed and said to be unknown`;
}
