/**
 * Client programs that must be compiled: Rust by cargo, Go by go, into `.compat/` in the project.
 *
 * Both tools do nothing when nothing has changed, so they are always asked. A tool that is not installed, or too old for
 * the library, is a reason to leave the client out; so is a package registry that does not answer, except where `CI=true`.
 * A program that does not compile is a failure everywhere.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Child, ROOT } from "../../rig/rig.ts";

/** Why a client cannot be run here. */
export interface Missing {
  readonly missing: string;
}

export interface Built {
  readonly command: string;
  readonly args: readonly string[];
}

export type Tool = "cargo" | "go";

const BUILD_MS_MAX = 900_000;
/** What the tools say when no registry answers. */
const NO_REGISTRY =
  /failed to download|could not download|Could not resolve host|spurious network error|dial tcp|no such host|Connection refused|i\/o timeout/i;

/** What they say when the library, or the lock file, wants a newer tool. */
const TOO_OLD =
  /requires go >= |invalid go version|toolchain not available|requires rustc |is not supported by the following package|lock file version \d+ (requires|was found)|not stabilized in this version of Cargo/;

const PROGRAM = "compat-client";
const outputOf = (id: string): string => join(ROOT, ".compat", id);

/** The program in `clients/<id>`, compiled. */
export async function built(tool: Tool, id: string): Promise<Built | Missing> {
  if (spawnSync(tool, [tool === "go" ? "version" : "--version"]).error !== undefined)
    return { missing: `${tool} is not installed` };
  const failure = await compile(tool, id);
  if (failure === undefined) return { command: executable(tool, id), args: [] };
  const tooOld = failure.find((line) => TOO_OLD.test(line));
  if (tooOld !== undefined) return { missing: `${tool} is too old: ${tooOld.trim()}` };
  const unreachable = failure.find((line) => NO_REGISTRY.test(line));
  if (unreachable === undefined || process.env.CI === "true")
    throw new Error([`${tool} could not build ${id}:`, ...failure].join("\n"));
  return { missing: `no package registry answers ${tool}: ${unreachable.trim()}` };
}

const executable = (tool: Tool, id: string): string =>
  tool === "go" ? join(outputOf(id), PROGRAM) : join(outputOf(id), "debug", PROGRAM);

/** Answers the tool's last words when it fails. */
async function compile(tool: Tool, id: string): Promise<readonly string[] | undefined> {
  const began = performance.now();
  process.stderr.write(`${id}: ${tool} build …\n`);
  const child = new Child(tool, tool, wordsFor(tool, id), {
    cwd: join(ROOT, "test/compat/clients", id),
    env: { CARGO_TARGET_DIR: outputOf(id) },
  });
  const { code } = await child.end(BUILD_MS_MAX);
  process.stderr.write(`${id}: ${tool} took ${Math.round((performance.now() - began) / 1000)} s\n`);
  return code === 0 ? undefined : child.err.slice(-15);
}

const wordsFor = (tool: Tool, id: string): readonly string[] =>
  tool === "go" ? ["build", "-mod=readonly", "-o", executable("go", id), "."] : ["build", "--locked", "--quiet"];
