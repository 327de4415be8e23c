/** The clock at the control door: what time it is, and moving it on. */
import { z } from "zod";
import { durationMs } from "../duration.ts";
import type { SimulatedGateway } from "../gateway.ts";
import { Refusal, type Route, read } from "./route.ts";

const EXAMPLE = { advance: "24h" };
const SPAN = z.union([z.string(), z.number()]).refine((span) => durationMs(span) !== undefined, {
  message: 'must be a span of time up to a year, such as "24h", "90s" or milliseconds',
});
const ADVANCE = z.strictObject({ advance: SPAN, until: z.enum(["bytes"]).optional() });

export const CLOCK_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/clock",
    says: "The Gateway's time and its speed; 0 stands still until it is told to advance.",
    answer: (gateway) => clock(gateway),
  },
  {
    method: "POST",
    path: "/clock",
    says: 'Moves time on (speed 0) and answers when it is there; `"until": "bytes"` stops as soon as a client was told something.',
    example: EXAMPLE,
    answer: async (gateway, { body }) => {
      const asked = read(ADVANCE, body, EXAMPLE);
      if (asked instanceof Refusal) return asked;
      if (gateway.speed !== 0)
        return new Refusal(
          409,
          `the clock moves by itself, at speed ${gateway.speed}`,
          "start the Gateway with --speed 0",
        );
      const { movedMs } = await gateway.advance(asked.advance, { until: asked.until });
      return { movedMs, ...clock(gateway) };
    },
  },
];

function clock(gateway: SimulatedGateway): object {
  const now = gateway.now();
  return { time: now.toISOString(), newYork: newYork(now), speed: gateway.speed };
}

const newYork = (now: Date): string =>
  now.toLocaleString("sv-SE", { timeZone: "America/New_York", dateStyle: "short", timeStyle: "medium" });
