/** Makes one frame of the run: a right one with a few mutations, drawn from the frame's own stream of randomness. */
import type { Prng } from "../../../src/base/prng.ts";
import { formOf } from "../../../src/wire/codec.ts";
import { BYTES } from "./bytes.ts";
import { type Corpus, pickFrame } from "./corpus.ts";
import type { FuzzFrame, Tools } from "./frame.ts";
import { PROTOBUF } from "./protobuf.ts";
import { TEXT } from "./text.ts";

export interface Mutant {
  readonly frame: FuzzFrame;
  /** The names of what was done to it; none for a frame that was left right. */
  readonly mutations: readonly string[];
}

const BYTES_MAX = 1 << 20;

export function mutantOf(corpus: Corpus, prng: Prng): Mutant {
  const tools: Tools = { prng, other: (prng) => pickFrame(corpus, prng) };
  let frame = pickFrame(corpus, prng);
  const mutations: string[] = [];
  for (let left = howMany(prng); left > 0 && frame.payload.length < BYTES_MAX; left--) {
    const mutation = prng.chance(0.2)
      ? prng.pick(BYTES)
      : prng.pick(formOf(frame.payload, frame.version) === "text" ? TEXT : PROTOBUF);
    frame = mutation.apply(frame, tools);
    mutations.push(mutation.name);
  }
  return { frame, mutations };
}

/** Mostly one: each further one makes it likelier that an early refusal hides what another would have found. */
function howMany(prng: Prng): number {
  const roll = prng.float();
  return roll < 0.04 ? 0 : roll < 0.66 ? 1 : roll < 0.88 ? 2 : prng.between(3, 5);
}
