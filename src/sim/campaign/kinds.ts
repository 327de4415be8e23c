/**
 * What a campaign knows of every kind of fault: how often it may happen, where, what it needs, and what the daemon cannot
 * be blamed for while the Gateway or the wire lies about it.
 *
 * A row says only what is particular; a test demands one for every fault of both tables. An excuse holds for the whole run
 * in which the kind is planned: what was once believed can come up at any later time.
 */

import type { Fault } from "../faults/row.ts";
import { type FaultName, isFault, faultRow as rowOfGateway } from "../faults/table.ts";
import { isWorldFault, WORLD_FAULTS, type WorldFaultName } from "../world/faults/table.ts";
import type { Planned } from "./scenario.ts";

/** From, to; both included. */
export type Range = readonly [low: number, high: number];

export type FaultKind = FaultName | WorldFaultName;

/** Which machines a fault of the world means: one at `host`, or the connections between two. */
export type Aim = "daemon" | "upstream" | "door" | "connections" | "client";

export interface Kind {
  /** How often it happens beside the others; 1 is usual. */
  readonly weight: number;
  /** For faults that name machines. */
  readonly aim?: Aim;
  /** What must be in the run for it to strike at all. */
  readonly needs?: "orders" | "families";
  /** How long a condition lasts, or how long something single may strike, in milliseconds; short where the daemon restarts in vain. */
  readonly lastsMs?: Range;
  /** Narrower bounds of its parameters than twice and half of the usual; the whole must be over within a healing. */
  readonly bounds?: { readonly [param: string]: Range };
  /** The first one is planned for the first minutes: what it does comes later by itself. */
  readonly early?: true;
  /** Invariants that the daemon cannot be held to in such a run, each with its reason. */
  readonly excuses?: { readonly [invariant: string]: string };
  /** What is planned a moment after each of it, because without that it would hardly ever strike. */
  readonly brings?: Companion;
  /** Clearing it does not repair it, and only a restart of the Gateway does. */
  readonly outlasts?: true;
  /**
   * Takes nothing from the rates of the others, but comes on top, and to swarms alone: whether it is in the table or not, all
   * else of a seed is the same.
   */
  readonly extra?: true;
  /** Why no drawn run has it. */
  readonly never?: string;
}

