/** How every command that asks a running daemon finds it: by its control socket, which the configuration names. */
import type { Command } from "commander";
import { ConfigError, readConfig } from "../daemon/config.ts";
import type { QueryKind } from "../model/input.ts";
import { ask, NoAnswer } from "./ask.ts";
import { fail } from "./say.ts";

export interface RunningFlags {
  readonly config: string;
  readonly socket?: string;
  readonly json?: boolean;
}

export const withRunning = (command: Command): Command =>
  command
    .option("--json", "print the answer as JSON")
    .option("--config <file>", "configuration file of the daemon", "holdfast.toml")
    .option("--socket <path>", "control socket of the daemon, in place of --config");

/** Prints the daemon's answer; without one the command ends with a sentence. `exitCode` judges an answer that is a finding. */
export function tellRunning(
  flags: RunningFlags,
  query: QueryKind,
  print: (answer: unknown, pretty: boolean) => string,
  exitCode: (answer: unknown) => 0 | 1 = () => 0,
): void {
  ask(controlOf(flags), query, (answer) => {
    if (answer instanceof NoAnswer) fail(answer.message, 1);
    console.log(flags.json === true ? JSON.stringify(answer) : print(answer, process.stdout.isTTY === true));
    process.exitCode = exitCode(answer);
  });
}

/** The control socket that a command's flags lead to. */
export const controlOf = (flags: RunningFlags): string => flags.socket ?? socketOf(flags.config);

function socketOf(config: string): string {
  const settings = readConfig(config);
  if (settings instanceof ConfigError) fail(settings.message, 2);
  return settings.socket;
}
