/**
 * Requests as unmodified ib_async and the official Python client make them, at every server version that they speak: each
 * is read with the values that were given to the client, and is written again to the same bytes.
 *
 * Where a byte differs, a named rule of `src/wire/spelling.ts` says why; which rules a client needs is listed here, so
 * that none can creep in. The programs beside `clientMade/calls.py` use the clients' own classes with a socket that keeps
 * what is written.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { suite, test } from "node:test";
import {
  DecodeError,
  type Draft,
  decodeOutgoing,
  encodeOutgoing,
  expectedForm,
  NotCarried,
  type OutgoingBody,
  type OutgoingName,
  planNamed,
} from "../../src/wire/codec.ts";
import { compare, type Decoded, decodeFrame, encodeLine, type Failed, type Frame } from "../../src/wire/recording.ts";
import { slotsOf } from "../../src/wire/spelling.ts";
import { ROOT } from "../rig/rig.ts";
import { range } from "../wire/quirks/frames.ts";
import { isSame, leavesOf, valueAt } from "./clientMade/given.ts";
import { python } from "./setup.ts";

interface Line {
  readonly what: string;
  readonly name: OutgoingName;
  readonly serverVersion: number;
  readonly given: Readonly<Record<string, unknown>>;
  /** Hexadecimal, with the length in front; absent when the client refused. */
  readonly frame?: string;
  readonly refused?: string;
}

interface Sender {
  readonly title: string;
  readonly program: string;
  readonly versions: readonly [oldest: number, newest: number];
  /** What its newest version cannot send. */
  readonly lacks: readonly string[];
  /** What it sends to servers that are too old to know it. */
  readonly untimely: readonly string[];
  /** The rules by which its text is spelled in another way. Its protobuf is ours to the byte. */
  readonly rules: readonly string[];
  /** Given values that its versions have no field for, as "what: path". */
  readonly unseen: readonly string[];
}

const SENDERS: readonly Sender[] = [
  {
    title: "ib_async",
    program: "ib_async_frames.py",
    versions: [157, 178],
    lacks: [
      "an order with fields from 183 to 199",
      "an order with fields from 216 to 223",
      "reqExecutions of certain days",
      "reqCurrentTimeInMillis",
      "cancelContractData",
      "cancelHistoricalTicks",
      "reqConfig",
      "updateConfig",
    ],
    untimely: ["reqWshMetaData", "cancelWshMetaData", "reqWshEventData", "cancelWshEventData", "reqUserInfo"],
    rules: ["infinity", "number-spelling", "unset-literal"],
    unseen: [
      "placeOrder with attached ones: attachedOrders.slOrderId",
      "placeOrder with attached ones: attachedOrders.slOrderType",
      "placeOrder with attached ones: attachedOrders.ptOrderId",
      "placeOrder with attached ones: attachedOrders.ptOrderType",
      "cancelOrder by an operator: extOperator",
      "cancelOrder by an operator: manualOrderIndicator",
      "reqGlobalCancel by an operator: extOperator",
      "reqGlobalCancel by an operator: manualOrderIndicator",
      "exerciseOptions: contract.primaryExchange",
      "exerciseOptions: manualOrderTime",
      "exerciseOptions: customerAccount",
      "exerciseOptions: professionalCustomer",
      "exerciseOptions for a customer: contract.primaryExchange",
      "exerciseOptions for a customer: manualOrderTime",
      "exerciseOptions for a customer: customerAccount",
      "exerciseOptions for a customer: professionalCustomer",
    ],
  },
  {
    title: "the official Python client",
    program: "official_frames.py",
    versions: [157, 225],
    lacks: [],
    untimely: [],
    rules: ["option-count", "unset-literal"],
    unseen: [],
  },
];

const CAPTURE_MS_MAX = 120_000;

const environment = await python();
const skip = "skip" in environment ? environment.skip : false;

