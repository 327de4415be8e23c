/**
 * The ways from a client to the simulated Gateway, each through a program of its own: none, socat, the hop in C that makes
 * every frame durable, and holdfast without its pace.
 */
import { spawnSync } from "node:child_process";
import net from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  Child,
  type DaemonProcess,
  type Gateway,
  startDaemon,
  startGateway,
  temporaryDirectory,
} from "../../test/rig/rig.ts";
import { SYMBOLS, WATCHERS_MAX, watcherIds } from "./watchers.ts";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
/** As much as anybody asks for: neither lines nor messages a second are what is measured. */
const LIMITS = ["--limit", "linesMax=1000", "--limit", "messagesPerSecond=1000000"];
/** All ticks there are shall be the flood's own. */
const STILL = SYMBOLS.map((symbol) => `0,${symbol},254.99,255.01,255`).join("\n");

export interface Way {
  readonly port: number;
  stop(): Promise<unknown>;
}

export const gatewayAlone = (): Promise<Gateway> => startGateway({ prices: STILL, flags: ["--quiet", ...LIMITS] });

/** Client id 1 places; those from 100 on watch. */
export const holdfastTo = (gatewayPort: number): Promise<DaemonProcess> =>
  startDaemon({
    gatewayPort,
    program: here("unpaced.ts"),
    strategies: { alpha: { account: "DU1000001", clientIds: [1, ...watcherIds(WATCHERS_MAX)] } },
  });

/** Undefined where there is no socat. `options` are socat's own, for both of its sockets. */
export async function socatTo(target: number, options = ""): Promise<Way | undefined> {
  if (spawnSync("socat", ["-V"]).error !== undefined) return undefined;
  const port = await freePort();
  const words = [`TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr,fork${options}`, `TCP:127.0.0.1:${target}${options}`];
  const child = new Child("socat", "socat", words);
  await answering(port);
  return { port, stop: () => child.kill() };
}

/** Undefined where there is no C compiler. */
export async function persistingTo(target: number): Promise<Way | undefined> {
  const folder = temporaryDirectory();
  const program = join(folder, "hop");
  if (spawnSync("cc", ["-O2", "-o", program, here("hop.c")], { stdio: "inherit" }).error !== undefined)
    return undefined;
  const child = new Child("the hop in C", program, [`${target}`, join(folder, "frames")]);
  const port = await child.line("out", "its port", (line) => Number(line) || undefined);
  return { port, stop: () => child.kill() };
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

const ATTEMPTS_MAX = 100;
const PAUSE_MS = 50;

/** socat does not say when it listens. */
async function answering(port: number): Promise<void> {
  for (let i = 0; i < ATTEMPTS_MAX; i++) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, "127.0.0.1", () => {
        socket.destroy();
        resolve(true);
      });
      socket.on("error", () => resolve(false));
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(`nobody listens on ${port}`);
}
