/** `holdfast up`: the daemon in the foreground. */
import { Command } from "commander";
import { codesAtStart } from "../daemon/codesWatch.ts";
import { ConfigError, codesSource, liveRefusal, readConfig } from "../daemon/config.ts";
import { up } from "../daemon/up.ts";
import { port, portOfOther } from "./options.ts";
import { complain, fail } from "./say.ts";

interface UpFlags {
  readonly config: string;
  readonly twsPort?: number;
  readonly gatewayPort?: number;
  readonly nativePort?: number;
  readonly readOnly?: boolean;
  readonly live?: boolean;
}

const EXAMPLES = `
Examples:
  holdfast up                                   reads holdfast.toml in this directory
  holdfast up --config /etc/holdfast.toml
  holdfast up --read-only                       data for everybody, orders of nobody
  holdfast up --live                            needed beside mode = "live"

SIGTERM or Ctrl-C drains: no new orders, what is on its way leaves, then it ends. A second one ends it at once.
holdfast.example.toml shows every key of the configuration.`;

export function upCommand(): Command {
  return new Command("up")
    .description("run the daemon: one Gateway session for all your bots")
    .option("--config <file>", "configuration file", "holdfast.toml")
    .option("--tws-port <port>", "shared port for bots, in place of the configured one", port)
    .option("--gateway-port <port>", "port of the Gateway, in place of the configured one", portOfOther)
    .option("--native-port <port>", "port for /healthz and /readyz, in place of the configured one", port)
    .option("--read-only", "no order of anybody leaves")
    .option("--live", 'trade real money; needed beside mode = "live"')
    .addHelpText("after", EXAMPLES)
    .action(run);
}

function run(flags: UpFlags): void {
  const settings = readConfig(flags.config, flags);
  if (settings instanceof ConfigError) fail(settings.message, 2);
  const refusal = liveRefusal(settings, flags.config, flags.live === true);
  if (refusal !== undefined) fail(refusal.message, 2);
  const { codesFile } = settings;
  const codes = codesFile === undefined ? undefined : codesAtStart(codesSource(codesFile));
  if (codes instanceof ConfigError) fail(codes.message, 2);
  up(settings, codes, complain);
}
