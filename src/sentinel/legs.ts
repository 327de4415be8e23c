/**
 * Every leg of a family against what the broker shows of it: there, as it was placed, and able to work when its entry does.
 *
 * Bounds, in ready time: a leg that no openOrder shows is told LEG_MS_MAX after its frame left, one that is gone LEG_MS_MAX
 * after the news, one that differs DIFFERENT_MS_MAX after the openOrder that showed it, all within 5 s. After a reconnect they
 * count from the moment the session is ready, when the broker's lists are complete.
 */
import { isZero } from "../base/decimal.ts";
import { dayNumber, seconds, type WallMs } from "../base/time.ts";
import type { AlertCause } from "../model/alert.ts";
import { filledOf } from "../model/filled.ts";
import type { Families, Family } from "./families.ts";
import { hasLeft, isOpen, isShown, isStop, workingLeg } from "./leg.ts";
import { difference } from "./terms.ts";
import type { Trouble } from "./troubles.ts";
import type { Leg } from "./view.ts";

/** How long a leg may take to be shown, and news of its end to be explained by other news. */
const LEG_MS_MAX = seconds(4);
/** The frames of one change may come one by one. */
const DIFFERENT_MS_MAX = seconds(1);

interface Look {
  readonly leg: Leg;
  readonly root: Leg;
  readonly parent: Leg | undefined;
  readonly others: readonly Leg[];
  /** Its family has a position. */
  isExposed(): boolean;
  readonly openedAt: WallMs | undefined;
  readonly today: number;
}

interface LegRule {
  readonly cause: AlertCause;
  /** It is about what we have sent, which our own disk may keep back. */
  readonly afterSending?: true;
  readonly graceMs: number;
  /** What is the matter, in words. */
  readonly says: (look: Look) => string | undefined;
}

const RULES: readonly LegRule[] = [
  { cause: "leg-missing", graceMs: LEG_MS_MAX, says: unshown, afterSending: true },
  { cause: "leg-missing", graceMs: LEG_MS_MAX, says: (look) => (unshown(look) === undefined ? gone(look) : undefined) },
  { cause: "leg-different", graceMs: DIFFERENT_MS_MAX, says: different },
  { cause: "stop-sleeps", graceMs: 0, says: sleeps },
  { cause: "stop-ends-today", graceMs: 0, says: endsToday },
];

/** All that is the matter with the legs of a family. `at` is today; `isExposed` says whether it has a position. */
export function troublesOfLegs(families: Families, family: Family, at: WallMs, isExposed: () => boolean): Trouble[] {
  const legs = families.legsOf(family);
  const root = legs.find(({ key }) => key === family.root)!;
  return legs.flatMap((leg) => {
    const others = legs.filter((other) => other !== leg);
    const parent = others.find(({ key }) => key === leg.parent);
    const look = { leg, root, parent, others, isExposed, openedAt: family.openedAt, today: dayNumber(at) };
    return RULES.flatMap((rule) => troubleOf(rule, look, rule.says(look)));
  });
}

function troubleOf({ cause, graceMs, afterSending }: LegRule, { leg }: Look, what: string | undefined): Trouble[] {
  if (what === undefined) return [];
  const { strategy, account, key, clientOrderId } = leg;
  const detail = `${named(leg)} (order ${clientOrderId}): ${what}`;
  return [{ cause, scope: { strategy, account, key }, detail, graceMs, ...(afterSending && { afterSending }) }];
}

const named = ({ order: { action = "", totalQuantity, orderType = "" }, contract }: Leg): string =>
  `${action} ${totalQuantity ?? ""} ${contract.localSymbol || contract.symbol || contract.conId || ""} ${orderType}`;

/**
 * It has left, and neither openOrder nor orderStatus has shown it since: what no frame speaks of may not exist (SEQUENCES 8,
 * code 110). Or its entry
 * has left without it, and it waits at our door for a leg that transmits (nautilus #2245). That its fate is not known is an
 * alert of the order desk's.
 */
