/**
 * Which sources these are: the commit of a checkout, marked when something below `src/` differs from it, or the version of
 * an installed package. A seed means the same run only under the same sources.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = realpathSync(fileURLToPath(new URL("../../..", import.meta.url)));
const COMMIT_LETTERS = 12;

/** `5a748b4e12ab`, `5a748b4e12ab+changes`, or `v0.1.0`. */
export function build(): string {
  const [top, commit] = [git("rev-parse", "--show-toplevel"), git("rev-parse", "HEAD")];
  if (top === undefined || commit === undefined || realpathSync(top) !== ROOT) return `v${version()}`;
  return commit.slice(0, COMMIT_LETTERS) + (git("status", "--porcelain", "--", "src") ? "+changes" : "");
}

/** Whether a scenario that was recorded under some sources is the same run under these. */
export function isOf(recorded: string, current: string): boolean {
  const [one, other] = [recorded.split("+"), current.split("+")] as const;
  const least = Math.min(one[0]!.length, other[0]!.length);
  return one[0]!.slice(0, least) === other[0]!.slice(0, least) && one[1] === other[1];
}

function git(...words: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync("git", words, { cwd: ROOT, encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

function version(): string {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
