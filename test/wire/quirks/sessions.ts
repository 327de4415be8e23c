/** Checks of what the handshake and the engine do for clients. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { concat, fromUtf8, utf8 } from "../../../src/base/bytes.ts";
import { type WallMs, wireTime } from "../../../src/base/time.ts";
import type { ConnId } from "../../../src/model/ids.ts";
import { encodeProtobuf, type OutgoingName } from "../../../src/wire/codec.ts";
import { clientHello, negotiate, serverReply } from "../../../src/wire/handshake.ts";
import { store32 } from "../../../src/wire/writer.ts";
import { contract, order, ready, Stage } from "../../engine/stage.ts";

export const zone = (): void => assert.match(wireTime(1_767_607_872_000 as WallMs), /^\d{8} \d\d:\d\d:\d\d UTC$/);

export function helloSpelling(): void {
  const hellos: readonly (readonly [string, number])[] = [
    ["v157..178 +PACEAPI", 178],
    ["v176", 176],
    ["v100..193", 193],
    ["v213..225", 225],
  ];
  for (const [text, version] of hellos) {
    const stage = ready();
    const conn = 9 as ConnId;
    stage.step({ kind: "clientAccepted", conn, door: "shared", remote: "127.0.0.1:9" });
    const bytes = concat([utf8("API\0"), Uint8Array.of(0, 0, 0, text.length), utf8(text)]);
    stage.step({ kind: "clientReceived", conn, bytes });
    const reply = stage.effects.findLast((effect) => effect.kind === "sendClient");
    assert.equal(fromUtf8(reply!.bytes.subarray(4, 7)), String(version), text);
  }
}

export function twoFields(): void {
  const reply = serverReply(178, wireTime(1_767_607_872_000 as WallMs));
  assert.equal(fromUtf8(reply.subarray(4)), "178\x0020260105 10:11:12 UTC\x00");
}

export function silence(): void {
  const stage = ready();
  const conn = 9 as ConnId;
  stage.step({ kind: "clientAccepted", conn, door: "shared", remote: "127.0.0.1:9" });
  stage.step({ kind: "clientReceived", conn, bytes: clientHello(157, 178) });
  stage.notices(1100);
  stage.notices(1102);
  stage.pass(600_000);
  const sent = stage.effects.filter((effect) => effect.kind === "sendClient" && effect.conn === conn);
  assert.equal(sent.length, 1);
}

export function ownRange(): void {
  const version = fc.integer({ min: 100, max: 230 });
  const ranges = fc.tuple(version, version, version, version);
  const property = fc.property(ranges, ([a, b, c, d]) => {
    const [serverMin, serverMax, min, max] = [Math.min(a, b), Math.max(a, b), Math.min(c, d), Math.max(c, d)];
    const agreed = negotiate(serverMin, serverMax, { min, max, options: "" });
    const meet = Math.max(serverMin, min) <= Math.min(serverMax, max);
    if (agreed === undefined) assert(!meet || (min === 157 && max === 178));
    else assert(serverMin <= agreed && agreed <= serverMax && min <= agreed && agreed <= max);
  });
  fc.assert(property, { numRuns: 1_000 });
}

export function firstMessages(): void {
  const stage = ready();
  const names = stage.names(stage.connect(1, 1));
  assert.deepEqual(
    names.filter((name) => !name.startsWith("error")),
    ["managedAccounts", "nextValidId"],
  );
}

export function accountsList(): void {
  const stage = new Stage();
  stage.greet("DU1,DU2,");
  stage.recover();
  const told = stage.told(stage.connect(1, 1)).find((message) => message.name === "managedAccounts");
  assert.deepEqual(told?.body, { accountsList: "DU1" });
}

export function endMarkers(): void {
  const stage = ready();
  const conn = stage.connect(1, 1);
  stage.told(conn);
  stage.ask(conn, "reqPositions");
  stage.ask(conn, "reqOpenOrders");
  stage.ask(conn, "reqAccountUpdates", { subscribe: true, acctCode: "DU1" });
  stage.ask(conn, "reqCompletedOrders");
  stage.ask(conn, "reqExecutions", { reqId: 5 });
  stage.says("completedOrdersEnd");
  stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
  stage.says("accountDownloadEnd", { accountName: "DU1" });
  stage.pass(5_000);
  const ends = stage.names(conn).filter((name) => name.endsWith("End"));
  assert.deepEqual(ends.toSorted(), [
    "accountDownloadEnd",
    "completedOrdersEnd",
    "execDetailsEnd",
    "openOrderEnd",
    "positionEnd",
  ]);
}

/** ContractDetails 65 is field 3.65 of contractDetails. */
export function newerSchema(): void {
  const stage = ready({ upstream: 225, client: 225 });
  const conn = stage.connect(1, 1);
  stage.ask(conn, "reqContractDetails", { reqId: 5, contract });
  const body = Uint8Array.of(0x1a, 8, 0x8a, 0x04, 5, ...utf8("CASH."));
  const reqId = stage.lastReqId("reqContractDetails");
  const frame = concat([encodeProtobuf("contractDetails", { reqId }), body]);
  store32(frame, 0, frame.length - 4);
  stage.effects.length = 0;
  stage.step({ kind: "upstreamReceived", bytes: frame });
  const sent = stage.effects.find((effect) => effect.kind === "sendClient");
  assert(Buffer.from(sent!.bytes).includes("CASH."));
}

export function verification(): void {
  const stage = ready();
  const conn = stage.connect(1, 1);
  stage.told(conn);
  const requests: readonly OutgoingName[] = [
    "verifyRequest",
    "verifyMessage",
    "verifyAndAuthRequest",
    "verifyAndAuthMessage",
  ];
  for (const name of requests) stage.ask(conn, name);
  assert.deepEqual(
    stage.told(conn).map(({ name }) => name),
    requests.map(() => "error"),
  );
}

/** Notices of holdfast's own, told while the fate of an order is not known. */
export function ownNotices(): void {
  const stage = ready();
  const conn = stage.connect(1, 1);
  stage.ask(conn, "placeOrder", { orderId: 1, contract, order });
  stage.told(conn);
  stage.reconnect();
  stage.recover();
  stage.pass(60_000);
  const notices = stage.told(conn).flatMap((message) => (message.name === "error" ? [message.body] : []));
  const own = notices.filter(({ errorMsg }) => errorMsg.startsWith("holdfast"));
  assert(own.length > 0);
  for (const { id, errorCode } of own) assert(id === -1 && errorCode >= 2100 && errorCode <= 2169, String(errorCode));
}
