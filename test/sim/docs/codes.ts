/** The generated parts of docs/codes.md: the table of message codes that the daemon itself uses, by what a code is about. */
import { join } from "node:path";
import { CODES, CODES_VERSION } from "../../../src/wire/codes.ts";
import { CODE_CLASSES, type CodeClass, type CodeRow, ORDER_EFFECTS } from "../../../src/wire/codesRow.ts";
import { ROOT } from "../../rig/folders.ts";
import { code, type Parts, table } from "./page.ts";

export const DOCUMENT = join(ROOT, "docs/codes.md");

export const PARTS: Parts = {
  version: () => `Version ${CODES_VERSION} of the table, ${CODES.size} codes.`,
  effects: () => table(["effect", "what it makes of the order"], Object.entries(ORDER_EFFECTS).map(effect)),
  codes: () => CLASSES.map(section).join("\n\n"),
};

const CLASSES = Object.keys(CODE_CLASSES) as readonly CodeClass[];

const effect = ([name, says]: readonly [string, string]): readonly string[] => [code(name), says];

const title = (about: CodeClass): string => `${CODE_CLASSES[about][0]!.toUpperCase()}${CODE_CLASSES[about].slice(1)}`;

function section(about: CodeClass): string {
  const rows = [...CODES].filter(([, row]) => row.class === about);
  return [`### ${title(about)}`, table(TITLES, rows.map(cells))].join("\n\n");
}

const TITLES = ["code", "what it says", "severity", "effect on an order", "what you do", "evidence"];

const cells = ([number, row]: readonly [number, CodeRow]): readonly string[] => [
  String(number),
  row.says,
  row.severity,
  row.effect === "none" ? "" : code(row.effect),
  row.remedy,
  row.evidence,
];
