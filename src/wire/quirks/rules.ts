/** Demands for which something has to be done: each row has the rule that the encoder or the handshake runs. */
import type { Loose } from "../condition.ts";
import { ADVANCED_ORDER_REJECT, CEILING, DURATION, ERROR_TIME, FLOOR, PROTOBUF_REST_MESSAGES_3 } from "../versions.ts";
import type { Demand, Offered } from "./demand.ts";

/** ib_async, and ib_insync before it, offer exactly this; official clients begin at 100, Rust at 213. */
const IB_ASYNC: Offered = { min: 157, max: 178 };

export const RULES = [
  {
    id: "protobuf-only",
    client: "Rust ibapi from 3.0 on",
    demand: "protobuf for every message that has such a form; text ends the request with UnexpectedWireFormat",
    evidence: "PROTOCOL 6, 16; rust-ibapi src/messages.rs require_proto",
    met: { by: "form", protobufSince: PROTOBUF_REST_MESSAGES_3 },
  },
  {
    id: "never-158",
    client: "ib_async",
    demand: "not server version 158: it reads order.duration of openOrder from 159 on, and it is on the wire from 158",
    evidence: "PROTOCOL 16, 17; ib_async decoder.py openOrder",
    met: { by: "version", hello: IB_ASYNC, never: DURATION, instead: FLOOR },
  },
  {
    id: "reject-json",
    client: "@stoqey/ib",
    demand:
      "advancedOrderRejectJson is empty or JSON: it is parsed without a guard, and what throws there is a lost error",
    evidence: "PROTOCOL 8, 16; @stoqey/ib decoder.ts decodeMsg_ERR_MSG",
    met: {
      by: "amendment",
      messages: ["error"],
      from: ADVANCED_ORDER_REJECT,
      to: ERROR_TIME - 1,
      how: "left empty when it is anything else",
      amend: withReadableReject,
    },
  },
  {
    id: "whole-evMultiplier",
    client: "official Python, ib_async, Go",
    demand:
      "evMultiplier of contract details is a whole number: int() is called on it, and a fraction ends the reader of official Python and of Go",
    evidence:
      "PROTOCOL 16; ibapi decoder.py processContractDataMsg; ib_async decoder.py parse; scmhub/ibapi decoder.go",
    met: {
      by: "amendment",
      messages: ["contractDetails", "bondContractDetails"],
      from: FLOOR,
      to: CEILING,
      how: "cut to a whole number in text",
      amend: (draft) => withWhole(draft, "evMultiplier"),
    },
  },
  {
    id: "whole-coupon",
    client: "ib_async",
    demand: "the coupon of a bond is a whole number: its field is an int, and int() is called on the text",
    evidence: "PROTOCOL 16; ib_async decoder.py bondContractDetails and parse",
    met: {
      by: "amendment",
      messages: ["bondContractDetails"],
      from: FLOOR,
      to: IB_ASYNC.max,
      hello: IB_ASYNC,
      how: "cut to a whole number for this client alone, as the bond would else be missing from its answer",
      amend: (draft) => withWhole(draft, "coupon"),
    },
  },
  {
    id: "whole-histogram",
    client: "ib_async",
    demand: "the sizes of a histogram are whole numbers",
    evidence: "PROTOCOL 16; ib_async decoder.py histogramData",
    met: {
      by: "amendment",
      messages: ["histogramData"],
      from: FLOOR,
      to: IB_ASYNC.max,
      hello: IB_ASYNC,
      how: "cut to whole numbers for this client alone, as the whole histogram would else be lost",
      amend: withWholeSizes,
    },
  },
] as const satisfies readonly Demand[];

/**
 * Before it parses, the client undoes escapes: of its own they are those of JSON, which are then no longer JSON. So there
 * must be none but those of our writer; what cannot be spelled without is left out.
 */
function withReadableReject(draft: Loose): Loose {
  const json = (draft.advancedOrderRejectJson ?? "") as string;
  const readable = json === "" ? json : withoutEscapes(json);
  return readable === json ? draft : { ...draft, advancedOrderRejectJson: readable };
}

function withoutEscapes(json: string): string {
  try {
    const parsed: unknown = JSON.parse(json);
    const text = json.includes("\\u") ? JSON.stringify(parsed) : json;
    return text.includes("\\u") ? "" : text;
  } catch {
    return "";
  }
}

/** Beyond what a double counts exactly, and below 1, there is nothing to cut: 0, and never the sign of a negative one. */
function withWhole(draft: Loose, field: string): Loose {
  const value = draft[field] as number | undefined;
  if (value === undefined) return draft;
  const cut = Math.trunc(value) + 0;
  const whole = Number.isSafeInteger(cut) ? cut : 0;
  return Object.is(whole, value) ? draft : { ...draft, [field]: whole };
}

interface Bin {
  readonly size?: string;
}

function withWholeSizes(draft: Loose): Loose {
  const items = (draft.items ?? []) as readonly Bin[];
  if (!items.some(({ size }) => size?.includes("."))) return draft;
  return { ...draft, items: items.map((bin) => ({ ...bin, size: bin.size?.split(".")[0] })) };
}
