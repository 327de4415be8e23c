/**
 * The daemon as a process, killed with SIGKILL at chosen moments of a running order flow and started again on what it
 * left: no order twice at the broker, nothing lost that a client was told, ids go on (RELIABILITY R1: I1-I5, I15).
 */
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { tearDown } from "../rig/rig.ts";
import { DOCTORED } from "./kill/doctored.ts";
import type { History } from "./kill/history.ts";
import { MOMENTS, type Moment } from "./kill/moments.ts";
import { Stage } from "./kill/stage.ts";
import { look, survey } from "./kill/survey.ts";
import { broken, drifting } from "./kill/verdict.ts";

after(tearDown);

/** So long the clients trade before the moment is looked for. */
const FLOW_MS = 150;

/** Answers what was hit. Whatever happens, the next incarnation serves afterwards. */
async function killedAt(stage: Stage, { strike }: Moment): Promise<string> {
  try {
    stage.trade();
    await pause(FLOW_MS);
    const proof = await strike(stage);
    await stage.died();
    return await proof();
  } finally {
    stage.kill();
    await stage.died();
    await stage.reopen();
    await stage.connect();
  }
}

const verdict = (history: History): string => [...broken(history), ...drifting(history)].join("\n");

test("whenever the daemon is killed, no order is doubled and nothing that was told is lost", async (t) => {
  const stage = await Stage.start();

  for (const moment of MOMENTS)
    await t.test(`killed when ${moment.sentence}`, async (t) => {
      t.diagnostic(await killedAt(stage, moment));
      moment.afterwards?.(stage);
      await survey(stage);
      for (const bot of stage.bots) await bot.repeat();
    });

  const history = await survey(stage);
  await t.test("what a process knew at rest, the next one knows", async () => {
    const knew = await stage.known("orders");
    stage.kill();
    await stage.died();
    await stage.reopen();
    assert.deepEqual(await stage.known("orders"), knew);
    await stage.connect();
  });

  for (const { sentence, doctor, says } of DOCTORED)
    await t.test(`the checks find ${sentence}`, () => {
      assert.equal(verdict(history), "");
      assert.match(verdict(doctor(history)), says);
    });

  await t.test("the checks find a daemon that has lost its journal", async () => {
    stage.kill();
    await stage.died();
    stage.journal.wipe();
    await stage.reopen();
    await stage.connect();
    const found = verdict(await look(stage));
    assert.match(found, /alpha's order \d+ a\d+ \(\w+\) is lost/);
    assert.match(found, /alpha was told 1 after its order \d+/);
    assert.match(found, /alpha came back and was not shown its open/);
  });
});
