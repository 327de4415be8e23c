/**
 * Sessions that real Gateways and clients exchanged, as steps: what the client sent, and in one line each what it was
 * told (SEQUENCES; the recordings lie beside the project and are absent elsewhere).
 *
 * Raw sessions are sent byte by byte as they were. Those that their publisher printed in decoded form are sent as
 * messages with the same values; their openOrder carries no status, so lines of theirs are compared without it.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { assert } from "../../../src/base/assert.ts";
import { decimal } from "../../../src/base/decimal.ts";
import { DecodeError, type Draft, decodeIncoming, type OutgoingBody } from "../../../src/wire/codec.ts";
import { payloadOf } from "../../../src/wire/recording.ts";
import type { Client } from "../loopback.ts";
import { line } from "../transcript.ts";

const FOLDER = fileURLToPath(new URL("../../../../shared/fixtures/recorded/", import.meta.url));
/** Recordings that state no version decode at this one (their README). */
const UNSTATED_VERSION = 164;

/** Why recorded sessions cannot be played here; `false` when they can. */
export const absent = existsSync(FOLDER) ? false : `no recorded sessions at ${FOLDER}`;

export type Step =
  | { readonly kind: "sent"; readonly name: string; readonly send: (client: Client) => void }
  | { readonly kind: "told"; readonly line: string }
  /** The connection ended; what follows is a new one. */
  | { readonly kind: "closed" };

export interface Session {
  readonly serverVersion: number;
  readonly steps: readonly Step[];
}

interface Row {
  readonly session?: string;
  readonly seq: number;
  readonly serverVersion: number | null;
  readonly direction: "in" | "out";
  readonly type: string;
  readonly fields?: readonly string[];
  readonly payloadBase64?: string;
  readonly decoded?: Printed;
}

/** A message as a publisher printed it: its own names, numbers often as text. */
type Printed = Readonly<Record<string, unknown>>;

let rows: readonly Row[] | undefined;

function allRows(): readonly Row[] {
  rows ??= readdirSync(FOLDER)
    .filter((file) => file.endsWith(".jsonl"))
    .flatMap((file) => readFileSync(FOLDER + file, "utf8").split("\n"))
    .flatMap((text) => (text === "" ? [] : [JSON.parse(text) as Row]));
  return rows;
}

/** The sessions of which both sides were recorded. */
export function sessionsOfBothSides(): readonly string[] {
  const named = (side: Row["direction"]): ReadonlySet<string> =>
    new Set(allRows().flatMap(({ session, direction }) => (direction === side ? (session ?? []) : [])));
  const heard = named("in");
  return [...named("out")].filter((name) => heard.has(name));
}

export function session(name: string): Session {
  const found = allRows()
    .filter((row) => row.session === name)
    .sort((a, b) => a.seq - b.seq);
  assert(found.length > 0, `no session ${name}`);
  const serverVersion = found[0]?.serverVersion ?? UNSTATED_VERSION;
  return { serverVersion, steps: found.flatMap((row) => stepOf(row, serverVersion) ?? []) };
}

function stepOf(row: Row, serverVersion: number): Step | undefined {
  if (row.type === "handshake") return undefined;
  if (row.type === "socketClosed") return { kind: "closed" };
  if (row.decoded !== undefined)
    return row.direction === "in" ? told(row.type, row.decoded) : sent(row.type, row.decoded);
  const payload = bytesOf(row, serverVersion);
  if (row.direction === "out") return { kind: "sent", name: row.type, send: (client) => client.sendPayload(payload) };
  const message = decodeIncoming(payload, serverVersion);
  assert(!(message instanceof DecodeError), `${message}`);
  return { kind: "told", line: line(message) };
}

function bytesOf({ fields, payloadBase64 = "" }: Row, serverVersion: number): Uint8Array {
  return fields === undefined ? new Uint8Array(Buffer.from(payloadBase64, "base64")) : payloadOf(fields, serverVersion);
}

