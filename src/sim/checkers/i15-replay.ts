/**
 * I15, replay: a daemon believes what its journal says, no more and no less.
 *
 * Whoever runs the daemon compares it with a twin that is made of durable bytes alone, and says what differs. Damaged
 * tails are judged by what a daemon does after it has started on one: the same comparison, and I3.
 */
import type { CheckerRow } from "./checker.ts";

export const replay: CheckerRow = {
  id: "I15",
  says: "what a daemon believes is what a replay of its durable journal gives, whole or in parts",
  make: (_, violated) => ({
    compared: (difference) => {
      if (difference !== undefined) violated(difference);
    },
  }),
};
