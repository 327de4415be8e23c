/** The journal that a scenario's daemon leaves behind, and the configuration that it can be read with. */
import { type EngineConfig, USUAL_GATEWAY } from "../../src/model/config.ts";
import { type JournalFile, journalFiles } from "../../src/sim/campaign/journalFiles.ts";
import { run } from "../../src/sim/campaign/run.ts";
import type { Scenario } from "../../src/sim/campaign/scenario.ts";
import type { Stage } from "../../src/sim/campaign/stage.ts";

/** Folding a journal asks for nothing but the Gateway's name. */
export const CONFIG: EngineConfig = {
  mode: "paper",
  readOnly: false,
  gateway: { name: "main", host: "127.0.0.1", port: 4102, clientId: 77, maxServerVersion: 200, ...USUAL_GATEWAY },
  strategies: [],
  doors: [],
  messagesPerSecond: 45,
};

export const journalOf = (scenario: Scenario): Uint8Array => journalFilesOf(scenario)[0]!.bytes;

/** All files of it, oldest first. */
export function journalFilesOf(scenario: Scenario): readonly JournalFile[] {
  const stages: Stage[] = [];
  run(scenario, { onlooker: { staged: (stage) => void stages.push(stage) } });
  return journalFiles(stages[0]!);
}
