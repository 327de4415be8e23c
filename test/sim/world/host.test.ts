/** Frozen and killed processes, traps, clocks that jump, a second process on one machine. */
import assert from "node:assert/strict";
import test from "node:test";
import { fromUtf8, utf8 } from "../../../src/base/bytes.ts";
import { Prng } from "../../../src/base/prng.ts";
import { after, minutes, seconds } from "../../../src/base/time.ts";
import type { Io } from "../../../src/io/io.ts";
import { FaultRefused } from "../../../src/sim/faults/setting.ts";
import { isFault } from "../../../src/sim/faults/table.ts";
import { checkedWorld, drawWorld, isWorldFault, WORLD_FAULT_NAMES } from "../../../src/sim/world/faults/table.ts";
import type { Trap } from "../../../src/sim/world/traps.ts";
import { World } from "../../../src/sim/world/world.ts";
import { Ear, set, startEcho, startPair, startScribe, startServer, startTalker, struck } from "./programs.ts";

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);

test("a frozen process neither hears nor acts, and then hears everything at once and in order", () => {
  for (const seed of SEEDS) {
    const { world, client, server } = startPair({ seed });
    const fired: string[] = [];
    for (const ms of [100, 200, 300])
      client.io.clock.at(after(client.io.clock.now(), ms), () => {
        fired.push(`${ms} at ${Math.floor(client.io.clock.now() - began)}`);
        client.socket.write(utf8(`${ms}.`));
      });
    const began = client.io.clock.now();
    set(world, "process-frozen", { host: "client" });
    for (const text of ["a", "b"]) {
      server.socket.write(utf8(text));
      world.runFor(1_000);
    }
    client.socket.write(utf8("by hand."));
    world.runFor(1_000);
    assert.deepEqual([fired, client.ear.text, server.ear.text], [[], "", ""]);
    assert.equal(struck(world, "process-frozen"), 0);
    world.faults.clear("process-frozen");
    world.runFor(20);
    assert.deepEqual(fired, ["100 at 3000", "200 at 3000", "300 at 3000"]);
    assert.equal(client.ear.text, "ab");
    assert.equal(server.ear.text, "100.200.300.by hand.");
    assert.equal(struck(world, "process-frozen"), 1);
  }
});

test("bytes for a frozen process fill its window and then the sender's memory", () => {
  const { world, client, server } = startPair({ seed: 1, network: { windowBytesMin: 1_000, windowBytesMax: 1_000 } });
  set(world, "process-frozen", { host: "client" });
  for (let i = 0; i < 3; i++) server.socket.write(new Uint8Array(1_000));
  world.runFor(1_000);
  assert.equal(server.socket.unsent, 2_000);
  world.heal();
  world.runFor(1_000);
  assert.equal(client.ear.text.length, 3_000);
});

test("the kernel accepts for a frozen server, which learns of it when it goes on", () => {
  const world = new World({ seed: 1 });
  const server = startServer(world.host("server"), 7);
  world.runFor(1);
  set(world, "process-frozen", { host: "server" });
  const ear = new Ear();
  world.host("client").network.dial("127.0.0.1", 7, ear).write(utf8("hello"));
  world.runFor(1_000);
  assert.deepEqual(ear.events, ["opened", "drained"]);
  assert.equal(server.socket, undefined);
  world.faults.clear("process-frozen");
  world.runFor(50);
  assert.equal(server.ear.text, "hello");
});

test("a timer that an earlier one takes back does not fire in the burst", () => {
  const world = new World({ seed: 1 });
  const { clock } = world.host("a");
  const fired: string[] = [];
  clock.at(after(clock.now(), 10), () => {
    fired.push("first");
    forget();
  });
  const forget = clock.at(after(clock.now(), 20), () => fired.push("second"));
  set(world, "process-frozen", { host: "a" });
  world.runFor(100);
  world.heal();
  assert.deepEqual(fired, ["first"]);
});

test("a process that is killed while it is frozen never goes on", () => {
  const world = new World({ seed: 1 });
  const { clock } = world.host("a");
  clock.at(after(clock.now(), 10), () => assert.fail("a dead process"));
  set(world, "process-frozen", { host: "a" });
  world.runFor(100);
  world.kill("a");
  const next = world.host("a");
  let alive = false;
  next.clock.at(after(next.clock.now(), 10), () => {
    alive = true;
  });
  world.runFor(100);
  assert.ok(alive, "the next life is not frozen");
  world.heal();
  assert.equal(struck(world, "process-frozen"), 1);
});

