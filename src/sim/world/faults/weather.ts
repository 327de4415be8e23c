/**
 * What each fault of the network that lasts does to one direction of a connection.
 *
 * A machine's second process counts as the machine (`daemon#2` as `daemon`).
 */
import type { Prng } from "../../../base/prng.ts";
import type { Weather } from "../pipe.ts";
import type { Side, Sides } from "../plight.ts";
import type { WorldFaultName, WorldFaultParams } from "./table.ts";

/** A fault as a direction meets it. */
export interface Meeting<Params> {
  readonly params: Params;
  /** Counts that it changed something. */
  readonly struck: () => void;
  /** Draws whether it takes an opportunity, and counts it. */
  readonly strikes: () => boolean;
  readonly details: Prng;
}

type Forecast<N extends WorldFaultName> = (meeting: Meeting<WorldFaultParams<N>>) => Partial<Weather>;

type Way = "both" | "out" | "in";

export const FORECASTS: { readonly [N in WorldFaultName]?: Forecast<N> } = {
  "net-stalled": ({ struck }) => ({ stalled: true, blocked: struck }),
  "net-slow": ({ params, struck, details }) => ({
    delayMs: () => {
      struck();
      return params.addMs * (1 + details.float());
    },
  }),
  "net-fragmented": ({ params, struck, details }) => ({
    piece: (left) => {
      const length = details.between(1, Math.min(params.bytesMax, left));
      if (length < left) struck();
      return length;
    },
  }),
  "net-late": ({ params, struck, details }) => ({
    delayMs: () => params.dawdleMs,
    lateMs: () => {
      struck();
      return details.float() * params.byMs;
    },
  }),
  "net-bit-flipped": ({ strikes, details }) => ({
    touch: (bytes) => {
      const struck = strikes();
      if (struck) flipBit(bytes, 0, bytes.length, details);
      return struck;
    },
  }),
  "net-slow-reader": ({ params, struck }) => ({
    windowBytes: params.windowBytes,
    drainMs: (bytes) => {
      struck();
      return (bytes * 1_000) / params.bytesPerSecond;
    },
  }),
};

const CALM: Weather = {
  stalled: false,
  blocked: () => {},
  delayMs: () => 0,
  drainMs: () => 0,
  piece: () => undefined,
  windowBytes: Number.POSITIVE_INFINITY,
  touch: () => false,
  lateMs: () => 0,
};

/** All of them together: delays add up, and no two change another thing. */
export function together(parts: readonly Partial<Weather>[]): Weather | undefined {
  if (parts.length === 0) return undefined;
  const delays = parts.flatMap(({ delayMs }) => delayMs ?? []);
  const delayMs = (): number => delays.reduce((sum, delay) => sum + delay(), 0);
  return Object.assign({}, CALM, ...parts, { delayMs });
}

/** Which side of a connection the narrowing means as `host`; the dialling one where both would do. */
export function sideOf(
  sides: Sides,
  { host, peer }: { readonly host: string; readonly peer: string },
): Side | undefined {
  const is = (side: Side, name: string): boolean => name === "" || sides[side].split("#")[0] === name;
  if (is("client", host) && is("server", peer)) return "client";
  return is("server", host) && is("client", peer) ? "server" : undefined;
}

/** Whether a fault means the bytes that come from one side. */
export function meansBytesFrom(from: Side, sides: Sides, params: Narrowed): boolean {
  const host = sideOf(sides, params);
  const way = params.way ?? "in";
  return host !== undefined && (way === "both" || (way === "out") === (from === host));
}

export interface Narrowed {
  readonly host: string;
  readonly peer: string;
  readonly way?: Way;
}

/** Flips one drawn bit of the bytes from `start` to `end`. */
export function flipBit(bytes: Uint8Array, start: number, end: number, prng: Prng): void {
  bytes[prng.between(start, end - 1)]! ^= 1 << prng.between(0, 7);
}
