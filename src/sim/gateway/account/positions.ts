/** Positions: the stream over all accounts and those per account. Image, end, then changes (PROTOCOL 9 and 10). */
import { type Decimal, isZero, ZERO } from "../../../base/decimal.ts";
import { venueOf } from "../../broker/money/instrument.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Context, Handlers } from "../context.ts";
import type { Session } from "../door/session.ts";
import { heldContract } from "../orders/echo.ts";
import { accountsNamed, shownIn } from "./naming.ts";

interface Held {
  readonly account: string;
  readonly listing: Listing;
  readonly position: Decimal;
  readonly avgCost: number;
}

export const positionHandlers: Handlers = {
  reqPositions(context, session) {
    session.positions = true;
    for (const held of image(context, context.broker.accounts())) sayPosition(session, held);
    session.say("positionEnd", {});
  },

  cancelPositions(_context, session) {
    session.positions = false;
  },

  reqPositionsMulti(context, session, { reqId, account, modelCode }) {
    const accounts = accountsNamed(context, account, modelCode);
    if (typeof accounts === "string") return session.error(reqId, 321, accounts, context.wall());
    session.positionsMulti.set(reqId, accounts);
    for (const held of image(context, accounts)) sayMulti(session, reqId, held);
    session.say("positionMultiEnd", { reqId });
  },

  cancelPositionsMulti(_context, session, { reqId }) {
    session.positionsMulti.delete(reqId);
  },
};

function image(context: Context, accounts: readonly string[]): readonly Held[] {
  const all = accounts.flatMap((account) =>
    context.known.valued(account).holdings.map(({ conId }) => held(context, account, conId)),
  );
  return context.switches.zeroPositions === "listed" ? all : all.filter(({ position }) => !isZero(position));
}

function held(context: Context, account: string, conId: number): Held {
  const holding = context.known.valued(account).holdings.find((h) => h.conId === conId);
  const listing = context.exchange.byConId(conId) as Listing;
  return { account, listing, position: holding?.position.quantity ?? ZERO, avgCost: holding?.averageCost ?? 0 };
}

/** The listing exchange, not SMART (captured). */
const contractOf = ({ listing }: Held) => heldContract(listing, venueOf(listing));

const sayPosition = (session: Session, one: Held): void =>
  session.say("position", {
    ...{ account: one.account, contract: contractOf(one), position: one.position, avgCost: one.avgCost },
  });

const sayMulti = (session: Session, reqId: number, one: Held): void =>
  session.say("positionMulti", {
    ...{ reqId, account: one.account, contract: contractOf(one), position: one.position, avgCost: one.avgCost },
  });

/** A position that went to zero is said once like any other change. */
export function positionChanged(context: Context, account: string, conId: number): void {
  const changed = held(context, account, conId);
  for (const session of context.sessions()) {
    if (session.positions) sayPosition(session, changed);
    for (const [reqId, accounts] of session.positionsMulti)
      for (const shown of accounts)
        if (shownIn(context, shown, account)) sayMulti(session, reqId, held(context, shown, conId));
  }
}
