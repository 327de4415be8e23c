/** reqAccountSummary: two at a time per connection, values by tag, an end, then what changes every three minutes. */
import type { Context, Handlers } from "../context.ts";
import type { Session, Summary } from "../door/session.ts";
import { duplicate, type Refusal, refuse } from "../refusal.ts";
import { processing, validating } from "../texts.ts";
import { groupNamed } from "./naming.ts";
import { summaryValues } from "./values.ts";

export const summaryHandlers: Handlers = {
  reqAccountSummary(context, session, { reqId, groupName, tags }) {
    const turnDown = (refusal: Refusal): void => refuse(context, session, reqId, refusal);
    const wanted = tags.split(",").map((tag) => tag.trim());
    if (session.summaries.has(reqId)) return turnDown(duplicate(context));
    if (session.summaries.size + session.summariesLost >= context.limits.summariesMax)
      return turnDown({ code: 322, text: TOO_MANY });
    const accounts = groupNamed(context, groupName);
    if (accounts === undefined)
      return turnDown({ code: 321, text: validating(`Invalid account group '${groupName}'`) });
    const unknown = unknownTag(context, wanted);
    if (unknown !== undefined)
      return turnDown({ code: 321, text: validating(`Invalid account summary tag '${unknown}'`) });
    const summary: Summary = { accounts, tags: wanted, told: new Map() };
    session.summaries.set(reqId, summary);
    saySummary(context, session, reqId, summary);
    session.say("accountSummaryEnd", { reqId });
  },

  cancelAccountSummary(context, session, { reqId }) {
    const cancelled = session.summaries.delete(reqId);
    if (cancelled && context.switches.cancelledSummary === "counts") session.summariesLost++;
  },
};

/** As several public logs quote it. */
const TOO_MANY = processing(
  "Maximum number of account summary requests exceeded; desubscribe to previous request first",
);

function unknownTag(context: Context, tags: readonly string[]): string | undefined {
  const [account = ""] = context.broker.accounts();
  const values = summaryValues(context.known.valued(account), tags);
  return "unknown" in values ? values.unknown : undefined;
}

function saySummary(context: Context, session: Session, reqId: number, { accounts, tags, told }: Summary): void {
  for (const account of accounts) {
    const values = summaryValues(context.known.valued(account), tags);
    if ("unknown" in values) continue;
    for (const { key, value, currency } of values) {
      const name = `${account}/${key}/${currency}`;
      if (told.get(name) === value) continue;
      told.set(name, value);
      session.say("accountSummary", { reqId, account, tag: key, value, currency });
    }
  }
}

export function summaryCycle(context: Context): void {
  for (const session of context.sessions())
    for (const [reqId, summary] of session.summaries) saySummary(context, session, reqId, summary);
}
