/** Where the programs under test live, and temporary directories that vanish with the test process. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** The command line's own source: run by this very Node, so that a signal reaches the daemon and no wrapper. */
export const MAIN = join(ROOT, "src/cli/main.ts");

const made: string[] = [];
process.on("exit", () => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

/** A fresh empty directory, removed when this process ends. Its path is short enough for a unix socket. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-"));
  made.push(directory);
  return directory;
}
