import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { ACTORS } from "../actors/cast.ts";
import { CARELESS_NAMES } from "../actors/kinds.ts";
import { FAULT_NAMES } from "../faults/table.ts";
import { WORLD_FAULT_NAMES } from "../world/faults/table.ts";
import { companyRow } from "./company.ts";
import { draw } from "./draw.ts";
import { read, ScenarioRefused } from "./file.ts";
import { DRAWABLE, excusedBy, type FaultKind, KINDS, kindRow } from "./kinds.ts";
import { BROUGHT_MS, drawMode, type Mode } from "./mischief.ts";
import { print } from "./print.ts";
import { PROFILE_NAMES, profileRow } from "./profiles.ts";
import type { Planned, Scenario } from "./scenario.ts";

/** The kind that planned it: its own, or the one that brought it along. */
function causeOf({ atMs, fault }: Planned, plan: readonly Planned[]): string {
  const brings = (name: string): boolean => kindRow(name as keyof typeof KINDS).brings?.fault === fault;
  return plan.find((other) => other.atMs === atMs - BROUGHT_MS && brings(other.fault))?.fault ?? fault;
}

const SEEDS = 2_000;
const HOUR_MS = 3_600_000;
/** What healing adds on average: two minutes. */
const HEALING_HOURS = 1 / 30;
const drawn: readonly Scenario[] = Array.from({ length: SEEDS }, (_, i) => draw(i + 1));
const share = (holds: (scenario: Scenario) => boolean): number => drawn.filter(holds).length / SEEDS;
const near = (value: number, wanted: number, by: number): void =>
  ok(Math.abs(value - wanted) <= by, `${value} is not within ${by} of ${wanted}`);

test("a draw is a function of its seed and of nothing else", () => {
  for (const seed of [1, 77, 1_999]) deepEqual(draw(seed), draw(seed));
  equal(new Set(drawn.map((scenario) => JSON.stringify({ ...scenario, seed: 0 }))).size, SEEDS);
});

test("a drawn scenario stands in a file and is read back the same", () => {
  for (const scenario of drawn.slice(0, 200)) {
    const back = read(print(scenario));
    if (back instanceof ScenarioRefused) throw new Error(`seed ${scenario.seed}: ${back.reason}`);
    deepEqual(back, JSON.parse(JSON.stringify(scenario)));
  }
});

test("taking one kind away leaves every other item, actor and trait where it was", () => {
  const rich = drawn.filter(({ plan }) => new Set(plan.map(({ fault }) => fault)).size > 5).slice(0, 40);
  equal(rich.length, 40);
  for (const scenario of rich)
    for (const kind of new Set(scenario.plan.map(({ fault }) => fault))) {
      const plan = scenario.plan.filter((item) => causeOf(item, scenario.plan) !== kind);
      deepEqual(draw(scenario.seed, { without: [kind] }), { ...scenario, plan });
    }
});

test("other hours keep the world", () => {
  const long = drawn.filter(({ safetyMs, plan }) => safetyMs > 2 * HOUR_MS && plan.length > 10).slice(0, 20);
  for (const { seed, topology, actors } of long) {
    const short = draw(seed, { hours: 0.5 });
    deepEqual([short.topology, short.actors, short.safetyMs], [topology, actors, HOUR_MS / 2]);
  }
});

test("every fault of both tables has its row, and every actor of the cast", () => {
  deepEqual(Object.keys(KINDS).sort(), [...FAULT_NAMES, ...WORLD_FAULT_NAMES].sort());
  for (const kind of Object.keys(ACTORS)) ok(companyRow(kind), `${kind} has no row in company.ts`);
  equal(
    PROFILE_NAMES.reduce((sum, name) => sum + profileRow(name).weight, 0),
    100,
  );
});

test("a seed is 1.8 simulated hours long on average", () => {
  const mean = drawn.reduce((sum, { safetyMs }) => sum + safetyMs, 0) / SEEDS / HOUR_MS + HEALING_HOURS;
  near(mean, 1.8, 0.18);
});

test("a third of the seeds have one to three kinds only, one in fifty has none, the others are swarms", () => {
  const modes = Array.from({ length: 20_000 }, (_, i) => drawMode(i + 1));
  near(modes.filter((mode) => mode === "none").length / modes.length, 0.02, 0.004);
  near(modes.filter((mode) => mode === "few").length / modes.length, 1 / 3, 0.015);
  near(
    share(({ calm }) => calm === true),
    0.02,
    0.011,
  );
  for (const { seed, plan, calm } of drawn) {
    const kinds = new Set(plan.map((item) => causeOf(item, plan))).size;
    if (drawMode(seed) === "few") ok(kinds >= 1 && kinds <= 3, `seed ${seed} has ${kinds} kinds`);
    equal(calm === true, drawMode(seed) === "none");
    if (calm) equal(kinds, 0);
  }
});

