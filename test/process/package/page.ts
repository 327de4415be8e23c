/**
 * The guide to the codec, `docs/codec.md`, taken apart: its programs, and what it says that they print.
 *
 * A block of `js` or `ts` begins with its file's name in a comment. A block of `text` holds command lines, each with the
 * lines that it prints behind it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../rig/folders.ts";

/** A command of the page, without the word `node`, and its output. */
export interface Run {
  readonly words: readonly string[];
  readonly printed: string;
}

export interface Page {
  /** Text by file name. */
  readonly programs: ReadonlyMap<string, string>;
  readonly runs: readonly Run[];
  /** The names in its table of the surface. */
  readonly names: readonly string[];
}

export function readPage(): Page {
  const text = readFileSync(join(ROOT, "docs/codec.md"), "utf8");
  const blocks = [...text.matchAll(/^```(js|ts|text)\n([\s\S]*?)^```$/gm)].map(([, language, body]) => ({
    isProgram: language !== "text",
    body: body!,
  }));
  const programs = blocks.filter(({ isProgram }) => isProgram).map(({ body }) => [nameOf(body), body] as const);
  const runs = blocks.filter(({ isProgram }) => !isProgram).flatMap(({ body }) => runsIn(body));
  const cells = [...text.matchAll(/^\| (`.*?`) \|/gm)].map(([, cell]) => cell!);
  const names = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name!));
  return { programs: new Map(programs), runs, names };
}

function nameOf(program: string): string {
  const name = /^\/\/ (\S+\.(?:mjs|ts))\n/.exec(program)?.[1];
  if (name === undefined) throw new Error(`a program of the page does not say its name: ${program.slice(0, 60)}`);
  return name;
}

const runsIn = (block: string): Run[] =>
  block
    .split(/^\$ node /m)
    .slice(1)
    .map((part) => {
      const [command, ...lines] = part.split("\n");
      return { words: command!.split(" "), printed: lines.join("\n") };
    });
