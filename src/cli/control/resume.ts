/** `holdfast resume`: takes a halt back. It needs an operator's credential, because whoever stopped it had a reason. */
import { Command } from "commander";
import type { Row } from "../row.ts";
import { controlOf, type RunningFlags, withRunning } from "../running.ts";
import { type AuthorFlags, authorOf, withToken } from "./author.ts";
import { type ScopeFlags, scopeOf, withScope } from "./scope.ts";
import { wish } from "./wish.ts";

interface ResumeFlags extends RunningFlags, ScopeFlags, AuthorFlags {
  readonly reducing?: boolean;
  readonly why: string;
}

const EXAMPLES = `
Examples:
  read -rs HOLDFAST_TOKEN && export HOLDFAST_TOKEN
  holdfast resume --strategy alpha --why "the feed is back"
  holdfast resume --account U1234567 --reducing --why "close what is open, nothing else"

A scope is resumed as it was halted: what holds for a strategy is the worst of its own state, its account's and everybody's.
Nothing that was cancelled comes back. holdfast status shows what is still halted.
Exit codes: 0 resumed, 1 not resumed (the reason is said), 2 the command or its configuration is wrong.`;

export const resumeCommand = (): Command =>
  withToken(
    withScope(withRunning(new Command("resume").description("take a halt back; needs an operator's credential"))),
  )
    .requiredOption("--why <text>", "the reason, for the journal")
    .option("--reducing", "only orders that take risk away are taken")
    .addHelpText("after", EXAMPLES)
    .action(resume);

function resume(flags: ResumeFlags): void {
  const to = flags.reducing === true ? "reducing" : "active";
  const what = { kind: "resume", scope: scopeOf(flags), to, why: flags.why } as const;
  wish(controlOf(flags), what, authorOf(flags), "nothing was resumed", (answer) =>
    console.log(flags.json === true ? JSON.stringify(answer) : said(answer, to)),
  );
}

const said = ({ scope, by }: Row, to: string): string => `${String(scope)} is ${to}, by ${String(by)}`;
