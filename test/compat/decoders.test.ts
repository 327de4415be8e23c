/**
 * What we write for clients, read by the real decoders of ib_async and of the official Python client: every message, with as
 * little said in it as can be and with random values, at every version that the client reads, in text and in protobuf.
 *
 * A frame that a decoder cannot take apart is a row of `quirks.ts` that is missing, or not met. Random values are kept
 * plausible where the clients parse a text: times, and numbers that contract details have as text.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import test from "node:test";
import { encodeIncoming, INCOMING_NAMES, type IncomingName, planNamed, speaksProtobuf } from "../../src/wire/codec.ts";
import type { Offered } from "../../src/wire/quirks/demand.ts";
import { ROOT } from "../rig/rig.ts";
import { draftsOf, IB_ASYNC, range, textNames } from "../wire/quirks/frames.ts";
import { python } from "./setup.ts";

type Body = Record<string, unknown>;
type Form = "text" | "protobuf";

interface Heard {
  readonly client: string;
  readonly hello: Offered;
  readonly form: Form;
  readonly versions: readonly number[];
}

/** One version of each layout that several messages have. */
const BETWEEN_GATES = [157, 163, 166, 176, 178, 188, 193, 195, 200, 225];
const OFFICIAL: Offered = { min: 100, max: 225 };
const SESSIONS: readonly Heard[] = [
  { client: "ib_async", hello: IB_ASYNC, form: "text", versions: range(157, 178) },
  { client: "official", hello: OFFICIAL, form: "text", versions: BETWEEN_GATES },
  { client: "official", hello: OFFICIAL, form: "protobuf", versions: [225] },
];
const RANDOM = 2;
const LISTEN_MS_MAX = 120_000;

/** 2024-01-01 and so on, where a random number is no time. */
const NOON = 1_704_110_400;

function plausible(name: IncomingName, draft: Body): Body {
  if (name === "execDetails") {
    return { ...draft, execution: { ...(draft.execution as Body), time: "20260105 10:11:12 US/Eastern" } };
  }
  if (name === "contractDetails")
    return { ...draft, minAlgoSize: "1", lastPricePrecision: "2", lastSizePrecision: "0" };
  if (!name.startsWith("historicalTicks")) return draft;
  return { ...draft, ticks: ((draft.ticks ?? []) as Body[]).map((tick) => ({ ...tick, time: NOON })) };
}

function lines({ client, hello, form, versions }: Heard): readonly string[] {
  return versions.flatMap((version) => {
    const names = form === "text" ? textNames(version) : INCOMING_NAMES.filter(speaksProtobuf);
    return names.flatMap((name) =>
      draftsOf(name, RANDOM).map((draft, i) => {
        const frame = encodeIncoming(name, plausible(name, draft) as never, version, { form, hello });
        const label = `${client} ${planNamed(name).message.name} ${form} ${version} #${i}`;
        return JSON.stringify([client, version, label, Buffer.from(frame.subarray(4)).toString("base64")]);
      }),
    );
  });
}

/** What the decoders say of these lines: a label and a complaint each. */
function complaints(input: readonly string[]): readonly (readonly [label: string, complaint: string])[] {
  const ran = spawnSync((found as { path: string }).path, [join(ROOT, "test/compat/decoders/listen.py")], {
    input: `${input.join("\n")}\n`,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    timeout: LISTEN_MS_MAX,
  });
  assert.equal(ran.status, 0, String(ran.error ?? ran.stderr));
  return ran.stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
}

const isExecution = (line: string): boolean => JSON.parse(line)[2].includes(" execDetails ");

function cutInTheMiddle(line: string): string {
  const [client, version, label, base64] = JSON.parse(line);
  const payload = Buffer.from(base64, "base64");
  return JSON.stringify([client, version, label, payload.subarray(0, payload.length >> 1).toString("base64")]);
}

const found = await python();
const skip = "skip" in found ? found.skip : false;

for (const session of SESSIONS) {
  test(`the decoder of ${session.client} takes every ${session.form} frame apart`, { skip }, (context) => {
    const input = lines(session);
    assert.deepEqual(complaints(input).slice(0, 10), []);
    context.diagnostic(`${input.length} frames`);
  });

  test(`the decoder of ${session.client} complains of each ${session.form} execution that is cut in the middle`, {
    skip,
  }, () => {
    const cut = lines(session).filter(isExecution).map(cutInTheMiddle);
    assert.ok(cut.length >= session.versions.length);
    assert.deepEqual(new Set(complaints(cut).map(([label]) => label)), new Set(cut.map((line) => JSON.parse(line)[2])));
  });
}
