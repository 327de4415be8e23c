/**
 * Outages of the link to IB: 1100 at the beginning, 1101, 1102 or nothing at the end, and what becomes of data meanwhile.
 *
 * The texts are those of SEQUENCES 9; how they spell the broker is a switch.
 */
import { FARMS, type FarmState } from "../../link/farms.ts";
import { NO_SECURITY } from "../texts.ts";
import { every, lasting, type Mishap, marketRequests, type Prone } from "./mishap.ts";

/** The two ways in which the link is said to be lost. */
const LOST = 1100;
const BROKEN = 2110;

/** What 1100, 1101 and 1102 begin with. */
const connectivity = ({ switches }: Prone): string =>
  `Connectivity between ${switches.brokerName} and Trader Workstation has been`;
const lost = (gateway: Prone): string => `${connectivity(gateway)} lost.`;
/** `data lost`, `data maintained`. */
const restored = (gateway: Prone, data: string): string =>
  `${connectivity(gateway)} restored - ${data}. ${gateway.link.farmsText()}`;
const SERVER_BROKEN =
  "Connectivity between Trader Workstation and server is broken. It will be restored automatically.";
const BOOK_RESET = "Market depth data has been RESET. Please empty deep book contents before applying any new entries.";

export const OUTAGES: readonly Mishap[] = [
  lasting("link-lost", (gateway, { repeatMs, repeatForMs }) => {
    const stop = lose(gateway, repeatMs, repeatForMs);
    return () => {
      stop();
      maintained(gateway, LOST);
    };
  }),
  lasting("link-lost-data", (gateway, { repeatMs }) => {
    const stop = lose(gateway, repeatMs, Number.POSITIVE_INFINITY);
    return () => {
      stop();
      loseData(gateway);
      gateway.notice(1101, restored(gateway, "data lost"));
      gateway.link.restore(LOST);
    };
  }),
  lasting("link-never-closed", (gateway) => {
    const stop = lose(gateway, 0, 0);
    return () => {
      stop();
      gateway.link.restore(LOST);
    };
  }),
  lasting("server-broken-2110", (gateway) => {
    gateway.link.lose([BROKEN, SERVER_BROKEN]);
    return () => maintained(gateway, BROKEN);
  }),
  lasting("farm-broken", (gateway, params) => {
    const farm = FARMS.find(({ kind }) => kind === params.farm) ?? FARMS[0];
    return turn(gateway, [farm], "broken");
  }),
  lasting("farm-inactive", (gateway) => turn(gateway, FARMS, "inactive")),
  lasting("farm-flapping", (gateway, { everyMs }) => {
    let broken = 0;
    const stop = every(gateway, everyMs, () => {
      turnAll(gateway, FARMS, "ok");
      gateway.link.turnFarm(FARMS[broken % FARMS.length] ?? FARMS[0], "broken");
      broken++;
    });
    return () => {
      stop();
      turnAll(gateway, FARMS, "ok");
      refresh(gateway);
    };
  }),
  lasting("farm-ok-no-ticks", (gateway) => () => refresh(gateway)),
  lasting("competing-session", (gateway, _params, narrowed) => {
    for (const session of gateway.sessions())
      for (const reqId of marketRequests(session, narrowed))
        session.error(reqId, 10197, "No market data during competing live session", gateway.wall());
    return () => refresh(gateway);
  }),
];

/** How long a connection takes to be made anew. */
const FARMS_ANEW_MS = 2_000;
const LINK_ANEW_MS = 5_000;

/** The connections to the data farms are made anew: each is broken and OK again, and lines are told all that they show. */
export function reconnectData(gateway: Prone, before: () => void): void {
  const farms = FARMS.filter(({ kind }) => gateway.link.farm(kind) === "ok");
  turnAll(gateway, farms, "broken");
  gateway.later(FARMS_ANEW_MS, () => {
    before();
    turnAll(gateway, farms, "ok");
    refresh(gateway);
  });
}

/** The connection to IB is made anew. One that IB itself has lost stays lost. */
export function reconnectAccount(gateway: Prone, before: () => void): void {
  const stop = lose(gateway, 0, 0);
  gateway.later(LINK_ANEW_MS, () => {
    before();
    stop();
    gateway.link.restore(LOST);
    if (!gateway.link.up) return;
    if (gateway.switches.reconnectAccount === "data-maintained") {
      gateway.notice(1102, restored(gateway, "data maintained"));
      return refresh(gateway);
    }
    loseData(gateway);
    gateway.notice(1101, restored(gateway, "data lost"));
  });
}

/** 1100, again every so often (captured: each second for 15 seconds). The answer stops the repetition. */
function lose(gateway: Prone, repeatMs: number, repeatForMs: number): () => void {
  gateway.link.lose([LOST, lost(gateway)]);
  sayQueued(gateway);
  if (repeatMs === 0 || repeatForMs === 0) return () => {};
  let left = Math.floor(repeatForMs / repeatMs);
  return every(gateway, repeatMs, () => {
    if (left > 0) gateway.notice(LOST, lost(gateway));
    left--;
  });
}

function maintained(gateway: Prone, loss: number): void {
  const text = restored(gateway, "data maintained");
  gateway.notice(1102, text);
  const twice = gateway.faults.strikes("restored-twice");
  if (twice !== undefined) gateway.later(twice.afterMs, () => gateway.notice(1102, text));
  gateway.link.restore(loss);
  refresh(gateway);
}

/** Captured: one millisecond after 1100, for requests whose contracts are all right. */
function sayQueued(gateway: Prone): void {
  gateway.later(1, () => {
    for (const session of gateway.sessions())
      for (const [reqId, { request, symbol }] of session.asked) {
        const pending = request === "reqMktData";
        const about = { client: session.clientId, symbol };
        if (pending && gateway.faults.strikes("outage-queued-200", about) !== undefined)
          session.error(reqId, 200, NO_SECURITY, gateway.wall());
      }
  });
}

/** Every subscription to data is dead (PROTOCOL 13: all of them must be requested again). */
function loseData(gateway: Prone): void {
  for (const session of gateway.sessions()) {
    gateway.lines.gone(session);
    session.queries.endStreams();
  }
}

type Farms = typeof FARMS;

function turn(gateway: Prone, farms: readonly Farms[number][], state: FarmState): () => void {
  turnAll(gateway, farms, state);
  return () => {
    turnAll(gateway, farms, "ok");
    refresh(gateway);
  };
}

function turnAll(gateway: Prone, farms: readonly Farms[number][], state: FarmState): void {
  for (const farm of farms) gateway.link.turnFarm(farm, state);
}

/** Data flows again: every line is told all that it shows, and books begin anew (317, PROTOCOL 15). */
function refresh(gateway: Prone): void {
  for (const session of gateway.sessions()) {
    for (const line of session.market.lines.values()) line.told = undefined;
    for (const line of session.market.depths.values()) {
      Object.assign(line, { toldBids: [], toldAsks: [] });
      session.error(line.reqId, 317, BOOK_RESET, gateway.wall());
    }
  }
}
