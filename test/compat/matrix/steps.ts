/**
 * What a client program must have printed, step by step (clients/README.md): every value, with the market standing still.
 *
 * Ids that the broker makes are taken from the Gateway's own side of the wire, not from the client's.
 */
import assert from "node:assert/strict";
import { type Child, jsonLine, type TapLink } from "../../rig/rig.ts";
import type { Client } from "./clients.ts";
import { BOUGHT_WORTH, MARKET } from "./market.ts";

/** The steps in their order, with what people call them. */
export const STEPS = {
  "start-up": "start-up",
  "contract-details": "contract details",
  quotes: "quotes",
  order: "an order",
  modify: "its modification",
  cancel: "its cancellation",
  executions: "executions with commission",
  "account-updates": "account updates",
} as const;
export type Step = keyof typeof STEPS;
const NAMES = Object.keys(STEPS) as readonly Step[];

type Facts = Readonly<Record<string, unknown>>;

/** How one program was started. */
export interface Part {
  readonly account: string;
  readonly orderRef: string;
  readonly serverVersion: number;
  readonly client: Client;
}

/** The order id that a strategy without orders begins with. */
const FIRST_ID = 1;

/** Asserts that all steps were taken with the right values; answers how many. */
export function stepsTaken(child: Child, part: Part, gateway: TapLink): number {
  const lines = child.out.flatMap((line): readonly Facts[] => {
    const facts = jsonLine(line);
    return facts === undefined ? [] : [facts];
  });
  const failed = lines.find((line) => "failed" in line);
  assert.ok(failed === undefined, `${failed?.failed}: ${failed?.why}`);
  const steps = lines.filter((line) => "step" in line);
  assert.deepEqual(
    steps.map(({ step }) => step),
    [...NAMES, "done"],
  );
  const facts = Object.fromEntries(steps.map((line) => [line.step as Step, line])) as Record<Step, Facts>;
  const expected = expectations(part, facts, gateway);
  for (const step of NAMES) assert.deepEqual(facts[step], { step, ...hiding(step, expected[step], part.client) });
  return NAMES.length;
}

/** With null for what the library hides. */
function hiding(step: Step, values: Facts, { hidden }: Client): Facts {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, hidden.includes(`${step}.${key}`) ? null : value]),
  );
}

function expectations(part: Part, facts: Record<Step, Facts>, gateway: TapLink): Record<Step, Facts> {
  const { account, orderRef, serverVersion } = part;
  const { resting, bought } = brokersNames(gateway, account);
  const orderId = part.client.sharesIds ? laterId(facts.order) : FIRST_ID;
  const known = { orderId, permId: resting.permId, status: "Submitted" };
  return {
    "start-up": { serverVersion, nextValidId: FIRST_ID, accounts: [account] },
    "contract-details": { count: 1, ...MARKET.contract },
    quotes: { ...MARKET.quote, ...sizes(facts.quotes) },
    order: { ...known, filled: 0, remaining: MARKET.quantity, ...restingTerms(account, orderRef) },
    modify: { ...known, lmtPrice: MARKET.modifiedPrice },
    cancel: { orderId, status: "Cancelled" },
    executions: {
      orderId: orderId + 1,
      status: "Filled",
      filled: MARKET.quantity,
      avgFillPrice: MARKET.quote.ask,
      execId: bought.execId,
      price: MARKET.quote.ask,
      shares: MARKET.quantity,
      side: "BOT",
      account,
      orderRef,
      commission: MARKET.commission,
      currency: "USD",
    },
    "account-updates": {
      netLiquidation: BOUGHT_WORTH,
      currency: "USD",
      positionSymbol: MARKET.contract.symbol,
      position: MARKET.quantity,
      account,
    },
  };
}

const restingTerms = (account: string, orderRef: string): Facts => ({
  lmtPrice: MARKET.restingPrice,
  totalQuantity: MARKET.quantity,
  account,
  orderRef,
});

function laterId({ orderId }: Facts): number {
  assert.ok(typeof orderId === "number" && orderId > FIRST_ID && orderId < 100, `order id ${orderId}`);
  return orderId;
}

/** Sizes move: any that the market ever shows will do. */
function sizes({ bidSize, askSize }: Facts): Facts {
  assert.ok(MARKET.bidSizes.includes(bidSize as number), `bidSize ${bidSize}`);
  assert.ok(MARKET.askSizes.includes(askSize as number), `askSize ${askSize}`);
  return { bidSize, askSize };
}

/** The permId of an account's resting order and the execId of its fill, as the Gateway told them. */
function brokersNames(gateway: TapLink, account: string): { resting: { permId: number }; bought: { execId: string } } {
  const orders = gateway.frames.flatMap(({ message }) =>
    "body" in message && message.name === "openOrder" && message.body.order.account === account
      ? [message.body.order]
      : [],
  );
  const fills = gateway.frames.flatMap(({ message }) =>
    "body" in message && message.name === "execDetails" && message.body.execution.acctNumber === account
      ? [message.body.execution]
      : [],
  );
  const resting = orders.find(({ orderType }) => orderType === "LMT");
  assert.ok(resting !== undefined && fills[0] !== undefined, `the Gateway showed orders and fills of ${account}`);
  return { resting: { permId: resting.permId }, bought: { execId: fills[0].execId } };
}
