/**
 * What can be taken away from a scenario, in the order in which it is tried: lists of parts, and the scenario that is left
 * when only some of them are kept.
 *
 * Parts that nobody needs go together with what they belonged to: a strategy without actors, a step of a script. What
 * cannot be left out can be made plain: then the part is "it stays as it is".
 */
import type { ActorSpec } from "../actors/spec.ts";
import { type Best, type Cut, one, stage } from "./cut.ts";
import { limitCuts } from "./cutsLimits.ts";
import type { Planned, Scenario, Topology } from "./scenario.ts";

/** Faults, crashes and actors: how large a scenario is. */
export const eventsOf = ({ plan, crashes, actors }: Scenario): number =>
  plan.length + (crashes?.length ?? 0) + actors.length;

/** All cuts of what is best at the time, and of when it fails. */
export function* cuts(best: () => Scenario, failsAtMs: () => number): Generator<Cut> {
  yield* times(best, failsAtMs);
  yield troubles(best);
  yield kinds(best);
  yield* times(best, failsAtMs);
  yield actors(best);
  yield* times(best, failsAtMs);
  yield planned(best);
  yield crashes(best);
  yield* leftovers(best);
  yield* limitCuts(best);
  for (const i of best().actors.keys()) yield* ofActor(best, i);
  yield* plain(best);
  for (const i of best().plan.keys()) yield values(best, i);
}

// ---------------------------------------------------------------- time

/** What is planned for later than the end goes with it. */
const until = (scenario: Scenario, safetyMs: number): Scenario => ({
  ...scenario,
  safetyMs,
  plan: scenario.plan.filter(({ atMs }) => atMs <= safetyMs),
});

const SHORTEST_MS = 1_000;

/** Nothing behind the failure; then half of the time, as often as it can be. */
function* times(best: Best, failsAtMs: () => number): Generator<Cut> {
  const end = Math.ceil(failsAtMs()) + 1;
  yield one(
    "time after the failure",
    best,
    ({ safetyMs }) => end < safetyMs,
    (scenario) => until(scenario, end),
  );
  for (let before = Number.POSITIVE_INFINITY; best().safetyMs < before && best().safetyMs > SHORTEST_MS; ) {
    before = best().safetyMs;
    yield one(
      "the second half",
      best,
      () => true,
      (scenario) => until(scenario, Math.ceil(scenario.safetyMs / 2)),
    );
  }
}

// ---------------------------------------------------------------- trouble and company

const troubles = (best: Best): Cut =>
  one(
    "everything that goes wrong",
    best,
    ({ plan, crashes: placed }) => plan.length + (placed?.length ?? 0) > 0,
    ({ crashes: _, ...scenario }) => ({ ...scenario, plan: [] }),
  );

const CRASHES = "crashes";

/** Every fault by its name; placed crashes are a kind too. */
function kinds(best: Best): Cut {
  return {
    what: "kinds of faults",
    parts: () => [...new Set([...best().plan.map(({ fault }) => fault), ...(best().crashes?.length ? [CRASHES] : [])])],
    keeping: (kept) => ({
      ...best(),
      plan: best().plan.filter(({ fault }) => kept.includes(fault)),
      crashes: kept.includes(CRASHES) ? best().crashes : undefined,
    }),
  };
}

const planned = (best: Best): Cut => ({
  what: "planned faults",
  parts: () => best().plan,
  keeping: (plan) => ({ ...best(), plan: plan as readonly Planned[] }),
});

const crashes = (best: Best): Cut => ({
  what: "placed crashes",
  parts: () => best().crashes ?? [],
  keeping: (kept) => ({ ...best(), crashes: kept.length > 0 ? (kept as Scenario["crashes"]) : undefined }),
});

const actors = (best: Best): Cut => ({
  what: "actors",
  parts: () => best().actors,
  keeping: (kept) => ({ ...best(), actors: kept as readonly ActorSpec[] }),
});

// ---------------------------------------------------------------- what belongs to them

