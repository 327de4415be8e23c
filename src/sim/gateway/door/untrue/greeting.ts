/** What becomes of what the Gateway says of itself: its clock, and the numbers it gives. */
import { now, type Saying } from "../said.ts";
import { type Untruths, untruth } from "./untruth.ts";

export const GREETING_UNTRUTHS: Untruths = {
  /** Where the low numbers are accepted again it is the broker that counts anew (`mishaps.ts`). */
  "next-valid-id-rollback": untruth<"next-valid-id-rollback">()({
    messages: ["nextValidId"],
    when: (_said, _scene, { reuse }) => reuse === "refused",
    tell: ({ name }, { orderId }) => now({ name, body: { orderId } }),
  }),
  "next-valid-id-jump": untruth<"next-valid-id-jump">()({
    messages: ["nextValidId"],
    tell: ({ name, body }, { by }) => now({ name, body: { orderId: (body.orderId ?? 0) + by } }),
  }),
  "server-clock-skew": untruth<"server-clock-skew">()({
    messages: ["currentTime", "currentTimeInMillis", "error"],
    tell: (said, { byMs }) => now(skewed(said, byMs)),
  }),
};

function skewed(said: Saying<"currentTime" | "currentTimeInMillis" | "error">, byMs: number): Saying {
  switch (said.name) {
    case "currentTime":
      return { name: said.name, body: { time: (said.body.time ?? 0) + Math.floor(byMs / 1_000) } };
    case "currentTimeInMillis":
      return { name: said.name, body: { timeInMillis: (said.body.timeInMillis ?? 0) + byMs } };
    case "error":
      return { name: said.name, body: { ...said.body, errorTime: (said.body.errorTime ?? 0) + byMs } };
  }
}
