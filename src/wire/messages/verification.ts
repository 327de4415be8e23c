/** Verification of third-party applications. Four of the eight never got a protobuf form (PROTOCOL section 6). */
import { incoming, NEVER, outgoing, TEXT_ONLY, version } from "../declare.ts";
import { bool, string } from "../kind.ts";
import { PROTOBUF_REST_MESSAGES_3 } from "../versions.ts";

export const verifyRequest = outgoing(
  65,
  "verifyRequest",
  PROTOBUF_REST_MESSAGES_3,
  { apiName: [1, string], apiVersion: [2, string] },
  [version(1), "apiName", "apiVersion"],
);

export const verifyMessageAPI = incoming(65, "verifyMessageAPI", PROTOBUF_REST_MESSAGES_3, { apiData: [1, string] }, [
  version(1),
  "apiData",
]);

export const verifyMessage = outgoing(66, "verifyMessage", PROTOBUF_REST_MESSAGES_3, { apiData: [1, string] }, [
  version(1),
  "apiData",
]);

/** Java compares the flag with `true`, the others parse a number; both are read (PROTOCOL section 17). */
export const verifyCompleted = incoming(
  66,
  "verifyCompleted",
  PROTOBUF_REST_MESSAGES_3,
  { isSuccessful: [1, bool], errorText: [2, string] },
  [version(1), "isSuccessful", "errorText"],
);

export const verifyAndAuthRequest = outgoing(
  72,
  "verifyAndAuthRequest",
  NEVER,
  { apiName: [TEXT_ONLY, string], apiVersion: [TEXT_ONLY, string], opaqueIsvKey: [TEXT_ONLY, string] },
  [version(1), "apiName", "apiVersion", "opaqueIsvKey"],
);

export const verifyAndAuthMessageAPI = incoming(
  69,
  "verifyAndAuthMessageAPI",
  NEVER,
  { apiData: [TEXT_ONLY, string], xyzChallenge: [TEXT_ONLY, string] },
  [version(1), "apiData", "xyzChallenge"],
);

export const verifyAndAuthMessage = outgoing(
  73,
  "verifyAndAuthMessage",
  NEVER,
  { apiData: [TEXT_ONLY, string], xyzResponse: [TEXT_ONLY, string] },
  [version(1), "apiData", "xyzResponse"],
);

export const verifyAndAuthCompleted = incoming(
  70,
  "verifyAndAuthCompleted",
  NEVER,
  { isSuccessful: [TEXT_ONLY, bool], errorText: [TEXT_ONLY, string] },
  [version(1), "isSuccessful", "errorText"],
);
