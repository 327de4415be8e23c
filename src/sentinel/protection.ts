/**
 * Which positions stay protected if every process here dies now, by which orders, and in which sessions: `holdfast protected`.
 *
 * Broker truth alone: positions as it told them, and stops that an openOrder of it shows working, whoever placed them. What
 * waits at our door protects nothing, nor does a stop whose entry has not traded. While the session is away, or its lists are
 * older than the last loss, the verdict is `unknown`, and what is shown is what was known last.
 */
import { compare, type Decimal, isNegative, isZero, least, minus, sizeOf, ZERO } from "../base/decimal.ts";
import { isBuy, isSale } from "../model/action.ts";
import type { Position } from "../model/position.ts";
import { covered } from "./cover.ts";
import { isWorkingStop, lastWorking, sleeps, type Working, workingLeg, workingStranger } from "./leg.ts";
import type { Broker, Leg, Legs, Stranger } from "./view.ts";

export type Verdict = "yes" | "partly" | "no" | "unknown";
export type Sessions = "regular hours today" | "regular hours until cancelled" | "all hours today" | "all hours";

export interface Protector {
  /** As its owner knows it; 0 of orders that are not ours. */
  readonly orderId: number;
  readonly permId: number;
  /** The strategy, or who else placed it. */
  readonly owner: string;
  readonly orderType: string;
  /** What of it has not filled. */
  readonly quantity: Decimal;
  /** The stop's price, or the distance of a trailing one, in the contract's currency. */
  readonly auxPrice: number | undefined;
  /** Of a trailing stop whose distance is a share, in percent. */
  readonly trailingPercent: number | undefined;
  readonly tif: string;
  readonly outsideRth: boolean;
  readonly sessions: Sessions;
  /** IB holds it on its own books and sends it on when its trigger is met; undefined when nothing says so. */
  readonly simulated: true | undefined;
}

export interface ProtectedPosition {
  readonly account: string;
  readonly conId: number;
  readonly symbol: string;
  readonly localSymbol?: string | undefined;
  readonly position: Decimal;
  readonly covered: Decimal;
  readonly uncovered: Decimal;
  readonly verdict: Verdict;
  readonly orders: readonly Protector[];
}

export interface Protection {
  readonly verdict: Verdict;
  /** How old all of this is, in ms, when it is not what the broker says now. */
  readonly ageMs: number | undefined;
  readonly positions: readonly ProtectedPosition[];
}

export interface Known {
  readonly legs: Legs;
  readonly broker: Broker;
  readonly isKnown: boolean;
  readonly ageMs: number | undefined;
  /** In paper trading every stop is IB's own simulation. */
  readonly isPaper: boolean;
}

export function protection(known: Known): Protection {
  const stops = stopsOf(known);
  const positions = known.broker.positions().filter(({ position }) => !isZero(position));
  const rows = positions.map((position) => protectedPosition(position, stops, known.isKnown));
  const verdict = known.isKnown ? worst(rows.map((row) => row.verdict)) : "unknown";
  return { verdict, ageMs: known.ageMs, positions: rows };
}

const worst = (verdicts: readonly Verdict[]): Verdict =>
  (["no", "partly"] as const).find((verdict) => verdicts.includes(verdict)) ?? "yes";

interface Stop {
  readonly working: Working;
  readonly protector: Protector;
}

function protectedPosition(row: Position, stops: readonly Stop[], isKnown: boolean): ProtectedPosition {
  const { account, conId, symbol, localSymbol, position } = row;
  const [closes, held] = [isNegative(position) ? isBuy : isSale, sizeOf(position)];
  const here = stops.filter(
    ({ working: { contract, order, ...working } }) =>
      working.account === account && contract.conId === conId && closes(order.action),
  );
  const cover = least(covered(here.map(({ working }) => working)), held);
  const verdict = isKnown ? verdictOf(cover, held) : "unknown";
  const orders = here.map(({ protector }) => protector);
  const named = { account, conId, symbol, localSymbol };
  return { ...named, ...{ position, covered: cover, uncovered: minus(held, cover) }, verdict, orders };
}

function verdictOf(cover: Decimal, held: Decimal): Verdict {
  if (compare(cover, held) >= 0) return "yes";
  return compare(cover, ZERO) > 0 ? "partly" : "no";
}

function stopsOf({ legs, broker, isKnown, isPaper }: Known): Stop[] {
  const awake = [...legs.open].filter((leg) => !sleeps(leg, legs));
  const ours = awake.flatMap((leg) => stop((isKnown ? workingLeg : lastWorking)(leg), ownerOf(leg), isPaper));
  const theirs = [...broker.strangers()].flatMap((stranger) =>
    stop(workingStranger(stranger), strangerOf(stranger), isPaper),
  );
  return [...ours, ...theirs];
}

type Owner = Pick<Protector, "orderId" | "permId" | "owner">;

const ownerOf = ({ clientOrderId, permId, strategy }: Leg): Owner => ({
  orderId: clientOrderId,
  permId,
  owner: strategy,
});

function strangerOf({ echo: { order: { clientId = 0, permId = 0 } = {} } }: Stranger): Owner {
  return { orderId: 0, permId, owner: clientId === 0 ? "manual" : `another client (${clientId})` };
}

function stop(working: Working | undefined, owner: Owner, isPaper: boolean): Stop[] {
  if (working === undefined || !isWorkingStop(working) || isZero(working.rest)) return [];
  const { orderType = "", auxPrice, trailingPercent, tif, outsideRth = false } = working.order;
  const protector: Protector = {
    ...owner,
    ...{ orderType, quantity: working.rest, auxPrice, trailingPercent, tif: tif || "DAY", outsideRth },
    sessions: sessionsOf(tif || "DAY", outsideRth),
    simulated: isPaper || working.whyHeld.includes("trigger") ? true : undefined,
  };
  return [{ working, protector }];
}

/** A date that a GTD order names is the client's affair; it is not today's end. */
function sessionsOf(tif: string, outsideRth: boolean): Sessions {
  if (outsideRth) return tif === "DAY" ? "all hours today" : "all hours";
  return tif === "DAY" ? "regular hours today" : "regular hours until cancelled";
}
