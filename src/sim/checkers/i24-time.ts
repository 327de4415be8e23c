/**
 * I24, what of it can be seen on one run: no deadline comes before its time.
 *
 * After a lost session the next one begins no earlier than the daemon itself said (`session-lost`, `retryMs`), whatever
 * the wall clock did meanwhile; a machine that slept has waited while it slept. That nothing at all moves with the wall
 * clock is shown by two runs (`campaign/twice.ts`).
 */
import type { CheckerRow } from "./checker.ts";
import { ms } from "./told.ts";

/** What is rounded away in the log. */
const ROUNDING_MS = 1;

export const time: CheckerRow = {
  id: "I24",
  says: "no deadline comes before its time, whatever the wall clock does",
  make: (facts, violated) => {
    const pauses = new Map<string, { readonly from: number; until: number }>();
    return {
      logged: ({ event, host, fields }) => {
        if (event === "session-lost" && typeof fields.retryMs === "number")
          pauses.set(host, { from: facts.now, until: facts.now + fields.retryMs - ROUNDING_MS });
      },
      leapt: (_, by) => {
        for (const pause of pauses.values()) pause.until -= by;
      },
      ended: (host) => void pauses.delete(host),
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
