/** Has a wish done and says how that went; every command that changes something asks through this. */
import { type Author, NoAnswer, operate, type Wish } from "../ask.ts";
import type { Row } from "../row.ts";
import { fail } from "../say.ts";

/** What every wish says of why it is wished, unless somebody says it. */
export const BY_HAND = "asked by hand";

/** Ends the command with exit code 1 unless it is done; `undone` begins that sentence, `deaf` ends it when nobody answers. */
export function wish(
  path: string,
  what: Wish,
  author: Author,
  undone: string,
  done: (answer: Row) => void,
  deaf = "",
): void {
  operate(path, what, author, (answer) => {
    if (answer instanceof NoAnswer)
      fail(`${answer.mayBeDone ? "NOBODY KNOWS WHETHER THAT WAS DONE" : undone}: ${answer.message}${deaf}`, 1);
    const row = answer as Row;
    if (row.done === true) return done(row);
    fail(`${undone}: ${String(row.reason ?? "the daemon says no more")}`, 1);
  });
}
