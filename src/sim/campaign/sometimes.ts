/**
 * What a campaign must have seen: recovery paths and rare situations, and every kind of fault that may be drawn.
 *
 * A path that never ran was not tested, however green the campaign is. Actors report what they live through in words,
 * the daemon names its own paths in its log, and faults count their strikes.
 */
import { HALT_LEVELS } from "../../model/trading.ts";
import { DRAWABLE } from "./kinds.ts";
import { GATE_NAMES, refusedBy, TRIPS } from "./limits.ts";
import type { Totals } from "./totals.ts";

interface Situation {
  readonly says: string;
  /** Whose word it is. */
  readonly from: "sometimes" | "logged";
  /** Campaigns of fewer seeds need not have it. */
  readonly seedsMin?: number;
}

/** Some things need two coincidences, and a campaign of a few hundred seeds may well go without. */
const LARGE = 2_000;

const seen = (says: string): Situation => ({ says, from: "sometimes" });
const logged = (says: string): Situation => ({ says, from: "logged" });

const trips = Object.fromEntries(
  TRIPS.map((limit) => [`tripped: ${limit}`, seen(`the limit \`${limit}\` was reached and changed who may trade`)]),
);
const gates = Object.fromEntries(
  GATE_NAMES.map((gate) => [refusedBy(gate), seen(`risk refused an order by its gate \`${gate}\``)]),
);
const levels = Object.fromEntries(
  HALT_LEVELS.map((level) => [`halted: ${level}`, seen(`an operator halted trading at level ${level}`)]),
);

export const SITUATIONS: Readonly<Record<string, Situation>> = {
  "1100 told": seen("a client was told that the link is lost"),
  "1101 told": seen("a client was told that the link is back without its data"),
  "1102 told": seen("a client was told that the link is back"),
  "client cut for slowness": seen("a client that did not read was cut off"),
  "cancel waited during outage": seen("a cancel waited for the link"),
  "fill crossed cancel": seen("an order filled while its cancel was on its way"),
  "daemon compared with its journal": seen("what a daemon believes was compared with a replay of its journal"),
  "held leg discarded by restart": seen("a held leg of a bracket was told as cancelled after a restart"),
  "order retried after reconnect": seen("a client placed an order without answer again"),
  "second daemon refused by lock": seen("a second daemon on the same machine was refused by the directory's lock"),
  "second daemon refused by 326": seen("a daemon on another machine was refused by the Gateway"),
  "a newer journal was refused": seen("the present build refused a journal that a newer one had written"),
  "a newer build went on": seen("a newer build was ready on the journal of the present one"),
  "stop cancelled by hand": seen("a person cancelled the stop of a bracket in TWS"),
  "bracket assembled after the fill": seen("a client tied exits to an entry by a group after its fill"),
  "order unknown told": seen("a client was told that nobody knows what became of its order"),
  "order refused before a restart": seen("a new order was refused because the Gateway was about to restart"),

  "order refused: it adds under reducing": seen("an order was refused because it would add under `reducing`"),
  "change into the market refused: halted": seen("a change into the market was refused under `halted`"),
  "change into the market refused: reducing": seen("a change into the market was refused under `reducing`"),
  "order refused on a full disk": seen("a new order was refused because there is no room for the journal"),

  ...gates,
  ...levels,
  ...trips,
  "halt done: cancel-all": seen("a halt had cancelled all that it was to cancel"),
  "halt done: flatten": seen("a halt had closed all that it was to close"),
  "dead-man-fired": logged("a dead man cancelled the entries of a strategy whose clients were gone"),
  "alert trading-halted": seen("a halt was told"),
  "alert close-waits": seen("a position that a halt shall close and cannot was told"),

  remedy: logged("a remedy was asked for"),
  "snapshot-unended": logged("a snapshot that the Gateway did not end was ended by holdfast"),
  "stream-flows": logged("a stream that was found silent flowed again"),
  "order-waited": logged("an order waited for the Gateway's restart to be over and left afterwards"),
  "second-factor-awaited": logged("a login waited for its second factor"),
  "session-down": logged("a person was told that the session stays away"),
  "session-lost": logged("the session with the Gateway ended"),
  "alert unprotected": seen("a filled entry without enough stops was told"),
  "alert leg-missing": seen("a leg of a bracket that does not rest at the broker was told"),
  "alert order-stuck": seen("an order that has been on its way for too long was told"),
  "alert order-unknown": seen("an order whose fate is not known was told"),
  "alert order-twin": seen("a second order with the key of one of ours was told"),
  "alert order-after-end": seen("an order that lived after its end was told"),
  "alert drift-order": seen("an order that is not what the broker holds was told"),
  "alert drift-position": seen("a position that is not what its executions make was told"),
  "alert disk-full": seen("a full disk was told"),
  "journal-reserve-given-up": logged("the journal lived on its reserve"),
  "journal-file-begun": logged("the journal went on in a new file"),
  "journal-file-deleted": logged("an old file of the journal was deleted"),
  "journal-file-not-deleted": { ...logged("a file of the journal could not be deleted"), seedsMin: LARGE },
  "journal-tail-cut": logged("a torn tail of the journal was cut"),
  "held-leg-discarded": logged("a held leg was thrown away"),
  "bracket-refused": logged("legs that waited at the door were refused with one of their bracket"),
  "order-refused": logged("an order was refused at the door"),
  "change-refused": logged("a change of an order was refused"),
  "list-not-ended": logged("a list of the Gateway did not end in time"),
  "positions-incomplete": logged("a list of positions did not end in time"),
  "account-load-not-ended": logged("an account's image did not end in time"),
  "account-stream-asked-again": {
    ...logged("a stream of account values had to be asked for again"),
    seedsMin: LARGE,
  },
  "contract-named": logged("holdfast asked the Gateway which contract an order by symbol means"),
  "executions-refused": logged("the Gateway refused to list executions"),
  "gateway-error-unclaimed": logged("an error of the Gateway that belongs to nobody"),
  "upstream-frame-unreadable": logged("the Gateway said something that cannot be read"),
  "client-frame-unreadable": logged("a client said something that cannot be read"),
};

/** Faults that need more than to be set, which a few hundred seeds need not bring: a stop-limit has to be triggered meanwhile. */
const RARE: ReadonlySet<string> = new Set(["stop-limit-unfilled"]);

/** What never happened, in sentences; also which faults never struck. */
export function missing(totals: Totals): readonly string[] {
  const situations = Object.entries(SITUATIONS)
    .filter(([name, { from, seedsMin = 0 }]) => (totals[from][name] ?? 0) === 0 && totals.seeds >= seedsMin)
    .map(([name, { says }]) => `${name}: it never happened that ${says}`);
  const faults = DRAWABLE.filter((name) => (totals.struck[name] ?? 0) === 0)
    .filter((name) => !RARE.has(name) || totals.seeds >= LARGE)
    .map((name) => `${name}: set ${totals.set[name] ?? 0} times, it never struck`);
  const calm = totals.calm > 0 ? [] : ["no seed was without faults: false alarms were looked for nowhere"];
  return [...situations, ...faults, ...calm];
}