function* leftovers(best: Best): Generator<Cut> {
  yield one(
    "strategies without actors",
    best,
    (scenario) => idle(scenario).length > 0,
    (scenario) => {
      const gone = idle(scenario);
      return stage(scenario, {
        strategies: scenario.topology.strategies.filter((strategy) => !gone.includes(strategy)),
      });
    },
  );
  yield one(
    "accounts without strategies",
    best,
    (scenario) => unused(scenario).length > 0,
    (scenario) => {
      const gone = unused(scenario);
      return stage(scenario, { accounts: scenario.topology.accounts.filter((account) => !gone.includes(account)) });
    },
  );
}

/** The first one stays: a daemon needs somebody to serve. */
const idle = ({ actors: all, topology: { strategies } }: Scenario): Topology["strategies"] =>
  strategies.filter(({ name }, i) => i > 0 && !all.some(({ strategy }) => strategy === name));

const unused = ({ topology: { accounts, strategies } }: Scenario): readonly string[] =>
  accounts.filter((account) => !strategies.some((strategy) => strategy.account === account));

function* ofActor(best: Best, i: number): Generator<Cut> {
  const actor = (): ActorSpec | undefined => best().actors[i];
  const changed = (change: Partial<ActorSpec>): Scenario => ({
    ...best(),
    actors: best().actors.map((spec, at) => (at === i ? { ...spec, ...change } : spec)),
  });
  yield {
    what: `steps of ${actor()?.host}`,
    parts: () => actor()?.steps ?? [],
    keeping: (kept) => changed({ steps: kept as ActorSpec["steps"] }),
  };
  yield {
    what: `carelessness of ${actor()?.host}`,
    parts: () => actor()?.careless ?? [],
    keeping: (kept) => changed({ careless: kept.length > 0 ? (kept as ActorSpec["careless"]) : undefined }),
  };
  yield one(
    `what ${actor()?.host} recasts`,
    best,
    () => actor()?.recasts === true,
    () => changed({ recasts: undefined }),
  );
  yield {
    what: `symbols of ${actor()?.host}`,
    parts: () => actor()?.symbols ?? [],
    keeping: (kept) => (kept.length > 0 ? changed({ symbols: kept as readonly string[] }) : undefined),
  };
}

// ---------------------------------------------------------------- plain words

/** No delays, no pieces: what is left of the network and the disk when nothing of theirs matters. */
const CALM = {
  network: { latencyMsMax: 1, fragmentChanceMax: 0 },
  disk: { syncMsMax: 1, slowSyncMsMax: 1, slowSyncChance: 0, readMsMax: 1 },
} satisfies Partial<Topology>;

function* plain(best: Best): Generator<Cut> {
  for (const part of ["network", "disk"] as const)
    yield one(
      `the ${part}'s whims`,
      best,
      ({ topology }) => topology[part] !== undefined && topology[part] !== CALM[part],
      (scenario) => stage(scenario, { [part]: CALM[part] }),
    );
  yield {
    what: "switches of the Gateway",
    parts: () => Object.entries(best().topology.switches ?? {}),
    keeping: (kept) =>
      stage(best(), { switches: kept.length > 0 ? Object.fromEntries(kept as [string, never][]) : undefined }),
  };
  yield {
    what: "what the operator has configured",
    parts: () => Object.entries(best().topology.operating ?? {}),
    keeping: (kept) =>
      stage(best(), { operating: kept.length > 0 ? Object.fromEntries(kept as [string, never][]) : undefined }),
  };
  yield one(
    "the calendar",
    best,
    ({ topology }) => topology.calendar === "real",
    (scenario) => stage(scenario, { calendar: "always" }),
  );
}

/** What a fault is told beyond its defaults. */
function values(best: Best, i: number): Cut {
  return {
    what: `values of ${best().plan[i]?.fault}`,
    parts: () => Object.entries(best().plan[i]?.values ?? {}),
    keeping: (kept) => ({
      ...best(),
      plan: best().plan.map((each, at) =>
        at === i ? { ...each, values: valuesOf(kept as [string, number][]) } : each,
      ),
    }),
  };
}

const valuesOf = (kept: readonly (readonly [string, number | string])[]): Planned["values"] =>
  kept.length > 0 ? Object.fromEntries(kept) : undefined;