/** A fault with all it is told. */
export interface Companion {
  readonly fault: FaultKind;
  readonly values?: Planned["values"];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const USUAL: Kind = { weight: 1 };
const RARE: Kind = { weight: 0.8 };
const ORDERS: Kind = { weight: 1, needs: "orders" };
/** It lies in wait for what few runs have twice: a new session while orders rest, a change while the link is lost. */
const WAITING: Kind = { ...ORDERS, weight: 4, early: true, lastsMs: [30 * MINUTE, 120 * MINUTE] };
const FAMILIES: Kind = { weight: 1.5, needs: "families" };
const DAEMON: Kind = { weight: 1, aim: "daemon" };
/** What strikes only those who connect. */
const RECONNECTS = { fault: "connection-reset" } as const;
const OUTAGE = { fault: "link-lost", values: { forMs: 90_000, repeatMs: 0 } } as const;
/** Orders have to trade meanwhile. */
const LONG_OUTAGE = { fault: "link-lost", values: { forMs: 4 * MINUTE, repeatMs: 0 } } as const;
/** What is appended meanwhile makes the journal give up its reserve, which is to delete a file. */
const NO_ROOM = { fault: "disk-full", values: { host: "daemon", forMs: 20_000 } } as const;
const RESTARTS = { fault: "process-killed", values: { host: "daemon" } } as const;
/** Through the stops on either side. */
const [DROPS, RISES] = [-7, 7].map((percent) => ({ fault: "price-gap", values: { percent } }) as const);
const CONNECTIONS: Kind = { weight: 1, aim: "connections" };

const GARBLED = {
  I4: "a status that was garbled on its way is believed",
  I8: "a request that was garbled on its way is for something else",
  I9: "a number that was garbled on its way can be another strategy's order",
  I10: "an execution that was garbled on its way counts as what it says",
  I11: "what is believed came over a wire that lies",
  I13: "a message that became another one leaves a hole where it stood",
  I14: "an error that was garbled on its way can name any order",
  I17: "positions, fills and ends of orders that were garbled on their way are believed",
  I18: "positions and ends of orders that were garbled on their way are believed",
  I20: "what was garbled on its way can look like an answer, or like news of the link",
} as const;
const POSITIONS = {
  I10: "the Gateway's own list of positions is wrong, and clients ask for that list",
} as const;

export const KINDS = {
  "trading-halt": ORDERS,
  "price-gap": { ...ORDERS, bounds: { percent: [-12, 12] } },
  "early-close": { ...RARE, lastsMs: [MINUTE, 20 * MINUTE] },
  "quote-missing": USUAL,

  "order-lost": ORDERS,
  "order-silent": ORDERS,
  "order-delayed": ORDERS,
  "order-inactive": ORDERS,
  "order-locate": ORDERS,
  "order-precaution": ORDERS,
  "tif-note-10349": ORDERS,
  "cancel-rejected": ORDERS,
  "cancel-lost": ORDERS,
  "cancel-fill-cross": ORDERS,
  "partial-then-cancel": ORDERS,
  "child-rejected": FAMILIES,
  "child-before-parent": FAMILIES,
  "transmit-lost": FAMILIES,
  "oca-overfill": FAMILIES,
  "stop-inert": { ...FAMILIES, brings: DROPS },
  "stop-late": { ...FAMILIES, brings: DROPS },
  "stop-limit-unfilled": { ...FAMILIES, weight: 3, brings: RISES },
  "execution-without-order": USUAL,
  "execution-corrected": ORDERS,
  "execution-busted": ORDERS,
  "executions-since-midnight": { ...RARE, lastsMs: [10 * MINUTE, 120 * MINUTE] },
  "contract-delisted": RARE,

  "link-lost": { weight: 2, lastsMs: [2 * SECOND, 10 * MINUTE] },
  "link-lost-data": { weight: 2, lastsMs: [2 * SECOND, 10 * MINUTE] },
  "link-never-closed": { ...USUAL, lastsMs: [2 * SECOND, 10 * MINUTE] },
  "restored-twice": {
    ...USUAL,
    lastsMs: [10 * MINUTE, 60 * MINUTE],
    excuses: {
      I6: "the second word that the link is back can come while it is lost again: what fills then nobody hears",
    },
    brings: OUTAGE,
  },
  "server-broken-2110": { weight: 2, lastsMs: [30 * SECOND, 10 * MINUTE] },
  "outage-orders-swallowed": { ...ORDERS, lastsMs: [10 * MINUTE, 60 * MINUTE], brings: OUTAGE },
  "outage-modify-twin": WAITING,
  "outage-events-lost": { ...ORDERS, lastsMs: [30 * MINUTE, 120 * MINUTE], early: true, brings: LONG_OUTAGE },
  "outage-queued-200": { ...USUAL, lastsMs: [10 * MINUTE, 60 * MINUTE], brings: OUTAGE },
  "farm-broken": USUAL,
  "farm-flapping": RARE,
  "farm-inactive": RARE,
  "farm-ok-no-ticks": USUAL,
  "subscription-dead": USUAL,
  "subscription-dropped": USUAL,
  "competing-session": RARE,
  "delayed-data": RARE,

  "mute-handshake": { ...USUAL, brings: RECONNECTS },
  "trusted-ip-drop": { ...RARE, brings: RECONNECTS },
  "port-open-while-dead": USUAL,
  "gateway-frozen": USUAL,
  "half-open": USUAL,
  "connection-reset": { weight: 2 },
  "gateway-restart": USUAL,
  "nightly-restart": { ...USUAL, early: true, lastsMs: [60 * MINUTE, 24 * 60 * MINUTE] },
  "cold-restart": { ...RARE, bounds: { approvalMs: [30 * SECOND, 8 * MINUTE] } },
  "restart-loop": RARE,
  "session-taken-over": RARE,
  "secondary-read-only": RARE,
  "api-disabled": RARE,

  "client-id-held": { ...USUAL, brings: RECONNECTS },
  "client-id-stuck": { weight: 0.6, outlasts: true, brings: RECONNECTS },
  "close-wait": { ...RARE, brings: RECONNECTS },
  "next-valid-id-rollback": { ...USUAL, brings: RECONNECTS },
  "next-valid-id-jump": { ...USUAL, brings: RECONNECTS },
  "strict-pacing": { ...RARE, brings: RECONNECTS },
  "server-clock-skew": RARE,
  "server-version-other": { ...RARE, brings: RECONNECTS },
  "frames-split": USUAL,
  "frame-damaged": { ...RARE, excuses: GARBLED },
  "frame-length-wrong": RARE,
  "frame-cut": USUAL,
  "message-unknown": USUAL,
  "connection-slow": USUAL,

  "open-order-missing": ORDERS,
  "order-status-missing": ORDERS,
  "execution-missing": ORDERS,
  "execution-late": ORDERS,
  "order-messages-duplicated": ORDERS,
  "order-messages-reordered": ORDERS,
  "order-messages-replayed": ORDERS,
  "status-regress": ORDERS,
  "perm-id-zero": ORDERS,
  "execution-repeated": ORDERS,
  "executions-on-connect": { ...USUAL, brings: RECONNECTS },
  "commission-early": ORDERS,
  "commission-late": ORDERS,
  "commission-missing": ORDERS,
  "commission-sentinel": ORDERS,
  "end-marker-missing": { ...USUAL, brings: RECONNECTS },
  "end-marker-early": { ...USUAL, brings: RECONNECTS },
  "snapshot-omits-order": WAITING,
  "positions-empty": { ...USUAL, excuses: POSITIONS, brings: RECONNECTS },
  "positions-stale": { ...ORDERS, excuses: POSITIONS },
  "positions-disagree": { ...RARE, excuses: POSITIONS },
  "account-values-misattributed": {
    ...USUAL,
    excuses: { I9: "the Gateway itself puts another account's name over the figures" },
  },

  "net-stalled": CONNECTIONS,
  "net-reset": CONNECTIONS,
  "net-half-open": CONNECTIONS,
  "net-refused": { ...CONNECTIONS, brings: RECONNECTS },
  "net-mute": { ...CONNECTIONS, brings: RECONNECTS },
  "net-slow": CONNECTIONS,
  "net-fragmented": CONNECTIONS,
  "net-late": { ...CONNECTIONS, lastsMs: [10 * MINUTE, 60 * MINUTE] },
  "net-bit-flipped": { weight: 0.6, aim: "connections", excuses: GARBLED },
  "net-swizzled": { weight: 1 },
  "net-slow-reader": { weight: 1, aim: "client" },

  "disk-full": { ...DAEMON, lastsMs: [10 * SECOND, 5 * MINUTE] },
  "disk-write-fails": DAEMON,
  "disk-sync-fails": DAEMON,
  "disk-short-write": DAEMON,
  "disk-slow": DAEMON,
  "disk-read-fails": { ...DAEMON, lastsMs: [10 * MINUTE, 60 * MINUTE], brings: RESTARTS },
  "disk-delete-fails": { ...DAEMON, weight: 2, extra: true, lastsMs: [10 * MINUTE, 60 * MINUTE], brings: NO_ROOM },
  "lock-held": { ...DAEMON, lastsMs: [SECOND, 30 * SECOND], brings: RESTARTS },
  "disk-tail-damaged": { ...DAEMON, lastsMs: [10 * MINUTE, 60 * MINUTE] },
  "disk-file-lost": {
    ...DAEMON,
    never:
      "only a journal that was never synced can be lost, in the first moment of a run: the tests of the world show it",
  },
  "disk-rots": {
    ...DAEMON,
    excuses: { I15: "a journal that rots under a daemon does not say any more what the daemon believes" },
    never:
      "a daemon must refuse to start over damaged old bytes, and no clearing repairs them: scenarios by hand show it",
  },

  "process-frozen": { weight: 1, aim: "daemon", lastsMs: [100, 2 * MINUTE] },
  "process-killed": { weight: 2, aim: "daemon" },
  "crash-trapped": { weight: 2, aim: "daemon" },
  "wall-jump": DAEMON,
  "clock-leap": { ...DAEMON, bounds: { byMs: [SECOND, 10 * MINUTE] } },
} as const satisfies Readonly<Record<FaultKind, Kind>>;

export const KIND_NAMES = Object.keys(KINDS) as readonly FaultKind[];
export const kindRow = (name: FaultKind): Kind => KINDS[name];
/** The kinds that a seed may draw. */
export const DRAWABLE: readonly FaultKind[] = KIND_NAMES.filter((name) => kindRow(name).never === undefined);

/** Its row in the table of the Gateway's faults, or of the world's. */
export const faultOf = (name: FaultKind): Fault => (isFault(name) ? rowOfGateway(name) : WORLD_FAULTS[name]);
export const isKind = (name: string): name is FaultKind => isFault(name) || isWorldFault(name);

/** The invariants that nobody can be held to when these kinds are planned. */
export function excusedBy(planned: readonly string[]): ReadonlySet<string> {
  return new Set(planned.flatMap((name) => (isKind(name) ? Object.keys(kindRow(name).excuses ?? {}) : [])));
}

/** While it is set, what the daemon hears may be late, wrong or nothing; what the market does hides nothing. */
export function isTrouble(name: string): boolean {
  const fault = isKind(name) ? faultOf(name) : undefined;
  return fault?.mode === "while" && fault.part !== "market";
}
