/**
 * `holdfast halt`: stops a strategy, an account or everybody, and says what that did.
 *
 * It speaks to the control socket alone, so it works when every other port is wedged; `--direct` does it at the Gateway
 * itself when there is no daemon. The daemon goes on although nobody watches any more. Nobody is asked who cannot answer:
 * without a terminal it needs `--yes`.
 */
import { createInterface } from "node:readline/promises";
import { Command, Option } from "commander";
import { seconds } from "../../base/time.ts";
import type { CodesFile } from "../../daemon/codesFile.ts";
import { ConfigError, codesSource, readConfig, type Settings } from "../../daemon/config.ts";
import { endAnyhow } from "../../io/node/endAnyhow.ts";
import { HALT_LEVELS, type HaltLevel, type Scope, scopeName } from "../../model/trading.ts";
import type { Author } from "../ask.ts";
import { portOfOther, secondsCount } from "../options.ts";
import { nameOf, type Row, rowsIn } from "../row.ts";
import { type RunningFlags, withRunning } from "../running.ts";
import { complain, fail } from "../say.ts";
import { printable } from "../table.ts";
import { type AuthorFlags, stopperOf, withToken } from "./author.ts";
import { HaltProgress, inWords, type Progress } from "./haltProgress.ts";
import { haltSocketOf } from "./haltSocket.ts";
import { ordersOf, stateOf, watch } from "./haltWatch.ts";
import { type ScopeFlags, scopeOf, withScope } from "./scope.ts";
import { BY_HAND, wish } from "./wish.ts";

interface HaltFlags extends RunningFlags, ScopeFlags, AuthorFlags {
  readonly level: HaltLevel;
  readonly stopsToo?: boolean;
  readonly why: string;
  readonly yes?: boolean;
  readonly direct?: boolean;
  readonly gatewayPort?: number;
  readonly wait: number;
}

const EXAMPLES = `
Levels, each beyond the one before:
  halt-new         no new orders and no changes that add risk; what works stays
  cancel-entries   cancels what may add; exits and protective stops stay
  cancel-all       cancels all but protective stops and what IB ties to them; with --stops-too these, too
  flatten          cancels everything, stops included, then closes every position at the market

Examples:
  holdfast halt --strategy alpha --level halt-new --why "bad data since 14:05"
  holdfast halt --account U1234567 --level cancel-entries
  holdfast halt --all --level flatten --yes            now, and nobody is asked
  holdfast halt --all --level flatten --yes --direct   the daemon is dead: cancel and close at the Gateway itself

No credential is needed to stop. A halt survives restarts until holdfast resume takes it back. Cancels leave first; while
the session is away they wait for it. Ctrl-C ends the watching, never the halt; a second one ends --direct where it stands.
Exit codes: 0 halted and done, 1 not halted or not done yet (which one is said), 2 the command or its configuration is wrong.`;

export const haltCommand = (): Command =>
  withToken(
    withScope(withRunning(new Command("halt").description("stop trading; at its highest level, close everything"))),
  )
    .addOption(new Option("--level <level>", "how far it goes").choices(HALT_LEVELS).makeOptionMandatory())
    .option("--stops-too", "cancel-all cancels protective stops as well")
    .option("--why <text>", "the reason, for the journal", BY_HAND)
    .option("--yes", "ask nothing")
    .option("--direct", "there is no daemon: do it at the Gateway, with the daemon's client id")
    .option("--gateway-port <port>", "with --direct: port of the Gateway, in place of the configured one", portOfOther)
    .option("--wait <seconds>", "watch for so long at most", secondsCount, 60)
    .addHelpText("after", EXAMPLES)
    .action(halt);

async function halt(flags: HaltFlags): Promise<void> {
  const scope = scopeOf(flags);
  if (flags.stopsToo === true && flags.level !== "cancel-all")
    fail("--stops-too belongs to --level cancel-all: flatten cancels stops anyway, the others leave them", 2);
  if (flags.gatewayPort !== undefined && flags.direct !== true)
    fail("--gateway-port belongs to --direct: a daemon that runs has its own", 2);
  if (flags.yes !== true && process.stdin.isTTY !== true)
    fail("NOTHING WAS HALTED: nobody can be asked here: say --yes", 2);
  const author = stopperOf(flags);
  if (flags.direct === true) return direct(scope, flags, author);
  const control = haltSocketOf(flags);
  if (flags.yes !== true && !(await isConfirmed(await planOf(control, scope, flags.level))))
    fail("nothing was halted", 1);
  carryOut(control, scope, flags, author);
}

