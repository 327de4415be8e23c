/** `holdfast drift`: where our book and the broker's word differ now, and where they did lately. Exit 1 when they do now. */
import { Command } from "commander";
import { isoTime, type WallMs } from "../base/time.ts";
import { cell, type Row, rowsIn, since } from "./row.ts";
import { type RunningFlags, tellRunning, withRunning } from "./running.ts";
import { type Column, table } from "./table.ts";

const EXAMPLES = `
Examples:
  holdfast drift --json | jq .now
  holdfast drift || holdfast alerts      a script that looks further when something differs

Nothing is ever repaired by a trade. holdfast reconcile takes over what the broker says.
While the session is away nothing can be compared, which is said; --json has it as "comparing".
Exit codes: 0 no difference is known now, 1 something differs, 2 the command or its configuration is wrong.`;

const NOW: readonly Column<Row>[] = [
  cell("kind"),
  since,
  cell("account"),
  { title: "of", of: (row) => subject(row) },
  cell("field"),
  cell("ours", "ours", true),
  cell("brokers", "broker's", true),
];
const LATELY: readonly Column<Row>[] = [
  ...NOW,
  { title: "until", of: ({ until }) => (typeof until === "number" ? isoTime(until as WallMs) : undefined) },
  cell("reason"),
];

export const driftCommand = (): Command =>
  withRunning(new Command("drift").description("show where the running daemon and its broker differ"))
    .addHelpText("after", EXAMPLES)
    .action((flags: RunningFlags) =>
      tellRunning(flags, "drift", screen, (answer) => (rows(answer, "now").length > 0 ? 1 : 0)),
    );

/** What is shown of an answer; exported for its tests. */
export function screen(answer: unknown, pretty: boolean): string {
  const [now, lately] = [rows(answer, "now"), rows(answer, "lately")];
  const parts = [now.length === 0 ? none(answer) : table(NOW, now, pretty)];
  if (lately.length > 0) parts.push(`Lately:\n${table(LATELY, lately, pretty)}`);
  return parts.join("\n\n");
}

/** Without a session nobody knows what the broker has by now. */
const none = (answer: unknown): string =>
  (answer as Row | undefined)?.comparing === false
    ? "No difference is known, and none can be found now: the session is not ready, see holdfast status."
    : "Nothing differs.";

const rows = (answer: unknown, part: "now" | "lately"): readonly Row[] => rowsIn((answer as Row | undefined)?.[part]);

/** Which order, contract or execution. */
function subject({ key, permId, conId, execId }: Row): string {
  if (execId !== undefined) return `execution ${String(execId)}`;
  if (key !== undefined) return String(key);
  return permId === undefined ? `contract ${String(conId)}` : `permId ${String(permId)}`;
}
