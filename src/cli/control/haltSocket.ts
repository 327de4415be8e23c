/**
 * The control socket for a halt, also while the configuration is being edited and cannot be used: only the two keys that
 * lead to it are read then, and what they do not say is as usual. The daemon that runs was started with an older text.
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ConfigError, readConfig } from "../../daemon/config.ts";
import { parseToml } from "../../daemon/toml.ts";
import type { RunningFlags } from "../running.ts";
import { complain } from "../say.ts";

export function haltSocketOf({ socket, config }: RunningFlags): string {
  if (socket !== undefined) return socket;
  const settings = readConfig(config);
  if (!(settings instanceof ConfigError)) return settings.socket;
  const path = anyhow(config);
  complain(`${settings.message}; the halt is asked of ${path} all the same`);
  return path;
}

function anyhow(config: string): string {
  const { "state-dir": stateDir, control } = tablesOf(config);
  const directory = dirname(resolve(config));
  const said = (control as { readonly socket?: unknown } | undefined)?.socket;
  if (typeof said === "string") return resolve(directory, said);
  return resolve(directory, typeof stateDir === "string" ? stateDir : "state", "control.sock");
}

function tablesOf(config: string): Readonly<Record<string, unknown>> {
  try {
    const read = parseToml(readFileSync(config, "utf8"), config);
    return read instanceof ConfigError ? {} : read;
  } catch {
    // It cannot even be read: the usual place is as good as any.
    return {};
  }
}
