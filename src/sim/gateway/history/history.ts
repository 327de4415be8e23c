/** Everything about the past, and the bars of the present: who answers which request. */
import type { Handlers } from "../context.ts";
import { barHandlers } from "./bars.ts";
import { fundamentalHandlers } from "./fundamentals.ts";
import { headHandlers } from "./head.ts";
import { realTimeHandlers } from "./realTime.ts";
import { tickHandlers } from "./ticks.ts";

export const historyHandlers: Handlers = {
  ...barHandlers,
  ...tickHandlers,
  ...headHandlers,
  ...realTimeHandlers,
  ...fundamentalHandlers,
};
