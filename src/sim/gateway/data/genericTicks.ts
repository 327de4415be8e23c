/**
 * A generic tick list: what it asks for, or the 321 that refuses it.
 *
 * The whole list is refused for one entry that is not legal, with the list of those that are. Which are has changed with
 * the builds: a switch. Two lists were published with the refusal itself: May 2022 (deephaven-ib #46) and February 2026
 * (ibx #450, which also shows `mdoff`, `292:BRFG` and that a colon needs something behind it).
 */
import { validating } from "../texts.ts";

export interface GenericTicks {
  /** As IB numbers the requests, aliases resolved. */
  readonly codes: ReadonlySet<number>;
  /** The ticks that come unasked are not wanted. */
  readonly mdoff: boolean;
  /** Codes of news providers behind 292; none means all. */
  readonly newsProviders: readonly string[];
}

export type LegalGenericTicks = "2026" | "2022";

const ALL = undefined;
/** Most have no alias. */
const NONE = undefined;
const DIVIDENDS = ["STK", "CFD", "OPT", "FOP", "FUT", "CONTFUT", "IND"];
const SHORT_TERM = ["STK", "CFD", "OPT", "FOP", "WAR", "FUT", "CONTFUT", "FWD", "BOND", "CRYPTO"];

type Row = readonly [
  code: number,
  alias: number | undefined,
  name: string,
  secTypes: readonly string[] | undefined,
  only?: LegalGenericTicks,
];

// biome-ignore format: a table
const LEGAL: readonly Row[] = [
  [100, NONE, "Option Volume", ALL],
  [101, NONE, "Option Open Interest", ALL],
  [105, NONE, "Average Opt Volume", ALL],
  [106, NONE, "impvolat", ALL],
  [162, NONE, "Index Future Premium", ["IND"]],
  [165, NONE, "Misc. Stats", ALL],
  [221, 220, "Creditman Mark Price", ALL],
  [225, NONE, "Auction", ALL],
  [232, 221, "Pl Price", ALL],
  [233, NONE, "RTVolume", ALL],
  [236, NONE, "inventory", ALL],
  [258, 47, "Fundamentals", ALL],
  [292, NONE, "Wide_news", ALL, "2026"],
  [293, NONE, "TradeCount", ALL],
  [294, NONE, "TradeRate", ALL],
  [295, NONE, "VolumeRate", ALL],
  [318, NONE, "LastRTHTrade", ALL],
  [375, NONE, "RTTrdVolume", ALL],
  [411, NONE, "rthistvol", ALL],
  [456, 59, "IBDividends", DIVIDENDS],
  [460, NONE, "Bond Factor Multiplier", ALL],
  [576, NONE, "EtfNavBidAsk(navbidask)", ALL, "2022"],
  [577, NONE, "EtfNavLast(navlast)", ALL],
  [578, NONE, "EtfNavClose(navclose)", ALL, "2022"],
  [586, NONE, "IPOHLMPRC", ALL],
  [587, NONE, "Pl Price Delayed", ALL],
  [588, NONE, "Futures Open Interest", ALL],
  [595, NONE, "Short-Term Volume X Mins", SHORT_TERM],
  [614, NONE, "EtfNavMisc(high/low)", ALL],
  [619, NONE, "Creditman Slow Mark Price", ALL],
  [623, NONE, "EtfFrozenNavLast(fznavlast)", ALL],
];

export interface LegalRules {
  readonly build: LegalGenericTicks;
  /** 104 is in IB's documentation and in neither of the published lists. */
  readonly serves104: boolean;
}

const EMPTY: GenericTicks = { codes: new Set(), mdoff: false, newsProviders: [] };

/** What a list asks for, or the text of its refusal. Empty entries are passed over. */
export function readGenericTicks(list: string, secType: string, rules: LegalRules): GenericTicks | string {
  const entries = list
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  if (entries.length === 0) return EMPTY;
  const codes = new Set<number>();
  const newsProviders: string[] = [];
  const asked = entries.filter((entry) => entry.toLowerCase() !== "mdoff");
  for (const entry of asked) {
    const [id = "", parameter] = entry.split(":");
    const code = codeOf(id, secType, rules);
    if (code === undefined || parameter === "") return refusal(list, secType, rules);
    codes.add(code);
    if (parameter !== undefined) newsProviders.push(...parameter.split("+"));
  }
  if (codes.size === 0) return refusal(list, secType, rules);
  return { codes, mdoff: asked.length < entries.length, newsProviders };
}

const rowsFor = (secType: string, { build }: LegalRules): readonly Row[] =>
  LEGAL.filter(([, , , secTypes = [secType], only = build]) => only === build && secTypes.includes(secType));

/** By alias first: 221 asks for the mark price that profit is counted with (232), as IB's documentation has it. */
function codeOf(text: string, secType: string, rules: LegalRules): number | undefined {
  const id = /^\+?\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (id === 104 && rules.serves104) return 104;
  const rows = rowsFor(secType, rules);
  return (rows.find(([, alias]) => alias === id) ?? rows.find(([code]) => code === id))?.[0];
}

function refusal(list: string, secType: string, rules: LegalRules): string {
  const names = rowsFor(secType, rules).map(([code, alias, name]) => `${code}${alias ? `/${alias}` : ""}(${name})`);
  return validating(`Incorrect generic tick list of ${list}.  Legal ones for (${secType}) are: ${names.join(",")}`);
}
