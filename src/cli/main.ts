/**
 * The command line. Each command lives in a file of its own; here they are put together, and what is wrong with a
 * command becomes one sentence and exit code 2.
 */
import { Command, CommanderError } from "commander";
import { version } from "../daemon/version.ts";
import { complain } from "./say.ts";

const EXAMPLES = `
Examples:
  holdfast demo                          see it work now, without an account: simulated Gateway, two bots
  cp holdfast.example.toml holdfast.toml
  holdfast up                            then point each bot at port 4100 in place of the Gateway's
  holdfast orders --json | jq .          what a running daemon knows

Every command explains itself: holdfast up --help
Exit codes: 0 fine, 1 a finding or failure, 2 the command or its configuration is wrong.`;

/** Each part is loaded when it is asked for: `holdfast status` needs no engine. The order is that of the help. */
const PARTS: readonly (readonly [names: readonly string[], load: () => Promise<readonly Command[]>])[] = [
  [["demo"], async () => [(await import("./demo/demo.ts")).demoCommand()]],
  [["up"], async () => [(await import("./up.ts")).upCommand()]],
  [["status"], async () => [(await import("./status.ts")).statusCommand()]],
  [["healthcheck"], async () => [(await import("./healthcheck.ts")).healthcheckCommand()]],
  [["orders", "positions", "clients", "alerts"], async () => (await import("./questions.ts")).questionCommands()],
  [["protected"], async () => [(await import("./protected.ts")).protectedCommand()]],
  [["drift"], async () => [(await import("./drift.ts")).driftCommand()]],
  [["halt"], async () => [(await import("./control/halt.ts")).haltCommand()]],
  [["resume"], async () => [(await import("./control/resume.ts")).resumeCommand()]],
  [["limits"], async () => [(await import("./control/limits.ts")).limitsCommand()]],
  [["check-controls"], async () => [(await import("./control/checkControls.ts")).checkControlsCommand()]],
  [["credential"], async () => [(await import("./control/credential.ts")).credentialCommand()]],
  [["reconcile"], async () => [(await import("./reconcile.ts")).reconcileCommand()]],
  [["journal"], async () => [(await import("./journal.ts")).journalCommand()]],
  [["vault"], async () => [(await import("./vault.ts")).vaultCommand()]],
  [["wire"], async () => [(await import("./wire.ts")).wireCommand()]],
  [["sim"], async () => [(await import("./sim.ts")).simCommand()]],
];

/** The part of the named command alone; all parts for help and for names that are none. */
async function commands(name: string | undefined): Promise<Command[]> {
  const part = PARTS.filter(([names]) => name !== undefined && names.includes(name));
  const loaded = await Promise.all((part.length > 0 ? part : PARTS).map(([, load]) => load()));
  return loaded.flat();
}

async function program(): Promise<Command> {
  const root = new Command("holdfast")
    .description("One process that owns your IB Gateway session, so that many unmodified bots can share it safely.")
    .version(version(), "--version", "print the version")
    .addHelpText("after", EXAMPLES);
  for (const command of await commands(process.argv[2])) root.addCommand(command);
  strict(root);
  return root;
}

/** What commander finds wrong is one sentence; its own exit code for that would be 1. */
function strict(command: Command): void {
  command.exitOverride().configureOutput({ outputError: (text) => complain(sentence(text, command)) });
  for (const inner of command.commands) strict(inner);
}

function sentence(text: string, command: Command): string {
  const said = text
    .trim()
    .replace(/^error: /, "")
    .replaceAll(/\s*\n\s*/g, " ")
    .replace(/\.$/, "");
  return `${said}; try ${fullName(command)} --help`;
}

const fullName = (command: Command): string =>
  command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;

// `holdfast orders | head` closes our output early, which is not a failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

try {
  await (await program()).parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
