/** Profit and loss, of an account and of one position: at once, then about once a second while it changes. */
import { ZERO } from "../../../base/decimal.ts";
import type { Holding, Valuation } from "../../broker/money/account.ts";
import type { Context, Handlers } from "../context.ts";
import type { PnlStream, Session } from "../door/session.ts";
import { duplicate, type Refusal, refuse } from "../refusal.ts";
import { validating } from "../texts.ts";
import { oneAccount } from "./naming.ts";

export const pnlHandlers: Handlers = {
  reqPnL(context, session, { reqId, account, modelCode }) {
    begin(context, session, reqId, { account, modelCode, conId: undefined });
  },
  reqPnLSingle(context, session, { reqId, account, modelCode, conId }) {
    begin(context, session, reqId, { account, modelCode, conId });
  },
  cancelPnL(_context, session, { reqId }) {
    session.pnl.delete(reqId);
  },
  cancelPnLSingle(_context, session, { reqId }) {
    session.pnl.delete(reqId);
  },
};

interface Asked {
  readonly account: string;
  readonly modelCode: string;
  readonly conId: number | undefined;
}

function begin(context: Context, session: Session, reqId: number, { account, modelCode, conId }: Asked): void {
  const turnDown = (refusal: Refusal): void => refuse(context, session, reqId, refusal);
  const { advisor } = context.broker;
  const name = account === "All" && advisor !== undefined ? advisor.master : oneAccount(context, account);
  if (session.pnl.has(reqId)) return turnDown(duplicate(context));
  if (name === undefined) return turnDown({ code: 321, text: validating(`Invalid account code '${account}'.`) });
  if (modelCode !== "") return turnDown({ code: 321, text: validating(`Invalid model code '${modelCode}'.`) });
  const stream: PnlStream = { account: name, conId, told: "" };
  session.pnl.set(reqId, stream);
  sayPnl(context, session, reqId, stream);
}

function sayPnl(context: Context, session: Session, reqId: number, stream: PnlStream): void {
  const valued = context.known.valued(stream.account);
  const unset = stream.told === "" && context.switches.firstPnl === "unset";
  if (stream.conId === undefined) {
    const figures = unset ? UNSET : pnlOf(valued);
    return sayFresh(stream, figures, () => session.say("pnl", { reqId, ...figures }));
  }
  const one = valued.holdings.find(({ conId }) => conId === stream.conId);
  const held = { pos: one?.position.quantity ?? ZERO, value: one?.marketValue ?? 0 };
  const figures = { ...held, ...(unset ? UNSET : pnlOfOne(one)) };
  sayFresh(stream, figures, () => session.say("pnlSingle", { reqId, ...figures }));
}

interface Figures {
  readonly dailyPnL: number | undefined;
  readonly unrealizedPnL: number | undefined;
  readonly realizedPnL: number | undefined;
}

/** IB's documentation: "unpopulated values are set to maximum double representation until generated". */
const UNSET: Figures = { dailyPnL: undefined, unrealizedPnL: undefined, realizedPnL: undefined };

const pnlOf = ({ dailyPnL, unrealizedPnL, realizedPnL }: Valuation): Figures => ({
  ...{ dailyPnL, unrealizedPnL, realizedPnL },
});

/** What was not traded today has no realised profit (ib_insync #462). */
const pnlOfOne = (one: Holding | undefined): Figures => ({
  dailyPnL: one?.dailyPNL ?? 0,
  unrealizedPnL: one?.unrealizedPNL ?? 0,
  realizedPnL: one?.position.tradedToday === true ? one.realizedPNL : undefined,
});

function sayFresh(stream: PnlStream, figures: object, say: () => void): void {
  const text = Object.values(figures).join("/");
  if (stream.told === text) return;
  stream.told = text;
  say();
}

export function pnlCycle(context: Context): void {
  for (const session of context.sessions())
    for (const [reqId, stream] of session.pnl) sayPnl(context, session, reqId, stream);
}
