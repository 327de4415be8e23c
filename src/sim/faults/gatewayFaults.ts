/** What goes wrong with the Gateway as a process: its port, its logins, its client ids, its frames. */
import { choice, type FaultRows, NOTHING, number, text, time } from "./row.ts";

const STATE = { part: "gateway", mode: "while", narrows: NOTHING } as const;
const EVENT = { part: "gateway", mode: "once", narrows: NOTHING } as const;
const FRAMES = { part: "gateway", mode: "each", narrows: ["client"] } as const;
const PORT = choice(
  "What a client meets meanwhile: connection refused, or accepted and closed.",
  "closed",
  "accept-then-close",
);

export const GATEWAY_FAULTS = {
  "mute-handshake": {
    says: "Connections are accepted and nothing is ever said.",
    ...STATE,
    evidence: "field report 002; ib_insync #386",
    incidents: ["field report 002", "ib_insync #386"],
    params: { from: choice("From where on it is mute.", "version", "startApi") },
  },
  "trusted-ip-drop": {
    says: "The client's address is not trusted: it is accepted, and its handshake leads to nothing.",
    ...STATE,
    evidence: "field report 000: the TCP handshake succeeds, then the API handshake silently drops",
    incidents: ["field report 000"],
    params: { answer: choice("What follows on the client's hello.", "silence", "close") },
  },
  "port-open-while-dead": {
    says: "The process behind the port is dead: connections that stand hear nothing more, new ones are never greeted.",
    ...STATE,
    evidence: "field report 000: 38 hours Up and dead",
    incidents: ["field report 000"],
    params: {},
  },
  "gateway-frozen": {
    says: "The process stands still: the kernel accepts, nobody answers, and at the end all is answered in one burst.",
    ...STATE,
    evidence: "OpenAlice #294: SIGSTOP",
    incidents: ["OpenAlice #294"],
    params: {},
  },
  "half-open": {
    says: "Connections vanish without a close: the Gateway forgets them, and the client is told nothing.",
    ...{ part: "gateway", mode: "once", narrows: ["client"] },
    evidence: "ibx #113: connection_closed never fires; RELIABILITY 2.4",
    incidents: ["ibx #113"],
    params: {},
  },
  "connection-reset": {
    says: "Connections are reset by the Gateway.",
    ...{ part: "gateway", mode: "once", narrows: ["client"] },
    evidence: "SEQUENCES 10: socket reset by peer at the restart",
    incidents: [],
    params: {},
  },
  "gateway-restart": {
    says: "The Gateway restarts now: connections are reset, the port is away for a while.",
    ...EVENT,
    evidence: "SEQUENCES 10; Lean #242",
    incidents: ["Lean #242"],
    params: { gapMs: time("How long it is away.", 90_000), port: PORT },
  },
  "nightly-restart": {
    says: "The Gateway restarts every day at one time of its own clock.",
    ...STATE,
    evidence: "SEQUENCES 10: auto-restart at 23:45",
    incidents: ["Lean #242"],
    params: {
      at: text("When, on the Gateway's clock (US/Eastern).", "HH:MM", /^([01]\d|2[0-3]):[0-5]\d$/, "23:45"),
      gapMs: time("How long it is away.", 90_000),
      port: PORT,
    },
  },
  "cold-restart": {
    says: "The Gateway restarts and waits for a person to approve the login (2FA) before its port opens.",
    ...EVENT,
    evidence: "RELIABILITY 2.6 (minutes to hours); gnzsnz #399",
    incidents: ["gnzsnz #399"],
    params: {
      gapMs: time("How long the restart itself takes.", 90_000),
      approvalMs: time("How long the person takes.", 600_000),
      port: PORT,
    },
  },
  "restart-loop": {
    says: "The Gateway restarts again and again, and is up for a moment only.",
    ...STATE,
    evidence: "gnzsnz #399: cold-restart loop",
    incidents: ["gnzsnz #399"],
    params: { upMs: time("How long it is up.", 5_000), gapMs: time("How long it is away.", 10_000), port: PORT },
  },
  "session-taken-over": {
    says: "Another login of the same user takes the session over: clients are closed and the port is away until it ends.",
    ...STATE,
    evidence: "field report 000: existing session detected",
    incidents: ["field report 000"],
    params: { port: PORT },
  },
  "secondary-read-only": {
    says: "The Gateway is a secondary session: orders are refused with 321, reading works.",
    ...STATE,
    evidence: "field report 000: run secondary (read-only)",
    incidents: ["field report 000"],
    params: {},
  },
  "api-disabled": {
    says: "The API is switched off in the Gateway's settings: clients are closed, connections are refused.",
    ...STATE,
    evidence: "RELIABILITY 2.6",
    incidents: [],
    params: {},
  },
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
