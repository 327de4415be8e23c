/** Transcripts are equal when only what no two runs share differs, and unequal for anything else. */
import assert from "node:assert/strict";
import test from "node:test";
import {
  type Draft,
  encodeIncoming,
  encodeOutgoing,
  type IncomingBody,
  type IncomingName,
  type OutgoingBody,
  type OutgoingName,
} from "../../src/wire/codec.ts";
import { clientHello, serverReply } from "../../src/wire/handshake.ts";
import { TapLink } from "../rig/rig.ts";
import { transcriptOf } from "./transcript.ts";

const VERSION = 178;

/** What one run may vary; the defaults are the run that all are compared with. */
interface Variation {
  readonly permId?: number;
  readonly execId?: string;
  readonly time?: string;
  readonly clientId?: number;
  readonly statusClientId?: number;
  readonly statuses?: readonly string[];
  readonly lmtPrice?: number;
  readonly ticks?: readonly number[];
  readonly cash?: readonly string[];
  readonly ocaGroup?: string;
  readonly notice?: boolean;
}

function run(vary: Variation = {}) {
  const { permId = 900_001, execId = "0000e0d5.1.01.01", time = "20261120 21:33:48 US/Eastern", clientId = 1 } = vary;
  const { statuses = ["PreSubmitted", "Filled"], ticks = [1, 2], cash = ["10", "9"], ocaGroup = String(permId) } = vary;
  const link = new TapLink();
  link.fromClient(Buffer.from(clientHello(157, VERSION)));
  link.fromServer(Buffer.from(serverReply(VERSION, "20261120 21:33:48 EST")));
  const asks = <N extends OutgoingName>(name: N, body: Draft<OutgoingBody<N>>): void =>
    link.fromClient(Buffer.from(encodeOutgoing(name, body, VERSION) as Uint8Array));
  const tells = <N extends IncomingName>(name: N, body: Draft<IncomingBody<N>>): void =>
    link.fromServer(Buffer.from(encodeIncoming(name, body, VERSION)));

  asks("startApi", { clientId });
  tells("nextValidId", { orderId: 1 });
  if (vary.notice !== false)
    tells("error", { id: -1, errorCode: 2104, errorMsg: "Market data farm connection is OK:usfarm" });
  asks("reqAccountUpdates", { subscribe: true, acctCode: "DU1000001" });
  tells("updateAccountValue", { key: "TotalCashBalance", value: cash[0], currency: "USD", accountName: "DU1000001" });
  tells("accountDownloadEnd", { accountName: "DU1000001" });
  asks("reqMktData", { reqId: 1 });
  for (const tickType of ticks) tells("tickPrice", { reqId: 1, tickType, price: 255 });
  asks("placeOrder", { orderId: 2, order: { orderType: "LMT", lmtPrice: vary.lmtPrice ?? 250 } });
  tells("openOrder", { order: { orderId: 2, clientId, permId, lmtPrice: vary.lmtPrice ?? 250 } });
  for (const status of statuses)
    tells("orderStatus", { orderId: 2, status, permId, clientId: vary.statusClientId ?? clientId });
  tells("execDetails", { reqId: -1, execution: { orderId: 2, execId, time, permId, clientId } });
  tells("commissionReport", { execId, commission: 1, currency: "USD" });
  asks("placeOrder", { orderId: 3, order: { orderType: "STP", parentId: 2 } });
  tells("openOrder", { order: { orderId: 3, parentId: 2, clientId, permId: permId + 1, ocaGroup } });
  for (const value of cash.slice(1))
    tells("updateAccountValue", { key: "TotalCashBalance", value, currency: "USD", accountName: "DU1000001" });
  return transcriptOf(link);
}

const SAME: Readonly<Record<string, Variation>> = {
  "the broker's numbers": { permId: 900_777, execId: "0000e0d5.2.01.01" },
  "the moment": { time: "20261121 09:05:00 US/Eastern" },
  "the client id it connected with": { clientId: 77 },
  "the number of ticks": { ticks: [1, 2, 1, 1, 2, 2] },
  "the number of steps in which a value moved": { cash: ["10", "9.5", "9"] },
};

const DIFFERENT: Readonly<Record<string, Variation>> = {
  "a status is missing": { statuses: ["Filled"] },
  "a status came twice": { statuses: ["PreSubmitted", "Filled", "Filled"] },
  "statuses came in another order": { statuses: ["Filled", "PreSubmitted"] },
  "a price is another": { lmtPrice: 250.01 },
  "a time is spelled differently": { time: "20261120-21:33:48" },
  "an order is somebody else's": { statusClientId: 100 },
  "a group's name is another": { ocaGroup: "alpha/1" },
  "a kind of tick is missing": { ticks: [1] },
  "an account value ends elsewhere": { cash: ["10", "8"] },
  "an image is another": { cash: ["11", "9"] },
  "a notice is missing": { notice: false },
};

for (const [what, variation] of Object.entries(SAME))
  test(`two runs have one transcript although they differ in ${what}`, () => {
    assert.deepEqual(run(variation), run());
  });

for (const [what, variation] of Object.entries(DIFFERENT))
  test(`transcripts differ when ${what}`, () => {
    assert.notDeepEqual(run(variation), run());
  });

test("every answer stands with the request that caused it", () => {
  const transcript = run();
  assert.deepEqual(Object.keys(transcript), [
    "unreadable",
    "unasked",
    "startApi 1",
    "reqAccountUpdates 1",
    "reqMktData 1",
    "placeOrder 1",
    "placeOrder 2",
  ]);
  assert.deepEqual(
    transcript["placeOrder 1"]!.map((line) => line.split(" ", 2).join(" ")),
    ["-> placeOrder", "<- openOrder", "<- orderStatus", "<- orderStatus", "<- execDetails", "<- commissionReport"],
  );
  assert.equal(transcript.unasked!.length, 1);
});