test("process-killed kills one host and leaves the others alone", () => {
  const { world, client } = startPair({ seed: 1 });
  set(world, "process-killed", { host: "server", bytes: "none" });
  assert.deepEqual([world.running("server"), world.running("client")], [false, true]);
  world.runFor(50);
  assert.equal(client.ear.events.at(-1), "closed:ECONNRESET");
  set(world, "process-killed", { host: "server" });
  assert.equal(struck(world, "process-killed"), 1, "a dead process cannot be killed");
});

test("the wall clock of one machine jumps both ways, and nothing else does", () => {
  const world = new World({ seed: 1 });
  const [a, b] = [world.host("a"), world.host("b")];
  const fired: string[] = [];
  a.clock.at(after(a.clock.now(), minutes(30)), () => fired.push("a"));
  set(world, "wall-jump", { host: "a", byMs: minutes(60), towards: "forward" });
  assert.equal(a.clock.wall() - b.clock.wall(), minutes(60));
  set(world, "wall-jump", { host: "a", byMs: minutes(180), towards: "backward" });
  assert.equal(a.clock.wall() - b.clock.wall(), -minutes(120));
  assert.equal(a.clock.now(), b.clock.now());
  world.runFor(minutes(29));
  assert.deepEqual(fired, []);
  world.heal();
  world.kill("a");
  assert.equal(world.host("a").clock.wall() - b.clock.wall(), -minutes(120), "it stays where it is");
});

test("when the monotonic clock leaps, timers that are due fire at once and the others sooner", () => {
  const world = new World({ seed: 1 });
  const [a, b] = [world.host("a"), world.host("b")];
  const fired: string[] = [];
  for (const [name, { clock }] of [["a", a] as const, ["b", b] as const])
    for (const s of [30, 90]) clock.at(after(clock.now(), seconds(s)), () => fired.push(`${name}${s}`));
  const forget = a.clock.at(after(a.clock.now(), seconds(80)), () => assert.fail("was taken back"));
  set(world, "clock-leap", { host: "a", byMs: 60_000 });
  forget();
  assert.deepEqual([a.clock.now() - b.clock.now(), a.clock.wall() - b.clock.wall()], [60_000, 60_000]);
  assert.equal(fired.length, 0, "not from inside the call");
  world.runFor(10);
  assert.deepEqual(fired, ["a30"]);
  world.runFor(seconds(30));
  assert.deepEqual([...fired].sort(), ["a30", "a90", "b30"]);
  const soon = a.clock.now();
  a.clock.at(after(soon, 5), () => fired.push("new"));
  world.runFor(4.9);
  assert.equal(fired.length, 3);
  world.runFor(1.2);
  assert.equal(fired.length, 4);
});

/** Appends, waits for the disk, writes. */
function startTeller(io: Io): void {
  const socket = io.network.dial("127.0.0.1", 7, new Ear());
  const texts = ["one.", "two."];
  const say = (append: (bytes: Uint8Array) => void): void => {
    const text = texts.shift();
    if (text !== undefined) append(utf8(text));
  };
  io.disk.open("log", {
    opened: (file) => {
      const next = (): void => say((bytes) => file.append(bytes));
      io.host.log("info", "opened", {});
      tellers.set(io, next);
      next();
    },
    durable: (appends) => {
      socket.write(utf8(["", "one.", "two."][appends]!));
      tellers.get(io)!();
    },
    failed: assert.fail,
  });
}
const tellers = new Map<Io, () => void>();

/** What is on the disk and what was heard when a teller died in a trap. */
function trapped(trap: Trap): string {
  const world = new World({ seed: 1 });
  const server = startServer(world.host("server"), 7);
  world.runFor(1);
  let sprung = 0;
  world.trap("teller", { ...trap, sprung: () => sprung++ });
  startTeller(world.host("teller"));
  world.runFor(1_000);
  assert.equal(world.running("teller"), sprung === 0);
  assert.ok(sprung <= 1);
  return `${fromUtf8(world.disk("teller").durable("log"))}/${server.ear.text}`;
}

