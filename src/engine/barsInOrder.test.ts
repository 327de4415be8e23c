/** What is told of history in our own words keeps its place among the frames that are passed on as they came. */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, ready, type Stage } from "../../test/engine/stage.ts";
import { concat } from "../base/bytes.ts";
import type { ConnId } from "../model/ids.ts";
import { DecodeError, decodeIncoming, encodeIncoming } from "../wire/codec.ts";

const UPSTREAM = 200;
const bar = (date: string) => ({ date, open: 1, high: 1, low: 1, close: 1 });
const minute = (n: number): string => `20260105 10:0${n}:00`;
const BARS = { contract, barSizeSetting: "1 min", durationStr: "1 D", whatToShow: "TRADES", formatDate: 1 };

/** The Gateway sends an image, its end and the next update in one piece. */
function sends(stage: Stage, image: readonly number[], next: number): void {
  const reqId = stage.lastReqId("reqHistoricalData");
  const bars = image.map((n) => bar(minute(n)));
  const frames = [
    encodeIncoming("historicalData", { reqId, bars }, UPSTREAM),
    encodeIncoming("historicalDataEnd", { reqId, startDate: minute(0), endDate: minute(9) }, UPSTREAM),
    encodeIncoming("historicalDataUpdate", { reqId, ...bar(minute(next)) }, UPSTREAM),
  ];
  stage.step({ kind: "upstreamReceived", bytes: concat(frames) });
}

/** As the loop sends it: what is relayed overtakes everything else of its step. */
function arrives(stage: Stage, conn: ConnId, from: number, version: number): string[] {
  const sent = stage.effects.slice(from).flatMap((e) => (e.kind === "sendClient" && e.conn === conn ? [e] : []));
  return [...sent.filter(({ relay }) => relay), ...sent.filter(({ relay }) => !relay)].flatMap(({ bytes }) => {
    const message = decodeIncoming(bytes.subarray(4), version);
    assert.ok(!(message instanceof DecodeError), String(message));
    if (message.name === "historicalData") return message.body.bars.map(({ date }) => date);
    return message.name === "historicalDataUpdate" ? [message.body.date] : [];
  });
}

for (const client of [178, 200])
  test(`a client of ${client} hears bars in their order, at the beginning and behind an outage`, () => {
    const stage = ready({ upstream: UPSTREAM, client });
    const alpha = stage.connect(1, 1);
    stage.ask(alpha, "reqHistoricalData", { reqId: 5, ...BARS, keepUpToDate: true });
    stage.pass(200);
    const begin = stage.effects.length;
    sends(stage, [0, 1], 2);
    assert.deepEqual(arrives(stage, alpha, begin, client), [0, 1, 2].map(minute));
    stage.reconnect();
    stage.recover();
    const again = stage.effects.length;
    sends(stage, [1, 2, 3], 4);
    assert.deepEqual(arrives(stage, alpha, again, client), [2, 3, 4].map(minute));
  });
