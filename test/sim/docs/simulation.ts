/**
 * The generated parts of docs/simulation.md, made of the tables that the simulation itself uses: what may go wrong, who
 * comes, what is judged, what is forgiven, what waits, which days are drawn, planted bugs, crash scenes and incidents.
 */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CARELESS } from "../../../src/sim/actors/carelessHabits.ts";
import { ACTORS } from "../../../src/sim/actors/cast.ts";
import { KIND_NAMES, kindRow } from "../../../src/sim/campaign/kinds.ts";
import { PROFILE_NAMES, profileRow } from "../../../src/sim/campaign/profiles.ts";
import { SITUATIONS } from "../../../src/sim/campaign/sometimes.ts";
import { CHECKERS } from "../../../src/sim/checkers/checkers.ts";
import type { Fault, FaultPart } from "../../../src/sim/faults/row.ts";
import { FAULTS } from "../../../src/sim/faults/table.ts";
import { WORLD_FAULTS } from "../../../src/sim/world/faults/table.ts";
import { CANARY, MUTANTS, WAITING as MUTANTS_WAITING } from "../../mutants/mutants.ts";
import { ROOT } from "../../rig/folders.ts";
import { scenarios } from "../crashes/scenes.ts";
import { scenarioOf } from "../incidents/play.ts";
import { INCIDENTS, WAITING as INCIDENTS_WAITING, WEAKNESSES } from "../incidents/weaknesses.ts";
import { FEATURE_NAMES, feature } from "../waiting/features.ts";
import { ALL_WAITING, BESIDE, WAITING_INVARIANTS } from "../waiting/waiting.ts";
import { code, type Parts, table } from "./page.ts";

/** What a run that does not come back breaks. */
const LIVENESS = "L";
export const DOCUMENT = join(ROOT, "docs/simulation.md");

const PART_NAMES: Readonly<Record<FaultPart, string>> = {
  market: "the market",
  broker: "the broker",
  link: "the link to IB",
  gateway: "the Gateway",
  network: "the network",
  disk: "the disk",
  host: "hosts, processes and clocks",
};
const ALL_FAULTS = Object.entries({ ...FAULTS, ...WORLD_FAULTS }) as readonly (readonly [string, Fault])[];

function counts(): string {
  const parts = Object.entries(PART_NAMES).map(([part, title]) => {
    const rows = ALL_FAULTS.filter(([, row]) => row.part === part);
    return [title, String(rows.length), rows.map(([name]) => code(name)).join(" ")];
  });
  return table(["where", "kinds", "their names"], [...parts, ["together", String(ALL_FAULTS.length), ""]]);
}

const around = (): string =>
  table(
    ["fault", "where", "kind", "what it does"],
    Object.entries<Fault>(WORLD_FAULTS).map(([name, { part, mode, says }]) => [code(name), part, mode, says]),
  );

/** Files that are not named after what they make. */
const FILES: Readonly<Record<string, string>> = { script: "scripted" };

const actors = (): string =>
  table(
    ["actor", "what it is"],
    Object.keys(ACTORS).map((kind) => [code(kind), purposeOf(`src/sim/actors/${FILES[kind] ?? kind}.ts`)]),
  );

const careless = (): string =>
  Object.entries(CARELESS)
    .map(([name, { says }]) => `- ${code(name)}: ${says}`)
    .join("\n");

/** The first paragraph of the docstring that opens a file. */
function purposeOf(path: string): string {
  const opening = /^\/\*\*([\s\S]*?)\*\//.exec(readFileSync(join(ROOT, path), "utf8"))?.[1] ?? "";
  return opening
    .replaceAll(/^\s*\* ?/gm, "")
    .trim()
    .split("\n\n")[0]!
    .replaceAll(/\s+/g, " ");
}

function invariants(): string {
  const rows = [
    ...CHECKERS.map(({ id, says }): Judged => ({ id, says, where: fileOf(id) })),
    ...BESIDE.map(({ id, says, where }): Judged => ({ id, says, where: where.map(code).join(", ") })),
  ];
  const numbered = rows.sort((a, b) => number(a.id) - number(b.id));
  const liveness = [
    LIVENESS,
    "when the faults are over, the daemon and everybody who waits for it get what they wait for",
  ];
  return table(
    ["", "what is promised", "where it is judged"],
    [...numbered.map(({ id, says, where }) => [id, says, where]), [...liveness, code("src/sim/campaign/run.ts")]],
  );
}

