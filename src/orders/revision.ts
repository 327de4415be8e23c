/**
 * What a change may not touch: which contract an order is of, its side, its parent, and its OCA group.
 *
 * IB refuses such a change of an order that it works (105, 10326, 10327, 10341). One that has not left yet would leave as the other
 * order, judged as a change: so it is refused here, in every state. A contract may be named in other words, as long as they
 * surely mean the same one.
 */

import type { PlacedContract } from "../model/entry.ts";
import { sameContent } from "../model/lean.ts";
import { isOcaGroupOf, ownOcaGroup } from "../model/ocaGroup.ts";
import type { Refusal } from "../model/refusal.ts";
import { CONTRACT_NAMES } from "../model/sameContract.ts";
import { isAtBroker } from "../model/status.ts";
import type { Content } from "./content.ts";
import type { Order } from "./order.ts";

/** The contract that names mean for sure, by conId; else 0. */
type ConIdOf = (contract: PlacedContract) => number;

/** Why a content can be no change of this order. `parentId` is its parent's number as its client knows it; 0 without. */
export function otherOrder(known: Order, content: Content, conIdOf: ConIdOf, parentId: number): Refusal | undefined {
  const what = differs(known, content, conIdOf, parentId);
  if (what === undefined) return undefined;
  return { gate: "change", detail: `another ${what} against that of the order, which no change can touch` };
}

function differs(known: Order, { contract, order }: Content, conIdOf: ConIdOf, parentId: number): string | undefined {
  if (!isSameContract(known, contract, conIdOf)) return "contract";
  if (order.action !== known.order.action) return "action";
  // Clients that do not say a parent leave it as it is.
  if (order.parentId && order.parentId !== parentId) return "parent";
  if (!groupsOf(known).has(order.ocaGroup ?? "")) return "ocaGroup";
  return typesOf(known).has(order.ocaType ?? 0) ? undefined : "ocaType";
}

function isSameContract(known: Order, asked: PlacedContract, conIdOf: ConIdOf): boolean {
  const { contract, echo } = known;
  if (contract.secType === "BAG" || asked.secType === "BAG")
    return contract.secType === asked.secType && sameContent(contract.comboLegs, asked.comboLegs);
  const [own, other] = [known.conId || conIdOf(contract), asked.conId || conIdOf(asked)];
  if (own !== 0 && other !== 0) return own === other;
  const names = { ...echo?.contract, ...contract };
  // The broker refuses by itself what it does not take for the same; it has not seen what never left.
  return NAMES.every((name) => (isAtBroker(known.status) ? isLike : isEqual)(names[name], asked[name]));
}

const NAMES = [
  ...CONTRACT_NAMES,
  ...(["exchange", "primaryExchange", "tradingClass", "multiplier", "secIdType", "secId"] as const),
];

const isEqual = (a: unknown, b: unknown): boolean => sameContent(a || undefined, b || undefined);
/** One that is left open may be any. */
const isLike = (a: unknown, b: unknown): boolean => !a || !b || a === b;

/** The order's own group, and the one that its client was shown: IB names the exits of a bracket by itself. */
function groupsOf(known: Order): ReadonlySet<string> {
  const groups = new Set([known.order.ocaGroup ?? "", known.settled.order.ocaGroup ?? ""]);
  if (known.echo === undefined) return groups;
  const shown = known.echo.order?.ocaGroup ?? "";
  groups.add(ownOcaGroup(known.strategy, shown));
  // A group of IB's own is none of its client's, who may leave it out.
  if (shown !== "" && !isOcaGroupOf(known.strategy, shown)) groups.add("");
  return groups;
}

/** Clients that do not say a type leave it as it is. */
const typesOf = ({ order, settled, echo }: Order): ReadonlySet<number> =>
  new Set([0, order.ocaType ?? 0, settled.order.ocaType ?? 0, echo?.order?.ocaType ?? 0]);