for (const sender of SENDERS) {
  const { title, versions, lacks, untimely, rules, unseen } = sender;
  const [oldest, newest] = versions;
  suite(`what ${title} sends`, { skip }, () => {
    const lines = skip === false ? linesOf(sender) : [];
    const sent = lines.filter(({ frame }) => frame !== undefined);
    const timely = sent.filter(({ name, serverVersion }) => expectedForm(name, serverVersion) !== undefined);

    test("is every request at every version, but for those listed", () => {
      assert.deepEqual([...new Set(lines.map(({ serverVersion }) => serverVersion))], range(oldest, newest));
      const refused = lines.filter(({ frame, serverVersion }) => frame === undefined && serverVersion === newest);
      assert.deepEqual(
        refused.map(({ what }) => what),
        lacks,
      );
      const early = sent.filter((line) => !timely.includes(line)).map(({ name }) => name);
      assert.deepEqual([...new Set(early)], untimely);
    });

    test("is read with the values that were given to it, in the form that the version has", () => {
      for (const line of timely) {
        const decoded = decodedFrom(line);
        assert.equal(decoded.name, line.name);
        assert.equal(decoded.wire, expectedForm(line.name, line.serverVersion), titleOf(line));
        assert.deepEqual(misread(line, decoded), [], titleOf(line));
      }
    });

    test("keeps these values when it is passed on to a Gateway of the same version", () => {
      for (const line of timely) {
        const passed = passedOn(line);
        assert(!("error" in passed), `${titleOf(line)}: ${JSON.stringify(passed)}`);
        assert.deepEqual(misread(line, passed), [], titleOf(line));
      }
    });

    test("carries each given value at some version, but for those listed", () => {
      assert.deepEqual(unshown(timely), unseen);
    });

    test("is written again to the same bytes, but for spellings with a name", (context) => {
      const counts = new Map<string, number>();
      for (const line of timely)
        for (const [rule, times] of Object.entries(rulesOf(line))) counts.set(rule, (counts.get(rule) ?? 0) + times);
      for (const [rule, times] of counts) context.diagnostic(`fields that differ by ${rule}: ${times}`);
      context.diagnostic(`${timely.length} frames`);
      assert.deepEqual([...counts.keys()].sort(), rules);
    });
  });
}

function linesOf({ program }: Sender): readonly Line[] {
  assert(!("skip" in environment));
  const file = join(ROOT, "test/compat/clientMade", program);
  const ran = spawnSync(environment.path, ["-B", file], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
    timeout: CAPTURE_MS_MAX,
  });
  assert.equal(ran.status, 0, String(ran.error ?? ran.stderr));
  return ran.stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Line]));
}

const titleOf = ({ what, serverVersion }: Line): string => `${what} at ${serverVersion}`;

const frameOf = ({ frame = "", serverVersion }: Line): Frame => {
  const payload = new Uint8Array(Buffer.from(frame, "hex").subarray(4));
  return { direction: "out", serverVersion, payload, isHandshake: false };
};

function decodedFrom(line: Line): Decoded {
  const decoded = decodeFrame(frameOf(line));
  assert(!("error" in decoded), `${titleOf(line)}: ${JSON.stringify(decoded)}`);
  return decoded;
}

/** What a Gateway reads of the frame that we write for it. */
function passedOn(line: Line): Decoded | Failed {
  const frame = frameOf(line);
  const message = decodeOutgoing(frame.payload, line.serverVersion);
  assert(!(message instanceof DecodeError), String(message));
  const written = encodeOutgoing(message.name, message.body as Draft<OutgoingBody<OutgoingName>>, line.serverVersion);
  if (written instanceof NotCarried) return { error: String(written) };
  return decodeFrame({ ...frame, payload: written.subarray(4) });
}

/** The rules by which a frame differs from the one that we write, with how often. */
function rulesOf(line: Line): Readonly<Record<string, number>> {
  const decoded = decodedFrom(line);
  const again = encodeLine(decoded);
  assert(!("error" in again), `${titleOf(line)}: ${JSON.stringify(again)}`);
  const result = compare(frameOf(line), again, decoded);
  assert(result.ok, `${titleOf(line)}: ${JSON.stringify(result)}`);
  return result.rules;
}

/** The paths of given values that the frame carries and that were not read as they were given. */
function misread(line: Line, decoded: Decoded): readonly string[] {
  const isCarried = carriedBy(decoded);
  const leaves = leavesOf(line.given).filter(({ path }) => isCarried(path));
  return leaves.filter(({ path, value }) => !isSame(value, valueAt(decoded.message, path))).map(({ path }) => path);
}

/** Which paths are on the wire: in text those of its layout at the version, in protobuf every field. */
function carriedBy({ name, message, serverVersion, wire }: Decoded): (path: string) => boolean {
  if (wire === "protobuf") return () => true;
  const slots = slotsOf(planNamed(name as OutgoingName).steps ?? [], message, serverVersion);
  const paths = new Set(slots.map(({ path }) => path));
  return (path) => paths.has(path);
}

/** Given values that no frame carries, at any version. */
function unshown(lines: readonly Line[]): readonly string[] {
  const shown = new Map<string, boolean>();
  for (const line of lines) {
    const isCarried = carriedBy(decodedFrom(line));
    for (const { path } of leavesOf(line.given)) {
      const key = `${line.what}: ${path}`;
      shown.set(key, (shown.get(key) ?? false) || isCarried(path));
    }
  }
  return [...shown].flatMap(([key, isShown]) => (isShown ? [] : [key]));
}
