/** What faults make happen in the market and in the accounts of the login. */
import { type Decimal, decimal } from "../../../base/decimal.ts";
import type { BrokerEvent, Execution } from "../../broker/event.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Subject } from "../../faults/faults.ts";
import { commissionReport, execDetails } from "../orders/echo.ts";
import { lasting, type Mishap, mishap, type Prone } from "./mishap.ts";

/** What nobody trades with. */
const NO_QUOTE = { bid: -1, ask: -1, bidSize: 0, askSize: 0 } as const;

export const TRADING: readonly Mishap[] = [
  lasting("trading-halt", (gateway, { reason }, narrowed) =>
    dictating(gateway, narrowed, {
      begin: ({ conId }) => gateway.exchange.halt(conId, reason === "volatility" ? 2 : 1),
      end: ({ conId }) => gateway.exchange.resume(conId),
    }),
  ),
  lasting("early-close", (gateway, _params, narrowed) =>
    dictating(gateway, narrowed, {
      begin: ({ conId }) => gateway.exchange.closeEarly(conId),
      end: ({ conId }) => gateway.exchange.reopen(conId),
    }),
  ),
  lasting("quote-missing", (gateway, _params, narrowed) =>
    dictating(gateway, narrowed, {
      begin: ({ conId }) => gateway.exchange.pin(conId, NO_QUOTE),
      end: ({ conId }) => gateway.exchange.unpin(conId),
    }),
  ),
  mishap("price-gap", (gateway) => ({
    begins: ({ percent }, narrowed) => {
      for (const { conId } of listingsOf(gateway, narrowed))
        gateway.dictate(() => gateway.exchange.gap(conId, percent / 100));
    },
  })),
  mishap("execution-corrected", (gateway) => ({
    begins: ({ percent }, narrowed) => gateway.deliver(gateway.broker.correct(narrowed, percent, gateway.moment())),
  })),
  mishap("execution-busted", (gateway) => ({
    begins: (_params, narrowed) => gateway.deliver(gateway.broker.correct(narrowed, "bust", gateway.moment())),
  })),
  mishap("execution-without-order", (gateway) => ({
    begins: ({ action, shares, orderId }, narrowed) => {
      const [listing] = listingsOf(gateway, narrowed);
      const account = narrowed.account ?? gateway.broker.accounts()[0];
      if (listing === undefined || account === undefined || !gateway.broker.accounts().includes(account)) return;
      const stranger = { account, listing, action, shares: decimal(shares) as Decimal, orderId };
      tellStranger(gateway, gateway.broker.executeStranger(stranger, gateway.moment()));
    },
  })),
];

type Dictated = ReturnType<Prone["exchange"]["gap"]>;

/** The market of every contract concerned is told to do something, and at the end to stop it. */
function dictating(
  gateway: Prone,
  narrowed: Subject,
  { begin, end }: { readonly begin: (one: Listing) => Dictated; readonly end: (one: Listing) => Dictated },
): () => void {
  const concerned = listingsOf(gateway, narrowed);
  for (const listing of concerned) gateway.dictate(() => begin(listing));
  return () => {
    for (const listing of concerned) gateway.dictate(() => end(listing));
  };
}

/** The contracts of a symbol; without one all that stand by themselves: options follow their underlyings. */
const listingsOf = ({ exchange }: Prone, { symbol }: Subject): readonly Listing[] =>
  exchange.find(symbol === undefined ? {} : { symbol });

/** Whoever listens hears of it: no client owns it. */
function tellStranger(gateway: Prone, events: readonly BrokerEvent[]): void {
  gateway.deliver(events.filter(({ kind }) => kind === "position"));
  const executions: Execution[] = events.flatMap((event) => (event.kind === "execution" ? [event.execution] : []));
  for (const session of gateway.sessions())
    for (const execution of executions) {
      session.say("execDetails", execDetails(execution, -1, session.serverVersion));
      session.say("commissionReport", commissionReport(execution));
    }
}
