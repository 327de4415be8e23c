/**
 * The table of message codes is whole: every code that holdfast or its simulated Gateway says or judges has its row, and
 * every row says what a row must.
 */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { CODES, isRemark } from "../../src/wire/codes.ts";
import { DATA_CODES } from "../../src/wire/codesData.ts";
import { LISTED_CODES } from "../../src/wire/codesListed.ts";
import { ORDER_CODES } from "../../src/wire/codesOrder.ts";
import type { OrderEffect } from "../../src/wire/codesRow.ts";
import { SESSION_CODES } from "../../src/wire/codesSession.ts";
import { ROOT } from "../rig/folders.ts";

/** How a code stands in a source: as a property, compared, among arguments with its text behind it, or as a row. */
const FORMS: readonly RegExp[] = [
  /\b(?:errorCode|code): (\d{3,5})\b/g,
  /\b(?:errorCode|code) [!=]== (\d{3,5})\b/g,
  /^ *case (\d{3,5}):/gm,
  /\b(?:#?error|#?refuse|sayError|errored|fail|answered|refused)\([^\n]*?[ (](\d{3,5}), ["`\w]/g,
  /\[(\d{3,5}), "(?:Market|HMDS|Sec-def|holdfast|Max rate|link-|server-)/g,
  /\[(\d{3,5}), \["(?:market|history|secdef)/g,
  /\bcode: (\d{3,5}) \| /g,
];
/** A constant that stands where a code stands. */
const NAMED = /\b(?:errorCode(?::| [!=]==) |(?:refuse|tell)\([^\n]*?, )([A-Z][A-Z_]{3,})\b/g;

const all = (text: string, form: RegExp): string[] => [...text.matchAll(form)].map(([, found]) => found!);

function codesIn(text: string): number[] {
  const named = all(text, NAMED).flatMap((name) => all(text, new RegExp(`\\bconst ${name} = (\\d{3,5});`, "g")));
  return [...new Set([...FORMS.flatMap((form) => all(text, form)), ...named].map(Number))];
}

/** Sources where a number in such a place is an order id, a port or an exit code. */
const ELSEWHERE = /\/(?:cli|standalone|wire|io|daemon)\//;

function codesSaid(): Map<number, string> {
  const paths = globSync("src/**/*.ts", { cwd: ROOT }).filter((path) => !path.endsWith(".test.ts"));
  const found = new Map<number, string>();
  for (const path of paths.filter((one) => !ELSEWHERE.test(one)))
    for (const code of codesIn(readFileSync(join(ROOT, path), "utf8"))) if (!found.has(code)) found.set(code, path);
  return found;
}

test("every code that is said or judged anywhere has its row", () => {
  const said = codesSaid();
  assert.ok(said.size > 90, `only ${said.size} codes were found: the forms are out of date`);
  // One of each form and each part of the tree, so that a form that has gone blind is noticed.
  for (const known of [103, 162, 320, 413, 2102, 10147, 10148, 10149, 2166, 10197, 10284, 10349, 2103, 10243, 322])
    assert.ok(said.has(known), `${known} was not found`);
  const strangers = [...said].filter(([code]) => !CODES.has(code));
  assert.deepEqual(strangers, []);
});

test("a code that is planted in any of the forms is found", () => {
  const plants = [
    'out.tell(conn, "error", { id, errorCode: 777, errorMsg })',
    "if (errorCode === 777) return;",
    'this.#error(client, id, 777, "no");',
    'refuse(context, session, reqId, { code: 777, text: "no" });',
    'const STRANGE = 777;\ntell(out, riders, STRANGE, "no");',
    "const STRANGER = 777;\nif (errorCode !== STRANGER) return;",
  ];
  for (const plant of plants) assert.deepEqual(codesIn(plant), [777], plant);
});

test("the codes that PROTOCOL 15 and SEQUENCES 8 name mean what those say", () => {
  const effects: readonly [OrderEffect, readonly number[]][] = [
    ["none", [399, 404, 2109, 2137, 10349, 0, 162, 165, 354, 1100, 1101, 1102, 2104, 10089, 10167, 10197, 10225]],
    ["refuses-order", [103, 110, 200, 203, 320, 321, 322, 434, 435, 436, 451, 460, 10255, 10268, 10269, 10270, 10355]],
    ["rejects", [201]],
    ["refuses-change", [104, 105, 329, 2102]],
    ["refuses-cancel", [135, 136, 161, 10147, 10148]],
    ["cancels", [202]],
    ["ask", [100, 10149]],
  ];
  for (const [effect, codes] of effects)
    for (const code of codes) assert.equal(CODES.get(code)?.effect, effect, String(code));
});

test("a code stands in one part of the table, and the table is in order", () => {
  const parts = [ORDER_CODES, DATA_CODES, SESSION_CODES, LISTED_CODES].flatMap((part) => Object.keys(part));
  assert.equal(new Set(parts).size, parts.length, "a code stands twice");
  const codes = [...CODES.keys()];
  assert.deepEqual(
    codes,
    codes.toSorted((a, b) => a - b),
  );
});

test("every row says what it is in one line of plain text, and where it is known from", () => {
  for (const [code, { says, remedy, evidence }] of CODES) {
    assert.match(says, /^[\x20-\x7e]{8,160}$/, String(code));
    assert.doesNotMatch(says, /\.$/, String(code));
    assert.match(remedy, /^[\x20-\x7e]{0,160}$/, String(code));
    assert.notEqual(evidence, "", String(code));
  }
});

test("what is only a message never ends an order, and what only IB's list names never does either", () => {
  const mild = [...CODES].filter(([, { severity }]) => severity === "info" || severity === "notice");
  assert.ok(mild.length > 10);
  for (const [code, { effect }] of mild) assert.ok(effect === "none" || effect === "cancels", String(code));
  for (const [code, { effect }] of Object.entries(LISTED_CODES)) assert.ok(effect === "none" || effect === "ask", code);
});

test("every code from 2100 to 2199 is a remark on a request, as all libraries take it, and a new one is too", () => {
  for (const code of CODES.keys()) if (code >= 2100 && code < 2200) assert.ok(isRemark(code), String(code));
  assert.deepEqual([2199, 165, 162, 2200, 12345].map(isRemark), [true, true, false, false, false]);
});
