/**
 * The requests that need content from outside the market: scanners, news, bulletins, display groups, company events, the
 * Gateway's settings. All of it comes from small invented data sets that lie beside the code.
 */
import type { Handlers } from "../context.ts";
import { bulletinHandlers } from "./bulletins.ts";
import { configurationHandlers } from "./configuration.ts";
import { displayGroupHandlers } from "./displayGroups.ts";
import { eventCalendarHandlers } from "./eventCalendar.ts";
import { newsHandlers } from "./news.ts";
import { scannerHandlers } from "./scanner.ts";

export const contentHandlers: Handlers = {
  ...scannerHandlers,
  ...newsHandlers,
  ...bulletinHandlers,
  ...displayGroupHandlers,
  ...eventCalendarHandlers,
  ...configurationHandlers,
};
