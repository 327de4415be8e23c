/**
 * The Python environment of these tests: `.venv/` in the project, with the pinned clients of requirements.txt.
 *
 * It is made once and kept. Test files that start at the same time wait for each other on a lock that the kernel
 * frees when its holder dies. Without python3, or without any package index, the tests that need it are skipped with
 * the reason; where `CI=true` that is a failure instead, as is everything else that goes wrong.
 */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lockDirectory } from "../../src/io/node/lock.ts";
import { ROOT } from "../rig/rig.ts";

const ENVIRONMENT = join(ROOT, ".venv");
const PYTHON = join(ENVIRONMENT, "bin/python");
/** Says what was installed last; written when an installation is complete. */
const STAMP = join(ENVIRONMENT, "holdfast-requirements.txt");
const REQUIREMENTS = join(ROOT, "test/compat/requirements.txt");
const MADE_MS_MAX = 60_000;
const INSTALLED_MS_MAX = 240_000;
/** As long as whoever holds the lock may take. */
const LOCK_MS_MAX = MADE_MS_MAX + INSTALLED_MS_MAX;
/** What pip says when there is no index to ask. */
const NO_INDEX =
  /No matching distribution|Could not find a version|Failed to establish a new connection|ProxyError|NameResolution/;

export interface Python {
  readonly path: string;
}

/** Why tests with Python cannot run here. */
export interface NoPython {
  readonly skip: string;
}

export async function python(): Promise<Python | NoPython> {
  if (ready()) return { path: PYTHON };
  mkdirSync(ENVIRONMENT, { recursive: true });
  const lock = await waitedLock();
  try {
    const missing = ready() ? undefined : install();
    if (missing !== undefined && process.env.CI === "true") throw new Error(missing);
    return missing === undefined ? { path: PYTHON } : { skip: missing };
  } finally {
    lock.release();
  }
}

/** Whether the environment holds exactly what is required and still runs. */
function ready(): boolean {
  try {
    if (readFileSync(STAMP, "utf8") !== readFileSync(REQUIREMENTS, "utf8")) return false;
    return spawnSync(PYTHON, ["-c", "import ib_async, ibapi, google.protobuf"]).status === 0;
  } catch {
    return false;
  }
}

async function waitedLock(): Promise<{ readonly release: () => void }> {
  for (const deadline = performance.now() + LOCK_MS_MAX; ; await sleep(200)) {
    const lock = lockDirectory(ENVIRONMENT);
    if ("release" in lock) return lock;
    if (performance.now() > deadline) throw new Error(lock.failed);
  }
}

/** Makes the environment; answers why that is impossible here. */
function install(): string | undefined {
  const made = spawnSync("python3", ["-m", "venv", ENVIRONMENT], { encoding: "utf8", timeout: MADE_MS_MAX });
  if (made.error !== undefined) return `python3 cannot be run: ${made.error.message}`;
  if (made.status !== 0) return `python3 cannot make a virtual environment: ${lastWords(made)}`;
  const pip = spawnSync(PYTHON, ["-m", "pip", "install", "--disable-pip-version-check", "-r", REQUIREMENTS], {
    encoding: "utf8",
    timeout: INSTALLED_MS_MAX,
  });
  if (pip.status === 0) {
    writeFileSync(STAMP, readFileSync(REQUIREMENTS));
    return undefined;
  }
  if (NO_INDEX.test(pip.stderr)) return `no package index answers for the Python clients: ${lastWords(pip)}`;
  throw new Error(`pip could not install ${REQUIREMENTS}: ${lastWords(pip)}`);
}

const lastWords = ({ error, stdout, stderr }: SpawnSyncReturns<string>): string =>
  `${stdout}${stderr}\n${error?.message ?? ""}`.trim().split("\n").slice(-3).join(" ");
