/**
 * The peer that holdfast is measured against: a process that passes bytes on and looks at none of them. What it costs is
 * what any process between a bot and the Gateway costs on this machine: two wake-ups and two copies.
 *
 *     node bench/hop.ts TARGET_PORT        prints the port it listens on
 */
import net from "node:net";
import { fileURLToPath } from "node:url";
import { Child } from "../test/rig/rig.ts";

export interface Hop {
  readonly port: number;
  stop(): Promise<unknown>;
}

export async function startHop(target: number): Promise<Hop> {
  const child = new Child("the plain hop", process.execPath, [fileURLToPath(import.meta.url), `${target}`]);
  const port = await child.line("out", "its port", (line) => Number(line) || undefined);
  return { port, stop: () => child.kill() };
}

function serve(target: number): void {
  const server = net.createServer({ noDelay: true }, (client) => {
    const gateway = net.connect(target, "127.0.0.1").setNoDelay(true);
    for (const [from, to] of [
      [client, gateway],
      [gateway, client],
    ] as const)
      from
        .on("data", (chunk) => to.write(chunk))
        .on("error", () => {})
        .on("close", () => to.destroy());
  });
  server.listen(0, "127.0.0.1", () => console.log((server.address() as net.AddressInfo).port));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serve(Number(process.argv[2]));
