/**
 * Limits of what has been lost and of trading that repeats itself. They trip the trading state (`trips.ts`); as gates they
 * refuse on their own whatever would add to it, also before the trip is written and where somebody has taken it back.
 */
import { toNumber } from "../base/decimal.ts";
import type { Gate, RiskAsk } from "./ask.ts";
import { isBuy } from "./manner.ts";
import { conIdOf } from "./prices.ts";
import { drawdownOf, isFarFrom, lossOf, scopeOf } from "./worth.ts";

export const repeatedExecutions: Gate = {
  gate: "repeated-executions",
  refuses: (ask) => {
    const burst = ask.limit("repeated-executions");
    if (burst === "off" || ask.reduces) return undefined;
    for (const leg of ask.legs) {
      const place = { scope: scopeOf(ask.as, ask.strategy), conId: conIdOf(ask.view, leg), isBuy: isBuy(leg.order) };
      const many = ask.view.executionsNearNewest(place, burst.seconds);
      if (many > burst.executions) return `${many} executions within ${burst.seconds} s against ${burst.executions}`;
    }
    return undefined;
  },
};

export const dailyLoss: Gate = {
  gate: "daily-loss",
  refuses: (ask: RiskAsk) => {
    const most = ask.limit("daily-loss");
    if (most === "off" || ask.reduces || isFarFrom(toNumber(most), ask)) return undefined;
    const loss = lossOf(ask.view, ask.as, ask.strategy, ask);
    if (typeof loss !== "number") return `a day's loss that nobody can know (${loss.lacking}) against ${most}`;
    return loss >= toNumber(most) ? `${loss.toFixed(2)} lost since the day began against ${most}` : undefined;
  },
};

export const drawdown: Gate = {
  gate: "drawdown",
  refuses: (ask) => {
    const most = ask.limit("drawdown");
    if (most === "off" || ask.reduces) return undefined;
    const percent = drawdownOf(ask.view, ask.strategy);
    if (typeof percent !== "number") return `a loss that nobody can know (${percent.lacking}) against ${most} %`;
    return percent > most ? `${percent.toFixed(2)} % below the highest value against ${most} %` : undefined;
  },
};