function unshown({ leg, root, isExposed }: Look): string | undefined {
  if (leg.status === "unknown") return undefined;
  if (leg.status === "held" && leg !== root && (hasLeft(root) || isExposed()))
    return `it waits at our door for a leg that transmits while ${stateOf(root)}`;
  return hasLeft(leg) && leg.echo === undefined && leg.report === undefined
    ? "it was sent and the broker has not shown it"
    : undefined;
}

/**
 * Its end was nobody's wish, it is still needed, and no other exit explains it: a sibling that has traded or that its bot has
 * cancelled takes its group along (SEQUENCES 6), and a newer leg of its kind stands in for it.
 */
function gone({ leg, root, others, isExposed }: Look): string | undefined {
  if (leg === root || isOpen(leg) || leg.status === "filled" || leg.cancelWanted) return undefined;
  const exits = others.filter((other) => other !== root && other.order.action === leg.order.action);
  if (exits.some((other) => !isZero(filledOf(other)) || other.cancelWanted || standsInFor(other, leg)))
    return undefined;
  return hasLeft(root) || isExposed() ? `it is ${leg.status} while ${stateOf(root)}` : undefined;
}

const standsInFor = (other: Leg, leg: Leg): boolean =>
  other.clientOrderId > leg.clientOrderId && isStop(other) === isStop(leg) && workingLeg(other) !== undefined;

function stateOf(root: Leg): string {
  if (!isZero(filledOf(root))) return `its entry has filled ${filledOf(root)}`;
  return isOpen(root) ? "its entry works" : "a second order with the key of its entry has filled";
}

/** A change that is on its way makes both terms right for the moment; that it may not take for ever is reconciliation's to say. */
function different({ leg, parent, others, root }: Look): string | undefined {
  if (!isShown(leg) || leg.changeWaits || leg.inFlight.length > 0) return undefined;
  const siblings = others.filter((other) => other !== root);
  return difference(
    leg,
    parent,
    siblings.some((other) => !isZero(filledOf(other))),
  );
}

/** Contracts that trade around the clock know no regular hours. */
const HOURLESS: ReadonlySet<string> = new Set(["CASH", "CRYPTO"]);

/** Judged by what leaves as soon as it does, and by what the broker shows from then on (rust-ibapi #373). */
function sleeps({ leg, root }: Look): string | undefined {
  if (leg === root || !isStop(leg) || !hasLeft(leg) || leg.order.action === root.order.action) return undefined;
  if (HOURLESS.has(leg.contract.secType ?? "") || shownOrPlaced(leg).outsideRth || !shownOrPlaced(root).outsideRth)
    return undefined;
  return "it works in regular hours alone, and its entry may fill outside them";
}

const shownOrPlaced = ({ echo, order }: Leg): { readonly outsideRth?: boolean; readonly tif?: string } =>
  echo?.order ?? order;

/**
 * A DAY stop on a position that is to be held: its entry is good until cancelled, or it was opened on an earlier day in UTC.
 * The hours of the contract are not known here, so a position that is held over midnight of UTC within one session counts too.
 */
function endsToday({ leg, root, others, isExposed, openedAt, today }: Look): string | undefined {
  if (leg === root || !isStop(leg) || workingLeg(leg) === undefined || !isDay(leg) || !isExposed()) return undefined;
  if (others.some((other) => other !== root && isStop(other) && workingLeg(other) !== undefined && !isDay(other)))
    return undefined;
  if (/^GT[CD]$/.test(shownOrPlaced(root).tif ?? "")) return "its entry was good until cancelled";
  return openedAt !== undefined && dayNumber(openedAt) < today
    ? "the position was opened on an earlier day (UTC)"
    : undefined;
}

const isDay = (leg: Leg): boolean => /^(|DAY)$/.test(shownOrPlaced(leg).tif ?? "");
