/** Profit and loss, of an account and of one position: at once, then about once a second while it changes. */
import { ZERO } from "../../../base/decimal.ts";
import type { Context, Handlers } from "../context.ts";
import type { PnlStream, Session } from "../door/session.ts";
import { processing, validating } from "../texts.ts";
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
  const refuse = (code: number, cause: string): void => session.error(reqId, code, cause, context.wall());
  const name = oneAccount(context, account);
  if (session.pnl.has(reqId)) return refuse(322, processing("Duplicate ticker id"));
  if (name === undefined) return refuse(321, validating(`Invalid account code '${account}'.`));
  if (modelCode !== "") return refuse(321, validating(`Invalid model code '${modelCode}'.`));
  const stream: PnlStream = { account: name, conId, told: "" };
  session.pnl.set(reqId, stream);
  sayPnl(context, session, reqId, stream);
}

function sayPnl(context: Context, session: Session, reqId: number, stream: PnlStream): void {
  const valued = context.broker.valued(stream.account);
  const { dailyPnL, unrealizedPnL, realizedPnL } = valued;
  if (stream.conId === undefined)
    return sayFresh(stream, [dailyPnL, unrealizedPnL, realizedPnL], () =>
      session.say("pnl", { reqId, dailyPnL, unrealizedPnL, realizedPnL }),
    );
  const one = valued.holdings.find(({ conId }) => conId === stream.conId);
  const [unrealized, realized] = [one?.unrealizedPNL ?? 0, one?.realizedPNL ?? 0];
  const [pos, value] = [one?.position.quantity ?? ZERO, one?.marketValue ?? 0];
  sayFresh(stream, [pos, unrealized, realized, value], () =>
    session.say("pnlSingle", {
      ...{ reqId, pos, value, dailyPnL: unrealized + realized, unrealizedPnL: unrealized, realizedPnL: realized },
    }),
  );
}

function sayFresh(stream: PnlStream, figures: readonly unknown[], say: () => void): void {
  const text = figures.join("/");
  if (stream.told === text) return;
  stream.told = text;
  say();
}

export function pnlCycle(context: Context): void {
  for (const session of context.sessions())
    for (const [reqId, stream] of session.pnl) sayPnl(context, session, reqId, stream);
}
