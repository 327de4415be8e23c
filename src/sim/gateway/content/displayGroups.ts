/**
 * Display groups: the coloured windows of a TWS, which an API client may read and set.
 *
 * A Gateway has no windows but keeps the groups: 1 to 7, each showing `none` at first (captured at server versions 200
 * and 206). A contract chosen by one client is told to all that follow the group (IB's documentation).
 */
import type { Context, Handlers } from "../context.ts";
import type { Session } from "../door/session.ts";
import { duplicate, type Refusal, refuse, unknownTicker } from "../refusal.ts";
import { validating } from "../texts.ts";

const GROUPS: readonly number[] = [1, 2, 3, 4, 5, 6, 7];
/** `none`, a combination, or a contract at an exchange. */
const CONTRACT_INFO = /^(none|combo|\d+@[A-Z0-9.]+)$/;

export const displayGroupHandlers: Handlers = {
  queryDisplayGroups(_context, session, { reqId }) {
    session.say("displayGroupList", { reqId, groups: GROUPS.join("|") });
  },

  subscribeToGroupEvents(context, session, { reqId, groupId }) {
    if (session.feeds.groups.has(reqId)) return refuse(context, session, reqId, duplicate(context));
    if (!GROUPS.includes(groupId)) return refuse(context, session, reqId, wrong(`Display group ${groupId} is unknown`));
    session.feeds.groups.set(reqId, groupId);
    sayGroup(context, session, reqId, groupId);
  },

  updateDisplayGroup(context, session, { reqId, contractInfo }) {
    const groupId = session.feeds.groups.get(reqId);
    if (groupId === undefined) return refuse(context, session, reqId, unknownTicker(reqId));
    if (!CONTRACT_INFO.test(contractInfo))
      return refuse(context, session, reqId, wrong(`Invalid contract info: ${contractInfo}`));
    context.desk.groups.set(groupId, contractInfo);
    for (const other of context.sessions())
      for (const [id, followed] of other.feeds.groups) if (followed === groupId) sayGroup(context, other, id, groupId);
  },

  unsubscribeFromGroupEvents(context, session, { reqId }) {
    if (!session.feeds.groups.delete(reqId)) refuse(context, session, reqId, unknownTicker(reqId));
  },
};

const sayGroup = (context: Context, session: Session, reqId: number, groupId: number): void =>
  session.say("displayGroupUpdated", { reqId, contractInfo: context.desk.groups.get(groupId) ?? "none" });

const wrong = (cause: string): Refusal => ({ code: 321, text: validating(cause) });
