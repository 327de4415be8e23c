/** Financial advisors' groups, family codes and soft dollar tiers. */
import { incoming, list, outgoing, record, repeat, version } from "../declare.ts";
import { int, string } from "../kind.ts";
import { PROTOBUF_REST_MESSAGES_1, PROTOBUF_REST_MESSAGES_2 } from "../versions.ts";
import { SoftDollarTier } from "./records.ts";

export const requestFA = outgoing(18, "requestFA", PROTOBUF_REST_MESSAGES_1, { faDataType: [1, int] }, [
  version(1),
  "faDataType",
]);

export const receiveFA = incoming(
  16,
  "receiveFA",
  PROTOBUF_REST_MESSAGES_1,
  { faDataType: [1, int], xml: [2, string] },
  [version(1), "faDataType", "xml"],
);

export const replaceFA = outgoing(
  19,
  "replaceFA",
  PROTOBUF_REST_MESSAGES_1,
  { faDataType: [2, int], xml: [3, string], reqId: [1, int] },
  [version(1), "faDataType", "xml", "reqId"],
);

export const replaceFAEnd = incoming(
  103,
  "replaceFAEnd",
  PROTOBUF_REST_MESSAGES_1,
  { reqId: [1, int], text: [2, string] },
  ["reqId", "text"],
);

export const reqFamilyCodes = outgoing(80, "reqFamilyCodes", PROTOBUF_REST_MESSAGES_2, {}, []);

const FamilyCode = record("FamilyCode", { accountID: [1, string], familyCodeStr: [2, string] });

export const familyCodes = incoming(
  78,
  "familyCodes",
  PROTOBUF_REST_MESSAGES_2,
  { familyCodes: [1, list(FamilyCode)] },
  [repeat("familyCodes", "accountID", "familyCodeStr")],
);

export const reqSoftDollarTiers = outgoing(79, "reqSoftDollarTiers", PROTOBUF_REST_MESSAGES_2, { reqId: [1, int] }, [
  "reqId",
]);

export const softDollarTiers = incoming(
  77,
  "softDollarTiers",
  PROTOBUF_REST_MESSAGES_2,
  { reqId: [1, int], tiers: [2, list(SoftDollarTier)] },
  ["reqId", repeat("tiers", "name", "value", "displayName")],
);