/** The publisher's names for messages, in ours. */
const NAMES: Readonly<Record<string, string>> = {
  managed_accounts: "managedAccounts",
  next_valid_id: "nextValidId",
  open_order_end: "openOrderEnd",
  completed_order: "completedOrder",
  completed_order_end: "completedOrdersEnd",
  current_time: "currentTime",
  contract_details: "contractDetails",
  contract_details_end: "contractDetailsEnd",
  historical_bar: "historicalData",
  historical_bars_end: "historicalDataEnd",
  position: "position",
  position_end: "positionEnd",
};

function told(type: string, said: Printed): Step {
  const text = (key: string): string => String(said[key] ?? "");
  const why = text("why_held") && ` ${text("why_held")}`;
  switch (type) {
    case "open_order":
      return { kind: "told", line: `OO ${text("order_id")}` };
    case "order_status":
      return {
        kind: "told",
        line: `OS ${text("order_id")} ${text("status")} ${text("filled")}/${text("remaining")}${why}`,
      };
    case "execution_detail":
      return { kind: "told", line: `EX ${text("order_id")} ${text("side")} ${text("shares")}` };
    case "commission_report":
      return { kind: "told", line: "CR" };
    case "api_error":
      return { kind: "told", line: `ERR ${text("req_id").replace("$req", "")} ${text("code")}` };
    default: {
      const name = NAMES[type];
      assert(name !== undefined, `a printed ${type} has no name here`);
      return { kind: "told", line: name };
    }
  }
}

type Sending = (client: Client, said: Printed) => void;

const SENDINGS: Readonly<Record<string, Sending>> = {
  place_order: (client, said) => client.send("placeOrder", placement(said)),
  cancel_order: (client, said) => client.send("cancelOrder", { orderId: Number(said.order_id) }),
  global_cancel: (client) => client.send("reqGlobalCancel", {}),
  req_open_orders: (client, said) => client.send(said.scope === "all" ? "reqAllOpenOrders" : "reqOpenOrders", {}),
  req_completed_orders: (client, said) => client.send("reqCompletedOrders", { apiOnly: said.api_only === true }),
  req_current_time: (client) => client.send("reqCurrentTime", {}),
  req_ids: (client) => client.send("reqIds", { numIds: 1 }),
  req_positions: (client) => client.send("reqPositions", {}),
  cancel_positions: (client) => client.send("cancelPositions", {}),
  req_contract_details: (client) => client.send("reqContractDetails", { reqId: REQ_ID, contract: STOCK }),
  req_historical_bars: (client, said) =>
    client.send("reqHistoricalData", {
      ...{ reqId: REQ_ID, contract: STOCK, endDateTime: "", durationStr: String(said.duration), useRTH: true },
      ...{ barSizeSetting: String(said.bar_size), whatToShow: String(said.what_to_show), formatDate: 1 },
    }),
  req_realtime_bars: (client, said) =>
    client.send("reqRealTimeBars", {
      ...{ reqId: REQ_ID, contract: STOCK, barSize: 5, whatToShow: String(said.what_to_show), useRTH: true },
    }),
};

/** Publishers write `$req1` for the number of a request. */
const REQ_ID = 1;
const STOCK = { symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };

function sent(type: string, said: Printed): Step {
  const send = SENDINGS[type];
  assert(send !== undefined, `a printed ${type} cannot be sent`);
  return { kind: "sent", name: type, send: (client) => send(client, said) };
}

const AAPL: Printed = { con_id: 265598, symbol: "AAPL", sec_type: "STK", exchange: "SMART", currency: "USD" };

function placement(said: Printed): Draft<OutgoingBody<"placeOrder">> {
  const { con_id, symbol, sec_type, exchange, currency } = (said.contract ?? AAPL) as Record<string, string>;
  const price = (key: string): number | undefined => (said[key] === undefined ? undefined : Number(said[key]));
  const order = {
    ...{ action: String(said.action), orderType: String(said.order_type), tif: String(said.tif ?? "") },
    ...{ totalQuantity: decimal(String(said.total_quantity)), account: String(said.account ?? "") },
    ...{ lmtPrice: price("lmt_price"), auxPrice: price("aux_price"), parentId: Number(said.parent_id ?? 0) },
    ...{ transmit: said.transmit !== false && said.transmit !== "false", exemptCode: -1 },
  };
  const contract = { conId: Number(con_id), symbol, secType: sec_type, exchange, currency };
  return { orderId: Number(said.order_id), contract, order };
}
