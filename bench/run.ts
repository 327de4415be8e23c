/**
 * `npm run bench [-- paths | wire] [--json]`: every benchmark, one after the other, or those of one name. Figures are printed,
 * never asserted. Options behind `wire` are those of wire/run.ts.
 */
import { print } from "./figures.ts";
import { orderPath } from "./order-path.ts";
import { tickPath } from "./tick-path.ts";
import { runWire } from "./wire/run.ts";

const [first = "", ...rest] = process.argv.slice(2);
const args = first.startsWith("--") ? [first, ...rest] : rest;
const chosen = first.startsWith("--") ? "" : first;

if (!["", "paths", "wire"].includes(chosen)) throw new Error(`no benchmark is called ${chosen}: there are paths, wire`);
if (chosen !== "wire") print([await orderPath(), await tickPath()], args.includes("--json"));
if (chosen !== "paths") await runWire(args);
process.exit(0);
