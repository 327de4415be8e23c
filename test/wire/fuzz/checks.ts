/**
 * What must hold of every frame, one row each. A check answers what is wrong, in words; a codec that throws is wrong too,
 * which whoever runs the checks catches.
 */
import { answersAlone, saneAnswer, sparseAgrees } from "./answers.ts";
import { neighboursCount } from "./neighbours.ts";
import { sameId } from "./routed.ts";
import { opensWrong, splitsWrong } from "./streams.ts";
import type { Trial } from "./trial.ts";
import { twinDiffers } from "./twins.ts";
import { bears, rebuilds, translates, writesAgain } from "./written.ts";

export interface Check {
  readonly name: string;
  /** How many of the frames it looks at: the dear ones take a sample. */
  readonly share: number;
  holds(trial: Trial): string | undefined;
}

export const CHECKS: readonly Check[] = [
  { name: "an answer says what it is", share: 1, holds: saneAnswer },
  { name: "routing and decoding see the same id", share: 0.5, holds: sameId },
  { name: "an answer depends on nothing but the frame", share: 0.1, holds: answersAlone },
  { name: "what lies around a frame changes nothing", share: 0.4, holds: neighboursCount },
  { name: "a sparse body is the body", share: 0.3, holds: sparseAgrees },
  { name: "JSON rebuilds the frame but for named spellings", share: 0.2, holds: rebuilds },
  { name: "what was read can be written again, the same", share: 0.3, holds: writesAgain },
  { name: "another peer reads what we read", share: 0.2, holds: translates },
  { name: "what is made bearable for a client is read", share: 0.05, holds: bears },
  {
    name: "emitted code answers as the interpreter",
    share: 0.3,
    holds: ({ frame, answer }) => twinDiffers(frame, answer),
  },
  {
    name: "a stream is cut into its frames",
    share: 0.03,
    holds: ({ frame, prng }) => splitsWrong(frame, prng),
  },
  {
    name: "an opening is read in any chunks",
    share: 0.03,
    holds: ({ frame, prng }) => opensWrong(frame.payload, prng),
  },
];
