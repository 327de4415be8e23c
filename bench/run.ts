/**
 * `npm run bench [-- paths | wire | sim | simulation] [--json]`: every benchmark, one after the other, or those of one name. Figures are
 * printed, never asserted. Options behind `wire`, `sim` and `simulation` are those of wire/run.ts, sim-gateway/run.ts and simulation/run.ts.
 */
import { print } from "./figures.ts";
import { orderPath } from "./order-path.ts";
import { runSimGateway } from "./sim-gateway/run.ts";
import { runSimulation } from "./simulation/run.ts";
import { tickPath } from "./tick-path.ts";
import { runWire } from "./wire/run.ts";

const [first = "", ...rest] = process.argv.slice(2);
const args = first.startsWith("--") ? [first, ...rest] : rest;
const chosen = first.startsWith("--") ? "" : first;

const is = (name: string): boolean => chosen === "" || chosen === name;

if (!["", "paths", "wire", "sim", "simulation"].includes(chosen))
  throw new Error(`no benchmark is called ${chosen}: there are paths, wire, sim, simulation`);
if (is("paths")) print([await orderPath(), await tickPath()], args.includes("--json"));
if (is("wire")) await runWire(args);
if (is("sim")) await runSimGateway(args);
if (is("simulation")) await runSimulation(args);
process.exit(0);
