/** Small programs on the ports of a virtual host, for tests of the world itself, and ways to make things go wrong. */
import assert from "node:assert/strict";
import { concat, fromUtf8, utf8 } from "../../../src/base/bytes.ts";
import { Prng } from "../../../src/base/prng.ts";
import { after } from "../../../src/base/time.ts";
import type { Io, LogFile, Socket, SocketOwner } from "../../../src/io/io.ts";
import { FaultRefused } from "../../../src/sim/faults/setting.ts";
import { checkedWorld, type WorldFaultName } from "../../../src/sim/world/faults/table.ts";
import { World } from "../../../src/sim/world/world.ts";

export const CHUNKS = 60;

/** An owner that keeps copies of what it hears. */
export class Ear implements SocketOwner {
  readonly heard: Uint8Array[] = [];
  readonly events: string[] = [];
  readonly pieces: Uint8Array[] = [];
  opened(): void {
    this.events.push("opened");
  }
  received(bytes: Uint8Array): void {
    this.heard.push(bytes.slice());
    this.pieces.push(bytes);
  }
  drained(): void {
    this.events.push("drained");
  }
  closed(code: string): void {
    this.events.push(`closed:${code}`);
  }
  get text(): string {
    return fromUtf8(concat(this.heard));
  }
}

/** Says everything back, in an order of its own: it answers from timers as well as at once. */
export function startEcho(io: Io, port: number): void {
  io.network.listen("127.0.0.1", port, {
    listening: (at) => io.host.log("info", "listening", { at }),
    failed: (code) => io.host.log("error", "listen failed", { code }),
    accepted: (socket) => ({
      opened: () => {},
      received: (bytes) => socket.write(bytes),
      drained: () => {},
      closed: (code) => io.host.log("info", "client gone", { code }),
    }),
  });
}

/** Accepts one client and hands its socket out. */
export function startServer(io: Io, port: number): { readonly ear: Ear; socket: Socket | undefined } {
  const server = { ear: new Ear(), socket: undefined as Socket | undefined };
  io.network.listen("127.0.0.1", port, {
    listening: () => {},
    failed: assert.fail,
    accepted: (socket) => {
      server.socket = socket;
      return server.ear;
    },
  });
  return server;
}

/** Writes numbered chunks of drawn length at drawn times. */
export function startTalker(io: Io, port: number, seed: number): { readonly ear: Ear; said: string } {
  const talker = { ear: new Ear(), said: "" };
  const prng = new Prng(seed, "talker");
  const socket = io.network.dial("127.0.0.1", port, talker.ear);
  const say = (i: number): void => {
    const text = `${i}:${"x".repeat(prng.between(0, 300))};`;
    talker.said += text;
    socket.write(utf8(text));
    if (i < CHUNKS) io.clock.at(after(io.clock.now(), prng.between(0, 1)), () => say(i + 1));
  };
  say(1);
  return talker;
}

export interface Scribe {
  file: LogFile | undefined;
  durable: number;
  content: string;
}

export function startScribe(io: Io, failed: (code: string, what: string) => void = assert.fail): Scribe {
  const scribe: Scribe = { file: undefined, durable: 0, content: "" };
  io.disk.open("log", {
    opened: (file, content) => {
      scribe.file = file;
      scribe.content = fromUtf8(content);
    },
    durable: (appends) => {
      assert.ok(appends > scribe.durable);
      scribe.durable = appends;
    },
    failed,
  });
  return scribe;
}

/** A client and a server that are connected. */
export interface Pair {
  readonly world: World;
  readonly client: { readonly io: Io; readonly socket: Socket; readonly ear: Ear };
  readonly server: { readonly io: Io; readonly socket: Socket; readonly ear: Ear };
}

export function startPair(options: ConstructorParameters<typeof World>[0]): Pair {
  const world = new World(options);
  const [server, client] = [world.host("server"), world.host("client")];
  const listening = startServer(server, 7);
  const ear = new Ear();
  const socket = client.network.dial("127.0.0.1", 7, ear);
  world.runFor(20);
  assert.deepEqual(ear.events, ["opened"]);
  return {
    world,
    client: { io: client, socket, ear },
    server: { io: server, socket: listening.socket!, ear: listening.ear },
  };
}

/** Sets a fault of the world, or makes it happen. */
export function set(world: World, name: WorldFaultName, values: Readonly<Record<string, number | string>> = {}): void {
  const setting = checkedWorld(name, values);
  assert.ok(!(setting instanceof FaultRefused), `${name}: ${(setting as FaultRefused).reason}`);
  world.faults.apply(setting);
}

export const struck = (world: World, name: WorldFaultName): number =>
  world.faults.list().find((state) => state.name === name)!.struck;
