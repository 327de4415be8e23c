/**
 * A leg as it was placed against the same leg as the broker shows it. One row per field that a client counts on.
 *
 * What the client left open cannot differ: a Gateway fills it in from its presets (10349). Nor does what the broker may
 * change by its own rules: a reduced quantity after a fill of a sibling, the limit of a moving stop, a group that it names
 * itself. A row answers what differs in words, or nothing.
 */
import { compare, type Decimal, isZero, ZERO } from "../base/decimal.ts";
import { isBuy, isSale } from "../model/action.ts";
import type { Echo, PlacedContract, PlacedOrder } from "../model/entry.ts";
import { ocaGroupOf } from "../model/ocaGroup.ts";
import { folded, hasTrigger, isSet, isStop, mannerOf } from "../model/orderType.ts";
import { hasLeft } from "./leg.ts";
import type { Leg } from "./view.ts";

interface Comparison {
  readonly leg: Leg;
  readonly placed: { readonly contract: PlacedContract; readonly order: PlacedOrder };
  readonly shown: Echo;
  readonly parent: Leg | undefined;
  /** An exit beside it has traded: its group may have reduced it. */
  readonly siblingTraded: boolean;
}

type Row = (comparison: Comparison) => string | undefined;

/** What the broker shows otherwise than it was placed, field by field; undefined of a leg that is as it should be. */
export function difference(leg: Leg, parent: Leg | undefined, siblingTraded: boolean): string | undefined {
  if (leg.echo === undefined) return undefined;
  const { contract, order } = leg;
  const comparison = { leg, placed: { contract, order }, shown: leg.echo, parent, siblingTraded };
  const found = ROWS.flatMap((row) => row(comparison) ?? []);
  return found.length === 0 ? undefined : found.join("; ");
}

const ROWS: readonly Row[] = [
  instrument,
  action,
  quantity,
  auxPrice,
  lmtPrice,
  tif,
  outsideRth,
  triggerMethod,
  parentId,
  group,
];

function instrument({ placed: { contract }, shown }: Comparison): string | undefined {
  const told = shown.contract ?? {};
  if (contract.conId && told.conId) return differs("conId", contract.conId, told.conId);
  if (!contract.symbol || !told.symbol) return undefined;
  return differs("symbol", contract.symbol.toUpperCase(), told.symbol.toUpperCase());
}

/** A short sale may be shown as the sale that it is. */
function action({ placed: { order }, shown }: Comparison): string | undefined {
  const both = [order.action, shown.order?.action];
  return both.every(isSale) || both.every(isBuy) ? undefined : differs("action", order.action, shown.order?.action);
}

/** A group reduces its members when one trades, and what a parent will never fill needs no exit. */
function quantity({ placed: { order }, shown, siblingTraded, parent }: Comparison): string | undefined {
  const [wanted, told] = [order.totalQuantity ?? ZERO, shown.order?.totalQuantity ?? ZERO];
  if (isZero(wanted) || compare(wanted, told) === 0) return undefined;
  const mayShrink = siblingTraded || (parent !== undefined && !hasLeft(parent));
  return mayShrink && compare(told, wanted) < 0 ? undefined : differs("totalQuantity", wanted, told);
}

/** An adjustable stop changes its price and even its type when its trigger is met. */
const isAdjustable = ({ adjustedOrderType }: PlacedOrder): boolean => isSet(adjustedOrderType);

function auxPrice({ placed: { order }, shown }: Comparison): string | undefined {
  const isTriggered = hasTrigger(order) || ["MIT", "LIT"].includes(folded(order.orderType ?? ""));
  if (!isTriggered || order.auxPrice === undefined || isAdjustable(order)) return undefined;
  return differs("auxPrice", order.auxPrice, shown.order?.auxPrice ?? 0);
}

/** A stop's echo may carry a limit nobody sent, and that of TRAIL LIMIT moves (SEQUENCES 6, 7). */
function lmtPrice({ placed: { order }, shown }: Comparison): string | undefined {
  const isLimited = mannerOf(order) === "limit" || folded(order.orderType ?? "") === "STPLMT";
  if (!isLimited || order.lmtPrice === undefined) return undefined;
  return isAdjustable(order) ? undefined : differs("lmtPrice", order.lmtPrice, shown.order?.lmtPrice ?? 0);
}

function tif({ placed: { order }, shown }: Comparison): string | undefined {
  return order.tif && shown.order?.tif ? differs("tif", order.tif.toUpperCase(), shown.order.tif) : undefined;
}

/** Asked for and lost (rust-ibapi #373). The other way round "not asked for" and "asked for without" look the same on the wire. */
function outsideRth({ placed: { order }, shown }: Comparison): string | undefined {
  return order.outsideRth === true ? differs("outsideRth", true, shown.order?.outsideRth === true) : undefined;
}

/** 0 leaves the choice to the broker, and presets say what it means (SEQUENCES 7). */
function triggerMethod({ placed: { order }, shown }: Comparison): string | undefined {
  if (!order.triggerMethod || !isStop(order)) return undefined;
  return differs("triggerMethod", order.triggerMethod, shown.order?.triggerMethod ?? 0);
}

/** Only while the parent lives is it known that an openOrder still names it. */
function parentId({ shown, parent }: Comparison): string | undefined {
  if (parent === undefined || !hasLeft(parent)) return undefined;
  const told = shown.order?.parentId ?? 0;
  return told === parent.orderId ? undefined : `parentId ${told} instead of its parent's ${parent.orderId}`;
}

/** A child's group is the broker's, whatever the client called it (ib_insync #606); ours carry the strategy in front. */
function group({ leg, placed: { order }, shown, parent }: Comparison): string | undefined {
  const [wanted, told] = [order.ocaGroup ?? "", shown.order?.ocaGroup ?? ""];
  if (wanted === "" || parent !== undefined || told === wanted || told === ocaGroupOf(leg.strategy, wanted))
    return undefined;
  return differs("ocaGroup", wanted, told);
}

type Value = string | number | boolean | Decimal | undefined;

const differs = (field: string, wanted: Value, told: Value): string | undefined =>
  wanted === told ? undefined : `${field} ${String(told ?? "none")} instead of ${String(wanted ?? "none")}`;
