/** Every fault of the virtual network strikes, is seen by a process on its ports, and ends. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { fromUtf8, utf8 } from "../../../src/base/bytes.ts";
import { Prng } from "../../../src/base/prng.ts";
import { minutes, seconds } from "../../../src/base/time.ts";
import { NETWORK_ROWS } from "../../../src/sim/world/faults/networkRows.ts";
import { drawWorld, type WorldFaultName } from "../../../src/sim/world/faults/table.ts";
import { World } from "../../../src/sim/world/world.ts";
import { Ear, set, startEcho, startPair, startServer, startTalker, struck } from "./programs.ts";

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);
const NAMES = Object.keys(NETWORK_ROWS) as readonly WorldFaultName[];
const events = ({ events }: Ear): readonly string[] => events.filter((event) => event !== "drained");

test("a stalled connection carries nothing, and everything in one burst when the stall is over", () => {
  const { world, client, server } = startPair({ seed: 1 });
  set(world, "net-stalled");
  assert.equal(struck(world, "net-stalled"), 0, "nothing was there to hold");
  for (const text of ["a", "b", "c"]) {
    client.socket.write(utf8(text));
    server.socket.write(utf8(text));
    world.runFor(1_000);
  }
  assert.equal(server.ear.text + client.ear.text, "");
  assert.ok(struck(world, "net-stalled") > 0);
  world.faults.clear("net-stalled");
  world.runFor(1);
  assert.deepEqual([server.ear.text, client.ear.text], ["abc", "abc"]);
});

test("a partition may concern one direction only, as the host sees it", () => {
  for (const [way, heard] of [
    ["out", ["", "b"]],
    ["in", ["a", ""]],
  ] as const) {
    const { world, client, server } = startPair({ seed: 1 });
    set(world, "net-stalled", { host: "client", peer: "server", way });
    client.socket.write(utf8("a"));
    server.socket.write(utf8("b"));
    world.runFor(1_000);
    assert.deepEqual([server.ear.text, client.ear.text], heard);
  }
});

test("a dial into a partition waits until it is over", () => {
  const world = new World({ seed: 1 });
  startEcho(world.host("server"), 7);
  set(world, "net-stalled", { peer: "server" });
  const ear = new Ear();
  world.host("client").network.dial("127.0.0.1", 7, ear);
  world.runFor(5_000);
  assert.deepEqual(ear.events, []);
  world.heal();
  world.runFor(50);
  assert.deepEqual(ear.events, ["opened"]);
});

test("a fault that names other machines spares a connection", () => {
  const { world, client, server } = startPair({ seed: 1 });
  for (const name of NAMES) set(world, name, { host: "somebody" });
  for (const name of NAMES) set(world, name, { host: "client", peer: "somebody" });
  client.socket.write(utf8("a"));
  world.runFor(50);
  assert.equal(server.ear.text, "a");
  for (const name of NAMES) assert.equal(struck(world, name), 0, name);
});

test("a reset on the way is heard at both ends, and takes what was queued with it", () => {
  const { world, client, server } = startPair({ seed: 1 });
  client.socket.write(utf8("a"));
  set(world, "net-reset", { host: "server" });
  world.runFor(50);
  assert.deepEqual(events(client.ear), ["opened", "closed:ECONNRESET"]);
  assert.deepEqual(events(server.ear), ["closed:ECONNRESET"]);
  assert.equal(server.ear.text, "");
  assert.equal(struck(world, "net-reset"), 1);
});

test("of a half-open connection nobody is told, until the one who says something gives up", () => {
  const { world, client, server } = startPair({ seed: 1 });
  set(world, "net-half-open");
  assert.equal(struck(world, "net-half-open"), 0);
  client.socket.write(utf8("a"));
  world.runFor(minutes(15));
  assert.deepEqual([events(client.ear), events(server.ear)], [["opened"], []]);
  assert.ok(struck(world, "net-half-open") > 0);
  world.runFor(minutes(1));
  assert.deepEqual([events(client.ear), events(server.ear)], [["opened", "closed:ETIMEDOUT"], []]);
});

test("a reset of one side of a half-open connection never reaches the other, which a healed world resets", () => {
  const { world, client, server } = startPair({ seed: 1 });
  set(world, "net-half-open");
  client.socket.reset();
  world.runFor(minutes(30));
  assert.deepEqual([events(client.ear), events(server.ear)], [["opened", "closed:"], []]);
  world.heal();
  world.runFor(1);
  assert.deepEqual(events(server.ear), ["closed:ECONNRESET"]);
});

test("what a half-open connection swallows fills its window", () => {
  const { world, client } = startPair({ seed: 1, network: { windowBytesMin: 1_000, windowBytesMax: 1_000 } });
  set(world, "net-half-open");
  for (let i = 0; i < 3; i++) client.socket.write(new Uint8Array(1_000));
  world.runFor(1_000);
  assert.equal(client.socket.unsent, 2_000);
});

test("a connection is refused although somebody listens, until that is over", () => {
  const world = new World({ seed: 1 });
  const io = world.host("client");
  startEcho(world.host("server"), 7);
  const [first, second] = [new Ear(), new Ear()];
  set(world, "net-refused", { peer: "server" });
  io.network.dial("127.0.0.1", 7, first);
  world.runFor(50);
  world.faults.clear("net-refused");
  io.network.dial("127.0.0.1", 7, second);
  world.runFor(50);
  assert.deepEqual([first.events, second.events], [["closed:ECONNREFUSED"], ["opened"]]);
  assert.equal(struck(world, "net-refused"), 1);
});

test("a mute connection is opened, never answers, and is reset when the world heals", () => {
  const world = new World({ seed: 1 });
  const server = startServer(world.host("server"), 7);
  set(world, "net-mute");
  const ear = new Ear();
  const socket = world.host("client").network.dial("127.0.0.1", 7, ear);
  socket.write(utf8("hello"));
  world.runFor(minutes(60));
  world.faults.clear("net-mute");
  world.runFor(minutes(60));
  assert.deepEqual(events(ear), ["opened"]);
  assert.equal(server.socket, undefined, "the process never heard of it");
  world.heal();
  world.runFor(50);
  assert.deepEqual(events(ear), ["opened", "closed:ECONNRESET"]);
});

test("a slow network adds its latency and no more than twice of it", () => {
  for (const seed of SEEDS) {
    const { world, client, server } = startPair({ seed });
    set(world, "net-slow", { addMs: 500, way: "out" });
    client.socket.write(utf8("a"));
    world.runFor(499);
    assert.equal(server.ear.text, "");
    world.runFor(510);
    assert.equal(server.ear.text, "a");
  }
});

test("a fragmented stream arrives in pieces no larger than said", () => {
  const { world, client, server } = startPair({ seed: 1, network: { fragmentChanceMax: 0 } });
  set(world, "net-fragmented", { bytesMax: 3, host: "client", way: "out" });
  client.socket.write(utf8("0123456789".repeat(10)));
  server.socket.write(utf8("whole"));
  world.runFor(50);
  assert.equal(server.ear.text, "0123456789".repeat(10));
  assert.ok(server.ear.heard.every(({ length }) => length <= 3));
  assert.equal(client.ear.heard.length, 1);
});

test("what a killed process had sent arrives long after a successor has connected", () => {
  let zombies = 0;
  for (const seed of SEEDS) {
    const { world, client, server } = startPair({ seed });
    set(world, "net-late", { byMs: 10_000 });
    client.socket.write(utf8("zombie"));
    world.kill("client", { bytes: "all", disk: "none" });
    world.runFor(100);
    const late = server.ear.text === "";
    const successor = new Ear();
    world.host("client").network.dial("127.0.0.1", 7, successor);
    world.runFor(200);
    assert.deepEqual(successor.events, ["opened"]);
    if (late) zombies++;
    world.runFor(10_000);
    assert.equal(server.ear.text, "zombie");
    assert.deepEqual(events(server.ear), ["closed:"]);
  }
  assert.ok(zombies > SEEDS.length / 2);
});

test("what a reset threw away never comes late", () => {
  for (const seed of SEEDS) {
    const { world, client, server } = startPair({ seed });
    set(world, "net-late");
    client.socket.write(utf8("zombie"));
    client.socket.reset();
    world.runFor(minutes(5));
    assert.equal(server.ear.text, "");
    assert.equal(struck(world, "net-late"), 0);
  }
});

test("one bit of a write arrives flipped, as often as said, and the tap heard the true bytes", () => {
  const { world, client, server } = startPair({ seed: 1, network: { fragmentChanceMax: 0 } });
  const told: string[] = [];
  world.watch({ wrote: (_, __, bytes) => told.push(fromUtf8(bytes)) });
  set(world, "net-bit-flipped", { times: 1, way: "out" });
  const flipped = () => [...server.ear.heard.at(-1)!].reduce((sum, byte) => sum + bits(byte), 0);
  client.socket.write(new Uint8Array(100));
  world.runFor(50);
  assert.equal(flipped(), 1);
  client.socket.write(new Uint8Array(100));
  world.runFor(50);
  assert.equal(flipped(), 0);
  assert.deepEqual(told, ["\0".repeat(100), "\0".repeat(100)]);
  assert.equal(struck(world, "net-bit-flipped"), 1);
});

test("who waits behind garbled bytes is freed by a reset when the world heals, and nobody else is", () => {
  const { world, client, server } = startPair({ seed: 1 });
  const closed = () => [client.ear, server.ear].map(({ events }) => events.includes("closed:ECONNRESET"));
  client.socket.write(new Uint8Array(4));
  world.runFor(50);
  world.heal();
  world.runFor(50);
  assert.deepEqual(closed(), [false, false]);
  set(world, "net-bit-flipped", { times: 1 });
  client.socket.write(new Uint8Array(4));
  world.runFor(50);
  world.heal();
  world.runFor(50);
  assert.deepEqual(closed(), [true, true]);
});

const bits = (byte: number): number => byte.toString(2).replaceAll("0", "").length;

test("swizzled connections are clogged and freed in orders of their own, and lose nothing", () => {
  const orders = new Set<string>();
  for (const seed of SEEDS) {
    const world = new World({ seed });
    startEcho(world.host("server"), 7);
    const io = world.host("client");
    const ears = [new Ear(), new Ear(), new Ear()];
    const sockets = ears.map((ear) => io.network.dial("127.0.0.1", 7, ear));
    world.runFor(50);
    set(world, "net-swizzled");
    world.runFor(5_000);
    for (const socket of sockets) socket.write(utf8("a"));
    world.runFor(4_999);
    assert.ok(ears.every(({ text }) => text === ""));
    const freed: number[] = [];
    const all = (): boolean => {
      for (const [i, { text }] of ears.entries()) if (text === "a" && !freed.includes(i)) freed.push(i);
      return freed.length === 3;
    };
    assert.ok(world.runUntil(all, 5_100));
    orders.add(freed.join());
    assert.ok(struck(world, "net-swizzled") > 0);
  }
  assert.ok(orders.size > 3);
});

test("a slow reader takes bytes at its pace, and the writer feels it", () => {
  const { world, client, server } = startPair({ seed: 1 });
  set(world, "net-slow-reader", { host: "client", bytesPerSecond: 1_000, windowBytes: 500 });
  server.socket.write(new Uint8Array(10_000));
  world.runFor(1_000);
  assert.ok(server.socket.unsent >= 8_500);
  assert.ok(client.ear.text.length <= 1_000);
  world.runFor(9_500);
  assert.equal(client.ear.text.length, 10_000);
});

test("a fault that clears itself does so in time", () => {
  const { world, client, server } = startPair({ seed: 1 });
  set(world, "net-stalled", { forMs: 1_000 });
  client.socket.write(utf8("a"));
  world.runFor(999);
  assert.equal(server.ear.text, "");
  world.runFor(50);
  assert.equal(server.ear.text, "a");
});

/** A talk with drawn faults of the network, at drawn times, in both directions; what was said and heard. */
function talk(seed: number, names: readonly WorldFaultName[]): { said: string; echoed: string; digest: string } {
  const world = new World({ seed });
  const prng = new Prng(seed, "faults of a test");
  for (const name of names) world.in(prng.between(0, 40), () => world.faults.apply(drawWorld(name, prng)));
  startEcho(world.host("server"), 7);
  const talker = startTalker(world.host("client"), 7, seed);
  world.runFor(seconds(5));
  world.heal();
  world.runFor(minutes(5));
  return { said: talker.said, echoed: talker.ear.text, digest: world.digest };
}

test("whatever goes wrong with the network, what is heard is a beginning of what was said, in order", () => {
  const kinds = fc.subarray(NAMES.filter((name) => name !== "net-bit-flipped"));
  let cut = 0;
  fc.assert(
    fc.property(fc.nat(), kinds, (seed, names) => {
      const { said, echoed } = talk(seed, names);
      if (echoed.length < said.length) cut++;
      assert.ok(said.startsWith(echoed));
    }),
    { seed: 5, numRuns: 150 },
  );
  assert.ok(cut > 10 && cut < 140, `${cut} talks were cut short`);
});

test("what only delays loses nothing", () => {
  const kinds = fc.subarray(["net-stalled", "net-slow", "net-fragmented", "net-swizzled", "net-slow-reader"] as const);
  fc.assert(
    fc.property(fc.nat(), kinds, (seed, names) => {
      const { said, echoed } = talk(seed, names);
      assert.equal(echoed, said);
    }),
    { seed: 6, numRuns: 60 },
  );
});

test("one seed with all faults of the network makes one run", () => {
  assert.equal(talk(3, NAMES).digest, talk(3, NAMES).digest);
  assert.notEqual(talk(3, NAMES).digest, talk(3, NAMES.slice(1)).digest);
});
