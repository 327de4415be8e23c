/**
 * Rules about files as such: each says what it is for, each is named for what it is, and the compiler's projects
 * cover exactly the floors.
 */
import { CORE_FLOOR, FOLDERS } from "./floors.ts";
import type { Finding, Source, Tree } from "./tree.ts";

/** Words that name no thing. */
const EMPTY_WORDS = ["util", "common", "helper", "manager", "handler", "service", "types", "misc", "index"];

/** No file or folder bears a name that says nothing; `index` would be a barrel file. */
export function emptyNames(sources: readonly Source[]): Finding[] {
  return sources.flatMap(({ path }) =>
    wordsOf(path)
      .filter((word) => EMPTY_WORDS.some((empty) => word === empty || word === `${empty}s`))
      .map((word) => ({ path, line: 1, what: `"${word}" names no thing` })),
  );
}

/** `src/orders/tickUtils.test.ts` has the words src, orders, tick, utils, test. */
function wordsOf(path: string): string[] {
  return path
    .replace(/\.ts$/, "")
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[^a-z]+/);
}

/** Every file opens with a docstring of at least one whole sentence; a test beside its source has the source's. */
export function purposeless(sources: readonly Source[]): Finding[] {
  const paths = new Set(sources.map(({ path }) => path));
  return sources
    .filter(
      ({ path, text }) =>
        !isSentence(openingOf(text)) && !(path.endsWith(TEST) && paths.has(path.replace(TEST, ".ts"))),
    )
    .map(({ path }) => ({ path, line: 1, what: "does not open with its purpose in a whole sentence" }));
}

const TEST = ".test.ts";

/** The text of a docstring at the very start (behind a `#!` line), without its stars. */
function openingOf(text: string): string {
  const opening = /^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? "";
  return opening.replaceAll(/^\s*\*/gm, "").trim();
}

/** At least four words and a full stop behind them. */
const isSentence = (text: string): boolean => /^\S+(\s+\S+){3,}?[.!?:](\s|$)/.test(text);

/** The core project compiles exactly floors 0 to 3, without Node's types, and the shell project the rest. */
export function projects(tree: Tree): Finding[] {
  const top = FOLDERS.filter(({ path }) => path.split("/").length === 2);
  const core = top.filter(({ floor }) => floor <= CORE_FLOOR).map(({ path }) => path);
  const shell = top.filter(({ floor }) => floor > CORE_FLOOR).map(({ path }) => path);
  const options = {
    ...read(tree, "tsconfig.base.json").compilerOptions,
    ...read(tree, "tsconfig.core.json").compilerOptions,
  };
  const pure = String(options.lib) === "ES2023" && String(options.types) === "" && options.types !== undefined;
  return [
    ...covers(tree, "tsconfig.core.json", core),
    ...covers(tree, "tsconfig.shell.json", shell),
    ...(pure ? [] : [{ path: "tsconfig.core.json", line: 1, what: "gives the core more than lib ES2023" }]),
  ];
}

interface Project {
  readonly include?: readonly string[];
  readonly compilerOptions?: { readonly lib?: readonly string[]; readonly types?: readonly string[] };
}

const read = (tree: Tree, path: string): Project => JSON.parse(tree[path] ?? "{}");

function covers(tree: Tree, path: string, folders: readonly string[]): Finding[] {
  const included = read(tree, path).include ?? [];
  return [
    ...folders
      .filter((folder) => !included.includes(folder))
      .map((folder) => ({ path, line: 1, what: `does not compile ${folder}` })),
    ...included
      .filter((folder) => !folders.includes(folder))
      .map((folder) => ({ path, line: 1, what: `compiles ${folder}` })),
  ];
}
