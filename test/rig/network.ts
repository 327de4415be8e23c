/**
 * A network of its own for a program under test: a namespace of Linux behind a pair of virtual Ethernet devices, so that a test
 * can take the line away and lose packets without touching anything else on the machine.
 *
 * It needs root and the program `ip` of iproute2. Where either is missing, `network` says why.
 */
import { spawnSync } from "node:child_process";
import { started } from "./tearDown.ts";

export interface Network {
  /** The address of the program inside, as seen from here, and ours, as seen from there. */
  readonly there: string;
  readonly here: string;
  /** Words that run a program inside. */
  readonly inside: readonly string[];
  /** The cable is out, or in again: no side is told of what the other sends. */
  plugged(isIn: boolean): void;
  /** What the program inside sends is lost on its way, or not. What we send arrives. */
  deaf(isDeaf: boolean): void;
  remove(): void;
}

/** Why there is none here. */
export interface NoNetwork {
  readonly skip: string;
}

/** `number` in 0..255 tells networks of one machine apart. */
export function network(number: number): Network | NoNetwork {
  const name = `holdfast${number}`;
  const [here, there] = [`10.213.${number}.1`, `10.213.${number}.2`];
  const [ours, theirs] = [`hf${number}here`, `hf${number}there`];
  const inside = ["ip", "netns", "exec", name];
  ip("netns", "del", name);
  const steps = [
    ["netns", "add", name],
    ["link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", name],
    ["addr", "add", `${here}/30`, "dev", ours],
    ["link", "set", ours, "up"],
    ["-n", name, "addr", "add", `${there}/30`, "dev", theirs],
    ["-n", name, "link", "set", theirs, "up"],
    ["-n", name, "link", "set", "lo", "up"],
  ];
  for (const step of steps) {
    const failed = ip(...step);
    if (failed === undefined) continue;
    ip("netns", "del", name);
    return { skip: `network namespaces cannot be made here: ip ${step.join(" ")}: ${failed}` };
  }
  const remove = started(() => void ip("netns", "del", name));
  return {
    ...{ here, there, inside },
    plugged: (isIn) => must("-n", name, "link", "set", theirs, isIn ? "up" : "down"),
    deaf: (isDeaf) => must("-n", name, "route", isDeaf ? "add" : "del", "blackhole", `${here}/32`),
    remove: () => {
      ip("netns", "del", name);
      remove();
    },
  };
}

function must(...words: readonly string[]): void {
  const failed = ip(...words);
  if (failed !== undefined) throw new Error(`ip ${words.join(" ")}: ${failed}`);
}

/** Undefined when it did what it was told, else what it said. */
function ip(...words: readonly string[]): string | undefined {
  const { error, status, stderr } = spawnSync("ip", words, { encoding: "utf8" });
  if (error !== undefined) return error.message;
  return status === 0 ? undefined : stderr.trim();
}
