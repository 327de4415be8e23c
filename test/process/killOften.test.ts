/**
 * The daemon is killed two hundred times under order flow, half of them at chosen system calls of appending, sending and
 * telling, the others whenever it is, some while it recovers from the kill before (RELIABILITY R1: I1-I5, I10, I15).
 *
 * One simulated Gateway and two trading clients outlive all of it. What is hit is drawn from a seed, which is printed.
 */
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { Prng } from "../../src/base/prng.ts";
import { compiledOnce, straceMissing, tearDown } from "../rig/rig.ts";
import { type Kill, type Round, roundsOf } from "./kill/plan.ts";
import { Stage } from "./kill/stage.ts";
import { survey } from "./kill/survey.ts";
import { type Aftermath, type Shown, untrue } from "./kill/truths.ts";

after(tearDown);

/** So often all that is known is compared; at the end it always is. */
const SURVEY_EVERY = 40;
/** The runner gives a file 300 s. */
const TIME_MS_MAX = 290_000;
const seed = Number(process.env.HOLDFAST_KILLS_SEED ?? Date.now() % 1_000_000);
const untraceable = straceMissing();

/** How often what was hit. */
class Hits {
  readonly #numbers = new Map<string, (number | undefined)[]>();

  count({ name, nth }: Kill): void {
    this.#numbers.set(name, [...(this.#numbers.get(name) ?? []), nth]);
  }

  get total(): number {
    return [...this.#numbers.values()].flat().length;
  }

  get placed(): number {
    return [...this.#numbers.values()].flat().filter((nth) => nth !== undefined).length;
  }

  get lines(): readonly string[] {
    return [...this.#numbers].map(([name, numbers]) => {
      const placed = numbers.filter((nth) => nth !== undefined).sort((a, b) => a - b);
      return `${numbers.length} kills ${name}${placed.length > 0 ? `, call ${placed.join(" ")}` : ""}`;
    });
  }
}

/** A flow and its end; perhaps an end of the recovery too; then the next incarnation serves. */
async function play(stage: Stage, { flow, start }: Round, hits: Hits): Promise<void> {
  await flow.strike(stage);
  await stage.died();
  hits.count(flow);
  if (start !== undefined) {
    stage.launch();
    await start.strike(stage);
    await stage.died();
    hits.count(start);
  }
  await stage.reopen();
  await stage.connect();
}

async function settled(stage: Stage): Promise<Aftermath> {
  await survey(stage);
  for (const bot of stage.bots) await bot.repeat();
  await survey(stage);
  const positions = (await stage.known("positions")) as readonly Shown[];
  return { truth: await stage.truth(), told: stage.bots.flatMap((bot) => bot.listen().told), positions };
}

test("killed two hundred times, it doubles no order, loses none that was told, and shows the true positions", {
  timeout: TIME_MS_MAX,
}, async (t) => {
  const began = performance.now();
  const hits = new Hits();
  // A thread pool of one makes calls countable.
  const stage = await Stage.start({ UV_THREADPOOL_SIZE: "1", ...compiledOnce() });
  for (const [i, round] of roundsOf(new Prng(seed, "kills"), untraceable === false).entries()) {
    await play(stage, round, hits);
    if (i % SURVEY_EVERY === 0) await survey(stage);
  }
  const aftermath = await settled(stage);
  const { truth, told } = aftermath;
  for (const line of hits.lines) t.diagnostic(line);
  t.diagnostic(
    `HOLDFAST_KILLS_SEED=${seed}: ${hits.total} kills in ${Math.round((performance.now() - began) / 1_000)} s, ${truth.orders.length} orders, ${truth.executions.length} executions`,
  );

  await t.test("what is at the broker is once what clients were told, and positions agree", () => {
    assert.ok(told.length > hits.total, "there was an order for every kill");
    assert.deepEqual(untrue(aftermath), []);
  });

  await t.test("and nothing differs between its book and the broker's", async () => {
    const { now } = (await stage.known("drift")) as { readonly now: readonly unknown[] };
    assert.deepEqual(now, []);
  });

  await t.test("half of the kills were at a chosen system call", { skip: untraceable }, () => {
    assert.equal(hits.total, 200);
    assert.equal(hits.placed, 100);
  });

  for (const { sentence, doctor, says } of FALSE)
    await t.test(`the comparison finds ${sentence}`, () => assert.match(untrue(doctor(aftermath)).join("\n"), says));
});

/** True but for one thing. */
const FALSE: readonly {
  readonly sentence: string;
  readonly doctor: (a: Aftermath) => Aftermath;
  readonly says: RegExp;
}[] = [
  {
    sentence: "an order that is at the broker twice",
    doctor: ({ truth, ...rest }) => ({ ...rest, truth: { ...truth, orders: [...truth.orders, truth.orders[0]!] } }),
    says: /is at the broker twice/,
  },
  {
    sentence: "an order that was told and is not there",
    doctor: ({ told, ...rest }) => ({ ...rest, told: [...told, { ...told[0]!, permId: 1 }] }),
    says: /\(1\) was told and is not at the broker/,
  },
  {
    sentence: "a position that is not so",
    doctor: ({ positions, ...rest }) => ({ ...rest, positions: [{ ...positions[0]!, position: "1000000" }] }),
    says: /position of 1000000 in \d+ is shown and not so/,
  },
];
