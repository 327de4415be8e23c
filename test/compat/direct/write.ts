/** Lets all clients ask everything and writes the grid; nothing is written when one fails or is missing. */
import { writeFileSync } from "node:fs";
import { prepared } from "../matrix/matrix.ts";
import { DOCUMENT, documentWith, gridOf } from "./grid.ts";
import { exercisedBy } from "./program.ts";

const troupe = await prepared();
if (troupe.missing.size > 0) throw new Error(`cannot run here: ${[...troupe.missing.values()].join("; ")}`);
const seen = new Map();
for (const [client, ready] of troupe.ready) {
  process.stderr.write(`${client.title} …\n`);
  seen.set(client, await exercisedBy(client, ready));
}
writeFileSync(DOCUMENT, documentWith(gridOf(seen)));
