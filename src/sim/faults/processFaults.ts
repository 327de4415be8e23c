/** What goes wrong with the Gateway as a process: it is mute, dead, frozen, away, or taken over by another login. */
import { choice, type FaultRows, NOTHING, text, time } from "./row.ts";

const STATE = { part: "gateway", mode: "while", narrows: NOTHING } as const;
const EVENT = { part: "gateway", mode: "once", narrows: NOTHING } as const;
const PORT = choice(
  "What a client meets meanwhile: connection refused, or accepted and closed.",
  "closed",
  "accept-then-close",
);

export const PROCESS_FAULTS = {
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
} as const satisfies FaultRows;
