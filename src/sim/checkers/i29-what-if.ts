/**
 * I29: a what-if never trades: what a what-if causes leaves with whatIf set, as the bytes on the wire say it.
 *
 * In protobuf an absent whatIf means live. A frame that bears no key of holdfast's is nobody's order, so it must be a
 * what-if; a frame that bears one, and says what its client asked in a what-if alone, is that what-if come alive.
 */
import type { CheckerRow } from "./checker.ts";
import { type Facts, keyOf, type PlaceOrder } from "./facts.ts";
import { summary } from "./i01-at-most-once.ts";
import { OPERATOR } from "./limits/stops.ts";
import { difference, Wishes } from "./wishes.ts";

export const whatIfNeverTrades: CheckerRow = {
  id: "I29",
  says: "what a what-if causes leaves with whatIf set, in every form",
  make: (facts, violated) => {
    const wishes = new Wishes();
    const isKey = keyPattern(facts);
    return {
      asked: (frame, guest) => wishes.asked(frame, guest),
      sent: (frame, _, bytes) => {
        if (frame.name !== "placeOrder" || frame.whatIf) return;
        if (!isKey.test(keyOf(frame.orderRef)))
          violated(
            `order ${frame.orderId} left live (${summary(frame)}, orderRef "${frame.orderRef}", ${bytes.length} bytes) without a key of holdfast's: it can only be a what-if, and must say so`,
          );
        else if (isPreviewAlone(facts, wishes, frame))
          violated(
            `${keyOf(frame.orderRef)} left live as order ${frame.orderId} (${summary(frame)}), and its client asked for that in a what-if alone`,
          );
      },
    };
  },
};

/** Names of strategies, and the one that halts close positions under, four characters of an epoch, a counter. */
function keyPattern({ setup }: Facts): RegExp {
  const names = setup.strategies.map(({ name }) => name.replace(/[^a-z0-9]/g, "\\$&"));
  return new RegExp(`^(${[...names, OPERATOR].join("|")})-[a-z0-9]{4}-[a-z0-9]{1,6}$`);
}

function isPreviewAlone(facts: Facts, wishes: Wishes, frame: PlaceOrder): boolean {
  const order = facts.order(keyOf(frame.orderRef));
  if (order === undefined) return false;
  const same = wishes.ofPlacement(order.placement).filter((wish) => difference(frame, wish) === undefined);
  return same.length > 0 && same.every((wish) => wish.whatIf);
}
