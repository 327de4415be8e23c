/** Shows that what the documents say of the tree is so: paths, floors, commands, scripts, configuration. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { ConfigError, parseConfig } from "../src/daemon/config.ts";
import { ALERTS } from "../src/model/alert.ts";
import { FOLDERS } from "./tidy/floors.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const README = read("README.md");
const DOCUMENTS = ["README.md", ...globSync("docs/**/*.md", { cwd: ROOT })];

/** The text of each fenced block in a language. */
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].filter(([, said]) => said === language).map(([, , body]) => body!);

/** The first cells of a table's rows that are code. */
const firstCells = (text: string): string[] => [...text.matchAll(/^\| `([^`]+)`/gm)].map(([, cell]) => cell!);

for (const document of DOCUMENTS) {
  test(`${document} names only files that exist`, () => {
    const text = read(document);
    const paths = [...text.matchAll(/`((?:src|test|docs|examples|bench|bin)\/[\w./-]+)`/g)].map(([, path]) => path!);
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link]) => join(dirname(document), link!));
    assert.deepEqual(
      [...paths, ...links].filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });

  test(`${document} names only npm scripts that exist`, () => {
    const { scripts } = JSON.parse(read("package.json"));
    const named = [...read(document).matchAll(/`npm (?:run )?(start|test|bench|check|format|[a-z]+:[a-z]+)`/g)];
    assert.deepEqual(
      named.map(([, name]) => name!).filter((name) => !(name in scripts)),
      [],
    );
  });
}

test("the scripts in the README are the examples, to the letter", () => {
  assert.deepEqual(blocks(README, "python"), [
    read("examples/first_bot.py"),
    read("examples/refused.py"),
    read("examples/simulated-gateway/test_bot.py"),
  ]);
  assert.deepEqual(blocks(README, "js"), [
    read("examples/first_bot.mjs"),
    read("examples/simulated-gateway/bot.test.mjs"),
  ]);
});

test("the configuration of a cash account in the README is the example, and is one", () => {
  const [, text] = blocks(README, "toml");
  assert.equal(text, read("examples/cash_account.toml"));
  const settings = parseConfig(text!, "/etc/holdfast.toml");
  assert.ok(!(settings instanceof ConfigError), String(settings));
  assert.equal(settings.engine.strategies[0]?.limits?.["long-only"], true);
  assert.equal(settings.engine.accounts?.DU1000001?.drawdown, 8);
});

test("the configuration in the README is one, and says what it claims", () => {
  const settings = parseConfig(blocks(README, "toml")[0]!, "/etc/holdfast.toml");
  assert.ok(!(settings instanceof ConfigError), String(settings));
  const { doors, strategies, gateway } = settings.engine;
  assert.deepEqual(
    doors.map(({ port, strategy }) => [port, strategy]),
    [
      [4100, undefined],
      [4101, "beta"],
    ],
  );
  assert.deepEqual(
    strategies.map(({ name, clientIds }) => [name, clientIds]),
    [
      ["alpha", [1, 2]],
      ["beta", []],
    ],
  );
  assert.equal(gateway.clientId, 100);
});

test("the README's commands are the program's, in its order", () => {
  const help = execFileSync(join(ROOT, "bin/holdfast"), ["--help"], { encoding: "utf8" });
  const commands = [...help.split(/Commands:|Examples:/)[1]!.matchAll(/^ {2}([a-z-]+)/gm)].map(
    ([, name]) => `holdfast ${name}`,
  );
  assert.deepEqual(
    firstCells(README),
    commands.filter((name) => name !== "holdfast help"),
  );
});

test("what alerts tell somebody to do are commands of the program", () => {
  const told = Object.values(ALERTS).flatMap(({ action }) => [...action.matchAll(/`(holdfast [a-z-]+)/g)]);
  const commands = new Set(firstCells(README));
  assert.ok(told.length > 3);
  assert.deepEqual(
    told.map(([, name]) => name).filter((name) => !commands.has(name!)),
    [],
  );
});

test("the architecture's table of floors is the one that is enforced", () => {
  const rows = [...read("docs/architecture.md").matchAll(/^\| `(src\/[^`]+)` \| (\d) \|/gm)];
  assert.deepEqual(
    rows.map(([, path, floor]) => [path!, Number(floor)]),
    FOLDERS.map(({ path, floor }) => [path, floor]),
  );
});
