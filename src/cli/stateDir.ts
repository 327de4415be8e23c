/** Where commands that read a daemon's files find them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { ConfigError, readConfig } from "../daemon/config.ts";
import { fail } from "./say.ts";

/** A command that reads them. */
export const located = (name: string, about: string): Command =>
  new Command(name)
    .description(about)
    .option("--json", "print JSON")
    .option("--config <file>", "configuration file of the daemon", "holdfast.toml")
    .option("--dir <directory>", "state directory of the daemon, in place of --config");

export function stateDirOf({ config, dir }: { readonly config: string; readonly dir?: string }): string {
  if (dir !== undefined) return dir;
  const settings = readConfig(config);
  if (settings instanceof ConfigError) fail(settings.message, 2);
  return settings.stateDir;
}

/** Names of what is in it; without it the command ends. */
export function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT")
      return fail(`there is no state directory ${dir}: name the daemon's with --dir or --config`, 1);
    return fail(`the state directory ${dir} cannot be read: ${message}`, 1);
  }
}

/** What one file in it holds; the command ends when that cannot be read, as when a container made a directory of it. */
export function bytesIn(dir: string, name: string): Uint8Array {
  const path = join(dir, name);
  try {
    return readFileSync(path);
  } catch (error) {
    return fail(`${path} cannot be read: ${(error as Error).message}`, 1);
  }
}
