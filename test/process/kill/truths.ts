/**
 * What the broker itself knows, which no client is shown, against what clients were told and what the daemon shows: no order
 * twice, none lost, positions equal (RELIABILITY I1, I3, I10).
 */
import type { Truth } from "../../../src/standalone/standalone.ts";
import { keyOf, type Told, textOf } from "./history.ts";

/** A position as `holdfast positions` shows it. */
export interface Shown {
  readonly account: string;
  readonly conId: number;
  readonly position: string | number;
}

export interface Aftermath {
  readonly truth: Truth;
  readonly told: readonly Told[];
  readonly positions: readonly Shown[];
}

/** One sentence for each thing that must not be. */
export const untrue = (aftermath: Aftermath): readonly string[] => RULES.flatMap((rule) => rule(aftermath));

type Rule = (aftermath: Aftermath) => readonly string[];

/** By our key, and by the client's own reference behind it: a retry under a second key is a duplicate too. */
const once: Rule = ({ truth: { orders } }) => [
  ...twice(orders.map(({ orderRef }) => keyOf(orderRef))),
  ...twice(orders.map(({ account, orderRef }) => `${account}'s ${textOf(orderRef)}`)),
];

function twice(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.flatMap((name) => (seen.size === seen.add(name).size ? [`${name} is at the broker twice`] : []));
}

/** A refused order never had a permId. */
const nothingLost: Rule = ({ truth: { orders }, told }) => {
  const byPermId = new Map(orders.map((order) => [order.permId, order]));
  return told
    .filter(({ permId }) => permId !== 0)
    .flatMap(({ permId, orderRef }) => {
      const order = byPermId.get(permId);
      if (order === undefined) return [`${orderRef} (${permId}) was told and is not at the broker`];
      return textOf(order.orderRef) === orderRef
        ? []
        : [`${orderRef} was told as ${permId}, which is ${order.orderRef}`];
    });
};

const positionsEqual: Rule = ({ truth, positions }) => {
  const real = truth.positions.map(line);
  const shown = positions.filter(({ position }) => Number(position) !== 0).map(line);
  return [
    ...real.filter((each) => !shown.includes(each)).map((each) => `${each} is not shown`),
    ...shown.filter((each) => !real.includes(each)).map((each) => `${each} is shown and not so`),
  ];
};

const line = ({ account, conId, position }: Shown): string =>
  `${account}'s position of ${Number(position)} in ${conId}`;

const RULES: readonly Rule[] = [once, nothingLost, positionsEqual];
