/** What becomes of lists: their end markers, positions and account values. */
import { type Decimal, decimal, plus, ZERO } from "../../../../base/decimal.ts";
import type { OutgoingName } from "../../../../wire/codec.ts";
import { later, NEVER, now, type Saying } from "../said.ts";
import { type Scene, type Untruths, untruth } from "./untruth.ts";

/** Each end marker, with the requests whose lists it ends and the messages that are their entries. */
const LISTS = {
  openOrderEnd: { asked: ["reqOpenOrders", "reqAllOpenOrders"], entries: ["openOrder", "orderStatus"] },
  execDetailsEnd: { asked: ["reqExecutions"], entries: ["execDetails", "commissionReport"] },
  positionEnd: { asked: ["reqPositions"], entries: ["position"] },
  completedOrdersEnd: { asked: ["reqCompletedOrders"], entries: ["completedOrder"] },
  accountDownloadEnd: {
    asked: ["reqAccountUpdates"],
    entries: ["updateAccountValue", "updatePortfolio", "updateAccountTime"],
  },
  accountSummaryEnd: { asked: ["reqAccountSummary"], entries: ["accountSummary"] },
  contractDetailsEnd: { asked: ["reqContractDetails"], entries: ["contractDetails", "bondContractDetails"] },
} as const satisfies { [end: string]: { asked: readonly OutgoingName[]; entries: readonly string[] } };

type End = keyof typeof LISTS;
const ENDS = Object.keys(LISTS) as readonly End[];
const ENTRIES = ENDS.flatMap((end) => [...LISTS[end].entries]);

/** Whether a message is an entry of a list that is being answered, and of one that is meant. */
const entryOf = (name: string, answering: string | undefined, end: End | "any"): boolean =>
  ENDS.some((one) => {
    const { asked, entries }: { asked: readonly string[]; entries: readonly string[] } = LISTS[one];
    return (end === "any" || end === one) && asked.includes(answering ?? "") && entries.includes(name);
  });

const POSITIONS = ["position", "positionMulti"] as const;
const VALUES = ["updateAccountValue", "updatePortfolio", "accountSummary", "accountUpdateMulti"] as const;

export const LIST_UNTRUTHS: Untruths = {
  "end-marker-missing": untruth<"end-marker-missing">()({
    messages: ENDS,
    when: ({ name }, _scene, { end }) => end === "any" || end === name,
    tell: () => NEVER,
  }),
  "end-marker-early": untruth<"end-marker-early">()({
    messages: ENTRIES,
    when: ({ name }, { session }, { end }) => entryOf(name, session.answering, end),
    tell: (said, { delayMs }) => later(said, delayMs),
  }),
  "positions-empty": untruth<"positions-empty">()({
    messages: POSITIONS,
    when: (_said, { session }) => session.answering !== undefined,
    tell: () => NEVER,
  }),
  "positions-stale": untruth<"positions-stale">()({
    messages: POSITIONS,
    tell: (said, _params, scene) => asItWas(said, scene),
  }),
  "positions-disagree": untruth<"positions-disagree">()({
    messages: POSITIONS,
    tell: (said, { by }) => now(withPosition(said, plus(said.body.position ?? ZERO, decimal(by) ?? ZERO))),
  }),
  "account-values-misattributed": untruth<"account-values-misattributed">()({
    messages: VALUES,
    when: (said, { context }) => otherAccount(context.broker.accounts(), accountOf(said)) !== undefined,
    tell: (said, _params, { context }) =>
      now(withAccount(said, otherAccount(context.broker.accounts(), accountOf(said)) ?? "")),
  }),
};

type Position = Saying<(typeof POSITIONS)[number]>;
type Value = Saying<(typeof VALUES)[number]>;

/** A change is kept back; in a list the position is what it was when the fault began. */
function asItWas(said: Position, { context, session }: Scene): ReturnType<typeof now> {
  if (session.answering === undefined) return NEVER;
  const { account, contract } = said.body;
  const was = context.positionsWere.find((one) => one.account === account && one.conId === contract?.conId);
  return was === undefined ? NEVER : now(withPosition(said, was.quantity));
}

function withPosition(said: Position, position: Decimal): Saying {
  if (said.name === "position") return { name: said.name, body: { ...said.body, position } };
  return { name: said.name, body: { ...said.body, position } };
}

const accountOf = (said: Value): string | undefined =>
  said.name === "updateAccountValue" || said.name === "updatePortfolio" ? said.body.accountName : said.body.account;

/** The next account of the login after this one. */
function otherAccount(accounts: readonly string[], account: string | undefined): string | undefined {
  const at = account === undefined ? -1 : accounts.indexOf(account);
  return at < 0 || accounts.length < 2 ? undefined : accounts[(at + 1) % accounts.length];
}

function withAccount(said: Value, account: string): Saying {
  switch (said.name) {
    case "updateAccountValue":
      return { name: said.name, body: { ...said.body, accountName: account } };
    case "updatePortfolio":
      return { name: said.name, body: { ...said.body, accountName: account } };
    case "accountSummary":
      return { name: said.name, body: { ...said.body, account } };
    case "accountUpdateMulti":
      return { name: said.name, body: { ...said.body, account } };
  }
}
