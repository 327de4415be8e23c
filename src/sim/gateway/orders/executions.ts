/**
 * reqExecutions: what was executed, by filter, each execution with its commission report (SEQUENCES 11).
 *
 * An empty field means "any". Without dates only the day under way counts, unless a switch says otherwise (PROTOCOL 11.4); the manual of the Gateway
 * reads its dates in New York.
 */
import type { WallMs } from "../../../base/time.ts";
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Execution } from "../../broker/event.ts";
import { readDate } from "../../broker/until.ts";
import { dateText, dayNumber, easternDay, easternWall } from "../../exchange/calendar/calendar.ts";
import type { Context, Handlers } from "../context.ts";
import { validating } from "../texts.ts";
import { commissionReport, execDetails } from "./echo.ts";

type Filter = OutgoingBody<"reqExecutions">["filter"];

export const executionHandlers: Handlers = {
  reqExecutions(context, session, { reqId, filter }) {
    const refuse = (cause: string): void => session.error(reqId, 321, validating(cause), context.wall());
    const since = filter.time === "" ? undefined : sinceOf(filter.time);
    if (filter.time !== "" && since === undefined) return refuse("Invalid time format in the execution filter");
    if (!SIDES.has(filter.side.toUpperCase())) return refuse(`Invalid side '${filter.side}' in the execution filter`);
    for (const execution of context.known.executions()) {
      if (!passes(context, execution, filter, since)) continue;
      session.say("execDetails", execDetails(execution, reqId, session.serverVersion));
      session.say("commissionReport", commissionReport(execution));
    }
    session.say("execDetailsEnd", { reqId });
  },
};

/** A bare date means the beginning of that day: the filter looks forward from its time. */
const sinceOf = (text: string): WallMs | undefined =>
  /^\d{8}$/.test(text) && readDate(text) !== undefined ? easternWall(dayNumber(text), 0) : readDate(text);

function passes(context: Context, execution: Execution, filter: Filter, since: WallMs | undefined): boolean {
  const { listing, side, exchange, account, clientId, wall } = execution;
  const same = (asked: string, is: string): boolean => asked === "" || asked.toUpperCase() === is.toUpperCase();
  const anyClient = filter.clientId === 0 && context.switches.filterClientZero === "all";
  return (
    (anyClient || filter.clientId === clientId) &&
    same(filter.acctCode, account) &&
    same(filter.symbol, listing.symbol) &&
    same(filter.secType, listing.secType) &&
    same(filter.exchange, exchange) &&
    (filter.side === "" || SIDES.get(filter.side.toUpperCase()) === side) &&
    (since === undefined || wall >= since) &&
    onDay(context, wall, filter)
  );
}

/** IB's documentation names BUY and SELL; the words of the executions themselves do as well. */
const SIDES: ReadonlyMap<string, string> = new Map([
  ["", ""],
  ["BUY", "BOT"],
  ["SELL", "SLD"],
  ["BOT", "BOT"],
  ["SLD", "SLD"],
]);

function onDay(context: Context, wall: WallMs, { lastNDays, specificDates }: Filter): boolean {
  if (specificDates.length > 0) return specificDates.includes(Number(dateText(easternDay(wall))));
  const days = Math.max(1, lastNDays ?? (context.switches.executionsShown === "week" ? 7 : 1));
  return easternDay(context.wall()) - easternDay(wall) < days;
}
