/** A thread of a campaign: its share of the frames, one after the other, until one is wrong. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../../../src/base/assert.ts";
import type { Report, Share } from "./campaign.ts";
import { corpusOf } from "./corpus.ts";
import { newTally, trialOf, type Violation } from "./fuzz.ts";

const { seed, from, to, progress, slot } = workerData as Share;
assert(parentPort !== null, "not in a thread");

const corpus = corpusOf(seed);
const tally = newTally();
let violation: Violation | undefined;
for (let index = from; index < to && violation === undefined; index++) {
  progress[slot] = index;
  violation = trialOf(corpus, seed, index, tally);
}
parentPort.postMessage({ tally, violation, recorded: corpus.recorded.length } satisfies Report);
