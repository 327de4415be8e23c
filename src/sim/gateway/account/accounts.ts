/**
 * Account values: the single stream of reqAccountUpdates, streams per request, summaries.
 *
 * reqAccountUpdates is one account at a time for the whole Gateway: replacing one's own draws 2100, wanting another
 * than somebody else has draws 2101 and fails (PROTOCOL 10). After the image only what changed is said: at once when a
 * position changes, else every three minutes.
 */

import { isZero } from "../../../base/decimal.ts";
import { civil, pad, type WallMs } from "../../../base/time.ts";
import type { Holding } from "../../broker/money/account.ts";
import { venueOf } from "../../broker/money/instrument.ts";
import { easternBehindMs } from "../../exchange/calendar/calendar.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Context, Handlers } from "../context.ts";
import type { Multi, Session } from "../door/session.ts";
import { heldContract } from "../orders/echo.ts";
import { validating } from "../texts.ts";
import { accountsNamed, oneAccount, shownIn } from "./naming.ts";
import { type AccountValue, accountValues, ledgerValues } from "./values.ts";

export const accountHandlers: Handlers = {
  reqAccountUpdates(context, session, { subscribe, acctCode }) {
    if (!subscribe) {
      session.accountUpdates = undefined;
      return;
    }
    const endless = acctCode === "" && context.switches.unnamedAccountUpdates === "first-without-end";
    const account = oneAccount(context, acctCode) ?? (endless ? context.broker.accounts()[0] : undefined);
    if (account === undefined)
      return session.error(-1, 321, validating(`Invalid account code '${acctCode}'.`), context.wall());
    const others = otherSubscribers(context, session, account);
    if (others.length > 0) return session.error(-1, 2101, foreignSubscribers(others), context.wall());
    if (session.accountUpdates !== undefined && session.accountUpdates.account !== account)
      session.error(-1, 2100, REPLACED, context.wall());
    session.accountUpdates = { account, told: new Map() };
    sayAccount(context, session, undefined);
    if (!endless || context.broker.accounts().length === 1) session.say("accountDownloadEnd", { accountName: account });
  },

  reqAccountUpdatesMulti(context, session, { reqId, account, modelCode, ledgerAndNLV }) {
    const accounts = accountsNamed(context, account, modelCode);
    if (typeof accounts === "string") return session.error(reqId, 321, accounts, context.wall());
    const stream: Multi = { accounts, ledgerOnly: ledgerAndNLV, told: new Map() };
    session.accountsMulti.set(reqId, stream);
    for (const name of accounts) sayMulti(context, session, reqId, stream, name);
    session.say("accountUpdateMultiEnd", { reqId });
  },

  cancelAccountUpdatesMulti(_context, session, { reqId }) {
    session.accountsMulti.delete(reqId);
  },
};

const REPLACED = "New account data requested from TWS.  API client has been unsubscribed from account data.";
const foreignSubscribers = (ids: readonly number[]): string =>
  `Unable to subscribe to account as the following clients are subscribed to a different account: ${ids.join(", ")}`;

const otherSubscribers = (context: Context, session: Session, account: string): readonly number[] =>
  context
    .sessions()
    .filter((other) => other !== session && other.accountUpdates !== undefined)
    .filter((other) => other.accountUpdates?.account !== account)
    .map((other) => other.clientId);

/** Values that are not what the client was told last. */
function fresh(told: Map<string, string>, account: string, values: readonly AccountValue[]): readonly AccountValue[] {
  return values.filter(({ key, value, currency }) => {
    const name = `${account}/${key}/${currency}`;
    if (told.get(name) === value) return false;
    told.set(name, value);
    return true;
  });
}

/** Values, portfolio, time: `conIds` are the positions to show, all of them when undefined. */
function sayAccount(context: Context, session: Session, conIds: ReadonlySet<number> | undefined): void {
  if (session.accountUpdates === undefined) return;
  const { account, told } = session.accountUpdates;
  const valued = context.known.valued(account);
  for (const value of fresh(told, account, accountValues(valued)))
    session.say("updateAccountValue", { ...value, accountName: account });
  const shown = (h: Holding): boolean => conIds?.has(h.conId) ?? !isZero(h.position.quantity);
  for (const one of valued.holdings.filter(shown)) sayPortfolio(context, session, account, one);
  session.say("updateAccountTime", { timeStamp: clockText(context.wall()) });
}

function sayPortfolio(context: Context, session: Session, accountName: string, one: Holding): void {
  const listing = context.exchange.byConId(one.conId) as Listing;
  const { marketPrice, marketValue, averageCost, unrealizedPNL, realizedPNL } = one;
  const contract = heldContract(listing, venueOf(listing));
  const position = one.position.quantity;
  session.say("updatePortfolio", {
    ...{ contract, position, marketPrice, marketValue, averageCost, unrealizedPNL, realizedPNL, accountName },
  });
}

/** `15:27`, the Gateway's local time. */
function clockText(wall: WallMs): string {
  const { hour, minute } = civil((wall - easternBehindMs(wall)) as WallMs);
  return `${pad(hour)}:${pad(minute)}`;
}

function sayMulti(context: Context, session: Session, reqId: number, stream: Multi, account: string): void {
  const valued = context.known.valued(account);
  const values = stream.ledgerOnly ? ledgerValues(valued) : accountValues(valued);
  for (const value of fresh(stream.told, account, values))
    session.say("accountUpdateMulti", { reqId, account, modelCode: "", ...value });
}

/** Positions of an account changed: its streams hear it at once. */
export function accountChanged(context: Context, account: string, conIds: ReadonlySet<number>): void {
  for (const session of context.sessions()) {
    const { accountUpdates } = session;
    if (accountUpdates !== undefined && shownIn(context, accountUpdates.account, account))
      sayAccount(context, session, conIds);
    for (const [reqId, stream] of session.accountsMulti)
      for (const shown of stream.accounts)
        if (shownIn(context, shown, account)) sayMulti(context, session, reqId, stream, shown);
  }
}

/** The regular cycle: everything that moved with the market. */
export function accountCycle(context: Context): void {
  for (const session of context.sessions()) {
    sayAccount(context, session, undefined);
    for (const [reqId, stream] of session.accountsMulti)
      for (const account of stream.accounts) sayMulti(context, session, reqId, stream, account);
  }
}
