/** Starting a session, its clock, and the error stream that carries refusals and notices alike (PROTOCOL sections 4 and 8). */
import { correlator, incoming, outgoing, since, until, version } from "../declare.ts";
import { escaped, int, long, string } from "../kind.ts";
import {
  ADVANCED_ORDER_REJECT,
  CURRENT_TIME_IN_MILLIS,
  ERROR_TIME,
  PROTOBUF_ACCOUNTS_POSITIONS,
  PROTOBUF_PLACE_ORDER,
  PROTOBUF_REST_MESSAGES_2,
  PROTOBUF_REST_MESSAGES_3,
  USER_INFO,
} from "../versions.ts";

/** The first frame of a client after the version exchange; the Gateway is silent until it comes. */
export const startApi = outgoing(
  71,
  "startApi",
  PROTOBUF_REST_MESSAGES_3,
  { clientId: [1, int], optionalCapabilities: [2, string] },
  [version(2), "clientId", "optionalCapabilities"],
);

/** A comma list; real Gateways may end it with a comma. */
export const managedAccounts = incoming(
  15,
  "managedAccounts",
  PROTOBUF_ACCOUNTS_POSITIONS,
  { accountsList: [1, string] },
  [version(1), "accountsList"],
);

export const nextValidId = incoming(9, "nextValidId", PROTOBUF_REST_MESSAGES_3, { orderId: [1, int] }, [
  version(1),
  "orderId",
]);

/** The Gateway ignores numIds. */
export const reqIds = outgoing(8, "reqIds", PROTOBUF_REST_MESSAGES_3, { numIds: [1, int] }, [version(1), "numIds"]);

export const reqManagedAccts = outgoing(17, "reqManagedAccts", PROTOBUF_ACCOUNTS_POSITIONS, {}, [version(1)]);

export const reqCurrentTime = outgoing(49, "reqCurrentTime", PROTOBUF_REST_MESSAGES_3, {}, [version(1)]);

export const currentTime = incoming(49, "currentTime", PROTOBUF_REST_MESSAGES_3, { time: [1, long] }, [
  version(1),
  "time",
]);

export const reqCurrentTimeInMillis = outgoing(
  105,
  "reqCurrentTimeInMillis",
  PROTOBUF_REST_MESSAGES_3,
  {},
  [],
  CURRENT_TIME_IN_MILLIS,
);

export const currentTimeInMillis = incoming(
  109,
  "currentTimeInMillis",
  PROTOBUF_REST_MESSAGES_3,
  { timeInMillis: [1, long] },
  ["timeInMillis"],
  CURRENT_TIME_IN_MILLIS,
);

export const setServerLogLevel = outgoing(14, "setServerLogLevel", PROTOBUF_REST_MESSAGES_3, { logLevel: [1, int] }, [
  version(1),
  "logLevel",
]);

/**
 * A refusal, a warning, a notice or a confirmation: the code tells which (PROTOCOL section 15).
 * `id` is a reqId or an orderId, which share one number space, or -1. `errorTime` is in ms since 1970.
 */
export const error = incoming(
  4,
  "error",
  PROTOBUF_PLACE_ORDER,
  {
    id: [1, int],
    errorCode: [3, int],
    errorMsg: [4, escaped],
    advancedOrderRejectJson: [5, escaped],
    errorTime: [2, long],
  },
  [
    until(ERROR_TIME, version(2)),
    correlator("id"),
    "errorCode",
    "errorMsg",
    since(ADVANCED_ORDER_REJECT, "advancedOrderRejectJson"),
    since(ERROR_TIME, "errorTime"),
  ],
);

export const reqUserInfo = outgoing(
  104,
  "reqUserInfo",
  PROTOBUF_REST_MESSAGES_2,
  { reqId: [1, int] },
  ["reqId"],
  USER_INFO,
);

export const userInfo = incoming(
  107,
  "userInfo",
  PROTOBUF_REST_MESSAGES_2,
  { reqId: [1, int], whiteBrandingId: [2, string] },
  ["reqId", "whiteBrandingId"],
  USER_INFO,
);
