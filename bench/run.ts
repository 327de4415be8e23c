/**
 * `npm run bench [-- order | risk | tick | restart | vault | wire | sim | simulation] [--json]`: every benchmark, one after the other, or those of one
 * name. Figures are printed, never asserted. Options behind a name are those of its own run.ts.
 */
import { print } from "./figures.ts";
import { runOrderPath } from "./order-path/run.ts";
import { runRestart } from "./restart/run.ts";
import { runRisk } from "./risk/run.ts";
import { runSimGateway } from "./sim-gateway/run.ts";
import { runSimulation } from "./simulation/run.ts";
import { tickPath } from "./tick-path.ts";
import { runVault } from "./vault/run.ts";
import { runWire } from "./wire/run.ts";

const [first = "", ...rest] = process.argv.slice(2);
const args = first.startsWith("--") ? [first, ...rest] : rest;
const chosen = first.startsWith("--") ? "" : first;

const is = (name: string): boolean => chosen === "" || chosen === name;

const NAMES = ["order", "risk", "tick", "restart", "vault", "wire", "sim", "simulation"];
if (!["", ...NAMES].includes(chosen))
  throw new Error(`no benchmark is called ${chosen}: there are ${NAMES.join(", ")}`);
if (is("order")) await runOrderPath(args);
if (is("risk")) await runRisk(args);
if (is("tick")) print([await tickPath()], args.includes("--json"));
if (is("restart")) await runRestart(args);
if (is("vault")) await runVault(args);
if (is("wire")) await runWire(args);
if (is("sim")) await runSimGateway(args);
if (is("simulation")) await runSimulation(args);
process.exit(0);
