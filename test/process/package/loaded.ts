/**
 * Prints the modules that an import loads, as JSON: `node loaded.ts DIRECTORY SPECIFIER`, from that directory.
 *
 * Modules of Node are counted where they are asked for, so those that Node itself has loaded are seen as well.
 */
import { createRequire, registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [directory = "", specifier = ""] = process.argv.slice(2);
const entry = pathToFileURL(createRequire(join(directory, "nobody.js")).resolve(specifier)).href;
const urls = new Set<string>();

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    urls.add(resolved.url);
    return resolved;
  },
});
await import(entry);
console.log(JSON.stringify([...urls]));
