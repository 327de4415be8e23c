/**
 * What can be the matter with the session: one row for each condition, told apart because each has a remedy of its own.
 *
 * A row says how it is recognised and within what time, what an operator does about it, what clients hear, and whether new
 * orders are accepted. `holdfast status`, `/readyz`, the log and docs/recovering.md all speak with these words. What a
 * failure to connect means is PROTOCOL 13.1; the conditions are DESIGN section 7.
 */
import { minutes, seconds } from "../base/time.ts";

/** How long an attempt may take to be accepted, to be greeted, and to hear of its accounts, each. */
export const HANDSHAKE_MS_MAX = seconds(15);
export const RECONCILE_MS_MAX = seconds(60);
/** A Gateway that fell silent is not called ready for longer (RELIABILITY I20, `T_probe`). */
export const PROBE_MS_MAX = seconds(15);
/** How long 1100 may be the Gateway's last word: some never say that the link is back (RELIABILITY 2.6). */
export const LINK_LOST_MS_MAX = minutes(5);
/** A restart takes so long at most; what is away for longer while the weekly login is due waits for it. */
export const LOGIN_MS_MAX = minutes(5);

export interface ConditionRow {
  /** What is the case, in one sentence without a full stop. */
  readonly says: string;
  readonly recognised: string;
  /** It is recognised so long after it began at the latest, in milliseconds. */
  readonly boundMs: number;
  /** What an operator does. */
  readonly remedy: string;
  /** What connected clients hear. */
  readonly told: string;
  /** New orders are accepted while it lasts. */
  readonly orders: boolean;
  /** It does not keep the session from being ready. */
  readonly ready?: true;
  /** It ends only when somebody does something. */
  readonly person?: true;
  /** Somebody asked for it: nobody is warned. */
  readonly asked?: true;
}

const GONE = "1100 when the session had been ready; sockets and subscriptions stay; afterwards 1101 or 1102";
const OUT = { orders: false, told: GONE } as const;
const HERE = { orders: true, ready: true } as const;
const ATTEMPT = HANDSHAKE_MS_MAX;

