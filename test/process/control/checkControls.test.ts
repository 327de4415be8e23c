/** `holdfast check-controls` on the example configuration, as somebody runs it who has just copied it. */
import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import test, { after } from "node:test";
import { limitsOf } from "../../../src/model/limits.ts";
import { Child } from "../../rig/child.ts";
import { DaemonProcess } from "../../rig/daemon.ts";
import { MAIN, ROOT, temporaryDirectory } from "../../rig/folders.ts";
import { startGateway } from "../../rig/gateway.ts";
import { tearDown } from "../../rig/tearDown.ts";

after(tearDown);

interface Row {
  readonly scope: string;
  readonly limit: string;
  readonly value: unknown;
  readonly passed?: boolean;
  readonly refusedBy?: unknown;
}

test("on the example configuration every limit of every strategy and account is in the table, and none passes", async (t) => {
  const gateway = await startGateway({ accounts: ["DU1234567", "DU1234568"] });
  const directory = temporaryDirectory();
  const file = join(directory, "holdfast.toml");
  copyFileSync(join(ROOT, "holdfast.example.toml"), file);
  const flags = ["--gateway-port", `${gateway.port}`, "--tws-port", "0", "--native-port", "0"];
  const up = new Child("the daemon", process.execPath, [MAIN, "up", "--config", file, ...flags], { cwd: directory });
  const daemon = new DaemonProcess(up, directory);
  t.after(async () => {
    await daemon.stop();
    await gateway.stop();
  });
  await daemon.logged("its door", ({ event }) => event === "door-open", 20_000);

  const run = (...words: readonly string[]): Child =>
    new Child("check-controls", process.execPath, [MAIN, "check-controls", "--config", file, ...words], { cwd: ROOT });
  const [table, json] = [run(), run("--json")];
  for (const child of [table, json]) assert.equal((await child.end(30_000)).code, 0, child.err.join("\n"));

  const rows = JSON.parse(json.out.join("\n")) as Row[];
  const named = (kind: "strategy" | "account", name: string): string[] =>
    limitsOf(kind).map((limit) => `${kind} ${name} ${limit}`);
  const wanted = [
    ...["alpha", "beta"].flatMap((name) => named("strategy", name)),
    ...["DU1234567", "DU1234568"].flatMap((name) => named("account", name)),
  ];
  const told = rows.map(({ scope, limit }) => `${scope} ${limit}`);
  assert.deepEqual(
    wanted.filter((name) => !told.includes(name)),
    [],
  );
  assert.deepEqual(
    rows.filter(({ passed }) => passed),
    [],
  );
  for (const { scope, limit, value, refusedBy } of rows)
    assert.equal(refusedBy === undefined, value === "off", `${scope} ${limit} was not tried, and is not off`);
  assert.ok(
    rows.some(({ refusedBy }) => refusedBy !== undefined),
    "every limit of the example is off",
  );
  assert.equal(table.out.length, rows.length + 1, "the table has one line for each row");
  assert.ok(!table.out.join("\n").includes("PASSED"));
});
