/**
 * I9: accounts and strategies are kept apart, judged on both wires.
 *
 * Towards the Gateway (`isolationUpstream.ts`): an order bears the account of the strategy that owns its key, names no
 * allocation, shares no OCA group with another strategy, and is cancelled for its own strategy alone; what touches the
 * whole login never leaves. Towards clients (`isolationDownstream.ts`): nothing names another account, another strategy's
 * order appears unbound and in answers alone, and numbers and texts are the client's own.
 */
import type { CheckerRow } from "./checker.ts";
import { Downstream } from "./isolationDownstream.ts";
import { UpstreamSide } from "./isolationUpstream.ts";

export const isolation: CheckerRow = {
  id: "I9",
  says: "no strategy reaches, sees or hears of another account or of another strategy's orders",
  make: (facts, violated) => {
    const upstream = new UpstreamSide(facts, violated);
    const downstream = new Downstream(facts, violated);
    return {
      asked: (frame, guest, bytes) => {
        upstream.asked(frame, guest);
        downstream.asked(frame, guest, bytes);
      },
      journaled: (line) => upstream.journaled(line),
      sent: (frame) => upstream.sent(frame),
      heard: (frame) => downstream.heard(frame),
      told: (frame, guest, bytes) => downstream.told(frame, guest, bytes),
    };
  },
};
