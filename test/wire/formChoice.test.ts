/**
 * The form of each message at each server version, against the gates of the protocol's tables: what a Gateway of that version
 * is sent, what a client of that version is sent, and that a door reads both forms from 201 on, mixed on one connection.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { concat } from "../../src/base/bytes.ts";
import type { Instant, WallMs } from "../../src/base/time.ts";
import { Link } from "../../src/downstream/tws/link.ts";
import type { ConnId } from "../../src/model/ids.ts";
import {
  DecodeError,
  decodeOutgoing,
  encodeIncoming,
  encodeOutgoing,
  encodeProtobuf,
  expectedForm,
  formOf,
  INCOMING_NAMES,
  type IncomingName,
  messageId,
  NotCarried,
  OUTGOING_NAMES,
  type OutgoingName,
  planNamed,
  sameShape,
  speaksProtobuf,
} from "../../src/wire/codec.ts";
import { clientHello } from "../../src/wire/handshake.ts";
import * as tables from "./conformance/tables.ts";
import { range, VERSIONS } from "./quirks/frames.ts";

const { skip } = tables;

/** The first version of the protobuf form, by the tables. */
function gates(direction: "in" | "out"): ReadonlyMap<number, number> {
  const rows = tables.protobufTables().mapping.filter((row) => row.direction === direction);
  return new Map(rows.map(({ id, minServerVersion }) => [id, Number(minServerVersion)]));
}

/** Before 201 there is no protobuf, and four pairs of messages never got it. */
const expected = (gate: number | undefined, version: number): "text" | "protobuf" =>
  gate !== undefined && version >= Math.max(gate, 201) ? "protobuf" : "text";

const existsAt = (name: IncomingName | OutgoingName, version: number): boolean =>
  planNamed(name).message.since <= version;

test("a Gateway of every version is sent each request in the form of the official gates", { skip }, () => {
  const official = gates("out");
  for (const version of VERSIONS) {
    for (const name of OUTGOING_NAMES.filter((name) => existsAt(name, version))) {
      const frame = encodeOutgoing(name, {}, version);
      assert(!(frame instanceof NotCarried), String(frame));
      const { id } = planNamed(name).message;
      assert.equal(formOf(frame.subarray(4), version), expected(official.get(id), version), `${name} at ${version}`);
    }
  }
});

test("a client of every version is sent each message in the form of its family, and only protobuf from 213 on", {
  skip,
}, () => {
  const family = gates("in");
  for (const version of VERSIONS) {
    for (const name of INCOMING_NAMES.filter((name) => existsAt(name, version))) {
      const frame = encodeIncoming(name, {}, version).subarray(4);
      const { id } = planNamed(name).message;
      const gate = family.get(id);
      const form = version >= 213 && gate !== undefined ? "protobuf" : expected(gate, version);
      assert.equal(formOf(frame, version), form, `${name} at ${version}`);
      assert.equal(messageId(frame, version), id);
      assert.equal(frame[0] === 0, version >= 201, `the id of ${name} is raw from 201 on`);
    }
  }
});

const BOTH = OUTGOING_NAMES.filter((name) => planNamed(name).steps !== undefined && speaksProtobuf(name));

function asText(name: OutgoingName, version: number): Uint8Array {
  const frame = encodeOutgoing(name, {}, version, { form: "text" });
  assert(!(frame instanceof NotCarried), String(frame));
  return frame;
}

test("from 201 on a request is read in either form, whatever its gate", () => {
  for (const version of range(201, 225)) {
    for (const name of BOTH) {
      for (const frame of [asText(name, version), encodeProtobuf(name, {})]) {
        const request = decodeOutgoing(frame.subarray(4), version);
        assert(!(request instanceof DecodeError), String(request));
        assert.equal(request.name, name);
      }
    }
  }
});

test("a door reads text and protobuf mixed on one connection, and below 201 no protobuf", () => {
  const door = { id: "d", host: "127.0.0.1", port: 1, strategy: undefined, maxServerVersion: 225 };
  const kindsAt = (version: number): readonly string[] => {
    const link = new Link(1 as ConnId, door, "127.0.0.1:2", 0 as Instant);
    const frames = [
      asText("startApi", version),
      ...BOTH.flatMap((name) => [asText(name, version), encodeProtobuf(name, {})]),
    ];
    const steps = link.received(concat([clientHello(100, version), ...frames]), 0 as WallMs);
    return [...steps].map(({ kind }) => kind);
  };
  for (const version of range(201, 225)) {
    const requests = BOTH.flatMap(() => ["request", "request"]);
    assert.deepEqual(kindsAt(version), ["reply", "startApi", ...requests], `at ${version}`);
  }
  assert.equal(kindsAt(200).filter((kind) => kind === "malformed").length, BOTH.length);
});

test("a Gateway's frame passes to a client as it is only in the form that the client is sent", () => {
  for (const version of range(201, 225)) {
    for (const name of INCOMING_NAMES.filter((name) => planNamed(name).steps !== undefined && speaksProtobuf(name))) {
      if (!existsAt(name, version)) continue;
      const text = encodeIncoming(name, {}, version, { form: "text" }).subarray(4);
      const protobuf = encodeProtobuf(name, {}).subarray(4);
      const isText = expectedForm(name, version) === "text";
      assert(!isText || !sameShape("in", protobuf, version, version), `${name} in protobuf at ${version}`);
      assert(isText || !sameShape("in", text, version, version), `${name} in text at ${version}`);
      assert(isText || sameShape("in", protobuf, 201, version), `${name} in protobuf from 201 to ${version}`);
    }
  }
});

test("a client may start with protobuf, below the gate of startApi as well", () => {
  for (const version of [201, 212, 213, 225]) {
    const door = { id: "d", host: "127.0.0.1", port: 1, strategy: undefined, maxServerVersion: 225 };
    const link = new Link(1 as ConnId, door, "127.0.0.1:2", 0 as Instant);
    const bytes = concat([clientHello(100, version), encodeProtobuf("startApi", { clientId: 7 })]);
    assert.deepEqual([...link.received(bytes, 0 as WallMs)].at(-1), { kind: "startApi", clientId: 7 });
  }
});
