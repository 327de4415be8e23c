/**
 * Plants one bug while the sources are loaded: `HOLDFAST_MUTANT=M1 node --import ./test/mutants/plant.ts bin…`.
 * It may be a mutant or the weakness of an incident.
 *
 * The sources on the disk stay as they are, and nothing in them knows of this. The text to be replaced must stand in its
 * file exactly once: a planted bug that no longer fits is an error, never a run without it.
 */
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { WEAKNESSES, type Weakness } from "../sim/incidents/weaknesses.ts";
import { MUTANTS } from "./mutants.ts";

const SOURCES = fileURLToPath(new URL("../../src/", import.meta.url));

/** The source with the bug in it. */
export function planted({ id, file, find, replace }: Weakness, source: string): string {
  const parts = source.split(find);
  if (parts.length !== 2)
    throw new Error(`mutant ${id}: its text stands ${parts.length - 1} times in src/${file}, not once`);
  return parts.join(replace);
}

const wanted = process.env.HOLDFAST_MUTANT;
if (wanted !== undefined) plant(wanted);

function plant(id: string): void {
  const mutants = [...MUTANTS, ...WEAKNESSES].filter((mutant) => mutant.id === id);
  if (mutants.length === 0) throw new Error(`there is no mutant ${id}`);
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const mutant = mutants.find(({ file }) => url.startsWith("file:") && fileURLToPath(url) === `${SOURCES}${file}`);
      if (mutant === undefined) return loaded;
      return { ...loaded, source: planted(mutant, Buffer.from(loaded.source as Uint8Array).toString("utf8")) };
    },
  });
}
