/**
 * What only a financial advisor's login has: groups and aliases, and family codes.
 *
 * Any other login is refused with 321 in captured words (public transcripts of a Go client, June 2026); requestFA has no
 * id, its refusal came under 0 there. Profiles (type 2) left the wire at 177. 10231 names accounts that do not exist.
 */
import type { Advisor, Group } from "../../broker/money/advisor.ts";
import type { Context, Handlers } from "../context.ts";
import type { Session } from "../door/session.ts";
import { validating } from "../texts.ts";
import { aliasesXml, groupsXml, readAliases, readGroups } from "./faXml.ts";

const GROUPS = 1;
const ALIASES = 3;

export const advisorHandlers: Handlers = {
  requestFA(context, session, { faDataType }) {
    const { advisor } = context.broker;
    if (advisor === undefined) return session.error(0, 321, NOT_FA, context.wall());
    const xml = documentOf(advisor, faDataType);
    if (xml === undefined) return session.error(0, 321, noSuchData(faDataType), context.wall());
    session.say("receiveFA", { faDataType, xml });
  },

  replaceFA(context, session, { reqId, faDataType, xml }) {
    const { advisor } = context.broker;
    const refuse = (code: number, text: string): void => session.error(reqId, code, text, context.wall());
    if (advisor === undefined) return refuse(321, NOT_FA);
    if (documentOf(advisor, faDataType) === undefined) return refuse(321, noSuchData(faDataType));
    const foreign = faDataType === GROUPS ? replaceGroups(context, advisor, xml) : replaceAliases(advisor, xml);
    if (foreign === undefined) return refuse(321, validating("An XML string is required for this operation"));
    if (foreign.length > 0) return refuse(10231, `${INVALID_ACCOUNTS} ${foreign.join(", ")}`);
    session.say("replaceFAEnd", { reqId, text: "" });
  },

  /** `*` without a code for a login that belongs to no family (captured). */
  reqFamilyCodes(context, session) {
    sayFamily(context, session);
  },
};

const NOT_FA = validating("FA data operations ignored for non FA customers.").replace("'bF'", "'b4'");
const INVALID_ACCOUNTS = "The following Groups and/or Profiles contain invalid accounts:";
const noSuchData = (type: number): string =>
  validating(type === 2 ? "Allocation profiles are replaced by groups" : `Invalid FA data type ${type}`);

function documentOf(advisor: Advisor, faDataType: number): string | undefined {
  if (faDataType === GROUPS) return groupsXml(advisor.groups.values());
  return faDataType === ALIASES ? aliasesXml(advisor.aliases) : undefined;
}

/** Replaces all of them; answers accounts that the login does not have, `undefined` for what is no such document. */
function replaceGroups(context: Context, advisor: Advisor, xml: string): readonly string[] | undefined {
  const groups = readGroups(xml);
  if (groups === undefined) return undefined;
  const known = context.broker.accounts();
  const named = groups.flatMap(({ members }) => members.map(({ account }) => account));
  const foreign = [...new Set(named)].filter((account) => !known.includes(account));
  if (foreign.length === 0) advisor.groups = new Map(groups.map((group: Group) => [group.name, group]));
  return foreign;
}

function replaceAliases(advisor: Advisor, xml: string): readonly string[] | undefined {
  const aliases = readAliases(xml);
  if (aliases === undefined) return undefined;
  const foreign = [...aliases.keys()].filter((account) => !advisor.aliases.has(account));
  if (foreign.length === 0) advisor.aliases = new Map([...advisor.aliases, ...aliases]);
  return foreign;
}

function sayFamily({ broker }: Context, session: Session): void {
  const { advisor } = broker;
  const nobody = [{ accountID: "*", familyCodeStr: "" }];
  const family = broker.managed().map((accountID) => ({ accountID, familyCodeStr: `${advisor?.master}A` }));
  session.say("familyCodes", { familyCodes: advisor === undefined ? nobody : family });
}
