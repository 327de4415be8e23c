/**
 * The package as others get it: packed from a copy of the checkout, where `dist/` is built, and installed in an empty
 * directory, with its dependencies from the registry.
 *
 * Without npm's registry there is nothing to install from: the tests are skipped with the reason, or fail where `CI=true`.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { ROOT, temporaryDirectory } from "../../rig/folders.ts";

/** An empty directory but for what npm put there. */
export interface Installed {
  readonly directory: string;
}

/** Why the package cannot be installed here. */
export interface NotInstalled {
  readonly skip: string;
}

/** What npm says when there is no registry to ask. */
const NO_REGISTRY =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT)\b/;
const NPM_MS_MAX = 240_000;
/** Beside what `files` of package.json names, what the build reads. */
const SOURCES = ["package.json", "tsconfig.base.json", "tsconfig.build.json", "src"];

/** With this Node before all others on the path, for `bin/holdfast` and for npm. */
export const ENV: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
};

export function install(): Installed | NotInstalled {
  const tarball = packed();
  const directory = temporaryDirectory();
  const words = ["install", tarball, "--prefix", directory, "--no-audit", "--no-fund", "--prefer-offline"];
  const { status, error, stderr } = npm(directory, words);
  if (status === 0) return { directory };
  if (!NO_REGISTRY.test(stderr) || process.env.CI === "true")
    throw new Error(`npm ${words.join(" ")}: ${error ?? ""} ${stderr}`);
  return { skip: `npm's registry does not answer: ${stderr.split("\n").find((line) => NO_REGISTRY.test(line))}` };
}

/** The path of the tarball that `npm pack` makes, its scripts included. */
function packed(): string {
  const [copy, directory] = [temporaryDirectory(), temporaryDirectory()];
  const { files } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  for (const path of [...SOURCES, ...files.filter((file: string) => file !== "dist")]) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  const { status, error, stdout, stderr } = npm(copy, ["pack", "--pack-destination", directory]);
  if (status !== 0) throw new Error(`npm pack: ${error ?? ""} ${stdout}${stderr}`);
  return join(directory, readdirSync(directory)[0]!);
}

const npm = (cwd: string, words: readonly string[]) =>
  spawnSync("npm", ["--loglevel", "error", ...words], { cwd, env: ENV, encoding: "utf8", timeout: NPM_MS_MAX });
