/** Shows that the README's two scripts work beside the running demo, at the same time, and say what the README says. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test, { after } from "node:test";
import { Child, MAIN, ROOT, tearDown } from "../rig/rig.ts";
import { python } from "./setup.ts";

after(tearDown);

const environment = await python();
const skip = "skip" in environment ? environment.skip : false;

/** What a line is about: the words before its first colon. */
const subject = (line: string): string => line.split(":")[0]!;

function said(): string[] {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  return /^```\n(connected: [\s\S]*?)\n```$/m.exec(readme)![1]!.split("\n");
}

test("the README's scripts do beside the demo what the README says", { skip }, async (t) => {
  assert.ok("path" in environment);
  const demo = new Child("the demo", process.execPath, [MAIN, "demo", "--tws-port", "0", "--gateway-port", "0"]);
  t.after(() => demo.stop());
  const port = await demo.line("out", "its port", (line) => /connect\("127\.0\.0\.1", (\d+)/.exec(line)?.[1]);
  const bots = [
    new Child("first_bot.py", environment.path, ["-u", join(ROOT, "examples/first_bot.py"), port]),
    new Child("first_bot.mjs", process.execPath, [join(ROOT, "examples/first_bot.mjs"), port]),
  ] as const;
  for (const bot of bots) t.after(() => bot.kill());

  const [ib_async, stoqey] = bots;
  assert.equal((await ib_async.exited).code, 0, ib_async.err.join("\n"));
  assert.deepEqual(ib_async.out.map(subject), said().map(subject));
  assert.deepEqual(
    ib_async.out.filter((line) => /Cancelled|PreSubmitted|connected/.test(line)),
    ["connected: ['DU1000001']", "limit order: Cancelled", "bracket: ['Submitted', 'PreSubmitted', 'PreSubmitted']"],
  );

  assert.equal((await stoqey.exited).code, 0, stoqey.err.join("\n"));
  assert.equal(stoqey.out[0], "connected: DU1000002");
  assert.match(stoqey.out.join("\n"), /^BOT 10 AAPL \d+/m);
  assert.match(stoqey.out.at(-1)!, /^commission: 1(\.\d+)? USD$/);
});
