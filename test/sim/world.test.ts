/** The virtual world itself, with small programs: what its clock, network, disk and crashes promise. */
import assert from "node:assert/strict";
import test from "node:test";
import { fromUtf8, utf8 } from "../../src/base/bytes.ts";
import { Prng } from "../../src/base/prng.ts";
import { after } from "../../src/base/time.ts";
import type { Io } from "../../src/io/io.ts";
import { World } from "../../src/sim/world/world.ts";
import { CHUNKS, Ear, startEcho, startScribe, startServer, startTalker } from "./world/programs.ts";

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

/** An echo conversation with one kill of the server in it. */
function conversation(seed: number): string {
  const world = new World({ seed });
  startEcho(world.host("server"), 7);
  startTalker(world.host("client"), 7, 1);
  world.runFor(20);
  world.kill("server");
  world.runFor(100);
  return world.digest;
}

test("one seed makes one run to the last byte, and another seed another", () => {
  assert.equal(conversation(1), conversation(1));
  assert.equal(new Set(SEEDS.map(conversation)).size, SEEDS.length);
});

test("whatever is drawn, a stream arrives whole and in order", () => {
  let pieces = 0;
  for (const seed of SEEDS) {
    const world = new World({ seed });
    startEcho(world.host("server"), 7);
    const talker = startTalker(world.host("client"), 7, seed);
    world.runFor(1_000);
    assert.equal(talker.ear.text, talker.said);
    pieces += talker.ear.heard.length;
  }
  assert.ok(pieces > SEEDS.length * CHUNKS, "streams are cut into pieces");
});

test("bytes are joined now and then, so no owner may take one write for one arrival", () => {
  const world = new World({ seed: 1, network: { fragmentChanceMax: 0 } });
  const server = startServer(world.host("server"), 7);
  const socket = world.host("client").network.dial("127.0.0.1", 7, new Ear());
  for (const text of ["a", "b", "c"]) socket.write(utf8(text));
  world.runFor(50);
  assert.deepEqual(
    server.ear.heard.map((bytes) => fromUtf8(bytes)),
    ["abc"],
  );
});

test("delivered bytes are gone after the call", () => {
  const world = new World({ seed: 1 });
  startEcho(world.host("server"), 7);
  const talker = startTalker(world.host("client"), 7, 1);
  world.runFor(500);
  assert.ok(talker.ear.pieces.every((bytes) => bytes.every((byte) => byte === 0xdd)));
});

test("a dial where nobody listens is refused, and one where somebody does is opened first", () => {
  const world = new World({ seed: 3 });
  const io = world.host("client");
  const [refused, opened] = [new Ear(), new Ear()];
  io.network.dial("127.0.0.1", 8, refused);
  startEcho(world.host("server"), 7);
  io.network.dial("localhost", 7, opened);
  assert.deepEqual([refused.events, opened.events], [[], []], "nothing is heard from inside the call");
  world.runFor(50);
  assert.deepEqual(refused.events, ["closed:ECONNREFUSED"]);
  assert.deepEqual(opened.events, ["opened"]);
});

test("a port has one listener, and is free again after close and after a kill", () => {
  const world = new World({ seed: 3 });
  const codes: string[] = [];
  const io = world.host("a");
  const listen = (by: Io): { close(): void } =>
    by.network.listen("127.0.0.1", 7, {
      listening: (port) => codes.push(`listening:${port}`),
      failed: (code) => codes.push(code),
      accepted: () => assert.fail(),
    });
  const first = listen(io);
  world.runFor(1);
  listen(io);
  world.runFor(1);
  first.close();
  listen(io);
  world.runFor(1);
  world.kill("a");
  listen(world.host("b"));
  world.runFor(1);
  assert.deepEqual(codes, ["listening:7", "EADDRINUSE", "listening:7", "listening:7"]);
});

test("end sends everything first, and both sides hear one orderly close", () => {
  for (const seed of SEEDS) {
    const world = new World({ seed });
    const server = startServer(world.host("server"), 7);
    const ear = new Ear();
    const socket = world.host("client").network.dial("127.0.0.1", 7, ear);
    const text = "y".repeat(150_000);
    socket.write(utf8(text));
    socket.end();
    socket.write(utf8("too late"));
    world.runFor(1_000);
    assert.equal(server.ear.text, text);
    assert.deepEqual(
      ear.events.filter((event) => event !== "drained"),
      ["opened", "closed:"],
    );
    assert.deepEqual(server.ear.events, ["closed:"]);
  }
});