test("a trap kills right before or right after what it waits for", () => {
  const fate = { bytes: "all", disk: "none" } as const;
  const outcomes = (["append", "synced", "told", "write"] as const).flatMap((call) =>
    (["before", "after"] as const).flatMap((when) =>
      [1, 2].map((nth) => `${call} ${when} ${nth}: ${trapped({ call, when, nth, fate })}`),
    ),
  );
  assert.deepEqual(outcomes, [
    "append before 1: /",
    "append before 2: one./one.",
    "append after 1: /",
    "append after 2: one./one.",
    "synced before 1: /",
    "synced before 2: one./one.",
    "synced after 1: one./",
    "synced after 2: one.two./one.",
    "told before 1: one./",
    "told before 2: one.two./one.",
    "told after 1: one./one.",
    "told after 2: one.two./one.two.",
    "write before 1: one./",
    "write before 2: one.two./one.",
    "write after 1: one./one.",
    "write after 2: one.two./one.two.",
  ]);
});

test("a trap at the first byte lets one byte leave, or none", () => {
  const fate = { bytes: "sent", disk: "none" } as const;
  assert.equal(trapped({ call: "firstByte", when: "before", fate }), "one./");
  assert.equal(trapped({ call: "firstByte", when: "after", fate }), "one./o");
});

test("a trap as a fault strikes when it kills, and a healed world has none", () => {
  const world = new World({ seed: 1 });
  set(world, "crash-trapped", { host: "a", call: "append" });
  const scribe = startScribe(world.host("a"));
  world.runFor(10);
  world.heal();
  scribe.file!.append(utf8("a"));
  assert.ok(world.running("a"));
  set(world, "crash-trapped", { host: "a", call: "append", when: "before" });
  assert.equal(struck(world, "crash-trapped"), 0);
  scribe.file!.append(utf8("b"));
  assert.equal(world.running("a"), false);
  assert.equal(struck(world, "crash-trapped"), 1);
});

test("a second process shares disk and lock, and ends for itself", () => {
  const world = new World({ seed: 1 });
  const first = world.host("a");
  const answers: string[] = [];
  const ended: string[] = [];
  world.watch({ ended: (host, code) => ended.push(`${host} ${code}`) });
  const lock = (io: Io): void => {
    io.disk.lock((result) => answers.push("failed" in result ? result.failed : "held"));
    world.runFor(10);
  };
  const scribe = startScribe(first);
  lock(first);
  const second = world.second("a");
  lock(second.io);
  scribe.file!.append(utf8("mine."));
  second.kill({ bytes: "none", disk: "none" });
  world.runFor(50);
  assert.equal(scribe.durable, 1, "the machine goes on");
  assert.deepEqual([world.running("a"), second.running], [true, false]);
  const third = world.second("a");
  world.kill("a");
  lock(third.io);
  third.io.host.exit(1);
  assert.deepEqual(answers, ["held", "locked by process 1 of a", "held"]);
  assert.deepEqual(ended, ["a#2 killed", "a killed", "a#3 1"]);
});

test("a fault that names a machine means its second process too", () => {
  const world = new World({ seed: 1 });
  startEcho(world.host("server"), 7);
  world.host("a");
  set(world, "net-refused", { host: "a" });
  const ear = new Ear();
  world.second("a").io.network.dial("127.0.0.1", 7, ear);
  world.runFor(50);
  assert.deepEqual(ear.events, ["closed:ECONNREFUSED"]);
});

test("every fault of the world can be drawn and set, has a name of its own, and is gone when the world heals", () => {
  for (const seed of SEEDS) {
    const world = new World({ seed });
    startEcho(world.host("server"), 7);
    const prng = new Prng(seed, "draw");
    for (const name of WORLD_FAULT_NAMES) {
      assert.ok(isWorldFault(name) && !isFault(name), name);
      world.faults.apply(drawWorld(name, prng));
    }
    assert.ok(world.faults.list().every(({ set }) => set === 1));
    world.heal();
    assert.ok(world.faults.list().every(({ setting }) => setting === undefined));
    startEcho(world.running("server") ? world.host("other") : world.host("server"), 8);
    const talker = startTalker(world.host("client"), 8, seed);
    world.runFor(1_000);
    assert.equal(talker.ear.text, talker.said);
  }
});

test("what cannot be set is refused in a sentence", () => {
  const refusal = (name: string, values: Readonly<Record<string, unknown>>): string => {
    const checked = checkedWorld(name, values);
    assert.ok(checked instanceof FaultRefused);
    return checked.reason;
  };
  assert.match(refusal("disk-ful", {}), /did you mean disk-full/);
  assert.match(refusal("net-stalled", { ways: "out" }), /did you mean way\?/);
  assert.match(refusal("net-stalled", { way: "up" }), /one of both, out, in/);
  assert.match(refusal("net-reset", { forMs: 5 }), /no parameter "forMs"/);
});
