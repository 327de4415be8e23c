/**
 * Traffic that real Gateways and clients exchanged: every recorded frame decodes to JSON and is rebuilt from that JSON by
 * another process, field by field.
 *
 * Where the rebuilt spelling differs, a named rule of `src/wire/spelling.ts` must say why; the number per rule is printed.
 * Classes of frames that are not read yet are listed by name in `uncovered.txt`, no more and no fewer.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { compare, type Decoded, type Failed, type Frame, payloadOf, type Rebuilt } from "../../src/wire/recording.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const RECORDED = `${ROOT}../shared/fixtures/recorded/`;
const UNCOVERED = `${ROOT}test/wire/uncovered.txt`;
/** Recordings that state no version decode at this one (their README). */
const UNSTATED_VERSION = 164;

interface FrameRecord {
  readonly source: string;
  readonly serverVersion: number | null;
  readonly direction: "in" | "out";
  readonly type: string;
  readonly fields?: readonly string[];
  readonly payloadBase64?: string;
}

type DecodedLine = Decoded | Failed;
type RebuiltLine = (Rebuilt & { readonly payloadBase64?: string }) | Failed;

function frameRecords(): FrameRecord[] {
  const files = readdirSync(RECORDED).filter((name) => name.endsWith(".jsonl"));
  const lines = files.flatMap((name) => readFileSync(RECORDED + name, "utf8").split("\n"));
  const records = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as FrameRecord);
  return records.filter((record) => record.fields !== undefined || record.payloadBase64 !== undefined);
}

/** Runs `holdfast wire …` on JSON lines in a process of its own. */
function holdfast<T>(command: string, lines: readonly object[]): T[] {
  const input = lines.map((line) => JSON.stringify(line)).join("\n");
  const ran = spawnSync(`${ROOT}bin/holdfast`, ["wire", command], { input, encoding: "utf8", maxBuffer: 1 << 28 });
  assert.notEqual(ran.status, 2, ran.stderr);
  return ran.stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as T]));
}

function frameOf(record: FrameRecord): Frame {
  const serverVersion = record.serverVersion ?? UNSTATED_VERSION;
  const isHandshake = record.type === "handshake";
  const payload = record.fields
    ? payloadOf(record.fields, isHandshake ? 0 : serverVersion)
    : new Uint8Array(Buffer.from(record.payloadBase64 ?? "", "base64"));
  return { direction: record.direction, serverVersion, payload, isHandshake };
}

function rebuiltOf(line: RebuiltLine): Rebuilt | undefined {
  if ("error" in line) return undefined;
  if (line.payloadBase64 === undefined) return line;
  return { ...line, payload: new Uint8Array(Buffer.from(line.payloadBase64, "base64")) };
}

/** Texts and numbers that stand for "unset" on the wire and have no place in a decoded value. */
function sentinels(value: unknown, path: string): string[] {
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => sentinels(inner, `${path}.${key}`));
  }
  return /^(2147483647|-?922337203685477580[78]|1\.797693\d*[eE]\+?308)$/.test(String(value)) ? [path] : [];
}

const skip = existsSync(RECORDED) ? false : `no recordings at ${RECORDED}`;

test("every recorded frame is rebuilt from its JSON by another process", { skip }, (context) => {
  const records = frameRecords();
  const decoded = holdfast<DecodedLine>("decode", records);
  assert.equal(decoded.length, records.length);
  const covered = records.flatMap((record, i) => {
    const line = decoded[i]!;
    return "error" in line ? [] : [{ record, line }];
  });
  const rebuilt = holdfast<RebuiltLine>(
    "encode",
    covered.map(({ line }) => line),
  );
  assert.equal(rebuilt.length, covered.length);

  const counts: Record<string, number> = {};
  let exact = 0;
  for (const [i, { record, line }] of covered.entries()) {
    const again = rebuiltOf(rebuilt[i]!);
    assert(again, `${record.source}: ${JSON.stringify(rebuilt[i])}`);
    const result = compare(frameOf(record), again, line);
    assert(result.ok, `${record.source} ${record.type}: ${JSON.stringify(result)}`);
    if (Object.keys(result.rules).length === 0) exact++;
    for (const [rule, times] of Object.entries(result.rules)) counts[rule] = (counts[rule] ?? 0) + times;
  }
  const text = covered.filter(({ record }) => record.fields !== undefined).length;
  context.diagnostic(`${covered.length} of ${records.length} frames rebuilt (${text} text), ${exact} byte by byte`);
  for (const [rule, times] of Object.entries(counts).sort())
    context.diagnostic(`fields that differ by ${rule}: ${times}`);
});

test("what is not read yet is listed by name", { skip }, () => {
  const failed = holdfast<DecodedLine>("decode", frameRecords()).flatMap((line) => ("error" in line ? [line] : []));
  for (const line of failed) assert(line.uncovered, line.error);
  const classes = [...new Set(failed.map((line) => line.uncovered))].sort();
  assert.deepEqual(classes, readFileSync(UNCOVERED, "utf8").split("\n").slice(0, -1));
});

test("no decoded value is a wire's way of saying unset", { skip }, () => {
  const decoded = holdfast<DecodedLine>("decode", frameRecords());
  assert.deepEqual(
    decoded.flatMap((line) => ("error" in line ? [] : sentinels(line.message, line.name))),
    [],
  );
});
