/** Defects that no server can avoid: what users of these clients meet, here as at a Gateway. */
import type { Demand } from "./demand.ts";

const asGateway = "sent as a Gateway sends it";

export const INCURABLE = [
  {
    id: "go-percent-change",
    client: "Go",
    demand: "a percent-change condition of openOrder in text is read without its base fields, which shifts the rest",
    evidence: "PROTOCOL 16, 17; scmhub/ibapi percent_change_condition.go",
    met: { by: "nothing", why: `${asGateway}; from 203 on it is protobuf, which that client reads well` },
  },
  {
    id: "go-ineligibility",
    client: "Go",
    demand: "reasons of ineligibility get empty entries added",
    evidence: "PROTOCOL 16; scmhub/ibapi decoder.go",
    met: { by: "nothing", why: asGateway },
  },
  {
    id: "go-news-providers",
    client: "Go",
    demand: "newsProviders in text are read with code and name exchanged",
    evidence: "PROTOCOL 7, 17; scmhub/ibapi decoder.go",
    met: { by: "nothing", why: `code first, as all others read it; from 209 on it is protobuf` },
  },
  {
    id: "go-verify",
    client: "Go",
    demand: "verifyAndAuthMessage is sent with the number of verifyMessage",
    evidence: "PROTOCOL 17; scmhub/ibapi client.go",
    met: { by: "nothing", why: "both are refused" },
  },
  {
    id: "order-bound",
    client: "ib_async, older official Python",
    demand: "the first number of orderBound is called orderId or reqId",
    evidence: "PROTOCOL 17; ib_async wrapper.py orderBound",
    met: { by: "nothing", why: "it is the permId, as a Gateway sends it" },
  },
  {
    id: "go-trigger-method",
    client: "Go",
    demand: "the trigger method of a price condition is sent by name in text",
    evidence: "PROTOCOL 17; scmhub/ibapi price_condition.go",
    met: { by: "nothing", why: "an order must not be guessed at: refused with 320 that names the field" },
  },
  {
    id: "stoqey-scale",
    client: "@stoqey/ib",
    demand: "an order whose scalePriceIncrement is 0 has seven scale fields that no reader expects",
    evidence: "PROTOCOL 7, 17; @stoqey/ib encoder.ts placeOrder",
    met: { by: "nothing", why: "an order must not be guessed at: refused with 320" },
  },
  {
    id: "stoqey-misc-options",
    client: "@stoqey/ib",
    demand: "orderMiscOptions are sent as the text of an object",
    evidence: "PROTOCOL 17; @stoqey/ib encoder.ts placeOrder",
    met: { by: "nothing", why: "taken as one tag without a value" },
  },
  {
    id: "stoqey-completed-order",
    client: "@stoqey/ib",
    demand: "completedOrder below 177 is read without faProfile, which shifts the rest",
    evidence: "PROTOCOL 16, 17; @stoqey/ib decoder.ts readFAParams",
    met: { by: "nothing", why: `${asGateway}; that client negotiates 193 unless max-server-version caps it lower` },
  },
  {
    id: "stoqey-min-tick",
    client: "@stoqey/ib",
    demand: "minTick of tickReqParams is read as a whole number, so 0.01 is 0",
    evidence: "PROTOCOL 16; @stoqey/ib decoder.ts decodeMsg_TICK_REQ_PARAMS",
    met: { by: "nothing", why: asGateway },
  },
  {
    id: "execution-times",
    client: "ib_async",
    demand: "the time of an execution can be parsed",
    evidence: "PROTOCOL 16; ib_async util.py parseIBDatetime",
    met: {
      by: "nothing",
      why: "passed on as the Gateway spelled it, which that client reads with and without a zone or Z",
    },
  },
  {
    id: "rust-codes",
    client: "Rust ibapi",
    demand: "any code outside 2100..2169, 10089 and 10167 ends the subscription or the requests in flight",
    evidence: "PROTOCOL 16; rust-ibapi src/transport/routing.rs classify_error",
    met: { by: "nothing", why: "the codes are the Gateway's; notices of our own stay within 2100..2169" },
  },
] as const satisfies readonly Demand[];
