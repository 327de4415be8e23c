/** Prints the trace hash of the whole play for the seed in the first argument: for comparison between processes. */
import { WHOLE } from "./scripts.ts";
import { run } from "./stage.ts";

console.log(run({ ...WHOLE, seed: Number(process.argv[2]) }).digest);
