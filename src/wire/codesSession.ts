/** Codes about the session, the link to IB, the farms, accounts and pacing, those of client libraries, and holdfast's own. */
import { type CodeTable, LISTED, rowsOf } from "./codesRow.ts";

const login = rowsOf("login", "error");
const pacing = rowsOf("pacing", "warning", "ask");
const lost = rowsOf("connection", "warning");
const found = rowsOf("connection", "notice");
const broken = rowsOf("farm", "warning");
const well = rowsOf("farm", "info");
const account = rowsOf("account", "warning");
const advisor = rowsOf("advisor", "error");
const library = rowsOf("library", "error");
const own = rowsOf("holdfast", "notice");

const ITSELF = "it usually comes back by itself";
const REMARK = { remark: true } as const;
const farm = (...about: readonly ["market" | "history" | "secdef", "broken" | "ok" | "connecting"]) => ({
  farm: about,
  ...REMARK,
});

export const SESSION_CODES: CodeTable = {
  0: rowsOf("pacing", "warning")(
    "the rate comes near 50 messages a second",
    "send less",
    "PROTOCOL 14, ib_insync #443",
  ),
  100: pacing("the rate of messages is exceeded; a disconnect may follow", "send less", "PROTOCOL 14 and 15"),

  319: login("no such log level", "1 to 5", LISTED),
  323: login("an error inside the server; the text says which", "ask again", LISTED),
  326: login("the client id is in use", "end the other program, or wait up to a minute", "PROTOCOL 13.1, SEQUENCES 2"),
  327: login("only client 0 may bind orders entered by hand", "connect as client 0", "PROTOCOL 10"),
  357: login("the client's version is out of date", "update the library", "PROTOCOL 3.3"),
  10095: login("a verification message came out of sequence", "", "deepentropy/ibx"),
  1300: rowsOf("connection", "error")(
    "the API port was changed and this connection ends",
    "correct gateway.main.port",
    "PROTOCOL 13",
  ),

  1100: lost("the Gateway has lost its connection to IB", ITSELF, "PROTOCOL 13, SEQUENCES 9", { link: "lost" }),
  1101: found(
    "the connection to IB is back; market data was lost",
    "subscribe again (holdfast has done it)",
    "PROTOCOL 13, SEQUENCES 9",
    { link: "restored without data" },
  ),
  1102: found("the connection to IB is back with all subscriptions", "", "PROTOCOL 13, SEQUENCES 9", {
    link: "restored",
  }),
  2110: lost("the Gateway and its IB server have lost each other", ITSELF, "PROTOCOL 13", { link: "lost", ...REMARK }),

  2103: broken("a market data farm is broken", ITSELF, "PROTOCOL 13, SEQUENCES 9", farm("market", "broken")),
  2104: well("a market data farm is well", "", "SEQUENCES 1", farm("market", "ok")),
  2105: broken("a history farm is broken", ITSELF, "PROTOCOL 13, SEQUENCES 9", farm("history", "broken")),
  2106: well("a history farm is well", "", "SEQUENCES 1", farm("history", "ok")),
  // Inactive but available upon demand is how a farm that nobody uses is well.
  2107: well("a history farm sleeps until it is asked", "", "SEQUENCES 1", farm("history", "ok")),
  2108: well("a market data farm sleeps until it is asked", "", "SEQUENCES 1", farm("market", "ok")),
  2119: well("a market data farm is connecting", "", "PROTOCOL 12 and 13", farm("market", "connecting")),
  2157: broken("the farm of security definitions is broken", ITSELF, "PROTOCOL 13", farm("secdef", "broken")),
  2158: well("the farm of security definitions is well", "", "SEQUENCES 1", farm("secdef", "ok")),

  2100: account("account updates went to another request", "one account at a time", "PROTOCOL 10", REMARK),
  2101: account("account updates are taken by another client", "one account per Gateway", "PROTOCOL 10", REMARK),

  330: advisor("only advisors may ask for managed accounts", "", LISTED),
  331: advisor("the advisor has no managed accounts", "", LISTED),
  332: advisor("account codes of the allocation are not valid", "correct them", LISTED),
  344: advisor("the login is no advisor", "name the account itself", LISTED),
  10230: advisor("allocations are being changed elsewhere", "save or discard that change", "PROTOCOL 11.5 and 15"),
  10231: advisor("the allocations are not valid", "correct them", "PROTOCOL 11.5 and 15"),

  501: library("already connected", "", "PROTOCOL 15"),
  502: library("cannot connect", "start the Gateway, check the port and Trusted IPs", "PROTOCOL 13.1 and 15"),
  503: library("the Gateway is too old for the request", "update the Gateway", "PROTOCOL 15"),
  504: library("not connected", "connect first", "PROTOCOL 15"),
  505: library("an unknown message id", "update the library", "PROTOCOL 15"),
  506: library("a version outside of the library's range", "lower max-server-version", "PROTOCOL 3.3 and 15"),
  507: library("a bad length, or the connection ended", "connect again", "PROTOCOL 15"),
  508: library("a bad message", "update the library", "PROTOCOL 15"),
  542: library("account data could not be asked for", "ask again once connected", LISTED),
  579: library("a character that the library does not send", "use ASCII", "PROTOCOL 5"),
  585: library("allocation profiles are gone", "use groups", "PROTOCOL 11.5"),
  586: library("a message could not be read without a connection", "connect first", "PROTOCOL 8"),

  2165: own(
    "a global cancel leaves orders that the strategy cannot reach",
    "cancel them where they belong",
    "MUX 3",
    REMARK,
  ),
  2166: own("a stream has fallen silent", "holdfast has subscribed anew", "MUX 6", REMARK),
  2167: own("a stream flows again", "", "MUX 6", REMARK),
  2168: own("what became of an order is unknown; it is looked up", "do not send it again", "MUX 3 and 6", REMARK),
};
