/** What goes wrong with a host and its process: it stands still, it dies, its clocks jump. */
import { choice, type FaultRows, NOTHING, number, time } from "../../faults/row.ts";
import { HOST } from "./networkRows.ts";

const EVENT = { part: "host", mode: "once", narrows: NOTHING } as const;
const SURVIVAL = ["drawn", "none", "all"] as const;

export const HOST_ROWS = {
  "process-frozen": {
    says: "The process stands still while the rest goes on; at the end it hears all of it at once, in order.",
    ...{ part: "host", mode: "while", narrows: NOTHING },
    evidence: "RELIABILITY 2.8 (SIGSTOP)",
    incidents: ["OpenAlice #294"],
    params: { host: HOST },
  },
  "process-killed": {
    says: "The process is killed (kill -9).",
    ...EVENT,
    evidence: "RELIABILITY 2.8 (random crash)",
    incidents: [],
    params: {
      host: HOST,
      bytes: choice("What still arrives of the bytes on their way.", ...SURVIVAL),
      disk: choice("What survives of the bytes that are not durable.", ...SURVIVAL),
    },
  },
  "crash-trapped": {
    says: "The process is killed the next time it does a certain thing, right before or right after it.",
    ...EVENT,
    evidence: "RELIABILITY 2.8 (trapped at append, fsync return, first byte, ack)",
    incidents: [],
    params: {
      host: HOST,
      call: choice("What it does.", "append", "synced", "told", "write", "firstByte", "open", "lock", "cut", "dial"),
      when: choice("Where it dies.", "after", "before"),
      nth: number("How often it still may, plus one.", "times", 1, 1, 1_000_000),
    },
  },
  "wall-jump": {
    says: "The wall clock of the machine jumps; its monotonic clock does not.",
    ...EVENT,
    evidence: "RELIABILITY 2.7 (clock jumps); a change of daylight saving on a machine that keeps local time",
    incidents: [],
    params: {
      host: HOST,
      byMs: time("How far.", 3_600_000),
      towards: choice("Where to.", "backward", "forward"),
    },
  },
  "clock-leap": {
    says: "The machine wakes from a suspension: its monotonic and wall clocks are ahead, timers are due at once.",
    ...EVENT,
    evidence: "RELIABILITY 2.7 (clock jumps)",
    incidents: [],
    params: { host: HOST, byMs: time("How far.", 60_000) },
  },
} as const satisfies FaultRows;
