/** What goes wrong at the Gateway's door: client ids, the numbers it gives, its clock and pace, the frames it sends. */
import { choice, type FaultRows, NOTHING, number, time } from "./row.ts";

const STATE = { part: "gateway", mode: "while", narrows: NOTHING } as const;
const FRAMES = { part: "gateway", mode: "each", narrows: ["client"] } as const;

export const DOOR_FAULTS = {
  "client-id-held": {
    says: "After a connection ended without good-bye its client id stays taken for a while: 326.",
    ...{ part: "gateway", mode: "each", narrows: ["client"] },
    evidence: "SEQUENCES 2: seconds to a minute; ib_insync #376",
    incidents: ["ib_insync #376"],
    params: {
      holdMs: time("How long.", 45_000),
      ends: choice("After which end of a connection.", "unclean", "any"),
    },
  },
  "client-id-stuck": {
    says: "A client id stays taken after its connection ended, until the Gateway restarts.",
    ...{ part: "gateway", mode: "each", narrows: ["client"] },
    evidence: "SEQUENCES 2; ib_async #152",
    incidents: ["ib_async #152"],
    params: {},
  },
  "close-wait": {
    says: "The Gateway never closes its side: ended connections keep their client id and their lines, and after a few of them it greets nobody.",
    ...STATE,
    evidence: "ib_insync #386: CLOSE_WAIT, then a mute API",
    incidents: ["ib_insync #386"],
    params: { connections: number("After so many it is mute.", "connections", 3, 1, 32) },
  },
  "next-valid-id-rollback": {
    says: "nextValidId starts again from a low number, below order ids that were used; where those are accepted again, clearing it does not bring the old number back.",
    ...{ part: "gateway", mode: "while", narrows: ["client"] },
    evidence: "Lean #242; nautilus #4276; ib_insync #80, #644 (103)",
    incidents: ["Lean #242", "nautilus #4276", "ib_insync #80", "ib_insync #644"],
    params: {
      orderId: number("The number it says.", "", 1, 1, 1_000_000_000),
      reuse: choice(
        "Whether orders under used numbers are accepted again, or refused with 103.",
        "accepted",
        "refused",
      ),
    },
  },
  "next-valid-id-jump": {
    says: "nextValidId jumps far ahead.",
    ...{ part: "gateway", mode: "while", narrows: ["client"] },
    evidence: "RELIABILITY 2.6",
    incidents: [],
    params: { by: number("How far.", "", 1_000_000, 1, 1_000_000_000) },
  },
  "strict-pacing": {
    says: "The Gateway allows fewer messages in a second than it documents, and cuts sooner.",
    ...STATE,
    evidence: "PROTOCOL 14; ib_insync #35: 100, then a disconnect",
    incidents: [],
    params: {
      messagesPerSecond: number("How many it allows.", "messages", 5, 1, 50),
      violations: number("At so many violations it disconnects.", "violations", 1, 1, 10),
    },
  },
  "server-clock-skew": {
    says: "The Gateway's clock is wrong: server time, version reply and error times are off.",
    ...STATE,
    evidence: "RELIABILITY 2.6",
    incidents: [],
    params: { byMs: number("By how much; negative is behind.", "ms", -7_200_000, -86_400_000, 86_400_000) },
  },
  "server-version-other": {
    says: "The Gateway is from another era: it answers a server version that the client did not offer.",
    ...STATE,
    evidence: "RELIABILITY 2.4",
    incidents: [],
    params: { serverVersion: number("Which.", "", 38, 1, 9_999) },
  },
  "frames-split": {
    says: "What is sent arrives in small pieces, cut anywhere.",
    ...FRAMES,
    evidence: "stoqey #42, node-ib #20: partial frames",
    incidents: ["stoqey #42", "node-ib #20"],
    params: {
      bytes: number("Size of a piece.", "bytes", 1, 1, 1_000),
      everyMs: time("Time between two pieces.", 1),
    },
  },
  "frame-damaged": {
    says: "A frame is damaged on its way: a bit flips, a field is missing, or one too many is there.",
    ...FRAMES,
    evidence: "RELIABILITY 2.4",
    incidents: [],
    params: { damage: choice("What happens to it.", "bit-flip", "short", "long") },
  },
  "frame-length-wrong": {
    says: "A frame announces a length that cannot be.",
    ...FRAMES,
    evidence: "RELIABILITY 2.4: length 0, negative, 2^31, larger than the limit",
    incidents: [],
    params: { length: choice("Which length.", "zero", "huge", "negative") },
  },
  "frame-cut": {
    says: "The connection is reset in the middle of a frame.",
    ...FRAMES,
    evidence: "RELIABILITY 2.4 and R5: reset mid-frame",
    incidents: [],
    params: {},
  },
  "message-unknown": {
    says: "A message comes that no client knows.",
    ...FRAMES,
    evidence: "RELIABILITY 2.4 (server version from another era)",
    incidents: [],
    params: { messageId: number("Its number.", "", 199, 110, 1_000) },
  },
  "connection-slow": {
    says: "Everything the Gateway says arrives late, in order.",
    ...{ part: "gateway", mode: "while", narrows: ["client"] },
    evidence: "RELIABILITY 2.4 (latency, stall then burst)",
    incidents: [],
    params: { delayMs: time("How late.", 2_000) },
  },
} as const satisfies FaultRows;
