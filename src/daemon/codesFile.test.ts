import assert from "node:assert/strict";
import test from "node:test";
import { parseCodes } from "./codesFile.ts";
import { ConfigError } from "./explain.ts";

function refusal(text: string): string {
  const read = parseCodes(text, "codes.toml");
  assert.ok(read instanceof ConfigError, "the file was accepted");
  assert.ok(!read.message.includes("\n"), read.message);
  return read.message;
}

test("a file adds a code and replaces parts of a known one", () => {
  const read = parseCodes(
    '[12345]\neffect = "refuses-order"\nsays = "a new precaution"\n[399]\nseverity = "info"\n',
    "codes.toml",
  );
  assert.ok(!(read instanceof ConfigError), String(read));
  assert.deepEqual(read.rows, [
    { code: 399, severity: "info" },
    { code: 12345, effect: "refuses-order", says: "a new precaution" },
  ]);
  assert.match(read.digest, /^[0-9a-f]{16}$/);
});

test("an empty file is one that says nothing, and another text has another digest", () => {
  const [none, comment] = [parseCodes("", "codes.toml"), parseCodes("# nothing yet\n", "codes.toml")];
  assert.ok(!(none instanceof ConfigError) && !(comment instanceof ConfigError));
  assert.deepEqual([none.rows, comment.rows], [[], []]);
  assert.notEqual(none.digest, comment.digest);
});

const EFFECTS = '"none", "refuses-order", "rejects", "refuses-change", "refuses-cancel", "cancels", "ask"';

const MISTAKES: Readonly<Record<string, readonly [text: string, sentence: string]>> = {
  "an unknown effect": [
    '[399]\nseverity = "info"\n[110]\neffect = "kills"\n',
    `codes.toml line 4: 110.effect must be one of ${EFFECTS}, not "kills"`,
  ],
  "an unknown severity": [
    '[110]\nseverity = "fatal"\n',
    'codes.toml line 2: 110.severity must be one of "info", "notice", "warning", "error", not "fatal"',
  ],
  "an unknown key that is nearly one": [
    '[110]\nefect = "none"\n',
    'codes.toml line 2: unknown key 110.efect; did you mean "effect"?',
  ],
  "an unknown key": [
    "[110]\ncolour = 1\n",
    "codes.toml line 2: unknown key 110.colour; known here: effect, severity, says, remedy",
  ],
  "the name of something every object has": [
    '[110]\nconstructor = "none"\n',
    "codes.toml line 2: unknown key 110.constructor; known here: effect, severity, says, remedy",
  ],
  "a code that is not a number": [
    '[tick]\neffect = "none"\n',
    'codes.toml line 1: "tick" is not a message code: name each table by its number from 0 to 99999, such as [12345]',
  ],
  "a code with a sign": [
    '[-1]\neffect = "none"\n',
    'codes.toml line 1: "-1" is not a message code: name each table by its number from 0 to 99999, such as [12345]',
  ],
  "a value in place of a table": [
    '110 = "none"\n',
    'codes.toml line 1: 110 must be a table: write [110], and below it effect = "refuses-order"',
  ],
  "a list of tables": [
    '[[110]]\neffect = "none"\n',
    'codes.toml line 1: 110 must be a table: write [110], and below it effect = "refuses-order"',
  ],
  "a date in place of a table": [
    "110 = 2026-01-01\n",
    'codes.toml line 1: 110 must be a table: write [110], and below it effect = "refuses-order"',
  ],
  "an empty table": [
    "[110]\n",
    "codes.toml line 1: [110] is empty: give at least one of effect, severity, says, remedy",
  ],
  "a new code without an effect": [
    '[12345]\nsays = "new"\n',
    `codes.toml line 1: [12345] is a code that holdfast has no row for, so it needs an effect: ${EFFECTS}`,
  ],
  "an effect that is a number": [
    "[110]\neffect = 1\n",
    `codes.toml line 2: 110.effect must be one of ${EFFECTS}, not 1`,
  ],
  "a text of two lines": [
    '[110]\nsays = """a\nb"""\n',
    'codes.toml line 2: 110.says must be one line of text in quotes, at most 300 characters, not "a\\nb"',
  ],
};

for (const [what, [text, sentence]] of Object.entries(MISTAKES))
  test(`${what} is refused with one sentence`, () => assert.equal(refusal(text), sentence));

test("what is not TOML, or names a code twice, is refused with its line", () => {
  assert.match(refusal('[110]\neffect = "none\n'), /^codes\.toml line 2: this is not TOML: /);
  assert.match(refusal('[110]\neffect = "none"\n[110]\neffect = "ask"\n'), /^codes\.toml line 3: this is not TOML: /);
});

test("of several mistakes the first in the file is named", () => {
  assert.match(refusal('[399]\nefect = "none"\n[110]\neffect = "kills"\n'), /^codes\.toml line 2: /);
});
