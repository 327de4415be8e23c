/**
 * Writes the generated parts of docs/simulated-gateway.md, and the sentences on switches that the program prints. Run by
 * `npm run sim:docs`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../rig/folders.ts";
import { DOCUMENT, filledIn, switchSentences } from "./document.ts";

const HEAD = `/**
 * What each switch chooses, and what is known about it, for people. Made by \`npm run sim:docs\` from the comments beside the
 * switches: change those.
 */
`;

writeFileSync(DOCUMENT, filledIn(readFileSync(DOCUMENT, "utf8")));
writeFileSync(
  join(ROOT, "src/cli/sim/switchSentences.ts"),
  `${HEAD}\nexport const SWITCH_SENTENCES: Readonly<Record<string, string>> = ${JSON.stringify(switchSentences(), null, 2)};\n`,
);
