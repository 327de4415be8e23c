/** `holdfast demo`: holdfast at work on a simulated market, to look at and to connect a bot to. */
import { Command } from "commander";
import type { WallMs } from "../../base/time.ts";
import { ConfigError } from "../../daemon/config.ts";
import { onStopSignal } from "../../daemon/signals.ts";
import { port, secondsCount, seed } from "../options.ts";
import { complain, fail } from "../say.ts";
import { type Audience, Demo, type Ending, type Picture } from "./run.ts";
import { examples, introduction, progressLine, Terminal, verdict } from "./screen.ts";
import { demoSettings } from "./stage.ts";

interface DemoFlags {
  readonly seconds?: number;
  readonly json?: boolean;
  readonly twsPort: number;
  readonly gatewayPort: number;
  readonly nativePort?: number;
  readonly seed: number;
}

const NATIVE_PORT = 4180;

const EXAMPLES = `
Examples:
  holdfast demo                          a live table until Ctrl-C
  holdfast demo --seconds 20 --json      one summary object; exit code 1 when positions differ from the broker's
  holdfast demo --tws-port 0 --gateway-port 0      any free ports

While it runs, a bot of your own may connect to port 4100 with clientId 11 or 12.`;

export function demoCommand(): Command {
  return new Command("demo")
    .description("see it work: simulated Gateway, the daemon and two bots on two accounts")
    .option("--seconds <n>", "end after so many seconds", secondsCount)
    .option("--json", "print one summary object at the end and nothing else")
    .option("--tws-port <port>", "port for bots", port, 4100)
    .option("--gateway-port <port>", "port of the simulated Gateway", port, 4102)
    .option(
      "--native-port <port>",
      "port for /healthz and /readyz (default: 4180, any free one beside --tws-port 0)",
      port,
    )
    .option("--seed <n>", "the market's and the bots' dice", seed, 1)
    .addHelpText("after", EXAMPLES)
    .action((flags: DemoFlags) => run(flags));
}

function run(given: DemoFlags): void {
  const flags = { ...given, seconds: given.seconds, nativePort: nativePort(given) };
  const clash = demoSettings("", flags);
  if (clash instanceof ConfigError) fail(clash.message, 2);
  const terminal = process.stdout.isTTY === true && flags.json !== true ? new Terminal() : undefined;
  const audience: Audience = {
    // The picture says what happens; a line is worth disturbing it only when something is wrong with holdfast itself.
    log: (level, event, fields) => {
      if (level === "error" && event === "bug") complain(`${event}: ${JSON.stringify(fields)}`);
    },
    saw: terminal !== undefined ? (seen) => terminal.draw(seen) : flags.json === true ? () => {} : reporter(),
    ended: (ending) => {
      terminal?.leave();
      process.exit(tell(ending, flags.json === true));
    },
  };
  const demo = new Demo(flags, audience);
  onStopSignal(
    () => demo.end(),
    () => process.exit(1),
  );
}

/** Who leaves the choice of the bots' port to the system has other programs running, perhaps a daemon. */
const nativePort = ({ nativePort: given, twsPort }: DemoFlags): number => given ?? (twsPort === 0 ? 0 : NATIVE_PORT);

const REPORT_EVERY_MS = 5_000;

/** Where nothing can be redrawn: the introduction once, then a line every five seconds. */
function reporter(): (seen: Picture) => void {
  let last: number | undefined;
  return (seen) => {
    const now = Date.now();
    if (last === undefined) console.log([...introduction(seen), ...examples(seen)].join("\n"));
    else if (now - last < REPORT_EVERY_MS) return;
    last = now;
    console.log(progressLine(seen, now as WallMs));
  };
}

/** Prints how it ended; the answer is the exit code. */
function tell({ summary, troubles }: Ending, json: boolean): number {
  if (summary !== undefined && json) console.log(JSON.stringify(summary));
  for (const trouble of troubles) complain(trouble);
  if (summary !== undefined && !json && troubles.length === 0) console.log(verdict(summary));
  return troubles.length === 0 ? 0 : 1;
}
