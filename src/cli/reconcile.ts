/** `holdfast reconcile`: the running daemon takes over what its broker says, in the name of whoever asks; it never trades. */
import { Command } from "commander";
import { NoAnswer, operate } from "./ask.ts";
import { type AuthorFlags, authorOf, withToken } from "./control/author.ts";
import { cell, type Row } from "./row.ts";
import { controlOf, type RunningFlags, withRunning } from "./running.ts";
import { complain, fail } from "./say.ts";
import { type Column, table } from "./table.ts";

/** After so long the operator is told what is waited for. */
const SILENCE_MS_MAX = 2_000;

const EXAMPLES = `
Examples:
  holdfast drift                         look first what differs
  holdfast reconcile --json | jq .changed

Every list is asked for afresh. Then positions are counted on from what the broker shows, differences end, and an order
that no list shows is unknown: it is never sent again. Nothing is cancelled or placed. The journal keeps who asked.
Exit codes: 0 done, 1 not done (the reason is said), 2 the command or its configuration is wrong.`;

const CHANGES: readonly Column<Row>[] = [
  cell("kind"),
  cell("account"),
  { title: "of", of: ({ key, conId }) => String(key ?? (conId === undefined ? "" : `contract ${String(conId)}`)) },
  cell("field"),
  cell("before", "before", true),
  cell("now", "now", true),
];

export const reconcileCommand = (): Command =>
  withToken(withRunning(new Command("reconcile").description("take over what the broker says of orders and positions")))
    .addHelpText("after", EXAMPLES)
    .action(reconcile);

function reconcile(flags: RunningFlags & AuthorFlags): void {
  const patience = setTimeout(() => complain("waits for the broker's lists; half a minute at most"), SILENCE_MS_MAX);
  operate(controlOf(flags), { kind: "reconcile" }, authorOf(flags), (answer) => {
    clearTimeout(patience);
    if (answer instanceof NoAnswer) fail(answer.message, 1);
    const { done, reason, changed } = answer as { done?: boolean; reason?: string; changed?: readonly Row[] };
    if (flags.json === true) console.log(JSON.stringify(answer));
    if (done !== true) fail(`nothing was taken over: ${reason ?? "the daemon says no more"}`, 1);
    if (flags.json !== true) console.log(screen(changed ?? [], process.stdout.isTTY === true));
  });
}

/** What is shown of what changed; exported for its tests. */
export const screen = (changed: readonly Row[], pretty: boolean): string =>
  changed.length === 0 ? "Nothing was different." : table(CHANGES, changed, pretty);
