/** Texts that nobody but their own strategy may ever be told: what I28 looks for on every other wire and in every log. */
import type { Prng } from "../../base/prng.ts";

const SIGNS = [..."abcdefghijklmnopqrstuvwxyz0123456789"];
const LENGTH = 8;

/** A secret that no other of the run is likely to equal. */
export const canary = (prng: Prng): string =>
  `canary-${Array.from({ length: LENGTH }, () => prng.pick(SIGNS)).join("")}`;
