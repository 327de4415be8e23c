/** The name of this program as the reader can type it, for commands that are printed to be copied. */
import { isAbsolute, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** `holdfast` of an installed package, which runs compiled; in a checkout the path of its `bin/holdfast`. */
export function typed(module = import.meta.url, directory = process.cwd()): string {
  if (!module.endsWith(".ts")) return "holdfast";
  const path = fileURLToPath(new URL("../../bin/holdfast", module));
  const short = relative(directory, path);
  return short.startsWith("..") || isAbsolute(short) ? path : short.includes("/") ? short : `./${short}`;
}
