/** Writes the generated parts of docs/simulation.md. Run by `npm run sim:docs`. */
import { readFileSync, writeFileSync } from "node:fs";
import { filledIn } from "./page.ts";
import { DOCUMENT, PARTS } from "./simulation.ts";

writeFileSync(DOCUMENT, filledIn(readFileSync(DOCUMENT, "utf8"), PARTS));
