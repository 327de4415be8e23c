/**
 * Codes about orders, changes and cancels whose effect was seen on the wire or reported with what became of the order.
 *
 * Whoever adds a refusal here answers for it: an order is told to its client as rejected because of it. What is only
 * documented stands in codesListed.ts and asks the broker.
 */
import { type CodeTable, LISTED, rowsOf } from "./codesRow.ts";

const refused = rowsOf("order", "error", "refuses-order");
const refusedRequest = rowsOf("request", "error", "refuses-order");
const unchanged = rowsOf("change", "error", "refuses-change");
const uncancelled = rowsOf("cancel", "error", "refuses-cancel");
const perhaps = rowsOf("order", "error", "ask");
const note = rowsOf("order", "info");
const warning = rowsOf("order", "warning");

const QUOTES = { quotesOrderId: true } as const;
const FINDS_NONE = { ...QUOTES, findsNone: true } as const;
const PRECAUTION =
  "correct the order, or relax the precaution in the Gateway's presets (or tick Bypass Order Precautions for API Orders)";
const NOTHING = "";
const OCA = "nautechsystems/nautilus_trader #2978; reports differ on whether the resting order lives";
const SIMULATED = "public logs; simulated so";

export const ORDER_CODES: CodeTable = {
  103: refused("duplicate order id: this frame made no order", "use ids above nextValidId", "PROTOCOL 11.1", QUOTES),
  109: refused("a precaution: the price is out of its band", PRECAUTION, LISTED),
  110: refused(
    "the price is not on the contract's step: a new order is dead without another word, a modify leaves the old one alive",
    "round to the step that contract details and market rules give",
    "PROTOCOL 15, SEQUENCES 6 and 8",
  ),
  163: refused("a precaution: the price is too far from the market", PRECAUTION, "ib_async #178"),
  201: rowsOf("order", "error", "rejects")(
    "IB or the exchange rejects the order; the text has the reason in the Gateway's language",
    "read the reason; the order is over, a new one needs a new id",
    "PROTOCOL 15, SEQUENCES 8",
  ),
  202: rowsOf("order", "notice", "cancels")(
    "the order is cancelled; behind `reason:` it may hide a rejection",
    "read the reason: an empty one answers a cancel",
    "PROTOCOL 15, SEQUENCES 4 and 8, Lean #1026",
  ),
  387: refused(
    "the exchange does not take this order type for this security",
    "choose a type from the contract's orderTypes",
    "ThomasMarcelis/ibkr-go (live, PEG MKT)",
  ),
  413: refused("a margin preview needs transmit", "set transmit in a what-if order", `${LISTED}; MUX 3`),
  434: refused("the size is zero", "give a quantity above 0", "PROTOCOL 15"),
  435: refused("the order names no account", "name the account", "PROTOCOL 11.5 and 15"),
  436: refused("the order names no allocation", "name one account", "PROTOCOL 11.5 and 15"),
  451: refused("a precaution: size or value is beyond its limit", PRECAUTION, "SEQUENCES 8, IbcAlpha/IBC #227"),
  460: refused(
    "the login may not trade this contract",
    "ask IB for the trading permission",
    "PROTOCOL 15, Lean.Brokerages.InteractiveBrokers #245",
  ),
  328: refused(
    "a trailing stop hangs on a limit or stop-limit order only; the legs before it stay untransmitted",
    "give the parent a limit, and cancel its other legs",
    "SEQUENCES 6",
  ),
  10006: refused(
    "the parent of this leg is unknown: it was refused, or it has ended",
    "place the whole bracket again",
    "ib_async #178",
  ),
  10224: refused("the OCA group holds an order of another account", "one group, one account", "ib_insync #75"),
  10243: refused("fractions cannot be ordered over the API", "order whole units", SIMULATED),
  10255: refused("an attribute that this order type does not take", "leave the attribute out", "SEQUENCES 8"),
  10268: refused("eTradeOnly is no longer supported", "holdfast clears the flag", "PROTOCOL 15"),
  10269: refused("firmQuoteOnly is no longer supported", "holdfast clears the flag", "PROTOCOL 15"),
  10270: refused("nbboPriceCap is no longer supported", "holdfast clears the field", "PROTOCOL 15"),
  10355: refused(
    "an order was to be attached and its preset is not defined; Cancelled and 202 follow",
    "send the child orders themselves",
    "SEQUENCES 8",
  ),

  200: refusedRequest(
    "no security definition, or more than one; near 1100 it says nothing about the contract",
    "give conId and exchange; near a 1100 simply ask again",
    "PROTOCOL 15, SEQUENCES 8 and 9, Lean.Brokerages.InteractiveBrokers #245",
    { endsLine: true },
  ),
  203: refusedRequest("the contract is not allowed for this account", "ask IB for the permission", "PROTOCOL 15", {
    endsLine: true,
  }),
  320: refusedRequest(
    "the request cannot be read; the id is not used up",
    "update the library, or lower max-server-version",
    "SEQUENCES 8, wboayue/rust-ibapi #259",
    { endsLine: true, anyRequest: true },
  ),
  321: refusedRequest(
    "the request is not valid; on a modify or a cancel the order lives",
    "read the cause behind the dash; read-only Gateways answer so too",
    "PROTOCOL 15, SEQUENCES 8",
    { endsLine: true, anyRequest: true },
  ),
  322: refusedRequest(
    "the request cannot be processed; an id in use is told so too",
    "read the cause behind the dash",
    "PROTOCOL 15, stoqey/ib #240",
    { endsLine: true, anyRequest: true },
  ),

  104: unchanged("a filled order cannot be changed", "place a new order", "PROTOCOL 11.3 and 15"),
  105: unchanged(
    "what was changed may not change: only price, size and time in force may",
    "cancel, and place a new order",
    "PROTOCOL 11.3 and 15",
  ),
  134: unchanged("the change failed", "ask for open orders, then change again", LISTED),
  329: unchanged("the order cannot become one of this type", "cancel, and place a new order", "PROTOCOL 11.3"),
  422: unchanged("account and clearing of an order may not change", "cancel, and place a new order", LISTED),
  440: unchanged("an algorithm's order cannot be changed so", "cancel, and place a new order", LISTED),
  2102: rowsOf("change", "warning", "refuses-change")(
    "the order is still being processed and cannot be changed yet",
    "wait for its status, then change it",
    "PROTOCOL 11.3",
    { remark: true },
  ),
  10326: unchanged("the OCA group of a working order may not change", "cancel, and place a new order", OCA),
  10327: unchanged("the OCA type of a working order may not change", "cancel, and place a new order", OCA),
  10341: unchanged("the parent of a working order may not change", "cancel, and place a new order", SIMULATED),

  135: uncancelled("there is no order with this id to cancel", NOTHING, "PROTOCOL 11.3 and 15", FINDS_NONE),
  136: uncancelled("this order cannot be cancelled", "look at its status", "PROTOCOL 11.3 and 15", QUOTES),
  161: uncancelled("the order is in no state to be cancelled", "look at its status", "SEQUENCES 4, Lean #248"),
  10147: uncancelled(
    "the order to cancel is not found",
    "ask for open and completed orders",
    "SEQUENCES 4",
    FINDS_NONE,
  ),
  10148: uncancelled("the order cannot be cancelled in its state", "look at its status", "SEQUENCES 4", QUOTES),

  399: warning(
    "a message about the order, often that it waits for the market to open; the order is alive",
    NOTHING,
    "PROTOCOL 15, SEQUENCES 4 and 8",
  ),
  404: warning("shares are being located for the short sale; the order is held and alive", NOTHING, "SEQUENCES 8"),
  2109: warning("outsideRth is ignored for this type and destination; the order is alive", NOTHING, "SEQUENCES 7", {
    remark: true,
  }),
  2137: warning("the order turns the position to the other side; it is alive", NOTHING, "PROTOCOL 15", {
    remark: true,
  }),
  10349: note(
    "the time in force came from the order preset; the order is alive and may fill",
    "never send it again; set tif to silence it",
    "PROTOCOL 8 and 15, SEQUENCES 8, ib_async #191, pst-group/pysystemtrade #1580",
  ),

  10149: perhaps("the order id is not a valid one", "use ids above 0 and above nextValidId", "stoqey/ib #203", QUOTES),
  10311: perhaps(
    "a precaution about orders routed directly to an exchange",
    PRECAUTION,
    "deephaven-examples/deephaven-ib #106",
  ),
};