interface Judged {
  readonly id: string;
  readonly says: string;
  readonly where: string;
}

/** L comes last. */
const number = (id: string): number => Number(id.slice(1)) || Number.MAX_SAFE_INTEGER;

function fileOf(id: string): string {
  const files = globSync(`src/sim/checkers/i${id.slice(1).padStart(2, "0")}-*.ts`, { cwd: ROOT });
  const [file] = files.filter((path) => !path.endsWith(".test.ts"));
  assert(file !== undefined, `no file of a checker is named after ${id}`);
  return code(file);
}

/** Of what is judged; equal reasons are told once. */
function excuses(): string {
  const judged: ReadonlySet<string> = new Set([...CHECKERS.map(({ id }) => id), LIVENESS]);
  const told = new Map<string, Excuse>();
  for (const name of KIND_NAMES)
    for (const [invariant, because] of Object.entries(kindRow(name).excuses ?? {})) {
      const excuse = told.get(invariant + because) ?? { invariant, because, faults: [] };
      excuse.faults.push(code(name));
      told.set(invariant + because, excuse);
    }
  const excused = [...told.values()].filter(({ invariant }) => judged.has(invariant));
  const rows = excused.sort((a, b) => number(a.invariant) - number(b.invariant));
  return table(
    ["not judged", "in runs with", "because"],
    rows.map(({ invariant, faults, because }) => [invariant, faults.join(", "), because]),
  );
}

interface Excuse {
  readonly invariant: string;
  readonly because: string;
  readonly faults: string[];
}

const never = (): string =>
  KIND_NAMES.flatMap((name) => {
    const { never: why } = kindRow(name);
    return why === undefined ? [] : [`- ${code(name)}: ${why}.`];
  }).join("\n");

const features = (): string =>
  table(
    ["feature", "what it is", "what waits for it"],
    FEATURE_NAMES.map((name) => [name, feature(name).says, waitersFor(name)]),
  );

const waitersFor = (name: string): string =>
  [...new Set(ALL_WAITING.filter(({ waitsFor }) => waitsFor === name).map(({ id }) => id))].join(", ");

const waiting = (): string =>
  table(
    ["", "what is not judged yet", "waits for", "what is judged already"],
    WAITING_INVARIANTS.map(({ id, missing, waitsFor, already }) => [id, missing, waitsFor, already ?? ""]),
  );

const profiles = (): string =>
  table(
    ["profile", "of a hundred seeds", "hours in which faults happen", "what it is"],
    PROFILE_NAMES.map((name) => {
      const { weight, hours, says } = profileRow(name);
      return [code(name), String(weight), hours.join(" to "), says];
    }),
  );

const situations = (): string =>
  Object.values(SITUATIONS)
    .map(({ says }) => `- ${says}`)
    .join("\n");

const mutants = (): string =>
  table(
    ["", "the bug", "seeds it may need", "who may object"],
    MUTANTS.map(({ id, says, seeds, invariants: who }) => [id, says, String(seeds), who.join(", ")]),
  );

const mutantsWaiting = (): string =>
  table(
    ["", "the bug", "waits for"],
    MUTANTS_WAITING.map(({ id, says, waitsFor }) => [id, says, waitsFor]),
  );

const canary = (): string => `The canary is seed ${CANARY.seed} with ${CANARY.mutant} planted.`;

const scenes = (): string => scenarios.map(({ says }) => `- ${says}`).join("\n");

function incidents(): string {
  const says = new Map([...MUTANTS, ...WEAKNESSES].map((row) => [row.id, row.says]));
  const rows = INCIDENTS.map(({ incident, weakness, invariants: who }) => [
    `[${incident}](../test/sim/incidents/${incident}.json)`,
    scenarioOf(incident).says ?? "",
    says.get(weakness) ?? "",
    who.join(", "),
  ]);
  const waits = INCIDENTS_WAITING.map(({ incident, says: what, waitsFor }) => [
    incident,
    what,
    `waits for ${waitsFor}`,
    "",
  ]);
  return table(["incident", "what happened", "what that program does", "who objects"], [...rows, ...waits]);
}

export const PARTS: Parts = {
  ...{ counts, around, actors, careless, invariants, excuses, never, features, waiting, profiles, situations },
  ...{ mutants, mutantsWaiting, canary, scenes, incidents },
};
