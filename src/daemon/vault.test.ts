import assert from "node:assert/strict";
import childProcess from "node:child_process";
import { EventEmitter } from "node:events";
import { syncBuiltinESMExports } from "node:module";
import test from "node:test";
import { keepVault } from "./vault.ts";

test("a process that the host does not start is told and tried again, and nobody else hears of it", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { execPath } = process;
  t.after(() => {
    process.execPath = execPath;
  });
  // Node throws for this one, as it does for a host without memory.
  process.execPath = "/dev/null/node";
  const logged: object[] = [];
  const troubles: (string | undefined)[] = [];
  keepVault(
    { dir: "/nowhere", gateway: "main", path: "/nowhere/trade_vault.db", build: "test" },
    { log: (level, event, fields) => void logged.push({ level, event, ...fields }), exit: () => assert.fail("exit") },
    (trouble) => troubles.push(trouble),
  );
  const how = "it cannot be started: spawn ENOTDIR";
  assert.deepEqual(logged, [{ level: "warn", event: "vault-process-ended", how, words: "", againMs: 1_000 }]);
  assert.deepEqual(troubles, []);
  t.mock.timers.tick(1_000);
  assert.equal(logged.length, 2);
  assert.deepEqual(troubles, [`the process that writes /nowhere/trade_vault.db does not stay: ${how}`]);
});

for (const [says, last] of [
  ["the disk is full", "the disk is full"],
  [undefined, undefined],
] as const)
  test(`one that stays at last ends what was told of its endings, and not what it says itself: ${says ?? "nothing"}`, (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const children: EventEmitter[] = [];
    const { mock } = t.mock.method(childProcess, "fork", () => {
      children.push(new EventEmitter());
      return children.at(-1);
    });
    syncBuiltinESMExports();
    t.after(() => {
      mock.restore();
      syncBuiltinESMExports();
    });
    const troubles: (string | undefined)[] = [];
    keepVault(
      { dir: "/nowhere", gateway: "main", path: "/nowhere/trade_vault.db", build: "test" },
      { log: () => {}, exit: () => assert.fail("exit") },
      (trouble) => troubles.push(trouble),
    );
    for (const pause of [1_000, 5_000]) {
      children.at(-1)!.emit("exit", null, "SIGKILL");
      t.mock.timers.tick(pause);
    }
    assert.deepEqual(troubles, [
      "the process that writes /nowhere/trade_vault.db does not stay: it was ended by SIGKILL",
    ]);
    if (says !== undefined) children.at(-1)!.emit("message", { trouble: says });
    t.mock.timers.tick(30_000);
    assert.equal(children.length, 3);
    assert.equal(troubles.length, 2);
    assert.equal(troubles.at(-1), last);
  });

test("one that lives for a while and ends each time does not stay", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const passes = (ms: number): void => {
    now += ms;
    t.mock.timers.tick(ms);
  };
  const children: EventEmitter[] = [];
  const { mock } = t.mock.method(childProcess, "fork", () => {
    children.push(new EventEmitter());
    return children.at(-1);
  });
  syncBuiltinESMExports();
  t.after(() => {
    mock.restore();
    syncBuiltinESMExports();
  });
  const troubles: (string | undefined)[] = [];
  keepVault(
    { dir: "/nowhere", gateway: "main", path: "/nowhere/trade_vault.db", build: "test" },
    { log: () => {}, exit: () => assert.fail("exit") },
    (trouble) => troubles.push(trouble),
  );
  for (const pause of [1_000, 5_000, 30_000]) {
    passes(40_000);
    children.at(-1)!.emit("exit", null, "SIGKILL");
    passes(pause);
  }
  const told = "the process that writes /nowhere/trade_vault.db does not stay: it was ended by SIGKILL";
  assert.deepEqual(troubles, [told, told]);
  passes(79_999);
  assert.equal(troubles.length, 2);
  passes(1);
  assert.deepEqual([children.length, troubles.at(-1), troubles.length], [4, undefined, 3]);
});
