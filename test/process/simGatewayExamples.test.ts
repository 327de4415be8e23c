/**
 * The examples of docs/simulated-gateway.md as a new user runs them: green against the simulated Gateway, red when the
 * documented fault is switched on.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import test, { after } from "node:test";
import { python } from "../compat/setup.ts";
import { ROOT, startGateway } from "../rig/rig.ts";
import { tearDown } from "../rig/tearDown.ts";

after(tearDown);

const EXAMPLES = join(ROOT, "examples/simulated-gateway");
const found = await python();
const RUN_MS_MAX = 90_000;

interface Example {
  readonly file: string;
  /** The program and its words; undefined where it cannot be run. */
  readonly command: readonly string[] | undefined;
  readonly skip: string | false;
  /** What the guide switches on. */
  readonly fault: string;
  /** What is said then. */
  readonly red: RegExp;
}

const PYTEST: Example = {
  file: "test_bot.py",
  command: "path" in found ? [found.path, "-m", "pytest", "-p", "no:cacheprovider", "test_bot.py"] : undefined,
  skip: "skip" in found ? found.skip : false,
  fault: "tif-note-10349",
  red: /assert \[Trade.*== \[\]/s,
};
const NODE: Example = {
  file: "bot.test.mjs",
  command: [process.execPath, "--test", "bot.test.mjs"],
  skip: false,
  fault: "execution-repeated",
  red: /20 !== 10/,
};

for (const { file, command, skip, fault, red } of [PYTEST, NODE]) {
  const run = async (...flags: readonly string[]) => {
    const gateway = await startGateway({ accounts: ["DU1000001"], flags });
    const env = { ...process.env, GATEWAY_PORT: String(gateway.port), NODE_TEST_CONTEXT: undefined };
    const [program = "", ...words] = command ?? [];
    const done = spawnSync(program, words, { cwd: EXAMPLES, env, encoding: "utf8", timeout: RUN_MS_MAX });
    await gateway.stop();
    return { status: done.status, said: done.stdout + done.stderr };
  };

  test(`${file} is green against the simulated Gateway`, { skip }, async () => {
    const { status, said } = await run();
    assert.equal(status, 0, said);
  });

  test(`${file} is red with ${fault}`, { skip }, async () => {
    const { status, said } = await run("--fault", fault);
    assert.equal(status, 1, said);
    assert.match(said, red);
  });
}
