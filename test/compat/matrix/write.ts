/**
 * Plays the whole matrix and writes what was seen to docs/compatibility.md; nothing is written when a cell fails or a
 * client is missing. Run by `npm run compat:docs`.
 */
import { writeFileSync } from "node:fs";
import { DOCUMENT, documentOf, type Seen } from "./document.ts";
import { type Act, playAll, prepared } from "./matrix.ts";

/** Everything seen, cell by cell on standard error; what went wrong besides is in `troubles`. */
async function watch(acts: readonly Act[]): Promise<{ seen: Seen; troubles: string[] }> {
  const seen = [];
  const troubles: string[] = [];
  for (const { gateway, cells, ended } of acts) {
    for (const { cell, outcome: promise } of cells) {
      const outcome = await promise;
      seen.push({ cell, outcome });
      const name = `${cell.client.id} at ${cell.version}, Gateway at ${gateway}`;
      if ("trouble" in outcome) troubles.push(`${name}: ${outcome.trouble}`);
      process.stderr.write(`${name}: ${"trouble" in outcome ? "FAILED" : outcome.form}\n`);
    }
    const wrong = await ended;
    if (wrong !== undefined) troubles.push(`Gateway at ${gateway}: ${wrong}`);
  }
  return { seen, troubles };
}

const troupe = await prepared();
const { seen, troubles } = await watch(playAll(troupe));
for (const [{ title }, why] of troupe.missing) troubles.push(`${title} cannot run here: ${why}`);
if (troubles.length === 0) writeFileSync(DOCUMENT, documentOf(seen, [...troupe.ready.keys()]));
else {
  process.stderr.write(`${troubles.join("\n\n")}\n\nnothing was written\n`);
  process.exitCode = 1;
}