test("after a reset nothing more arrives, in either direction", () => {
  let lost = 0;
  for (const seed of SEEDS) {
    const world = new World({ seed });
    const server = startServer(world.host("server"), 7);
    const ear = new Ear();
    const socket = world.host("client").network.dial("127.0.0.1", 7, ear);
    world.runFor(20);
    socket.write(utf8("order"));
    server.socket!.write(utf8("answer"));
    world.runFor(0.5);
    const before = ear.text;
    const arrived = server.ear.text;
    socket.reset();
    world.runFor(100);
    assert.equal(server.ear.text, arrived);
    assert.equal(ear.text, before);
    assert.equal(ear.events.at(-1), "closed:");
    assert.deepEqual(
      server.ear.events.filter((event) => event !== "drained"),
      ["closed:ECONNRESET"],
    );
    if (arrived === "") lost++;
  }
  assert.ok(lost > 0, "in some seed the bytes were still on their way");
});

test("a paused reader makes the writer's bytes pile up, and gets all of them later", () => {
  const world = new World({ seed: 5, network: { windowBytesMin: 1_000, windowBytesMax: 1_000 } });
  const server = startServer(world.host("server"), 7);
  const ear = new Ear();
  const socket = world.host("client").network.dial("127.0.0.1", 7, ear);
  world.runFor(20);
  server.socket!.pause(true);
  for (let i = 0; i < 10; i++) socket.write(new Uint8Array(1_000).fill(97));
  world.runFor(1_000);
  assert.equal(socket.unsent, 9_000);
  assert.ok(!ear.events.includes("drained"));
  server.socket!.pause(false);
  world.runFor(1_000);
  assert.equal(socket.unsent, 0);
  assert.equal(server.ear.text.length, 10_000);
  assert.ok(ear.events.includes("drained"));
});

test("timers of one instant run in either order, and none before its time", () => {
  const orders = new Set<string>();
  for (const seed of SEEDS) {
    const world = new World({ seed });
    const io = world.host("a");
    const order: string[] = [];
    for (const name of ["x", "y"]) world.in(5, () => order.push(name));
    const when = after(io.clock.now(), 3.3333);
    io.clock.at(when, () => assert.ok(io.clock.now() >= when));
    io.clock.at(when, () => assert.fail("was taken back"))();
    world.runFor(10);
    orders.add(order.join(""));
  }
  assert.deepEqual([...orders].sort(), ["xy", "yx"]);
});

test("appends of one step share a sync, and durable counts every one of them once", () => {
  const world = new World({ seed: 2 });
  const scribe = startScribe(world.host("a"));
  world.runFor(10);
  for (let i = 0; i < 5; i++) scribe.file!.append(utf8(`${i}`));
  assert.equal(scribe.durable, 0);
  assert.ok(world.runUntil(() => scribe.durable > 0, 100));
  assert.equal(scribe.durable, 5);
  assert.equal(fromUtf8(world.disk("a").durable("log")), "01234");
});

test("a crash keeps a prefix of the appended bytes that holds everything called durable", () => {
  const kept = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    const world = new World({ seed });
    const scribe = startScribe(world.host("a"));
    world.runFor(10);
    for (const text of ["one.", "two.", "three."]) {
      scribe.file!.append(utf8(text));
      world.runFor(new Prng(seed, "pause").float());
    }
    const durable = scribe.durable;
    world.kill("a");
    const again = startScribe(world.host("a"));
    world.runFor(10);
    const content = again.content.replace(/\0+$/, "");
    assert.ok("one.two.three.".startsWith(content), content);
    assert.ok(content.length >= ["", "one.", "one.two.", "one.two.three."][durable]!.length);
    kept.add(again.content.includes("\0") ? "zeros" : content);
  }
  assert.ok(kept.has("") && kept.has("zeros") && kept.has("one.two.three.") && kept.size > 6, [...kept].join(" "));
});

test("cut shortens the file for good", () => {
  const world = new World({ seed: 2 });
  const first = startScribe(world.host("a"));
  world.runFor(10);
  first.file!.append(utf8("whole torn"));
  world.runFor(100);
  world.kill("a");
  const second = startScribe(world.host("a"));
  world.runFor(10);
  let cut = false;
  second.file!.cut(6, () => {
    cut = true;
  });
  world.runFor(100);
  assert.ok(cut);
  second.file!.append(utf8("again"));
  world.runFor(100);
  assert.equal(fromUtf8(world.disk("a").durable("log")), "whole again");
});

test("the lock has one holder, and dies with it", () => {
  const world = new World({ seed: 2 });
  const answers: string[] = [];
  const lock = (io: Io): void => io.disk.lock((result) => answers.push("failed" in result ? result.failed : "held"));
  const io = world.host("a");
  lock(io);
  world.runFor(10);
  lock(io);
  world.runFor(10);
  world.kill("a");
  lock(world.host("a"));
  world.runFor(10);
  assert.deepEqual(answers, ["held", "locked by process 1 of a", "held"]);
});

