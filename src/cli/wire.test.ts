/** `holdfast wire` at its edges: odd lines, missing facts, odd numbers, exit codes. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";

const HOLDFAST = fileURLToPath(new URL("../../bin/holdfast", import.meta.url));

interface Ran {
  readonly status: number | null;
  readonly out: readonly string[];
  readonly err: string;
}

function wire(args: readonly string[], ...lines: readonly unknown[]): Ran {
  const input = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
  const { status, stdout, stderr } = spawnSync(HOLDFAST, ["wire", ...args], { input, encoding: "utf8" });
  return { status, out: stdout.split("\n").filter((line) => line !== ""), err: stderr };
}

const ERROR = { fields: ["4", "2", "-1", "2104", "ok"], serverVersion: 164, direction: "in" };

test("the record's version and direction win over the flags, the flags fill in", () => {
  const ran = wire(["decode", "--server-version", "200", "--direction", "out"], ERROR);
  assert.match(ran.out[0]!, /^\{"name":"error","message":\{"id":-1,"errorCode":2104,"errorMsg":"ok"/);
  const { fields } = ERROR;
  assert.equal(wire(["roundtrip", "--server-version", "164", "--direction", "in"], { fields }).out[0], '{"ok":true}');
  assert.equal(ran.status, 0);
});

test("a line that fails says why, the next one is read, and the exit code is 1", () => {
  const broken = { ...ERROR, fields: ["4", "2", "x", "2104", "ok"] };
  const ran = wire(["decode"], "not json", "7", broken, { fields: ["9", "1", "5"] }, ERROR);
  assert.match(ran.out[0]!, /^\{"error":"the line is not JSON/);
  assert.equal(ran.out[1], '{"error":"the line is not a JSON object"}');
  assert.equal(ran.out[2], String.raw`{"error":"error: id: \"x\" is not a whole number"}`);
  assert.match(ran.out[3]!, /came in or went out/);
  assert.match(ran.out[4]!, /"name":"error"/);
  assert.equal(ran.status, 1);
});

const MESSAGE = { name: "cancelOrder", message: { orderId: 1 }, serverVersion: 178, direction: "out" };

for (const [command, key, value, sentence] of [
  ["decode", "direction", "sideways", `direction must be "in" or "out", not "sideways"`],
  ["roundtrip", "fields", "4", `fields must be a list of strings, not "4"`],
  ["decode", "fields", ["4", 2], `fields must be a list of strings, not ["4",2]`],
  ["decode", "serverVersion", 164.5, "serverVersion must be a whole number, not 164.5"],
  ["decode", "serverVersion", "164", `serverVersion must be a whole number, not "164"`],
  ["decode", "payloadBase64", "no base64!", `payloadBase64 must be base64, not "no base64!"`],
  ["encode", "direction", "sideways", `direction must be "in" or "out", not "sideways"`],
  ["encode", "message", [1], "message must be an object, not [1]"],
  ["encode", "name", 7, "name must be the name of a message, not 7"],
  ["encode", "wire", "morse", `wire must be "text" or "protobuf", not "morse"`],
] as const)
  test(`${command} names a ${key} of ${JSON.stringify(value)}, and the next line is read`, () => {
    const good = command === "encode" ? MESSAGE : ERROR;
    const ran = wire([command], { ...good, [key]: value }, good);
    assert.deepEqual(JSON.parse(ran.out[0]!), { error: sentence });
    assert.ok(ran.out.length === 2 && !ran.out[1]!.startsWith('{"error"'), ran.out[1]);
    assert.deepEqual([ran.status, ran.err], [1, ""]);
  });

test("a payload too short for a message is a line that fails like any other", () => {
  const empty = { payloadBase64: "", direction: "in" };
  const ran = wire(["decode"], { ...empty, serverVersion: 164 }, { ...empty, serverVersion: 201 }, ERROR);
  assert.deepEqual(
    ran.out.map((line) => line.startsWith('{"error"')),
    [true, true, false],
  );
});

test("a directory in place of a file is a usage error", () => {
  const ran = wire(["decode", "/tmp"]);
  assert.deepEqual([ran.status, ran.err], [2, "holdfast: /tmp is a directory where a file of JSON lines belongs\n"]);
});

test("records without a frame are passed over and counted", () => {
  const ran = wire(["decode"], { type: "note", text: "x" }, ERROR, { decoded: {} });
  assert.equal(ran.out.length, 1);
  assert.match(ran.err, /passed over 2 records/);
  assert.equal(ran.status, 0);
});

test("an undeclared message is named as not covered", () => {
  const ran = wire(["decode"], { fields: ["777", "1"], serverVersion: 178, direction: "in" });
  assert.equal(ran.out[0], '{"error":"not covered yet: in message 777","uncovered":"in message 777"}');
  assert.equal(ran.status, 1);
});

test("the version reply is a frame without an id", () => {
  const reply = { fields: ["176", "20230228 10:00:00 EST"], serverVersion: 176, direction: "in", type: "handshake" };
  const decoded = wire(["decode"], reply).out[0]!;
  assert.match(decoded, /"message":\{"serverVersion":176,"connectionTime":"20230228 10:00:00 EST"\}/);
  assert.deepEqual((JSON.parse(wire(["encode"], decoded).out[0]!) as { fields: unknown }).fields, reply.fields);
});

test("infinities, the sign of zero and unset survive as JSON", () => {
  const fields = ["94", "9", "-0.0", "1.7976931348623157E308", "-Infinity"];
  const decoded = wire(["decode"], { fields, serverVersion: 178, direction: "in" }).out[0]!;
  assert.match(decoded, /"message":\{"reqId":9,"dailyPnL":"-0","realizedPnL":"-Infinity"\}/);
  assert.deepEqual((JSON.parse(wire(["encode"], decoded).out[0]!) as { fields: unknown }).fields, fields);
});

test("encode refuses what the declaration does not know and what the version cannot carry", () => {
  const line = (message: object, name = "cancelOrder") => ({ name, message, serverVersion: 178, direction: "out" });
  const ran = wire(
    ["encode"],
    line({ orderID: 1 }),
    line({ orderId: "1" }),
    line({ orderId: 1, extOperator: "x" }),
    line({}, "nonsense"),
    { error: "as it came" },
  );
  assert.deepEqual(ran.out, [
    '{"error":"cancelOrder.orderID: is not a field of this message"}',
    String.raw`{"error":"cancelOrder.orderId: \"1\" is not of kind int"}`,
    '{"error":"cancelOrder: extOperator needs server version 192"}',
    '{"error":"there is no out message nonsense"}',
    '{"error":"as it came"}',
  ]);
  assert.equal(ran.status, 1);
});

test("roundtrip names the rule by which a spelling differs", () => {
  const price = (text: string) => ({
    fields: ["1", "3", "7", "1", text, "", "1"],
    serverVersion: 178,
    direction: "in",
  });
  const ran = wire(["roundtrip"], price("187.50"), price("187.5"));
  const rules = { "obsolete-version": 1, "number-spelling": 1 };
  assert.deepEqual(JSON.parse(ran.out[0]!), { ok: true, rule: "obsolete-version, number-spelling", rules });
  assert.deepEqual(JSON.parse(ran.out[1]!), { ok: true, rule: "obsolete-version", rules: { "obsolete-version": 1 } });
});

test("a file that is not there and a version that is no number are usage errors", () => {
  const missing = wire(["decode", "/nonexistent"]);
  assert.deepEqual([missing.status, missing.err], [2, "holdfast: /nonexistent cannot be read: ENOENT\n"]);
  assert.equal(wire(["decode", "--server-version", "x"]).status, 2);
});

test("describe prints the layout of a version: its fields in order, and no field of another version", () => {
  const at = (version: string): readonly string[] =>
    wire(["describe", "error", "--server-version", version]).out.flatMap((line) => /^\| (\S+) /.exec(line)?.[1] ?? []);
  assert.deepEqual(at("164").slice(2), ["(version)", "id", "errorCode", "errorMsg"]);
  assert.deepEqual(at("200").slice(2), ["id", "errorCode", "errorMsg", "advancedOrderRejectJson", "errorTime"]);
  assert.equal(wire(["describe", "nonsense"]).status, 2);
});

test("what cannot be described is refused with what is known, and no version is described that is not spoken", () => {
  for (const [args, said] of [
    [["describe", "openOder"], /there is no message openOder; did you mean openOrder\?$/],
    [["describe", "openOrder", "--server-version", "100"], /a server version is a whole number from 157 to 225; try/],
    [["describe", "--server-version", "178"], /--server-version belongs to one message: name it/],
  ] as const) {
    const { status, out, err } = wire(args);
    assert.deepEqual([status, out], [2, []], args.join(" "));
    assert.match(err.trim(), said);
  }
});
