import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import test, { type TestContext } from "node:test";

const SIGNALS = new URL("signals.ts", import.meta.url).href;

/** A process that says each signal it takes as an orderly end; `terminal` in place of what it would find out itself. */
async function listener(t: TestContext, terminal: "true" | "false" | "undefined"): Promise<ChildProcess> {
  const script = `
    import { onStopSignal } from ${JSON.stringify(SIGNALS)};
    onStopSignal((signal) => { console.log(signal); process.exit(0); }, () => {}, ${terminal});
    setInterval(() => {}, 1_000);
    console.log("ready");`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: "pipe" });
  t.after(() => child.kill("SIGKILL"));
  child.stdout!.setEncoding("utf8");
  await once(child.stdout!, "data");
  return child;
}

/** What it says next. */
const said = async (child: ChildProcess): Promise<string> => (await once(child.stdout!, "data"))[0].trim();

test("SIGHUP asks for an orderly end at a terminal", async (t) => {
  const child = await listener(t, "true");
  child.kill("SIGHUP");
  assert.equal(await said(child), "SIGHUP");
});

for (const terminal of ["false", "undefined"] as const)
  test(`SIGHUP is ignored without a terminal, SIGTERM is not (${terminal === "false" ? "told" : "found out"})`, async (t) => {
    const child = await listener(t, terminal);
    child.kill("SIGHUP");
    // Long enough for the signal to be heard alone: of two at once, the lower number might come second.
    await new Promise((resolve) => setTimeout(resolve, 200));
    child.kill("SIGTERM");
    assert.equal(await said(child), "SIGTERM");
  });
