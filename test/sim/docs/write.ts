/** Writes the generated parts of docs/simulation.md, docs/recovering.md, docs/codes.md and docs/control.md. Run by `npm run sim:docs`. */
import { readFileSync, writeFileSync } from "node:fs";
import * as codes from "./codes.ts";
import * as control from "./control.ts";
import { filledIn, type Parts } from "./page.ts";
import * as recovering from "./recovering.ts";
import * as simulation from "./simulation.ts";

const PAGES: readonly { readonly DOCUMENT: string; readonly PARTS: Parts }[] = [simulation, recovering, codes, control];

for (const { DOCUMENT, PARTS } of PAGES) writeFileSync(DOCUMENT, filledIn(readFileSync(DOCUMENT, "utf8"), PARTS));
