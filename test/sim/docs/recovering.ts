/** The generated parts of docs/recovering.md: the table of conditions that the daemon itself uses, and a section for each. */
import { join } from "node:path";
import { byItself } from "../../../src/cli/byItself.ts";
import { span } from "../../../src/cli/span.ts";
import { CONDITION_IDS, type ConditionId, conditionRow } from "../../../src/upstream/conditions.ts";
import { ROOT } from "../../rig/folders.ts";
import { code, type Parts, table } from "./page.ts";

export const DOCUMENT = join(ROOT, "docs/recovering.md");

export const PARTS: Parts = { overview, conditions: () => CONDITION_IDS.map(section).join("\n\n") };

function overview(): string {
  const rows = CONDITION_IDS.map((id) => {
    const { says, ready, orders, boundMs } = conditionRow(id);
    return [`[${code(id)}](#${id})`, says, span(boundMs), answer(ready === true), answer(orders)];
  });
  return table(["condition", "what is the case", "seen within", "ready", "new orders"], rows);
}

const answer = (yes: boolean): string => (yes ? "yes" : "no");

function section(id: ConditionId): string {
  const { says, recognised, boundMs, remedy, told, orders, ready, person } = conditionRow(id);
  return [
    `### ${id}`,
    `${sentence(says)}`,
    [
      `- **Recognised by**: ${recognised}; within ${span(boundMs)}.`,
      `- **Clients hear**: ${told}.`,
      `- **New orders**: ${orders ? "accepted" : "refused at once, with the reason"}; cancels are always taken.`,
      `- **Ready**: ${ready === true ? "yes, the session stays ready" : "no"}.`,
      `- **holdfast** ${byItself(id)}.`,
      `- **You**: ${remedy}.${person === true ? " It does not end before somebody acts." : ""}`,
    ].join("\n"),
  ].join("\n\n");
}

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`;
