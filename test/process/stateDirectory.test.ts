/**
 * A state directory that is not for this daemon: somebody else's, one that cannot be written, a journal of a newer build. It says so in
 * one sentence, ends with 1 and changes nothing (RELIABILITY I15, I16).
 */
import assert from "node:assert/strict";
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test, { after } from "node:test";
import type { WallMs } from "../../src/base/time.ts";
import { JournalWriter } from "../../src/journal/journal.ts";
import { JOURNAL_FORMAT } from "../../src/model/entry.ts";
import { Child, launchDaemon, MAIN, tearDown, temporaryDirectory } from "../rig/rig.ts";

after(tearDown);

const ENDED_MS_MAX = 20_000;
const NOBODY = 65_534;
const AS_NOBODY = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
const skip = await nobodyMissing();

/** Why nothing can be run as somebody else here, or false. */
async function nobodyMissing(): Promise<string | false> {
  if (process.getuid?.() !== 0) return "only root can run a daemon as somebody else";
  const [program, ...words] = [...AS_NOBODY, process.execPath, MAIN, "--version"];
  const child = new Child("setpriv", program!, words);
  const { code } = await child.exited;
  return code === 0 ? false : `nothing can be run as somebody else here: ${child.err[0] ?? code}`;
}

/** A directory with a state directory in it, which everybody may look into but for that. */
function stateIn(files: Readonly<Record<string, Uint8Array>> = {}): string {
  const directory = temporaryDirectory();
  chmodSync(directory, 0o755);
  mkdirSync(join(directory, "state"), { mode: 0o700 });
  for (const [name, bytes] of Object.entries(files))
    writeFileSync(join(directory, "state", name), bytes, { mode: 0o600 });
  return join(directory, "state");
}

async function refusal(state: string, inside: readonly string[] = []): Promise<string> {
  const before = readdirSync(state).map((name) => [name, readFileSync(join(state, name), "latin1")]);
  const { child } = launchDaemon({ gatewayPort: 1, directory: dirname(state), inside });
  assert.equal((await child.end(ENDED_MS_MAX)).code, 1, child.err.join("\n"));
  for (const [name, text] of before) assert.equal(readFileSync(join(state, name!), "latin1"), text, name);
  const said = child.err.filter((line) => !line.startsWith("{"));
  assert.equal(said.length, 1, said.join("\n"));
  return said[0]!;
}

test("a journal of a newer build: it names that build and both formats", async () => {
  const started = {
    kind: "daemonStarted",
    epoch: "newer",
    format: JOURNAL_FORMAT + 1,
    build: "holdfast 99.1.0",
  } as const;
  const journal = new JournalWriter("main").bytes([started], 0 as WallMs);
  const sentence = await refusal(stateIn({ "main.journal": journal }));
  assert.match(sentence, /holdfast 99\.1\.0/);
  assert.match(sentence, new RegExp(`format ${JOURNAL_FORMAT + 1}, this one reads ${JOURNAL_FORMAT}\\)`));
  assert.match(sentence, /Nothing was started/);
});

test("a journal of another Gateway: it names both", async () => {
  const started = { kind: "daemonStarted", epoch: "other", format: JOURNAL_FORMAT } as const;
  const journal = new JournalWriter("second").bytes([started], 0 as WallMs);
  assert.match(await refusal(stateIn({ "main.journal": journal })), /belongs to the Gateway "second", not "main"/);
});

test("somebody else's state directory", { skip }, async () => {
  assert.match(await refusal(stateIn(), AS_NOBODY), /^holdfast: the state directory \S+ cannot be /);
});

test("a state directory that may not be written", { skip }, async () => {
  const state = stateIn();
  chownSync(state, NOBODY, NOBODY);
  chmodSync(state, 0o500);
  assert.match(await refusal(state, AS_NOBODY), /^holdfast: the state directory \S+ cannot be /);
});

test("somebody else's journal in a directory of one's own", { skip }, async () => {
  const state = stateIn({ "main.journal": new Uint8Array(0) });
  chownSync(state, NOBODY, NOBODY);
  assert.match(await refusal(state, AS_NOBODY), /main\.journal.*(EACCES|permission denied)/);
});
