/** Display groups: the coloured windows of a desktop TWS. */
import { incoming, outgoing, version } from "../declare.ts";
import { int, string } from "../kind.ts";
import { PROTOBUF_REST_MESSAGES_3 } from "../versions.ts";

export const queryDisplayGroups = outgoing(67, "queryDisplayGroups", PROTOBUF_REST_MESSAGES_3, { reqId: [1, int] }, [
  version(1),
  "reqId",
]);

export const displayGroupList = incoming(
  67,
  "displayGroupList",
  PROTOBUF_REST_MESSAGES_3,
  { reqId: [1, int], groups: [2, string] },
  [version(1), "reqId", "groups"],
);

export const subscribeToGroupEvents = outgoing(
  68,
  "subscribeToGroupEvents",
  PROTOBUF_REST_MESSAGES_3,
  { reqId: [1, int], groupId: [2, int] },
  [version(1), "reqId", "groupId"],
);

export const unsubscribeFromGroupEvents = outgoing(
  70,
  "unsubscribeFromGroupEvents",
  PROTOBUF_REST_MESSAGES_3,
  { reqId: [1, int] },
  [version(1), "reqId"],
);

export const updateDisplayGroup = outgoing(
  69,
  "updateDisplayGroup",
  PROTOBUF_REST_MESSAGES_3,
  { reqId: [1, int], contractInfo: [2, string] },
  [version(1), "reqId", "contractInfo"],
);

export const displayGroupUpdated = incoming(
  68,
  "displayGroupUpdated",
  PROTOBUF_REST_MESSAGES_3,
  { reqId: [1, int], contractInfo: [2, string] },
  [version(1), "reqId", "contractInfo"],
);