test("what comes on top of the others' rates comes to swarms alone", () => {
  const extra = DRAWABLE.filter((name) => kindRow(name).extra);
  const share = (mode: Mode): number => {
    const all = drawn.filter(({ seed }) => drawMode(seed) === mode);
    const having = all.filter(({ plan }) => plan.some(({ fault }) => extra.includes(fault as FaultKind)));
    return having.length / all.length;
  };
  deepEqual([share("few"), share("none")], [0, 0]);
  ok(share("swarm") > 0.08, `${share("swarm")}`);
});

test("a run without faults has only actors that mean no harm", () => {
  for (const { calm, actors } of drawn)
    if (calm) for (const { kind } of actors) ok(companyRow(kind)?.behaved, `${kind} in a run without faults`);
});

test("every kind of fault, every profile and every kind of actor is drawn", () => {
  const kinds = new Set(drawn.flatMap(({ plan }) => plan.map(({ fault }) => fault)));
  deepEqual([...kinds].sort(), [...DRAWABLE].sort());
  deepEqual([...new Set(drawn.map(({ profile }) => profile))].sort(), [...PROFILE_NAMES].sort());
  const actors = new Set(drawn.flatMap(({ actors }) => actors.map(({ kind }) => kind)));
  deepEqual([...actors].sort(), Object.keys(ACTORS).sort());
});

test("clients are careless in a third of the seeds, about everything there is, and never in a run without faults", () => {
  const isCareless = ({ actors }: Scenario): boolean => actors.some(({ careless }) => careless !== undefined);
  near(share(isCareless), 0.33, 0.05);
  for (const { calm, actors } of drawn)
    for (const { kind, careless = [] } of actors) ok(careless.length === 0 || (!calm && companyRow(kind)?.careless));
  const all = drawn.flatMap(({ actors }) => actors.flatMap(({ careless = [] }) => careless));
  deepEqual([...new Set(all)].sort(), [...CARELESS_NAMES].sort());
});

test("half of the clients that trade change type and hours of their orders, and none in a run without faults", () => {
  const trading = drawn
    .filter(({ calm }) => !calm)
    .flatMap(({ actors }) => actors.filter(({ kind }) => companyRow(kind)?.careless));
  const recasting = trading.filter(({ recasts }) => recasts);
  near(recasting.length / trading.length, 0.5, 0.05);
  equal(drawn.flatMap(({ actors }) => actors.filter(({ recasts }) => recasts)).length, recasting.length);
});

test("no drawn plan has a kind that no run may have", () => {
  for (const { plan } of drawn)
    for (const { fault } of plan) equal(kindRow(fault as keyof typeof KINDS).never, undefined, fault);
});

test("server versions are spread over all that there are, on every side", () => {
  for (const side of ["gateway", "upstream", "door"] as const) {
    const versions = drawn.map(({ topology }) => topology.versions[side]);
    ok(new Set(versions).size >= 60, side);
    near(versions.filter((version) => version === 225).length / SEEDS, 0.41, 0.05);
  }
  const clients = new Set(drawn.flatMap(({ actors }) => actors.flatMap(({ version }) => version ?? [])));
  ok(clients.size >= 60);
});

test("topologies vary: shared accounts, shared strategies, masters, read-only strategies", () => {
  const strategies = (scenario: Scenario) => scenario.topology.strategies;
  const accountsOf = (scenario: Scenario) => strategies(scenario).map(({ account }) => account);
  ok(share((each) => new Set(accountsOf(each)).size < accountsOf(each).length) > 0.1);
  ok(share((each) => strategies(each).some(({ clientIds }) => clientIds.length > 1)) > 0.1);
  ok(share((each) => strategies(each).some(({ masterClientId }) => masterClientId !== undefined)) > 0.03);
  ok(share((each) => strategies(each).some(({ readOnly }) => readOnly === true)) > 0.005);
  for (const each of drawn) ok(strategies(each).every(({ name }) => name.length <= 8));
});

test("an excuse holds for what a plan has, and a plan without lies has none", () => {
  deepEqual([...excusedBy(["link-lost", "gateway-restart"])], []);
  ok(excusedBy(["frame-damaged"]).has("I4"));
  ok(share(({ plan }) => excusedBy(plan.map(({ fault }) => fault)).has("I4")) < 0.2);
});
