import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { MAIN, temporaryDirectory } from "../../test/rig/folders.ts";

const CONFIG = `mode = "paper"
limits = "off"
account-limits = "off"
[codes]
file = "codes.toml"
[strategies.alpha]
account = "DU1000001"
client-ids = [1]
`;

/** Every start with a file of codes of this content; undefined is no file. */
const CASES: Readonly<Record<string, readonly [codes: string | undefined, sentence: RegExp]>> = {
  "an unknown effect": [
    '[12345]\neffect = "kills"\n',
    /codes\.toml line 2: 12345\.effect must be one of .*, not "kills"$/,
  ],
  "no such file": [undefined, /codes\.toml, which codes\.file names, cannot be read: there is no such file;/],
};

for (const [what, [codes, sentence]] of Object.entries(CASES))
  test(`a file of codes with ${what} ends the start with 2 and one sentence, before anything is opened`, () => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, "holdfast.toml"), CONFIG);
    if (codes !== undefined) writeFileSync(join(folder, "codes.toml"), codes);
    const { status, stderr } = spawnSync(process.execPath, [MAIN, "up"], { cwd: folder, encoding: "utf8" });
    assert.equal(status, 2, stderr);
    assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
    assert.match(stderr.trimEnd(), sentence);
  });
