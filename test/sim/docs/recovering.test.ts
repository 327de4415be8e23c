/** docs/recovering.md has every condition as the daemon knows it, and commands and keys that there are. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import type { Command } from "commander";
import { healthcheckCommand } from "../../../src/cli/healthcheck.ts";
import { questionCommands } from "../../../src/cli/questions.ts";
import { statusCommand } from "../../../src/cli/status.ts";
import { upCommand } from "../../../src/cli/up.ts";
import { ConfigError, parseConfig } from "../../../src/daemon/config.ts";
import { CONDITION_IDS, conditionRow } from "../../../src/upstream/conditions.ts";
import { filledIn } from "./page.ts";
import { DOCUMENT, PARTS } from "./recovering.ts";

const PAGE = readFileSync(DOCUMENT, "utf8");
const COMMANDS: readonly Command[] = [upCommand(), statusCommand(), healthcheckCommand(), ...questionCommands()];

const blocks = (language: string): string[] =>
  [...PAGE.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].filter(([, said]) => said === language).map(([, , body]) => body!);

test("the page's sections are as npm run sim:docs writes them, and one changed by hand would be found", () => {
  assert.equal(PAGE, filledIn(PAGE, PARTS), "run npm run sim:docs");
  const changed = PAGE.replace("- **You**: start IB Gateway", "- **You**: stop IB Gateway");
  assert.notEqual(changed, PAGE);
  assert.equal(filledIn(changed, PARTS), PAGE);
});

test("every condition has its section with its remedy, and there are no others", () => {
  const sections = [...PAGE.matchAll(/^### (.*)$/gm)].map(([, title]) => title!);
  assert.deepEqual(sections, CONDITION_IDS);
  for (const id of CONDITION_IDS) assert.ok(PAGE.includes(conditionRow(id).remedy), id);
});

test("the page names only commands and options that there are", () => {
  const lines = blocks("sh").flatMap((block) => block.split("\n"));
  const calls = [...lines.join("\n").matchAll(/\bholdfast ([a-z]+)([^|#\n]*)/g)];
  assert.ok(calls.length >= 5, `only ${calls.length} calls`);
  for (const [, name, words] of calls) {
    const command = COMMANDS.find((each) => each.name() === name);
    assert.ok(command !== undefined, `there is no holdfast ${name}`);
    const flags = [...words!.matchAll(/--[a-z-]+/g)].map(([flag]) => flag);
    const known = command.options.map(({ long }) => long);
    assert.deepEqual(
      flags.filter((flag) => !known.includes(flag)),
      [],
      name,
    );
  }
});

test("the page's configuration is one", () => {
  const [text] = blocks("toml");
  const strategy = '[strategies.alpha]\naccount = "DU1234567"\nclient-ids = [1]';
  const settings = parseConfig(
    `mode = "paper"\nlimits = "off"\naccount-limits = "off"\n${text}\n${strategy}`,
    "holdfast.toml",
  );
  assert.ok(!(settings instanceof ConfigError), settings instanceof ConfigError ? settings.message : "");
});
