/**
 * What a global cancel does not end: orders that rest on the account and are not the strategy's.
 *
 * At a real Gateway reqGlobalCancel empties the login; here it ends the strategy's own orders. Whoever asked wanted
 * nothing left, so what is left is named, as far as the strategy may see it at all (MUX.md section 3).
 */
import type { Client } from "../model/client.ts";
import type { Echo } from "../model/entry.ts";
import type { Blotter } from "./blotter.ts";
import { echoNow } from "./book.ts";
import type { Foreign } from "./foreign.ts";
import type { Lists } from "./lists.ts";

/** Orders named in one notice; the rest is counted. */
const NAMED_MAX = 10;

/** The notice's text; undefined when everything on the account is the strategy's own. */
export function unreached(client: Client, blotter: Blotter, foreign: Foreign, lists: Lists): string | undefined {
  const others = [...othersOf(client, blotter, foreign, lists)];
  if (others.length === 0) return undefined;
  const more = others.length > NAMED_MAX ? ` and ${others.length - NAMED_MAX} more` : "";
  return [
    `holdfast: a global cancel ends the orders of strategy ${client.strategy} and no others.`,
    `On account ${client.account} it does not reach ${others.slice(0, NAMED_MAX).map(named).join(", ")}${more}:`,
    "cancel them where they were placed.",
  ].join(" ");
}

function* othersOf(client: Client, blotter: Blotter, foreign: Foreign, lists: Lists): Generator<Echo> {
  for (const order of blotter.atBroker())
    if (!lists.isOwn(order, client) && lists.isShown(order, client)) yield echoNow(order);
  for (const { echo } of foreign.all())
    if (lists.isNobodysShown(echo.order?.account, echo.order?.orderRef, client)) yield echo;
}

function named({ contract = {}, order = {} }: Echo): string {
  const what = [order.action, order.totalQuantity, contract.localSymbol || contract.symbol].filter(Boolean);
  return `${what.join(" ")} (permId ${order.permId ?? 0})`;
}
