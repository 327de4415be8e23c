/** `holdfast sim gateway` and `holdfast sim faults`: what they print, and how wrong words are refused. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test, { after } from "node:test";
import { Child, jsonLine } from "../rig/child.ts";
import { MAIN, ROOT } from "../rig/folders.ts";
import { rawClient } from "../rig/raw.ts";
import { tearDown } from "../rig/tearDown.ts";
import { AAPL, asking, BUY_TEN, buy } from "./simGateway/scene.ts";

after(tearDown);

const program = (...words: readonly string[]) =>
  spawnSync(process.execPath, [MAIN, "sim", ...words], { encoding: "utf8", cwd: ROOT, timeout: 20_000 });

test("the program says what it does, for people and for machines", async () => {
  for (const json of [false, true]) {
    const words = [MAIN, "sim", "gateway", "--port", "0", "--accounts", "DU1000001", "--control", "0"];
    const child = new Child("the simulated Gateway", process.execPath, json ? [...words, "--json"] : words, {
      cwd: ROOT,
    });
    const port = await child.line("out", "its port", (line) => /(?:"port"|127\.0\.0\.1):(\d+)/.exec(line)?.[1]);
    const client = await rawClient(Number(port), 7);
    buy(client, 1);
    const fill = await child.line("out", "the fill", (line) => (/BOT/.test(line) ? line : undefined));
    if (json) assert.equal(jsonLine(fill)?.event, "fill");
    else assert.match(fill, /^\d\d:\d\d:\d\d client 7 order 1 BOT 10 AAPL at \d+\.\d+$/);
    client.send("placeOrder", { orderId: 2, contract: { ...AAPL, symbol: "NOPE" }, order: BUY_TEN } as never);
    const refusal = await child.line("out", "the refusal", (line) =>
      /\b200\b.*definition/.test(line) ? line : undefined,
    );
    if (json) assert.deepEqual([jsonLine(refusal)?.event, jsonLine(refusal)?.id], ["gateway.error", 2]);
    else assert.match(refusal, /client 7 is told about 2: 200 No security definition/);
    assert.equal(child.out.filter((line) => /MKT is Filled|"status":"Filled"/.test(line)).length, 1, "told once");
    await client.close();
    await child.line("out", "the client's end", (line) =>
      /client 7 hung up|client\.left/.test(line) ? line : undefined,
    );
    assert.equal((await child.stop()).code, 0);
  }
});

const WRONG: readonly (readonly [says: RegExp, ...words: string[]])[] = [
  [/--control/, "gateway", "--speed", "0"],
  [/--fault: there is no fault "order-lots": did you mean order-lost/, "gateway", "--fault", "order-lots"],
  [/name=value/, "gateway", "--fault", "order-lost:often"],
  [/no limit "lines"; did you mean linesMax/, "gateway", "--limit", "lines=3"],
  [/--start: yesterday is no time/, "gateway", "--start", "yesterday"],
  [/--accounts: "me" must look like DU1000001/, "gateway", "--accounts", "me"],
  [/--port: must be at most 65535/, "gateway", "--port", "70000"],
  [/no switch "overrate"; did you mean overRate/, "gateway", "--switch", "overrate=dropped"],
  [/overRate is one of "dropped"/, "gateway", "--switch", "overRate=kept"],
  [/no rate for "XYZ"; there are USD/, "gateway", "--base-currency", "XYZ"],
  [/exists already/, "gateway", "--record", MAIN],
  [/must divide a minute/, "gateway", "--tick-ms", "7"],
  [/cannot be read/, "gateway", "--prices", "/nowhere/day.csv"],
  [/--help/, "gateway", "--speeed", "1"],
];

test("the program says that it is away at the nightly restart, and back", async () => {
  const words = ["--port", "0", "--speed", "60", "--start", "2026-01-05 23:44:30", "--fault", "nightly-restart"];
  const child = new Child("the simulated Gateway", process.execPath, [MAIN, "sim", "gateway", ...words]);
  const said = (what: RegExp) => child.line("out", String(what), (line) => (what.test(line) ? line : undefined));
  assert.match(await said(/port is closed/), /^23:45:/);
  assert.match(await said(/port is open again/), /^23:46:/);
  await child.stop();
});

test("an advance that takes long says how far it is, and colours are for terminals only", async () => {
  const words = ["--port", "0", "--speed", "0", "--control", "0", "--settle-ms", "20", "--accounts", "DU1000001"];
  const child = new Child("the simulated Gateway", process.execPath, [MAIN, "sim", "gateway", ...words]);
  const port = await child.line("out", "its port", (line) => /127\.0\.0\.1:(\d+), acc/.exec(line)?.[1]);
  const url = await child.line("out", "the control door", (line) => /Control door at (\S+);/.exec(line)?.[1]);
  const client = await rawClient(Number(port), 7);
  client.send("reqMktData", { reqId: 1, contract: AAPL } as never);
  await asking(url)("POST", "/clock", { advance: "1m" });
  const line = await child.line("out", "how far it is", (said) => (/have passed/.test(said) ? said : undefined));
  assert.match(line, /^10:00:\d\d 0\.\d min of 1\.0 min have passed$/);
  assert.deepEqual(
    child.out.filter((said) => said.includes("\u001b")),
    [],
  );
  await client.close();
  await child.stop();
});

test("a flag that makes no sense is one sentence and exit code 2", () => {
  for (const [says, ...words] of WRONG) {
    const { status, stderr } = program(...words);
    assert.equal(status, 2, `${words.join(" ")}: ${stderr}`);
    assert.match(stderr, says);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  }
});

test("holdfast sim faults lists every fault with its evidence, those of the world around too, and the switches", () => {
  const { faults: own, worldFaults, switches } = JSON.parse(program("faults", "--json").stdout);
  assert.ok(Object.keys(own).length >= 40);
  const faults = { ...own, ...worldFaults };
  assert.ok("net-late" in faults && "disk-full" in faults && "process-killed" in faults);
  const shown = program("gateway", "--list-faults").stdout;
  for (const [name, { evidence }] of Object.entries(faults) as [string, { evidence: string }][])
    assert.ok(shown.includes(name) && shown.includes(evidence), name);
  for (const name of Object.keys(switches)) assert.ok(shown.includes(name), name);
});

test("the default mix is a plan of faults by its name", async () => {
  const child = new Child("the simulated Gateway", process.execPath, [
    ...[MAIN, "sim", "gateway", "--port", "0", "--speed", "0", "--control", "0", "--faults", "default"],
  ]);
  const url = await child.line("out", "the control door", (line) => /Control door at (\S+);/.exec(line)?.[1]);
  const ask = asking(url);
  await ask("POST", "/clock", { advance: "3h" });
  const { faults } = (await ask("GET", "/faults")).body;
  const set = faults.reduce((sum: number, { counts }: { counts: { set: number } }) => sum + counts.set, 0);
  assert.ok(set > 10 && set < 100, `${set} in three hours`);
  await child.stop();
});