const CONDITIONS = {
  refused: {
    says: "nothing listens at the Gateway's address",
    recognised: "the connection is refused (ECONNREFUSED)",
    boundMs: seconds(1),
    remedy:
      "start IB Gateway and log in, or correct gateway.main.port: 4001 live, 4002 paper; the container image maps them to 4003 and 4004. After a restart the port is away for a minute or two: holdfast goes on trying",
    ...OUT,
  },
  unreachable: {
    says: "the Gateway's host cannot be reached",
    recognised: "no answer to the connection within 15 s, or an error of the network",
    boundMs: ATTEMPT,
    remedy: "check gateway.main.host, the network between the two hosts, and firewalls",
    ...OUT,
  },
  "not-trusted": {
    says: "the Gateway closes our connection before it says a word",
    recognised: "the connection is closed between our hello and the version reply",
    boundMs: ATTEMPT,
    remedy:
      "connect from an address the Gateway trusts: its own host, or one under Trusted IPs in its API settings; from another container use the forwarded ports 4003 and 4004 of the image, not 4001 and 4002",
    ...OUT,
  },
  "mute-handshake": {
    says: "the port accepts connections and the API stays silent",
    recognised: "no version reply within 15 s",
    boundMs: ATTEMPT,
    remedy:
      "look at the Gateway's screen: a login, second-factor or incoming-connection dialog may be open, or the process is frozen; a restart of the Gateway helps where trying again does not",
    ...OUT,
  },
  "api-disabled": {
    says: "the API has stayed silent through several attempts",
    recognised: "five attempts in a row that were accepted and never greeted",
    boundMs: minutes(8),
    remedy:
      "enable ActiveX and Socket Clients in the Gateway's API settings and take our address into Trusted IPs; then restart the Gateway, which keeps dead connections (CLOSE_WAIT) until then",
    ...OUT,
    person: true,
  },
  "wrong-version": {
    says: "what answers speaks no API level of ours",
    recognised: "the reply to our hello is no version, or one outside of what we offered",
    boundMs: ATTEMPT,
    remedy: "check that gateway.main.port is an API port; update the Gateway or holdfast, or set max-server-version",
    ...OUT,
    person: true,
  },
  "not-logged-in": {
    says: "the Gateway greets and does not let us in",
    recognised: "no accounts or no nextValidId within 15 s of the greeting, or a close without a reason",
    boundMs: ATTEMPT,
    remedy: "the Gateway is still loading, or not logged in to IB: look at its screen and finish the login",
    ...OUT,
  },
  "client-id-taken": {
    says: "another connection holds our client id",
    recognised: "error 326",
    boundMs: ATTEMPT,
    remedy:
      "end the other program with this client id. After an unclean end the Gateway itself keeps it for up to a minute; holdfast waits and never takes another id, because the id is the fence against a second daemon",
    ...OUT,
  },
  "client-id-stuck": {
    says: "the Gateway does not give our client id back",
    recognised: "error 326 for five minutes",
    boundMs: minutes(8),
    remedy:
      "restart the Gateway (holdfast asks for it when gateway.main.restart-command or an IBC command port is configured)",
    ...OUT,
    person: true,
  },
  "client-id-mistaken": {
    says: "the Gateway takes this session for one of another client id",
    recognised: "an order that left in this session is shown under another client id than ours",
    boundMs: seconds(1),
    remedy:
      "holdfast connects anew. What left meanwhile rests under the other id, where it can neither change nor cancel it: do so in TWS (alerts order-out-of-reach name each). If it comes again, something between holdfast and the Gateway rewrites messages",
    ...OUT,
  },
  "wrong-accounts": {
    says: "the Gateway does not manage the accounts that strategies trade",
    recognised: "managedAccounts lacks one of them (a login of the other mode ends holdfast)",
    boundMs: ATTEMPT,
    remedy: "log in with the right user, or correct account in the strategy's table",
    ...OUT,
    person: true,
  },
  "order-ids-spent": {
    says: "the Gateway's next order id is beyond those that holdfast may use",
    recognised: "nextValidId of 2,000,000,000 or more",
    boundMs: ATTEMPT,
    remedy: "reset the order id sequence in the Gateway's API settings",
    ...OUT,
    person: true,
  },
  unanswered: {
    says: "the Gateway let us in and does not answer",
    recognised: "open orders, completed orders, executions or account images incomplete 60 s after the start",
    boundMs: RECONCILE_MS_MAX,
    remedy: "the Gateway's own link to IB may be down, or it is overloaded: wait, then restart it",
    ...OUT,
  },
  "half-open": {
    says: "the Gateway stopped answering on a connection that still stands",
    recognised:
      "no answer within 7 s to the time, which is asked for every 7 s; given up after 15 s of silence, or after a minute in which other messages come",
    boundMs: PROBE_MS_MAX,
    remedy: "the process is frozen or the network is cut; holdfast connects anew, and says what it meets then",
    ...OUT,
  },
  garbled: {
    says: "the Gateway sent something about orders that cannot be read",
    recognised: "a frame that cannot be, or a message of the order path that does not decode",
    boundMs: seconds(1),
    remedy: "holdfast connects anew and asks for everything; if it comes again, lower max-server-version and report it",
    ...OUT,
  },
  dropped: {
    says: "the Gateway closed the connection",
    recognised: "end or reset of the connection",
    boundMs: seconds(1),
    remedy: "none by itself: Gateways restart once a day; see what the next attempts say",
    ...OUT,
  },
  "link-lost": {
    says: "the Gateway has lost its connection to IB",
    recognised: "notice 1100",
    boundMs: seconds(1),
    remedy:
      "IB's side or the Gateway's line; it usually comes back by itself. After five minutes holdfast connects anew",
    orders: false,
    told: "1100 at once, 1101 or 1102 when it is over",
  },
  "server-broken": {
    says: "the Gateway and its IB server have lost each other",
    recognised: "notice 2110",
    boundMs: seconds(1),
    remedy: "it restores itself; instructions given meanwhile may wait in the Gateway or be lost there",
    orders: false,
    told: "2110, then 1101 or 1102",
  },
  "farms-broken": {
    says: "data farms are broken",
    recognised: "notices 2103, 2105, 2157",
    boundMs: seconds(1),
    remedy: "IB's side; when they are back holdfast checks that every stream flows again",
    ...HERE,
    told: "the notices as they come",
  },
  "competing-session": {
    says: "another session of this login has the market data",
    recognised: "error 10197",
    boundMs: seconds(1),
    remedy: "log out the other session, or give the bot a user of its own; orders are not concerned",
    ...HERE,
    told: "10197 on each ticker, as from a Gateway",
  },
  "read-only-session": {
    says: "the Gateway takes no orders: it is read-only, or the second session of its login",
    recognised: "an order, or our question for completed orders, is refused with 321 and the words read-only",
    boundMs: seconds(1),
    remedy:
      "untick Read-Only API in the Gateway's settings; if another session of the login is primary, log it out (EXISTING_SESSION_DETECTED_ACTION=primary in the container image)",
    orders: false,
    told: "the refusal of their order with its reason; later ones at once",
    person: true,
  },
  "accounts-untold": {
    says: "the Gateway has not told all positions or all values of accounts",
    recognised:
      "no positionEnd, or no accountDownloadEnd of an account, 15 s after it was asked for; a start waits for 45 s in all",
    boundMs: RECONCILE_MS_MAX,
    remedy:
      "orders go on, and limits that need what is missing refuse; if it lasts, end what else holds the Gateway's account updates, then restart the Gateway",
    ...HERE,
    told: "nothing: what bots hear of accounts is what was told before, and what has no image has no end",
  },
  "restart-window": {
    says: "the Gateway's scheduled restart, or IB's reset",
    recognised: "the time of day, by the configured window or the region's table",
    boundMs: minutes(1),
    remedy: "none: it is expected, and nobody is alarmed",
    ...HERE,
    told: "what happens to the session meanwhile; before a restart new orders are refused",
  },
  "second-factor": {
    says: "the weekly login waits for its second factor",
    recognised: "no session for five minutes while the weekly login is due",
    boundMs: minutes(6),
    remedy: "approve the login on the phone, or log in by hand",
    ...OUT,
    person: true,
  },
  "streams-silent": {
    says: "streams of data are silent, some of a market or all of it",
    recognised:
      "nothing for four times a stream's own pace and at least a minute, or, when all of a market is silent, four times that of its quickest stream, or nothing after its farm, the link or the session came back; then, asked for anew, no answer, or one that shows that something was missed; it takes longer for streams that speak less than once in 15 s",
    boundMs: minutes(3),
    remedy: "holdfast subscribes anew by itself; if it stays, restart the Gateway's data connection",
    ...HERE,
    told: "a notice when a stream falls silent and when it flows again",
  },
  draining: {
    says: "holdfast is about to end",
    recognised: "SIGTERM",
    boundMs: seconds(1),
    remedy: "none: it was asked to",
    orders: false,
    told: "the connection ends in good order",
    asked: true,
  },
} as const satisfies Readonly<Record<string, ConditionRow>>;

export type ConditionId = keyof typeof CONDITIONS;
export const CONDITION_IDS = Object.keys(CONDITIONS) as readonly ConditionId[];
export const conditionRow = (id: ConditionId): ConditionRow => CONDITIONS[id];
