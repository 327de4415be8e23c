/**
 * The real host's maker of the five ports of `io.ts`.
 *
 * Everything here answers later and in order, never from inside the call that asked; a fault of the environment reaches
 * its owner as a code, never as an exception. One `Io` serves one daemon: it holds that daemon's state directory.
 */
import { randomInt } from "node:crypto";
import type { Entropy, Host, Io } from "../io.ts";
import { nodeClock } from "./clock.ts";
import { nodeDisk } from "./disk.ts";
import { nodeNetwork } from "./network.ts";

export interface NodeIoOptions {
  /** The directory that `disk` keeps its files in; created when absent. */
  readonly stateDir: string;
  readonly host: Host;
}

export function nodeIo(options: NodeIoOptions): Io {
  return {
    clock: nodeClock,
    network: nodeNetwork,
    disk: nodeDisk(options.stateDir),
    entropy: nodeEntropy,
    host: options.host,
  };
}

const nodeEntropy: Entropy = { uint32: () => randomInt(0x1_0000_0000) };
