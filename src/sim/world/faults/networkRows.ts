/**
 * What goes wrong with the virtual network.
 *
 * `host` and `peer` narrow a row to connections with these machines at their ends; an empty text means any. Whatever
 * strikes, each direction of a connection stays in order.
 */
import { choice, type FaultRows, NOTHING, number, text, time } from "../../faults/row.ts";

const NAME = /^[\w.:-]*$/;
export const HOST = text("One machine; empty means any.", "a host's name", NAME, "");
const ENDS = { host: HOST, peer: text("The machine at the other end; empty means any.", "a host's name", NAME, "") };
const WAY = choice("Which bytes, as the host sees it (or else the one who dialled).", "both", "out", "in");
const STATE = { part: "network", mode: "while", narrows: NOTHING } as const;
const EVENT = { part: "network", mode: "once", narrows: NOTHING } as const;

export const NETWORK_ROWS = {
  "net-stalled": {
    says: "Nothing passes, in both directions or in one (a partition); at the end all of it arrives in one burst.",
    ...STATE,
    evidence: "RELIABILITY 2.4 (stall, asymmetric partition)",
    incidents: [],
    params: { ...ENDS, way: WAY },
  },
  "net-reset": {
    says: "Something between two machines resets their connections.",
    ...EVENT,
    evidence: "RELIABILITY 2.4 (RST)",
    incidents: [],
    params: ENDS,
  },
  "net-half-open": {
    says: "Connections carry nothing any more and nobody is told; who said something gives up after a quarter hour.",
    ...EVENT,
    evidence: "RELIABILITY 2.4; tcp_retries2 15; ibx #113",
    incidents: ["ibx #113"],
    params: { ...ENDS, giveUpMs: time("When the kernel of a side that has said something gives up.", 924_600) },
  },
  "net-refused": {
    says: "Connections are refused although somebody listens.",
    ...STATE,
    evidence: "RELIABILITY 2.4 (connect refused)",
    incidents: [],
    params: ENDS,
  },
  "net-mute": {
    says: "Connections are accepted by something that never answers; such a one stays mute until somebody resets it.",
    ...STATE,
    evidence: "RELIABILITY 2.4 (accepted and mute); field report 000",
    incidents: ["field report 000"],
    params: ENDS,
  },
  "net-slow": {
    says: "Everything needs longer.",
    ...STATE,
    evidence: "RELIABILITY 2.4 (latency)",
    incidents: [],
    params: { ...ENDS, way: WAY, addMs: time("So much longer, or up to twice of it.", 200) },
  },
  "net-fragmented": {
    says: "Bytes arrive in very small pieces.",
    ...STATE,
    evidence: "RELIABILITY 2.4 (fragment 1..n)",
    incidents: [],
    params: { ...ENDS, way: WAY, bytesMax: number("The largest piece.", "bytes", 8, 1, 1_000_000) },
  },
  "net-late": {
    says: "Bytes dawdle, and what was on its way when a connection ended arrives much later, unless a reset ended it.",
    ...STATE,
    evidence: "RELIABILITY 2.4 (zombie bytes)",
    incidents: [],
    params: {
      ...ENDS,
      way: WAY,
      byMs: time("So much later at most.", 30_000),
      dawdleMs: time("So long is everything on its way in addition, so that something is.", 50),
    },
  },
  "net-bit-flipped": {
    says: "One bit of what is sent arrives flipped.",
    ...{ part: "network", mode: "each", narrows: NOTHING },
    evidence: "RELIABILITY 2.4 (bit flip inside a frame)",
    incidents: [],
    params: { ...ENDS, way: WAY },
  },
  "net-swizzled": {
    says: "Several connections are clogged one after another and get free in another order.",
    ...EVENT,
    evidence: "RELIABILITY 2.4 (swizzle)",
    incidents: [],
    params: {
      ...ENDS,
      spreadMs: time("All are clogged, and later all are freed, within this time.", 5_000),
      holdMs: time("How long the last one is clogged at least.", 5_000),
    },
  },
  "net-slow-reader": {
    says: "The host takes what it is sent slowly, and only a little of it fits on the way.",
    ...STATE,
    evidence: "RELIABILITY 2.4 (slow reader with bounded window)",
    incidents: [],
    params: {
      ...ENDS,
      bytesPerSecond: number("How fast it takes them.", "bytes/s", 2_000, 1, 1_000_000_000),
      windowBytes: number("How much fits on the way.", "bytes", 4_096, 1, 1_000_000_000),
    },
  },
} as const satisfies FaultRows;