test("a killed process hears nothing and does nothing any more", () => {
  for (const seed of SEEDS) {
    const world = new World({ seed });
    const server = startServer(world.host("server"), 7);
    const io = world.host("client");
    const ear = new Ear();
    const socket = io.network.dial("127.0.0.1", 7, ear);
    world.runFor(20);
    io.clock.at(after(io.clock.now(), 5), () => assert.fail("a timer of a dead process"));
    server.socket!.write(utf8("never heard"));
    world.kill("client");
    const heard = ear.heard.length;
    socket.write(utf8("never said"));
    io.network.dial("127.0.0.1", 7, new Ear());
    io.host.log("info", "never logged", {});
    world.runFor(100);
    assert.equal(ear.heard.length, heard);
    assert.equal(server.ear.text, "");
    assert.match(server.ear.events.at(-1)!, /^closed:(ECONNRESET)?$/);
    assert.deepEqual(world.logs, []);
  }
});

test("exit ends the process like a kill that loses nothing it wrote", () => {
  const world = new World({ seed: 8 });
  const server = startServer(world.host("server"), 7);
  const io = world.host("client");
  const ended: unknown[] = [];
  world.watch({ ended: (host, code) => ended.push([host, code]) });
  const socket = io.network.dial("127.0.0.1", 7, new Ear());
  world.runFor(20);
  socket.write(utf8("last words"));
  io.host.exit(1);
  world.runFor(100);
  assert.equal(server.ear.text, "last words");
  assert.deepEqual(server.ear.events, ["closed:"]);
  assert.deepEqual(ended, [["client", 1]]);
  assert.equal(world.running("client"), false);
});

/** Appends, writes, appends, writes: four effects behind an open and a dial. */
function startPair(io: Io): void {
  const socket = io.network.dial("127.0.0.1", 7, new Ear());
  io.disk.open("log", {
    opened: (file) => {
      for (const text of ["1", "2"]) {
        file.append(utf8(text));
        socket.write(utf8(text));
      }
    },
    durable: () => {},
    failed: assert.fail,
  });
}

test("a crash can be placed before and after every port call, with all or nothing surviving", () => {
  const outcomes: string[] = [];
  for (let call = 1; ; call++) {
    let reached = false;
    for (const when of ["before", "after"] as const) {
      for (const survival of ["none", "all"] as const) {
        const world = new World({ seed: 1 });
        const server = startServer(world.host("server"), 7);
        world.crashAt("client", { call, when, fate: { bytes: survival, disk: survival } });
        startPair(world.host("client"));
        world.runFor(100);
        reached ||= !world.running("client");
        const disk = fromUtf8(world.disk("client").durable("log"));
        if (!world.running("client")) outcomes.push(`${call} ${when} ${survival}: ${disk}/${server.ear.text}`);
      }
    }
    if (!reached) break;
  }
  assert.deepEqual(
    outcomes.slice(0, 8).every((outcome) => outcome.endsWith(": /")),
    true,
  );
  assert.deepEqual(outcomes.slice(8), [
    "3 before none: /",
    "3 before all: /",
    "3 after none: /",
    "3 after all: 1/",
    "4 before none: /",
    "4 before all: 1/",
    "4 after none: /",
    "4 after all: 1/1",
    "5 before none: /",
    "5 before all: 1/1",
    "5 after none: /",
    "5 after all: 12/1",
    "6 before none: /",
    "6 before all: 12/1",
    "6 after none: /",
    "6 after all: 12/12",
  ]);
});

test("taps hear writes and durable bytes at their instant, with the names of both sides", () => {
  const world = new World({ seed: 4 });
  const told: string[] = [];
  world.watch({
    wrote: (wire, from, bytes) => told.push(`${wire.client}>${wire.server} ${wire.address} ${from} ${fromUtf8(bytes)}`),
    durable: (host, file, bytes) => told.push(`${host}/${file} ${fromUtf8(bytes)}`),
  });
  startEcho(world.host("server"), 7);
  const io = world.host("client");
  const socket = io.network.dial("127.0.0.1", 7, new Ear());
  const scribe = startScribe(io);
  world.runFor(20);
  scribe.file!.append(utf8("intent"));
  world.runFor(50);
  socket.write(utf8("order"));
  world.runFor(50);
  assert.deepEqual(told[0], "client/log intent");
  assert.deepEqual(told[1], "client>server 127.0.0.1:7 client order");
  assert.match(told[2]!, /^client>server 127\.0\.0\.1:7 server /);
});
