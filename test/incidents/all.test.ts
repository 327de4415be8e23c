/**
 * The tables of README.md tell the truth about this folder and about the faults.
 *
 * Every incident that a fault names is played with that fault, or the reason why not stands beside the others.
 */
import { deepEqual, match, ok } from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { FAULT_NAMES, faultRow, isFault } from "../../src/sim/faults/table.ts";

const FOLDER = import.meta.dirname;
/** How many faults shall reproduce an incident. */
const FAULTS_MIN = 20;

const read = (file: string): string => readFileSync(join(FOLDER, file), "utf8");
const quoted = (cell: string): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
/** `Lean #242` is played in `lean-242.test.ts`. */
const nameOf = (incident: string): string => incident.toLowerCase().replaceAll(/ #| /g, "-");

/** The cells of the rows of one table, by its header. */
function table(header: string): readonly (readonly string[])[] {
  const [, rows = ""] = read("README.md").split(`${header}\n`);
  return rows
    .split("\n")
    .slice(1, rows.split("\n").indexOf(""))
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const PLAYED = table("| incident | thread | faults | what it shows |").map(([link = "", thread = "", faults = ""]) => ({
  ...{ name: /^\[(.+)\]\(\1\.test\.ts\)$/.exec(link)?.[1] ?? link, thread, faults: quoted(faults) },
}));
const LEFT_OUT = table("| incident | fault | why |").map(([incident = "", fault = "", why = ""]) => ({
  ...{ incident, fault: quoted(fault)[0], why },
}));

/** Which incident is named by which fault. */
const NAMED = FAULT_NAMES.flatMap((fault) => faultRow(fault).incidents.map((incident) => ({ incident, fault })));

test("every test of this folder has one row, and every row its test", () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".test.ts") && file !== "all.test.ts");
  deepEqual(PLAYED.map(({ name }) => `${name}.test.ts`).toSorted(), files.toSorted());
});

test("a row names faults that there are and that its test sets", () => {
  for (const { name, faults } of PLAYED)
    for (const fault of faults) {
      ok(isFault(fault), `${name}: there is no fault ${fault}`);
      ok(read(`${name}.test.ts`).includes(`"${fault}"`), `${name}.test.ts does not set ${fault}`);
    }
});

test("a row points to the thread that its test tells of in its first lines", () => {
  for (const { name, thread } of PLAYED) {
    const number = name.slice(name.lastIndexOf("-") + 1);
    match(
      thread,
      new RegExp(`^\\[.+ ${number}\\]\\(https://github\\.com/.+/${number}\\)$|^an operator's report$`),
      name,
    );
    match(read(`${name}.test.ts`).slice(0, 400), new RegExp(`\\b${number}\\b`), name);
  }
});

test("every incident that a fault names is played with it, or has a reason why not", () => {
  const missing = NAMED.filter(
    ({ incident, fault }) =>
      !PLAYED.some(({ name, faults }) => name === nameOf(incident) && faults.includes(fault)) &&
      !LEFT_OUT.some((one) => one.incident === incident && one.fault === fault),
  );
  deepEqual(missing, []);
});

test("nothing is excused that no fault names, that is played after all, or without a reason", () => {
  for (const { incident, fault, why } of LEFT_OUT) {
    ok(
      NAMED.some((one) => one.incident === incident && one.fault === fault),
      `${incident}: ${fault} does not name it`,
    );
    const file = `${nameOf(incident)}.test.ts`;
    ok(!existsSync(join(FOLDER, file)) || !read(file).includes(`"${fault}"`), `${incident} is played with ${fault}`);
    ok(why.length > 20, `${incident}: ${fault} is left out without a reason`);
  }
});

test(`at least ${FAULTS_MIN} faults reproduce a public incident by name`, () => {
  const reproducing = NAMED.filter(({ incident, fault }) =>
    PLAYED.some(
      ({ name, thread, faults }) => name === nameOf(incident) && faults.includes(fault) && thread.startsWith("["),
    ),
  );
  const faults = new Set(reproducing.map(({ fault }) => fault));
  ok(faults.size >= FAULTS_MIN, `${faults.size}: ${[...faults].join(", ")}`);
  for (const { incident } of reproducing) ok(existsSync(join(FOLDER, `${nameOf(incident)}.test.ts`)));
});
