/**
 * I24, what of it can be seen on one run: no deadline comes before its time.
 *
 * After a lost session the next one begins no earlier than the daemon itself said (`session-lost`, `retryMs`), counted
 * from when it gave the session up (`parting.ts`), whatever the wall clock did meanwhile; a machine that slept has waited
 * while it slept. That nothing at all moves with the wall clock is shown by two runs (`campaign/twice.ts`).
 */
import type { CheckerRow } from "./checker.ts";
import { Parting } from "./parting.ts";
import { ms } from "./told.ts";

/** What is rounded away in the log. */
const ROUNDING_MS = 1;

export const time: CheckerRow = {
  id: "I24",
  says: "no deadline comes before its time, whatever the wall clock does",
  make: (facts, violated) => {
    const pauses = new Map<string, { readonly from: number; until: number }>();
    const parting = new Parting(facts);
    return {
      journaled: (line, daemon) => parting.journaled(line, daemon),
      heard: (frame, { wire }) => parting.heard(frame, wire),
      unreadable: (fault, wire, from) => parting.unreadable(fault, wire, from),
      lost: (wire, side) => parting.lost(wire, side),
      logged: ({ event, host, fields }) => {
        if (event !== "session-lost" || typeof fields.retryMs !== "number") return;
        const from = parting.decidedAt(host, String(fields.reason));
        parting.over(host);
        pauses.set(host, { from, until: from + fields.retryMs - ROUNDING_MS });
      },
      leapt: (host, by) => {
        parting.leapt(host, by);
        const pause = pauses.get(host);
        if (pause !== undefined) pause.until -= by;
      },
      ended: (host) => {
        parting.over(host);
        pauses.delete(host);
      },
      sent: (frame, { daemon }) => {
        const pause = frame.name === "startApi" ? pauses.get(daemon) : undefined;
        if (pause === undefined) return;
        pauses.delete(daemon);
        if (facts.now < pause.until)
          violated(
            `${daemon} lost its session at ${ms(pause.from)} and began the next one at ${ms(facts.now)}: ${ms(pause.until)} was the earliest by its own word`,
          );
      },
    };
  },
};
