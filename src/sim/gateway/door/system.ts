/** Requests about the session itself: numbers, accounts, clocks, the user, the log level. */
import type { Context, Handlers } from "../context.ts";

export const systemHandlers: Handlers = {
  /** Asking does not reserve; the count asked for is ignored (PROTOCOL 11.1). */
  reqIds(context, session) {
    session.say("nextValidId", { orderId: context.broker.nextOrderId(session.clientId) });
  },

  reqManagedAccts(context, session) {
    session.say("managedAccounts", { accountsList: accountsList(context) });
  },

  reqCurrentTime(context, session) {
    session.say("currentTime", { time: Math.floor(context.wall() / 1_000) });
  },

  reqCurrentTimeInMillis(context, session) {
    session.say("currentTimeInMillis", { timeInMillis: context.wall() });
  },

  reqUserInfo(_context, session, { reqId }) {
    session.say("userInfo", { reqId, whiteBrandingId: "" });
  },

  /** Answered only when it is wrong (IB's code 319). */
  setServerLogLevel(context, session, { logLevel }) {
    if (logLevel < 1 || logLevel > 5) session.error(-1, 319, "Invalid log level", context.wall());
  },

  /** The connection has started already; a second start changes nothing. */
  startApi(context, session) {
    session.error(-1, 501, "Already Connected.", context.wall());
  },
};

export const accountsList = ({ broker, switches }: Context): string =>
  broker.managed().join(",") + (switches.accountsTrailingComma ? "," : "");
