/**
 * The market of these tests: AAPL's prices stand still while its sizes move.
 *
 * So a quote streams and a market order always fills in one piece, yet every price, fill, commission and account value
 * is the same in every run, at whatever moment a bot comes to it: transcripts need not blur a single one of them.
 */
const SECONDS = 300;
const STEP_MS = 250;

export const PRICES = [...Array((SECONDS * 1000) / STEP_MS).keys()]
  .map(
    (i) =>
      `${i * STEP_MS},AAPL,254.99,255.01,255,${3000 + 100 * (i % 7)},${3000 + 100 * (i % 5)},${100 + 100 * (i % 3)}`,
  )
  .join("\n");
