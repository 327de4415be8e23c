/** The plays of the two-client tests, as data. */
import { decimal } from "../../../src/base/decimal.ts";
import type { Step } from "../../../src/sim/strategies/script.ts";
import type { Play } from "./stage.ts";

const TEN = decimal(10)!;
const RESTING = ["PreSubmitted", "Submitted"];

/** Everything of the scenario: contract, quotes, limit placed, modified, cancelled, market fill, bracket. */
function everything(name: string, symbol: string, action: "BUY" | "SELL"): readonly Step[] {
  const [near, far] = action === "BUY" ? (["bid", "ask"] as const) : (["ask", "bid"] as const);
  const away = action === "BUY" ? -1 : 1;
  return [
    { step: "describe", symbol },
    { step: "stream", symbol },
    {
      step: "place",
      name: `${name}-rest`,
      symbol,
      order: { action, totalQuantity: TEN, orderType: "LMT", lmtPrice: { from: near, percent: 3 * away }, tif: "GTC" },
    },
    { step: "until", name: `${name}-rest`, status: RESTING },
    { step: "modify", name: `${name}-rest`, lmtPrice: { from: near, percent: 2 * away } },
    { step: "pause", ms: 300 },
    { step: "cancel", name: `${name}-rest` },
    { step: "until", name: `${name}-rest`, status: ["Cancelled"] },
    { step: "place", name: `${name}-market`, symbol, order: { action, totalQuantity: TEN, orderType: "MKT" } },
    { step: "until", name: `${name}-market`, status: ["Filled"] },
    {
      step: "bracket",
      name: `${name}-bracket`,
      symbol,
      entry: { action, totalQuantity: TEN, orderType: "LMT", lmtPrice: { from: far, percent: -away } },
      takeProfit: { from: far, percent: -5 * away },
      stopLoss: { from: near, percent: 5 * away },
    },
    { step: "until", name: `${name}-bracket`, status: ["Filled"] },
    { step: "until", name: `${name}-bracket-sl`, status: ["PreSubmitted"] },
  ];
}

export const WHOLE: Play = {
  seed: 1,
  scripts: { alpha: everything("a", "AAPL", "BUY"), beta: everything("b", "MSFT", "SELL") },
};

/** One order's life from rest to fill, while the other client places and cancels one. */
export const ONE_LIFE: Play = {
  seed: 1,
  scripts: {
    alpha: [
      { step: "stream", symbol: "AAPL" },
      {
        step: "place",
        name: "a-life",
        symbol: "AAPL",
        order: { action: "BUY", totalQuantity: TEN, orderType: "LMT", lmtPrice: { from: "bid", percent: -3 } },
      },
      { step: "until", name: "a-life", status: RESTING },
      { step: "modify", name: "a-life", lmtPrice: { from: "ask", percent: 1 } },
      { step: "until", name: "a-life", status: ["Filled"] },
    ],
    beta: [
      {
        step: "place",
        name: "b-rest",
        symbol: "MSFT",
        order: { action: "BUY", totalQuantity: TEN, orderType: "LMT", lmtPrice: 1.5 },
      },
      { step: "until", name: "b-rest", status: RESTING },
      { step: "cancel", name: "b-rest" },
      { step: "until", name: "b-rest", status: ["Cancelled"] },
    ],
  },
};
