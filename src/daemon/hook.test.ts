import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type HookEnd, runHook } from "./hook.ts";

function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "holdfast-hook-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A little program of the operator's; answers its path. */
function program(stateDir: string, ...lines: readonly string[]): string {
  const path = join(stateDir, "restart-gateway");
  writeFileSync(path, ["#!/bin/sh", ...lines, ""].join("\n"));
  chmodSync(path, 0o700);
  return path;
}

const ran = (stateDir: string, command: readonly string[], msMax?: number): Promise<HookEnd> =>
  new Promise((resolve) => runHook({ command, stateDir, ...(msMax === undefined ? {} : { msMax }) }, "mute", resolve));

test("a command gets its arguments as they are, and the reason; its last line is told and its output kept", async (t) => {
  const dir = directory(t);
  const path = program(dir, 'echo "one"', 'echo "$1|$HOLDFAST_REASON" >&2');
  const argument = "a b; touch /tmp/never $(id)";
  assert.deepEqual(await ran(dir, [path, argument]), { lastLine: `${argument}|mute`, failure: undefined });
  assert.match(readFileSync(join(dir, "restart-command.log"), "utf8"), /^one\n/);
});

test("a code that is not 0 is a failure that names it", async (t) => {
  const dir = directory(t);
  const path = program(dir, "echo no such container", "exit 3");
  assert.deepEqual(await ran(dir, [path]), { lastLine: "no such container", failure: `${path} ended with code 3` });
});

test("a program that does not exist is a failure that names it", async (t) => {
  const { failure } = await ran(directory(t), ["/no/such/program"]);
  assert.match(failure ?? "", /^\/no\/such\/program cannot be run: .*ENOENT/);
});

test("without a place for its output it is not run, and that is told", async () => {
  const { failure } = await ran("/no/such/directory", ["/bin/true"]);
  assert.match(failure ?? "", /^\/bin\/true was not run: .*ENOENT/);
});

test("one that takes too long is ended, with what it started", async (t) => {
  const dir = directory(t);
  const path = program(dir, `(sleep 2; touch ${dir}/child) &`, "echo waiting", "sleep 30");
  const before = performance.now();
  const { lastLine, failure } = await ran(dir, [path], 300);
  assert.ok(performance.now() - before < 2_000);
  assert.equal(lastLine, "waiting");
  assert.equal(failure, `${path} took longer than 0.3 s and was ended`);
  await sleep(2_200);
  assert.ok(!existsSync(join(dir, "child")), "what it started goes on");
});

test("one that fills the disk is ended", async (t) => {
  const dir = directory(t);
  const path = program(dir, "head -c 2000000 /dev/zero", "sleep 30");
  assert.equal((await ran(dir, [path])).failure, `${path} printed more than 1 MiB and was ended`);
});

test("what it prints cannot disturb the log: one line, printable, of bounded length", async (t) => {
  const dir = directory(t);
  const path = program(dir, "printf '\\033[31mred\\n'");
  assert.equal((await ran(dir, [path])).lastLine, "[31mred");
  const long = program(dir, "head -c 5000 /dev/zero | tr '\\0' x");
  assert.equal((await ran(dir, [long])).lastLine.length, 300);
});

test("when the daemon ends, the command goes on to its end, although it has more to say", async (t) => {
  const dir = directory(t);
  const path = program(dir, "sleep 0.5", "echo still here", "touch finished");
  const script = `import { runHook } from ${JSON.stringify(import.meta.resolve("./hook.ts"))};
    runHook({ command: [${JSON.stringify(path)}], stateDir: "." }, "mute", () => {});
    setTimeout(() => process.exit(0), 50);`;
  spawnSync(process.execPath, ["--input-type=module", "-e", script], { cwd: dir, stdio: "inherit" });
  assert.ok(!existsSync(join(dir, "finished")), "the daemon has waited for it");
  for (let i = 0; i < 50 && !existsSync(join(dir, "finished")); i++) await sleep(100);
  assert.ok(existsSync(join(dir, "finished")));
  assert.equal(readFileSync(join(dir, "restart-command.log"), "utf8"), "still here\n");
});

test("one whose output was removed ends as any other", async (t) => {
  const dir = directory(t);
  const path = program(dir, `rm ${dir}/restart-command.log`, "sleep 0.6");
  assert.deepEqual(await ran(dir, [path]), { lastLine: "", failure: undefined });
});

test("one that may not be ended, because it runs as another user, is a failure and nothing worse", async (t) => {
  const dir = directory(t);
  const path = program(dir, "sleep 2");
  t.mock.method(process, "kill", () => {
    throw Object.assign(new Error("kill EPERM"), { code: "EPERM" });
  });
  const { failure } = await ran(dir, [path], 300);
  assert.equal(failure, `${path} took longer than 0.3 s and cannot be ended: kill EPERM`);
});
