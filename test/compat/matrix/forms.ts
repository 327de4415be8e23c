/**
 * In which form each message of the steps must have been on a client's wire, at every server version.
 *
 * The gates are written out here, from PROTOCOL section 6 and the releases that first knew a form, and not taken from
 * src/wire: what the door sends is compared with this, frame by frame.
 */
import assert from "node:assert/strict";
import type { Form, TapLink } from "../../rig/rig.ts";

/** The first server version at which a message travels as protobuf; below it is text, with a raw id from 201 on. */
const PROTOBUF_SINCE: Readonly<Record<string, number>> = {
  execDetails: 201,
  execDetailsEnd: 201,
  reqExecutions: 201,
  error: 203,
  openOrder: 203,
  orderStatus: 203,
  openOrderEnd: 203,
  placeOrder: 203,
  cancelOrder: 203,
  reqOpenOrders: 204,
  reqAllOpenOrders: 204,
  reqCompletedOrders: 204,
  completedOrder: 204,
  completedOrdersEnd: 204,
  contractDetails: 205,
  contractDetailsEnd: 205,
  reqContractDetails: 205,
  tickPrice: 206,
  tickSize: 206,
  tickString: 206,
  tickGeneric: 206,
  tickReqParams: 206,
  marketDataType: 206,
  reqMarketDataType: 206,
  reqMktData: 206,
  cancelMktData: 206,
  managedAccounts: 207,
  updateAccountValue: 207,
  updatePortfolio: 207,
  updateAccountTime: 207,
  accountDownloadEnd: 207,
  position: 207,
  positionEnd: 207,
  reqManagedAccts: 207,
  reqAccountUpdates: 207,
  reqAccountUpdatesMulti: 207,
  cancelAccountUpdatesMulti: 207,
  accountUpdateMulti: 207,
  accountUpdateMultiEnd: 207,
  reqPositions: 207,
  cancelPositions: 207,
  commissionReport: 211,
  nextValidId: 213,
  reqIds: 213,
  reqCurrentTime: 213,
  currentTime: 213,
  startApi: 213,
};
/** Message ids become four raw bytes. */
const RAW_IDS_SINCE = 201;

/** What a connection looked like: text throughout, raw ids with text only, both forms, or protobuf only. */
export type WireForm = "text" | "raw ids" | "mixed" | "protobuf";

/** Asserts version and form of every frame; answers what the whole looked like. */
export function wireForm(link: TapLink, serverVersion: number): WireForm {
  assert.equal(link.serverVersion, serverVersion, "the negotiated version on the wire");
  for (const { direction, form, message } of link.frames) {
    assert.ok("body" in message, `unreadable ${direction}: ${message}`);
    assert.equal(form, expectedForm(message.name, serverVersion), `the form of ${message.name} at ${serverVersion}`);
  }
  assert.equal(hasRawIds(link.bytes), serverVersion >= RAW_IDS_SINCE, "raw message ids");
  return formOfAll(
    link.frames.map(({ form }) => form),
    serverVersion,
  );
}

function expectedForm(name: string, serverVersion: number): Form {
  const since = PROTOBUF_SINCE[name];
  assert.ok(since !== undefined, `${name} is not in the table of forms`);
  return serverVersion >= since ? "protobuf" : "text";
}

function formOfAll(forms: readonly Form[], serverVersion: number): WireForm {
  if (serverVersion < RAW_IDS_SINCE) return "text";
  if (forms.every((form) => form === "text")) return "raw ids";
  return forms.every((form) => form === "protobuf") ? "protobuf" : "mixed";
}

/** Whether the frame behind the version reply begins with a zero byte; a text id begins with a digit. */
function hasRawIds(received: Buffer): boolean {
  const second = 4 + received.readUInt32BE(0) + 4;
  return received[second] === 0;
}
