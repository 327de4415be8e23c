/**
 * Display groups: the coloured windows of a TWS, which an API client may read and set.
 *
 * A Gateway has no windows but keeps the groups: 1 to 7, each showing `none` at first (captured at server versions 200
 * and 206). A contract chosen by one client is told to all that follow the group (IB's documentation).
 */
import type { Context, Handlers } from "../context.ts";
import type { Session } from "../door/session.ts";
import { processing, validating } from "../texts.ts";

const GROUPS: readonly number[] = [1, 2, 3, 4, 5, 6, 7];
/** `none`, a combination, or a contract at an exchange. */
const CONTRACT_INFO = /^(none|combo|\d+@[A-Z0-9.]+)$/;

export const displayGroupHandlers: Handlers = {
  queryDisplayGroups(_context, session, { reqId }) {
    session.say("displayGroupList", { reqId, groups: GROUPS.join("|") });
  },

  subscribeToGroupEvents(context, session, { reqId, groupId }) {
    const refuse = (code: number, text: string): void => session.error(reqId, code, text, context.wall());
    if (session.feeds.groups.has(reqId)) return refuse(322, processing("Duplicate ticker id"));
    if (!GROUPS.includes(groupId)) return refuse(321, validating(`Display group ${groupId} is unknown`));
    session.feeds.groups.set(reqId, groupId);
    sayGroup(context, session, reqId, groupId);
  },

  updateDisplayGroup(context, session, { reqId, contractInfo }) {
    const groupId = session.feeds.groups.get(reqId);
    if (groupId === undefined) return noSubscription(context, session, reqId);
    if (!CONTRACT_INFO.test(contractInfo))
      return session.error(reqId, 321, validating(`Invalid contract info: ${contractInfo}`), context.wall());
    context.desk.groups.set(groupId, contractInfo);
    for (const other of context.sessions())
      for (const [id, followed] of other.feeds.groups) if (followed === groupId) sayGroup(context, other, id, groupId);
  },

  unsubscribeFromGroupEvents(context, session, { reqId }) {
    if (!session.feeds.groups.delete(reqId)) noSubscription(context, session, reqId);
  },
};

const sayGroup = (context: Context, session: Session, reqId: number, groupId: number): void =>
  session.say("displayGroupUpdated", { reqId, contractInfo: context.desk.groups.get(groupId) ?? "none" });

const noSubscription = (context: Context, session: Session, reqId: number): void =>
  session.error(reqId, 300, `Can't find EId with tickerId:${reqId}`, context.wall());
