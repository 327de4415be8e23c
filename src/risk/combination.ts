/** Orders that trade something else beside the contract that they name: combinations and hedges. */
import type { PlacedContract } from "../model/entry.ts";
import { isSet } from "../model/orderType.ts";
import type { Wish } from "./bookView.ts";

type Terms = Pick<Wish, "contract" | "order">;

/** It is made of several contracts. An order that hedges itself trades a second one. */
export const isCombination = (terms: Terms): boolean => terms.contract.secType === "BAG" || namesSecond(terms);

/** The conIds of what is traded under a contract: of a combination its legs'. 0 stands for what bears no number. */
export const conIdsTraded = (contract: PlacedContract, own: number): readonly number[] =>
  contract.secType === "BAG" ? (contract.comboLegs ?? []).map(({ conId = 0 }) => conId) : [own];

/** A hedge: it trades something else beside what it names, or as much as the broker works out. */
export const isHedging = (terms: Terms): boolean =>
  namesSecond(terms) || isSet(terms.order.hedgeType) || !!terms.order.deltaNeutralConId;

const namesSecond = ({ contract, order }: Terms): boolean =>
  contract.deltaNeutralContract !== undefined || isSet(order.deltaNeutralOrderType);
