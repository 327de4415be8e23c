/**
 * A million damaged frames: whatever a peer sends, the codec answers a message or a `DecodeError` that names message, field
 * and reason, in bounded time and memory; and what it answers can be written again, for this peer or another one.
 *
 * `test/wire/fuzz/run.ts` runs more of them and replays one. A frame that was wrong once is kept in `fuzz/regressions`.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test, { suite } from "node:test";
import { fileURLToPath } from "node:url";
import { DecodeError } from "../../src/wire/codec.ts";
import type { Form } from "../../src/wire/form.ts";
import { campaign, explained } from "./fuzz/campaign.ts";
import { existsAs, LAST_VERSION, NAMES } from "./fuzz/corpus.ts";
import { parsedFrame } from "./fuzz/frame.ts";
import { replayed } from "./fuzz/fuzz.ts";
import { hunted, PLANTS } from "./fuzz/planted.ts";
import { decode } from "./fuzz/trial.ts";

const SEED = 20_261_121;
const FRAMES = 1_000_000;
const REGRESSIONS = fileURLToPath(new URL("fuzz/regressions/", import.meta.url));

const FORMS: readonly Form[] = ["text", "protobuf"];
const PLACES = NAMES.flatMap((name) =>
  FORMS.filter((form) => existsAs(name, form, LAST_VERSION)).map((form) => `${name} ${form}`),
);

test("no damaged frame does harm, and every message in every form was both read and refused", async (context) => {
  const started = performance.now();
  const outcome = await campaign({ seed: SEED, from: 0, to: FRAMES, threads: 2, patienceMs: 30_000 });
  assert.deepEqual(outcome.violations.map(explained), [], "see above for how to replay them");
  const { frames, decoded, refused } = outcome.tally;
  const read = [...decoded.values()].reduce((sum, count) => sum + count, 0);
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  context.diagnostic(`seed ${SEED}: ${frames} frames, ${read} of them read, ${frames - read} refused, in ${seconds} s`);
  context.diagnostic(`${outcome.recorded} recorded frames among the right ones`);
  assert.equal(frames, FRAMES);
  assert.deepEqual(
    [PLACES.filter((place) => !decoded.has(place)), PLACES.filter((place) => !refused.has(place))],
    [[], []],
  );
});

suite("frames that were wrong once:", () => {
  for (const file of readdirSync(REGRESSIONS).sort()) {
    const [says, line, answer] = readFileSync(REGRESSIONS + file, "utf8").split("\n") as [string, string, string];
    test(says, () => {
      const frame = parsedFrame(line);
      assert.equal(replayed(frame), undefined);
      const decoded = decode(frame);
      assert.equal(decoded instanceof DecodeError ? String(decoded) : "read", answer);
    });
  }
});

suite("the fuzzer finds, within the same budget, that a check is missing:", { concurrency: 2 }, () => {
  for (const plant of PLANTS) {
    test(plant.missing, async (context) => {
      const { status, output } = await hunted(plant, SEED, FRAMES);
      assert.equal(status, 1, output);
      const found = /^frame (\d+) of seed \d+: (.*)$/m.exec(output);
      assert(found !== null && Number(found[1]) < FRAMES, output);
      context.diagnostic(`frame ${found[1]}: ${found[2]!.slice(0, 120)}`);
    });
  }
});
