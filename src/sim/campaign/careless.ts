/**
 * Who is careless, and about what: in some seeds each carelessness comes or not, and clients that trade have all that came.
 *
 * So neighbours are careless in the same way, as programs written by one person are; what they share meets by that. It is
 * more common where something may be refused, for there it is that somebody gets past it.
 */
import { Prng } from "../../base/prng.ts";
import { CARELESS_NAMES } from "../actors/kinds.ts";
import type { ActorSpec } from "../actors/spec.ts";
import { companyRow } from "./company.ts";

const SEED_CHANCE = 0.15;
/** Where there are close limits, or somebody who halts. */
const WATCHED_CHANCE = 0.65;
const EACH_CHANCE = 0.6;
const CLIENT_CHANCE = 0.75;

export function drawCareless(seed: number, actors: readonly ActorSpec[], isTight: boolean): readonly ActorSpec[] {
  const isWatched = isTight || actors.some(({ kind }) => kind === "riskOfficer");
  if (!new Prng(seed, "draw/careless").chance(isWatched ? WATCHED_CHANCE : SEED_CHANCE)) return actors;
  const careless = CARELESS_NAMES.filter((name) => new Prng(seed, `draw/careless/${name}`).chance(EACH_CHANCE));
  if (careless.length === 0) return actors;
  return actors.map((actor) => (isCareless(seed, actor) ? { ...actor, careless } : actor));
}

const isCareless = (seed: number, { kind, host }: ActorSpec): boolean =>
  companyRow(kind)?.careless === true && new Prng(seed, `draw/careless/of/${host}`).chance(CLIENT_CHANCE);
