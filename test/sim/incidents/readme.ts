/** The tables of README.md, made of the rows and files beside it; `node test/sim/incidents/readme.ts` writes the file. */
import { writeFileSync } from "node:fs";
import { MUTANTS } from "../../mutants/mutants.ts";
import { scenarioOf } from "./play.ts";
import { INCIDENTS, WAITING, WEAKNESSES } from "./weaknesses.ts";

const HEAD = `# Known incidents as scenarios

What went wrong in public with other programs (and in the reports that started this project), each as a scenario of the
whole daemon: it passes on ours, and fails on one with the weakness that the report shows, planted while the sources are loaded.
The same reports as bots straight at the simulated Gateway, with links to the threads, are in [test/incidents](../../incidents/README.md).

    node --test test/sim/incidents.test.ts
    holdfast sim replay test/sim/incidents/lean-249.json
    HOLDFAST_MUTANT=M8 node --import ./test/mutants/plant.ts test/sim/incidents/play.ts lean-249
`;

export function readme(): string {
  return [HEAD, played(), "## Waiting\n", waiting()].join("\n");
}

function played(): string {
  const says = new Map([...MUTANTS, ...WEAKNESSES].map((row) => [row.id, row.says]));
  const rows = INCIDENTS.map(({ incident, weakness, invariants }) => {
    const what = scenarioOf(incident).says ?? "";
    return [`[${incident}](${incident}.json)`, what, `\`${weakness}\`: ${says.get(weakness)}`, invariants.join(", ")];
  });
  return table(["incident", "what happened", "the weakness", "who objects"], rows);
}

function waiting(): string {
  const rows = WAITING.map(({ incident, says, waitsFor }) => [incident, says, waitsFor]);
  return table(["incident", "what happened", "waits for"], rows);
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map(line).join("");

if (import.meta.main) writeFileSync(new URL("README.md", import.meta.url), readme());