/** There is no daemon to ask: this process is it for as long as the halt takes. */
async function direct(scope: Scope, flags: HaltFlags, { by }: Author): Promise<void> {
  const settings = readConfig(flags.config, { gatewayPort: flags.gatewayPort });
  if (settings instanceof ConfigError) fail(settings.message, 2);
  const what = { kind: "halt", scope, level: flags.level, stopsToo: flags.stopsToo === true, why: flags.why } as const;
  const first = `halt ${scopeName(scope)} at level ${flags.level}, at the Gateway itself; what it does is not known before`;
  if (flags.yes !== true && !(await isConfirmed([first]))) fail("nothing was halted", 1);
  const codes = codesOf(settings);
  // It is the whole daemon, which a halt over the socket has no use for.
  const { haltDirect } = await import("../haltDirect.ts");
  const over = (code: 0 | 1, sentence: string): void => {
    // A disk that hangs would keep the process, and the lock with it.
    endAnyhow();
    if (flags.json === true) console.log(JSON.stringify({ done: code === 0, said: sentence }));
    else if (code === 0) console.log(sentence);
    if (code !== 0) complain(sentence);
    process.exit(code);
  };
  haltDirect(settings, { what, by, waitMs: seconds(flags.wait), codes }, { say: complain, over });
}

/** A stop does not fail for want of a file: what is wrong with it is told. */
function codesOf({ codesFile }: Settings): CodesFile | undefined {
  if (codesFile === undefined) return undefined;
  const codes = codesSource(codesFile).read();
  if (!(codes instanceof ConfigError)) return codes;
  complain(`${codes.message}; the halt takes messages by holdfast's own table`);
  return undefined;
}

/** What it will do, as far as the daemon says; a daemon that says nothing is halted all the same. */
async function planOf(control: string, scope: Scope, level: HaltLevel): Promise<readonly string[]> {
  const { orders, trading, silence } = await stateOf(control);
  if (silence !== undefined)
    return [`halt ${scopeName(scope)} at level ${level}; what is open is not known: ${silence}`];
  return plan(scope, level, orders, trading);
}

/** Ctrl-C, Ctrl-D and the end of the input are no yes; exported for its tests. */
export async function isConfirmed(
  lines: readonly string[],
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<boolean> {
  for (const line of lines) output.write(`${line}\n`);
  const talk = createInterface({ input, output });
  const said = await new Promise<string>((resolve) => {
    talk.once("close", () => resolve(""));
    talk.question("Do it? [y/N] ").then(resolve, () => resolve(""));
  });
  talk.close();
  return /^y(es)?$/i.test(said.trim());
}

/** What somebody should know before the answer; exported for its tests. */
export function plan(scope: Scope, level: HaltLevel, orders: readonly Row[], trading: Row): readonly string[] {
  const { open, stops } = new HaltProgress(scope, []).look(orders, {});
  const first = `halt ${scopeName(scope)} at level ${level}: ${open} open orders, ${stops} of them stops`;
  if (level !== "flatten") return [first];
  const closing = rowsIn(trading.positions).flatMap((held) => closingOf(scope, held));
  const closed = closing.filter(({ marketOpen }) => marketOpen !== true);
  return [
    first,
    closing.length === 0 ? "no position of it is known" : "closed at the market, without a stop meanwhile:",
    ...closing.map((held) => printable(`  ${held.account} ${nameOf(held)} ${held.position}  ${held.market}`)),
    ...(closed.length === 0 ? [] : ["where the market is closed, the close waits for the opening and takes its price"]),
  ];
}

/** Of a strategy its own part. */
function closingOf(scope: Scope, held: Row): readonly Row[] {
  if ("account" in scope) return held.account === scope.account ? [held] : [];
  if ("all" in scope) return [held];
  const part = rowsIn(held.parts).find(({ strategy }) => strategy === scope.strategy);
  return part === undefined ? [] : [{ ...held, position: part.position }];
}

/** What was open before is asked for at the same moment; the halt does not wait for it. */
function carryOut(control: string, scope: Scope, flags: HaltFlags, author: Author): void {
  const before = ordersOf(control);
  const { level, why } = flags;
  const tell = (words: string): void => (flags.json === true ? undefined : complain(words));
  const what = { kind: "halt", scope, level, stopsToo: flags.stopsToo === true, why } as const;
  const done = async (answer: Row): Promise<void> => {
    tell(`halted: ${scopeName(scope)}, level ${String(answer.level ?? level)}, by ${String(answer.by)}`);
    const { reached, silence } =
      level === "halt-new"
        ? { reached: undefined, silence: undefined }
        : await watch(control, new HaltProgress(scope, await before), seconds(flags.wait), tell);
    const isDone = level === "halt-new" || reached?.done === true;
    const end = { ...answer, done: isDone, ...reached, silence };
    console.log(flags.json === true ? JSON.stringify(end) : told(scope, reached));
    if (isDone) return;
    if (silence !== undefined) fail(`it is halted, and how far that has come nobody knows: ${silence}${deaf}`, 1);
    fail(`it is halted but not done after ${flags.wait} s; the daemon goes on: holdfast status shows how far`, 1);
  };
  const deaf = "; if the daemon is dead, or you have ended it, add --direct";
  wish(control, what, author, "NOTHING WAS HALTED", (answer) => void done(answer), deaf);
}

const told = (scope: Scope, reached: Progress | undefined): string =>
  `${scopeName(scope)} is halted${reached === undefined ? "" : `: ${inWords(reached)}`}`;
