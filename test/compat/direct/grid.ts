/** The grid of docs/simulated-gateway.md: for each of the 85 requests what becomes of it, on what evidence, and who tried. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { COVERAGE, type Outcome, sinceOf } from "../../../src/sim/gateway/coverage.ts";
import { OUTGOING_NAMES, type OutgoingName } from "../../../src/wire/codec.ts";
import { ROOT } from "../../rig/rig.ts";
import type { Client } from "../matrix/clients.ts";
import type { Exercised } from "./judge.ts";

export const DOCUMENT = join(ROOT, "docs/simulated-gateway.md");
const BEGIN = "<!-- coverage -->";
const END = "<!-- /coverage -->";

/** What each client was seen to ask, and whether it was answered as the table says. */
export type Seen = ReadonlyMap<Client, Exercised>;

/** The checked-in grid. */
export function checkedIn(): string {
  const text = readFileSync(DOCUMENT, "utf8");
  return text.slice(text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)).trim();
}

/** The document with this grid in it. */
export function documentWith(grid: string): string {
  const text = readFileSync(DOCUMENT, "utf8");
  if (!text.includes(BEGIN) || !text.includes(END)) throw new Error(`${DOCUMENT} has no place for the grid`);
  return `${text.slice(0, text.indexOf(BEGIN) + BEGIN.length)}\n\n${grid}\n\n${text.slice(text.indexOf(END))}`;
}

export function gridOf(seen: Seen): string {
  const rows = [...OUTGOING_NAMES].sort().map((name) => rowOf(name, seen));
  return [
    "| request | since | what becomes of it | evidence | tried by |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function rowOf(name: OutgoingName, seen: Seen): string {
  const { outcome, evidence } = COVERAGE[name];
  const since = sinceOf(name);
  const cells = [name, since === 0 ? "" : String(since), became(outcome), evidence, triers(name, seen)];
  return `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
}

function became(outcome: Outcome): string {
  switch (outcome.kind) {
    case "answered":
      return `answered: ${outcome.by.join(", ")}`;
    case "confirmed":
      return `confirmed with ${outcome.code}${outcome.by.length > 0 ? ` and ${outcome.by.join(", ")}` : ""}`;
    case "refused":
      return `refused: ${outcome.refusal[0]} ${outcome.refusal[1]}`;
    case "silent":
      return `nothing: ${outcome.why}`;
  }
}

/** Every request is also sent by a client without a library (test/sim/coverage.test.ts). */
const ALWAYS = "raw frames";

function triers(name: OutgoingName, seen: Seen): string {
  const found = [...seen].filter(([, exercised]) => exercised.get(name) === true).map(([{ id }]) => SHORT[id] ?? id);
  return [...found, ALWAYS].join(", ");
}

const SHORT: Readonly<Record<string, string>> = {
  stoqey: "@stoqey/ib",
  official: "official Python",
  rust2: "Rust 2",
  rust3: "Rust 3",
  rust5: "Rust 5",
  go: "Go",
};
