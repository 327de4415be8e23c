/** What becomes of the Gateway's own clock on the wire. */
import { now, type Saying } from "../said.ts";
import { type Untruths, untruth } from "./untruth.ts";

export const TIME_UNTRUTHS: Untruths = {
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
