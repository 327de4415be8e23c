import assert from "node:assert/strict";
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
