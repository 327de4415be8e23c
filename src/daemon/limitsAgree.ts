/**
 * Limits that contradict each other, one row each: of whatever is asked for one part would be useless or all of it would be
 * refused, so somebody meant something else. They are judged as they hold for a strategy or an account, all tables laid over
 * each other, and the row that was written nearest to it is to blame.
 */
import { compare, type Decimal } from "../base/decimal.ts";
import { nearest } from "../base/nearest.ts";
import type { LimitName, Limits } from "../model/limits.ts";
import type { ContractName } from "../model/limitValues.ts";
import { folded } from "../model/orderType.ts";
import { SIZES } from "../risk/ramp.ts";
import type { Disagreement } from "./agree.ts";
import { zoneOf } from "./hours.ts";
import { type Limited, limitedBy, limitsIn, missingLimits, placeOf } from "./limitTables.ts";
import type { File } from "./schema.ts";

/** Answers with the limit to blame and the rest of the sentence. Zones are the host's knowledge. */
type Row = (limits: Limits, isZone: (name: string) => boolean) => readonly [LimitName, string] | undefined;

const ROWS: readonly Row[] = [
  allowedIsNotBanned,
  oneOrderFits("max-quantity", "max-position"),
  oneOrderFits("max-value", "max-gross-value"),
  someTypeIsKnown,
  theRampHasASize,
  zonesAreKnown,
];

/** The first thing about limits that cannot be meant. */
export function limitsDisagree(file: File, isZone: (name: string) => boolean): Disagreement | undefined {
  const idle = accountOfNobody(file) ?? missingLimits(file);
  if (idle !== undefined) return idle;
  for (const limited of limitedBy(file)) {
    const found = contradiction(limited, isZone);
    if (found !== undefined) return found;
  }
  return undefined;
}

function contradiction(limited: Limited, isZone: (name: string) => boolean): Disagreement | undefined {
  const limits = limitsIn(limited);
  for (const row of ROWS) {
    const found = row(limits, isZone);
    if (found === undefined) continue;
    const path = placeOf(limited, found[0]);
    const whose = path.includes(limited.name) ? "" : ` (for ${limited.kind} ${limited.name})`;
    return { path, what: `${path.join(".")} ${found[1]}${whose}` };
  }
  return undefined;
}

function accountOfNobody(file: File): Disagreement | undefined {
  const traded = Object.values(file.strategies).map(({ account }) => account);
  const idle = Object.keys(file.accounts).find((account) => !traded.includes(account));
  if (idle === undefined) return undefined;
  const near = nearest(idle, traded);
  const hint = near === undefined ? `known here: ${[...new Set(traded)].join(", ")}` : `did you mean "${near}"?`;
  return { path: ["accounts", idle], what: `accounts.${idle} has no effect: no strategy trades it; ${hint}` };
}

function allowedIsNotBanned({ contracts, banned }: Limits): ReturnType<Row> {
  if (contracts === "off" || banned === "off") return undefined;
  const both = contracts.find((allowed) => banned.some((one) => isSame(allowed, one)));
  return both && ["contracts", `allows ${spelled(both)}, which is banned`];
}

/** What is said alike by both; a part that only one of them names makes them differ, for then it excludes something. */
function isSame(allowed: ContractName, banned: ContractName): boolean {
  if ("conId" in allowed || "conId" in banned)
    return "conId" in allowed && "conId" in banned && allowed.conId === banned.conId;
  const parts = ["symbol", "secType", "exchange", "currency"] as const;
  return parts.every((part) => banned[part] === undefined || plain(banned[part]) === plain(allowed[part]));
}

const plain = (text: string | undefined): string | undefined => text?.trim().toUpperCase();

const spelled = (name: ContractName): string =>
  "conId" in name ? `conId ${name.conId}` : Object.values(name).join(" ");

function oneOrderFits(order: "max-quantity" | "max-value", whole: "max-position" | "max-gross-value"): Row {
  return ({ [order]: one, [whole]: all }) => {
    if (one === "off" || all === "off" || compare(one as Decimal, all as Decimal) <= 0) return undefined;
    return [order, `is ${one}, which is more than ${whole} ${all}: no order of that size could be filled`];
  };
}

/** IB's own (https://www.interactivebrokers.com/campus/ibkr-api-page/order-types/). */
const KNOWN_TYPES: readonly string[] =
  "MKT,LMT,STP,STP LMT,TRAIL,TRAIL LIMIT,MIT,LIT,MTL,REL,MOC,LOC,MIDPRICE,VOL,PEG MID,PEG MKT,PEG BEST,PEG STK,PEG BENCH,PEG PRIM,SNAP MKT,SNAP MID,SNAP PRIM,STP PRT,MKT PRT,BOX TOP,PASSV REL,TRAIL MIT,TRAIL LIT,REL + LMT,REL + MKT,LMT + MKT".split(
    ",",
  );
const FOLDED: ReadonlySet<string> = new Set(KNOWN_TYPES.map(folded));

function someTypeIsKnown({ "order-types": types }: Limits): ReturnType<Row> {
  if (types === "off" || types.some((type) => FOLDED.has(folded(type)))) return undefined;
  const near = nearest(types[0]!, KNOWN_TYPES);
  const hint = near === undefined ? 'write types such as "LMT", "STP" or "STP LMT"' : `did you mean "${near}"?`;
  return ["order-types", `names no order type that IB knows (${types.join(", ")}); ${hint}`];
}

function theRampHasASize(limits: Limits): ReturnType<Row> {
  if (limits.ramp === "off" || SIZES.some((size) => limits[size] !== "off")) return undefined;
  return ["ramp", `is ${limits.ramp} % of nothing: ${SIZES.join(", ")} are all off`];
}

function zonesAreKnown({ sessions }: Limits, isZone: (name: string) => boolean): ReturnType<Row> {
  if (sessions === "off") return undefined;
  const lost = sessions.map(zoneOf).find((zone) => !isZone(zone));
  return lost === undefined
    ? undefined
    : ["sessions", `names "${lost}", which is not a time zone: write a name such as "America/New_York" or "UTC"`];
}
