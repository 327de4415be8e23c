/**
 * `npm run wire`: writes `src/wire/compiled/` again from the declarations.
 *
 * What emits them imports two of the compiled files itself: `ascii.ts`, which never changes, and `shapes.ts`, which changes
 * only with the fields of an Order.
 */
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { MESSAGES } from "../../src/wire/declared.ts";
import { emitFiles } from "../../src/wire/emit.ts";

export const COMPILED = new URL("../../src/wire/compiled/", import.meta.url);

if (import.meta.main) {
  const files = emitFiles(MESSAGES);
  for (const name of readdirSync(COMPILED)) if (!(name in files)) rmSync(new URL(name, COMPILED));
  for (const [name, text] of Object.entries(files)) writeFileSync(new URL(name, COMPILED), text);
}
