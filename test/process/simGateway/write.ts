/** Writes the generated parts of docs/simulated-gateway.md. Run by `npm run sim:docs`. */
import { readFileSync, writeFileSync } from "node:fs";
import { DOCUMENT, filledIn } from "./document.ts";

writeFileSync(DOCUMENT, filledIn(readFileSync(DOCUMENT, "utf8")));
