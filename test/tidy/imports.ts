/**
 * Rules about who imports whom: down the floors only, no cycle, nothing dead, no package that is not declared.
 */
import {
  CORE_FLOOR,
  CORE_PACKAGES,
  ENTRIES,
  type Excuse,
  FOLDERS,
  type Folder,
  ORACLE,
  ORACLE_MAY_IMPORT,
  TEST_ONLY,
} from "./floors.ts";
import type { Finding, Import, Source, Tree } from "./tree.ts";

/** The row of the floors' table that a path belongs to. */
export function folderOf(path: string): Folder | undefined {
  const rows = FOLDERS.filter((row) => path.startsWith(`${row.path}/`));
  return rows.reduce<Folder | undefined>(
    (best, row) => (best && best.path.length > row.path.length ? best : row),
    undefined,
  );
}

export const inCore = (path: string): boolean => (folderOf(path)?.floor ?? CORE_FLOOR + 1) <= CORE_FLOOR;

const finding = (source: Source, from: Import, what: string): Finding => ({ path: source.path, line: from.line, what });

/** Every file under `src/` belongs to a folder of the table, and every folder of the table has files. */
export function unknownFolders(sources: readonly Source[]): Finding[] {
  const known = new Set(sources.flatMap(({ path }) => folderOf(path)?.path ?? []));
  const strays = sources.filter(({ path }) => path.startsWith("src/") && !folderOf(path));
  return [
    ...strays.map(({ path }) => ({ path, line: 1, what: "is in no folder of the floors' table" })),
    ...FOLDERS.filter((row) => !known.has(row.path)).map((row) => ({
      path: row.path,
      line: 1,
      what: "has a floor and no file",
    })),
  ];
}

/** No import goes up, or sideways where the table does not say so. Tests may import anything. */
export function climbing(sources: readonly Source[]): Finding[] {
  return sources
    .filter(({ isTest }) => !isTest)
    .flatMap((source) => source.imports.flatMap((to) => climb(source, to) ?? []));
}

function climb(source: Source, to: Import): Finding | undefined {
  const [from, target] = [folderOf(source.path), to.target];
  if (!from || target === undefined) return undefined;
  const into = folderOf(target);
  if (!into) return finding(source, to, `imports ${target}, which is outside src/`);
  if (target.endsWith(".test.ts")) return finding(source, to, `imports the test ${target}`);
  if (into.path === from.path || into.floor < from.floor || from.beside?.includes(into.path)) return undefined;
  const way = into.floor > from.floor ? "up" : "sideways";
  return finding(
    source,
    to,
    `imports ${way}: ${from.path} (floor ${from.floor}) from ${into.path} (floor ${into.floor})`,
  );
}

/** The oracle imports nothing of what it judges, be it a type. Its tests may, as second opinions. */
export function independent(sources: readonly Source[]): Finding[] {
  const isUnder = (path: string, parents: readonly string[]): boolean =>
    parents.some((parent) => path.startsWith(`${parent}/`));
  const oracle = sources.filter(({ path, isTest }) => !isTest && isUnder(path, ORACLE));
  return oracle.flatMap((source) =>
    source.imports.flatMap((to) => {
      if (to.target === undefined || isUnder(to.target, ORACLE_MAY_IMPORT)) return [];
      return finding(source, to, `imports ${to.target}: the oracle shares no code with what it judges`);
    }),
  );
}

/** No file reaches itself through its imports; imports of types count. One finding per cycle. */
export function cycles(sources: readonly Source[]): Finding[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const done = new Set<string>();
  const found: Finding[] = [];
  const visit = (source: Source, trail: readonly string[]): void => {
    if (done.has(source.path)) return;
    for (const to of source.imports) {
      const next = byPath.get(to.target ?? "");
      if (!next) continue;
      const at = [...trail, source.path].indexOf(next.path);
      if (at >= 0)
        found.push(
          finding(source, to, `closes a cycle: ${[...trail, source.path].slice(at).join(" > ")} > ${next.path}`),
        );
      else visit(next, [...trail, source.path]);
    }
    done.add(source.path);
  };
  for (const source of sources) visit(source, []);
  return found;
}

/** Every file is reached from the program's start, or from a file that only tests reach. */
export function deadFiles(sources: readonly Source[], excuses: readonly Excuse[] = TEST_ONLY): Finding[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const live = reachable(byPath, [...ENTRIES, ...excuses.map(({ path }) => path)]);
  const dead = sources.filter(({ path, isTest }) => !isTest && !live.has(path));
  return dead.map(({ path }) => ({ path, line: 1, what: "is reached by no import" }));
}

function reachable(byPath: ReadonlyMap<string, Source>, from: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const open = [...from];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const { target } of byPath.get(path)?.imports ?? []) if (target !== undefined) open.push(target);
  }
  return seen;
}

/** Packages: the core takes only those with a reason; the rest of `src/` only what an installation brings along. */
export function packages(
  sources: readonly Source[],
  tree: Tree,
  excuses: readonly Excuse[] = CORE_PACKAGES,
): Finding[] {
  const installed = Object.keys(JSON.parse(tree["package.json"] ?? "{}").dependencies ?? {});
  const allowed = excuses.map(({ path }) => path);
  return sources
    .filter(({ isTest }) => !isTest)
    .flatMap((source) =>
      source.imports.flatMap((to) => {
        if (to.target !== undefined || to.specifier.startsWith("node:")) return [];
        const name = to.specifier
          .split("/")
          .slice(0, to.specifier.startsWith("@") ? 2 : 1)
          .join("/");
        if (inCore(source.path) && !allowed.includes(name))
          return [finding(source, to, `the core may not import ${name}`)];
        return installed.includes(name) ? [] : [finding(source, to, `${name} is not in the dependencies`)];
      }),
    );
}
