import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import test from "node:test";
import type { Instant } from "../../base/time.ts";
import { nodeClock } from "./clock.ts";
import { textLine } from "./host.ts";

function logged(format: string): string {
  const script = `
    import { nodeHost } from ${JSON.stringify(new URL("host.ts", import.meta.url).href)};
    const host = nodeHost({ level: "info", format: process.argv[1] });
    host.log("debug", "hidden", {});
    host.log("warn", "orderDenied", { orderRef: "a\\u001b[31m\\nb", orderId: 7 });
    host.exit(1);`;
  const child = spawnSync(process.execPath, ["--input-type=module", "--eval", script, format], { encoding: "utf8" });
  assert.equal(child.status, 1);
  assert.equal(child.stdout, "");
  return child.stderr;
}

test("a line logged right before the exit is written, one line per event, with control characters escaped", () => {
  const json = logged("json");
  const { time, ...rest } = JSON.parse(json);
  assert.ok(!Number.isNaN(Date.parse(time)));
  assert.deepEqual(rest, { level: "warn", event: "orderDenied", orderRef: "a\u001b[31m\nb", orderId: 7 });
  for (const text of [json, logged("text")]) {
    assert.equal(text.split("\n").length, 2, "exactly one line");
    assert.ok(!text.includes("\u001b"));
  }
});

test("a text line shows plain values bare and quotes the rest", () => {
  assert.equal(
    textLine(new Date(0), "info", "clientStarted", { strategy: "alpha", text: "two words", n: 1.5 }),
    '1970-01-01T00:00:00.000Z info  clientStarted strategy=alpha text="two words" n=1.5\n',
  );
});

test("no control character reaches a terminal, nor those that terminals take for an escape and its bracket in one", () => {
  const line = textLine(new Date(0), "warn", "gateway-notice", { errorMsg: "a\u009b2J\u007f\u0085b é €" });
  assert.equal(line, '1970-01-01T00:00:00.000Z warn  gateway-notice errorMsg="a\\u009b2J\\u007f\\u0085b é €"\n');
});

for (const code of [0, 1])
  test(`the process ends with code ${code} asked for, although nobody reads its log any more`, async (t) => {
    const script = `
      import { nodeHost } from ${JSON.stringify(new URL("host.ts", import.meta.url).href)};
      const host = nodeHost({ level: "info", format: "json" });
      for (let i = 0; i < 5_000; i++) host.log("info", "line", { text: "x".repeat(100) });
      setTimeout(() => host.exit(${code}), 200);`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    t.after(() => child.kill("SIGKILL"));
    const ended = await Promise.race([
      new Promise((resolve) => child.once("exit", () => resolve(true))),
      new Promise((resolve) => setTimeout(resolve, 10_000, false).unref()),
    ]);
    assert.ok(ended, "it waits for its reader");
  });

test("a timer never fires before its instant, also when the host's timers are early", async () => {
  const late: number[] = [];
  await Promise.all(
    [0.2, 1.7, 3.1, 4.9, 7.3].map(
      (ms) =>
        new Promise<void>((resolve) => {
          const when = (nodeClock.now() + ms) as Instant;
          nodeClock.at(when, () => {
            late.push(nodeClock.now() - when);
            resolve();
          });
        }),
    ),
  );
  assert.ok(
    late.every((ms) => ms >= 0),
    late.join(" "),
  );
});

test("a timer further away than the host's longest does not fire at once, and a forgotten one never", async () => {
  let fired = 0;
  const forget = nodeClock.at((nodeClock.now() + 2 ** 40) as Instant, () => fired++);
  nodeClock.at(nodeClock.now(), () => fired++)();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(fired, 0);
  forget();
});
