/**
 * A world for one question: what risk would see if the market, the book and the account were as the scene says. Controls are
 * rehearsed in it, where nothing but the limit under trial stands in an order's way.
 */
import { type Decimal, ZERO } from "../base/decimal.ts";
import type { Instant } from "../base/time.ts";
import type { Exposed } from "./bookView.ts";
import type { Mark } from "./equity.ts";
import type { KnownContract, Quote, RiskView } from "./view.ts";

export interface Scene {
  /** The account's and the strategy's position in every contract; 0 when unset. */
  readonly position?: Decimal | "unknown";
  /** Orders that have not ended. */
  readonly open?: readonly Exposed[];
  /** Of every contract; nobody streams it when undefined is said. */
  readonly quote?: Quote | undefined;
  /** How old the youngest order is that looks like the one that is judged, in ms. */
  readonly alikeMs?: number;
  /** Orders and changes in the last second. */
  readonly inSecond?: number;
  /** Of one side of a contract, close to each other. */
  readonly executions?: number;
  /** The account's worth now, and what it is measured by. */
  readonly netLiquidation?: number;
  readonly mark?: Mark;
  readonly known?: readonly KnownContract[];
  /** What units of currencies are worth in USD, the base currency. */
  readonly rates?: Readonly<Record<string, number>>;
}

export const BASE_CURRENCY = "USD";

/** A market that moves: one hundred, bid and ask a cent to either side. */
export const calm = (now: Instant): Quote => ({ bid: 99.99, ask: 100.01, last: 100, at: now, halted: false });

export function rehearsal(scene: Scene): RiskView {
  const { position = ZERO, open = [], quote, known = [], rates = {}, alikeMs, inSecond = 0 } = scene;
  return {
    open: () => open,
    openOf: (wanted) => open.filter(({ conId }) => conId === wanted || conId === 0),
    openVersion: () => 0,
    openConIds: () => open.map(({ conId }) => conId),
    kept: new Map(),
    byKey: (key) => open.find((order) => order.key === key),
    strangersOf: () => [],
    owing: () => [],
    owedOf: () => [],
    alike: (_account, _strategy, _wish, ms) => (alikeMs !== undefined && alikeMs < ms ? alikeMs : undefined),
    inSecond: () => inSecond,
    executionsNearNewest: () => scene.executions ?? 0,
    mark: () => undefined,
    heldConIds: () => [],
    holdings: () => [],
    cash: () => new Map(),
    marked: () => scene.mark,
    positions: () => [],
    position: () => (position === "unknown" ? undefined : position),
    booked: () => (position === "unknown" ? undefined : position),
    own: () => (position === "unknown" ? ZERO : position),
    nobodys: () => ZERO,
    quote: () => quote,
    contract: (conId) => known.find((contract) => contract.conId === conId),
    doubt: () => "nobody has said which contract it is",
    baseCurrency: () => BASE_CURRENCY,
    accountValue: (_account, key, currency = BASE_CURRENCY) =>
      key === "ExchangeRate" ? rates[currency] : key === "NetLiquidation" ? scene.netLiquidation : undefined,
  };
}
