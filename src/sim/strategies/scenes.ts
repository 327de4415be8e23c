/**
 * What the demo strategies do, as scenes: short scripts that each leave the position where it was or hardly moved.
 *
 * A maker begins with resting orders, a taker with market orders; both play all scenes in turn, so that within twenty
 * seconds each has placed more than five orders and had more than two fills.
 */
import { compare, type Decimal, decimal } from "../../base/decimal.ts";
import type { Prng } from "../../base/prng.ts";
import type { Step } from "./script.ts";

export type Style = "maker" | "taker";

/** One scene of one symbol; `name` makes its order names unlike any other scene's. */
type Scene = (name: string, symbol: string, stage: Stage) => readonly Step[];

interface Stage {
  readonly prng: Prng;
  /** Bought minus sold so far in this symbol. */
  readonly traded: Decimal;
}

const QUANTITIES = [10, 20, 30, 50].map((shares) => decimal(shares)!);
/** Beyond so many shares either way the next trade leads back. */
const POSITION_MAX = "100" as Decimal;

const quantity = ({ prng }: Stage): Decimal => prng.pick(QUANTITIES);

/** A drawn side, unless the position has grown to its bound. */
function side({ prng, traded }: Stage): "BUY" | "SELL" {
  if (compare(traded, POSITION_MAX) >= 0) return "SELL";
  if (compare(traded, `-${POSITION_MAX}` as Decimal) <= 0) return "BUY";
  return prng.chance(0.5) ? "BUY" : "SELL";
}

/** Takes what the market offers. */
const cross: Scene = (name, symbol, stage) => [
  { step: "place", name, symbol, order: { action: side(stage), totalQuantity: quantity(stage), orderType: "MKT" } },
  { step: "until", name, status: ["Filled", "Cancelled", "Inactive"] },
  { step: "pause", ms: 900 },
];

/** Rests below the market, comes closer, and goes away. */
const rest: Scene = (name, symbol, stage) => [
  {
    step: "place",
    name,
    symbol,
    order: {
      action: "BUY",
      totalQuantity: quantity(stage),
      orderType: "LMT",
      lmtPrice: { from: "bid", percent: -3 },
      tif: "GTC",
    },
  },
  { step: "until", name, status: ["Submitted", "PreSubmitted", "Filled"] },
  { step: "pause", ms: 1_200 },
  { step: "modify", name, lmtPrice: { from: "bid", percent: -2 } },
  { step: "pause", ms: 1_200 },
  { step: "cancel", name },
  { step: "until", name, status: ["Cancelled", "Filled"] },
];

/** Enters with a target and a stop, and after a while takes all of it back. */
const bracket: Scene = (name, symbol, stage) => [
  {
    step: "bracket",
    name,
    symbol,
    entry: {
      action: "BUY",
      totalQuantity: quantity(stage),
      orderType: "LMT",
      lmtPrice: { from: "ask", percent: 0.2 },
      outsideRth: true,
    },
    takeProfit: { from: "ask", percent: 2 },
    stopLoss: { from: "bid", percent: -2 },
  },
  { step: "until", name, status: ["Filled", "Cancelled", "Inactive"] },
  { step: "pause", ms: 2_000 },
  { step: "cancel", name },
  { step: "cancel", name: `${name}-tp` },
  { step: "cancel", name: `${name}-sl` },
  { step: "until", name: `${name}-sl`, status: ["Filled", "Cancelled", "Inactive"] },
  { step: "flatten", name: `${name}-out`, symbol },
  { step: "until", name: `${name}-out`, status: ["Filled", "Cancelled", "Inactive"] },
  { step: "pause", ms: 700 },
];

const SCENES: Record<Style, readonly Scene[]> = {
  maker: [rest, cross, bracket],
  taker: [cross, bracket, cross, rest],
};

/** Before the first scene: know the contracts and see their quotes. */
export const opening = (symbols: readonly string[]): readonly Step[] => [
  ...symbols.map((symbol) => ({ step: "describe", symbol }) as const),
  ...symbols.map((symbol) => ({ step: "stream", symbol }) as const),
];

/** The steps of the n-th scene, n from 0. */
export function sceneSteps(style: Style, n: number, symbol: string, stage: Stage): readonly Step[] {
  const scenes = SCENES[style];
  return scenes[n % scenes.length]!(`${style}${n + 1}`, symbol, stage);
}
