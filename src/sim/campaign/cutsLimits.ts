/**
 * Limits and dead men that a failure does not need: each row of each table goes by itself, whosever it is.
 *
 * A table without rows goes as a whole, and so do hours that no limit speaks of any more.
 */
import { type Best, type Cut, one, stage } from "./cut.ts";
import type { SomeLimits } from "./limits.ts";
import type { Scenario } from "./scenario.ts";

type Table = "strategy" | "account";

/** One limit of one table. */
interface Row {
  readonly table: Table;
  readonly whose: string;
  readonly limit: string;
  readonly value: unknown;
}

export function* limitCuts(best: Best): Generator<Cut> {
  yield {
    what: "limits",
    parts: () => rowsOf(best()),
    keeping: (kept) => withRows(best(), kept as readonly Row[]),
  };
  yield one("hours that no limit speaks of", best, hasIdleHours, (scenario) => stage(scenario, { hours: undefined }));
  yield {
    what: "dead men",
    parts: () => best().topology.strategies.flatMap(({ name, deadManMs }) => (deadManMs === undefined ? [] : [name])),
    keeping: (kept) => withDeadMen(best(), kept),
  };
}

function rowsOf({ topology: { strategies, accountLimits = {} } }: Scenario): readonly Row[] {
  const rows = (table: Table, whose: string, limits: SomeLimits = {}): Row[] =>
    Object.entries(limits).map(([limit, value]) => ({ table, whose, limit, value }));
  return [
    ...strategies.flatMap(({ name, limits }) => rows("strategy", name, limits)),
    ...Object.entries(accountLimits).flatMap(([account, limits]) => rows("account", account, limits)),
  ];
}

function withRows(scenario: Scenario, kept: readonly Row[]): Scenario {
  const { strategies, accountLimits = {} } = scenario.topology;
  const tableOf = (table: Table, whose: string): SomeLimits | undefined => {
    const rows = kept.filter((row) => row.table === table && row.whose === whose);
    return rows.length === 0 ? undefined : Object.fromEntries(rows.map(({ limit, value }) => [limit, value]));
  };
  const accounts = Object.keys(accountLimits).flatMap((account) => {
    const limits = tableOf("account", account);
    return limits === undefined ? [] : [[account, limits] as const];
  });
  return stage(scenario, {
    strategies: strategies.map(({ limits: _, ...strategy }) => {
      const limits = tableOf("strategy", strategy.name);
      return limits === undefined ? strategy : { ...strategy, limits };
    }),
    accountLimits: accounts.length === 0 ? undefined : Object.fromEntries(accounts),
  });
}

const hasIdleHours = (scenario: Scenario): boolean =>
  scenario.topology.hours !== undefined && !rowsOf(scenario).some(({ limit }) => limit === "sessions");

const withDeadMen = (scenario: Scenario, kept: readonly unknown[]): Scenario =>
  stage(scenario, {
    strategies: scenario.topology.strategies.map(({ deadManMs, ...strategy }) =>
      deadManMs !== undefined && kept.includes(strategy.name) ? { ...strategy, deadManMs } : strategy,
    ),
  });
