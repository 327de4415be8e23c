/** The simulated Gateway as its own process on an ephemeral port. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Child, type Exit, jsonLine } from "./child.ts";
import { MAIN, ROOT, temporaryDirectory } from "./folders.ts";

export interface GatewayOptions {
  /** The accounts of the login; DU1000001 and DU1000002 unless said otherwise. */
  readonly accounts?: readonly string[];
  readonly seed?: number;
  /** A price path (src/sim/exchange/tape/pricePath.ts) as text; without it prices move by the seed. */
  readonly prices?: string;
  /** 0 takes any free port; a test that restarts the Gateway gives the old one. */
  readonly port?: number;
  /** Words before the program, such as those that run it in a network of its own. */
  readonly inside?: readonly string[];
  /** Further words for `holdfast sim gateway`. */
  readonly flags?: readonly string[];
}

export interface Gateway {
  readonly port: number;
  readonly child: Child;
  /** The control door's address; undefined unless `flags` ask for one. */
  readonly control: string | undefined;
  stop(): Promise<Exit>;
  /** Ends it at once: what an unclean end of a Gateway looks like from outside. */
  kill(): Promise<Exit>;
}

/** Resolves when it listens. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const { accounts = ["DU1000001", "DU1000002"], seed = 7, prices, port = 0, inside = [], flags = [] } = options;
  const words = ["--port", `${port}`, "--accounts", accounts.join(","), "--seed", `${seed}`, "--json"];
  if (prices !== undefined) words.push("--prices", written(prices));
  const [program, ...all] = [...inside, process.execPath, MAIN, "sim", "gateway", ...words, ...flags];
  const child = new Child("the simulated Gateway", program!, all, { cwd: ROOT });
  const { port: listening, control } = await child.line("out", "its port", listeningIn);
  return { port: listening, control, child, stop: () => child.stop(), kill: () => child.kill() };
}

function written(prices: string): string {
  const path = join(temporaryDirectory(), "prices.csv");
  writeFileSync(path, prices);
  return path;
}

function listeningIn(line: string): Pick<Gateway, "port" | "control"> | undefined {
  const { port, control } = jsonLine(line) ?? {};
  return typeof port === "number" ? { port, control: control as string | undefined } : undefined;
}
