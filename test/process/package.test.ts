/**
 * The package in an empty directory: the command works, and `holdfast/wire` does what its guide says, in JavaScript and to the
 * compiler.
 */
import assert from "node:assert/strict";
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import test, { after, type TestContext } from "node:test";
import { Child } from "../rig/child.ts";
import { ROOT } from "../rig/folders.ts";
import { tearDown } from "../rig/tearDown.ts";
import { ENV, install } from "./package/install.ts";
import { type Page, type Run, readPage } from "./package/page.ts";

after(tearDown);

const PAGE: Page = readPage();
const PACKAGE = "node_modules/holdfast";
const installed = install();
const directory = "directory" in installed ? installed.directory : "";
const skip = "skip" in installed ? installed.skip : false;

if (skip === false) {
  for (const [name, text] of PAGE.programs) writeFileSync(join(directory, name), text);
}

const RUN_MS_MAX = 60_000;
/** Runs to its end in the empty directory. */
const run = (command: string, ...words: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync(command, words, { cwd: directory, env: ENV, encoding: "utf8", timeout: RUN_MS_MAX });
const holdfast = (...words: readonly string[]) => run(join("node_modules", ".bin", "holdfast"), ...words);

function printed({ status, error, stdout, stderr }: SpawnSyncReturns<string>): string {
  assert.equal(status, 0, `${error ?? ""}${stderr}${stdout}`);
  return stdout;
}

// ---------------------------------------------------------------- the package

test("it holds what runs, for people to read, and types; no sources and no tests", { skip }, () => {
  const files = globSync("**/*", { cwd: join(directory, PACKAGE), withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((file) => join(file.parentPath, file.name).split(`${PACKAGE}/`)[1]!);
  const known =
    /^(bin\/holdfast|dist\/.*(?<!\.test)\.(js|d\.ts)|docs\/.*\.md|examples\/.*|[^/]*\.(md|json|toml)|LICENSE)$/;
  assert.deepEqual(
    paths.filter((path) => !known.test(path)),
    [],
  );
  assert.ok(paths.includes("dist/wire/wire.d.ts"));
});

test("its pages name nothing that it does not hold, but sources and tests", { skip }, () => {
  const there = join(directory, PACKAGE);
  const named = globSync("{README.md,docs/**/*.md}", { cwd: there }).flatMap((page) =>
    [...readFileSync(join(there, page), "utf8").matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) =>
      join(dirname(page), link!),
    ),
  );
  assert.ok(named.includes("docs/wire.md"));
  assert.deepEqual(
    named.filter((path) => !/^(src|test)\//.test(path) && !existsSync(join(there, path))),
    [],
  );
});

test("installing it brings the dependencies and nothing of the development", { skip }, () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const there = (name: string): boolean => existsSync(join(directory, "node_modules", name));
  assert.deepEqual(Object.keys(dependencies).filter(there), Object.keys(dependencies));
  assert.deepEqual(Object.keys(devDependencies).filter(there), []);
});

// ---------------------------------------------------------------- the command

test("the command says what it says in the checkout", { skip }, () => {
  for (const words of [["--help"], ["--version"], ["wire", "describe", "openOrder"]]) {
    const expected = spawnSync(join(ROOT, "bin/holdfast"), words, { env: ENV, encoding: "utf8" });
    assert.equal(printed(holdfast(...words)), printed(expected), words.join(" "));
  }
});

test("the command runs the demo to its end", { skip }, () => {
  const summary = JSON.parse(
    printed(holdfast("demo", "--seconds", "5", "--json", "--tws-port", "0", "--gateway-port", "0")),
  );
  assert.equal(summary.clients, 2);
  assert.ok(summary.orders > 0 && summary.fills > 0, JSON.stringify(summary));
  assert.deepEqual(summary.positions, summary.brokerPositions);
});

// ---------------------------------------------------------------- holdfast/wire

/** The ports that the page names, and who listens there. */
const PEERS: Readonly<Record<string, () => Child>> = {
  "4002": () =>
    new Child("the package's Gateway", join(directory, "node_modules/.bin/holdfast"), GATEWAY, {
      env: { PATH: ENV.PATH! },
    }),
  "4003": () => new Child("the page's server", process.execPath, [join(directory, "serve.mjs"), "0"]),
};
const GATEWAY = ["sim", "gateway", "--port", "0", "--accounts", "DU1000001", "--json"];

/** What a command of the page prints, with its peer's real port in the place of the one that the page names. */
async function outputOf(t: TestContext, { words }: Run): Promise<string> {
  const peer = words.flatMap((word) => PEERS[word] ?? [])[0]?.();
  if (peer === undefined) return printed(run(process.execPath, ...words));
  t.after(() => peer.kill());
  const port = await peer.line("out", "its port", (line) => /\bport"?: ?(\d+)/.exec(line)?.[1]);
  return printed(run(process.execPath, ...words.map((word) => (word in PEERS ? port : word))));
}

for (const one of PAGE.runs) {
  test(`node ${one.words.join(" ")} prints what the guide says`, { skip }, async (t) => {
    assert.equal(await outputOf(t, one), one.printed);
  });
}

test("the guide shows each of its programs at work", () => {
  const used = new Set([...PAGE.runs.map(({ words }) => words[0]!), "serve.mjs"]);
  const idle = [...PAGE.programs.keys()].filter((name) => !used.has(name));
  assert.deepEqual(idle, ["orders.ts"], "only compiled");
});

/** Nodes on the path that are too old for the command; the codec needs no more than they have. */
function olderNodes(): readonly string[] {
  const paths = (ENV.PATH ?? "").split(delimiter).map((folder) => join(folder, "node"));
  const nodes = [...new Set(paths.filter((path) => existsSync(path)).map((path) => realpathSync(path)))];
  const major = (node: string): number => Number(/^v(\d+)/.exec(run(node, "--version").stdout ?? "")?.[1] ?? 0);
  return skip === false ? nodes.filter((node) => major(node) >= 20 && major(node) < 24) : [];
}
const OLDER = olderNodes();

test("it works under an older Node too", {
  skip: skip || (OLDER.length === 0 && "no Node 20 to 23 is on the path"),
}, () => {
  for (const node of OLDER) {
    for (const { words, printed: expected } of PAGE.runs.filter(({ words }) => words.length === 1))
      assert.equal(printed(run(node, ...words)), expected, `${node} ${words[0]}`);
  }
});

test("importing it loads its own folder, what lies below, two packages, and nothing of Node", { skip }, () => {
  const loaded = (specifier: string): readonly string[] => {
    const words = [join(import.meta.dirname, "package/loaded.ts"), directory, specifier];
    return JSON.parse(printed(run(process.execPath, ...words)));
  };
  const parts = (urls: readonly string[]): readonly string[] =>
    [
      ...new Set(urls.map((url) => /node_modules\/(holdfast\/dist\/\w+|@[^/]+\/[^/]+|[^/]+)/.exec(url)?.[1] ?? url)),
    ].sort();
  assert.deepEqual(parts(loaded("holdfast/wire")), [
    "@bufbuild/protobuf",
    "big.js",
    "holdfast/dist/base",
    "holdfast/dist/wire",
  ]);
  assert.ok(parts(loaded("pino")).includes("node:events"), "a look that sees no module of Node proves nothing");
});

const LIBRARY = "examples/simulated-gateway/library.test.ts";

test("holdfast/sim starts a Gateway for a test, as its guide shows", { skip }, () => {
  cpSync(join(ROOT, LIBRARY), join(directory, "library.test.ts"));
  symlinkSync(join(ROOT, "node_modules/@stoqey"), join(directory, "node_modules/@stoqey"));
  const types = { types: ["node"], typeRoots: [join(ROOT, "node_modules/@types")], allowImportingTsExtensions: true };
  assert.equal(
    compiled("tsconfig.library.json", ["library.test.ts"], { ...types, lib: ["es2023", "esnext.disposable"] }),
    "",
  );
  const { status, stdout } = run(process.execPath, "--test", "library.test.ts");
  assert.equal(status, 0, stdout);
});

test("what is no part of the surface cannot be imported", { skip }, () => {
  for (const specifier of ["holdfast", "holdfast/dist/wire/codec.js"]) {
    const { stdout } = run(process.execPath, "-e", `import("${specifier}").catch(({ code }) => console.log(code))`);
    assert.equal(stdout, "ERR_PACKAGE_PATH_NOT_EXPORTED\n", specifier);
  }
});

test("the guide's table has every name of the surface, and no other", () => {
  const source = readFileSync(join(ROOT, "src/wire/wire.ts"), "utf8");
  const lists = [...source.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].map(([, list]) => list!.split(","));
  const names = lists.flat().map((name) => name.trim().replace(/^type |.* as /, ""));
  assert.deepEqual(PAGE.names.toSorted(), names.filter((name) => name !== "").toSorted());
});

// ---------------------------------------------------------------- to the compiler

test("the types say nothing of what is only for the codec itself", { skip }, () => {
  const types = readFileSync(join(directory, PACKAGE, "dist/wire/framing.d.ts"), "utf8");
  assert.match(types, /next\(\): /);
  assert.doesNotMatch(types, /advance|\bbytes\b\(|get (start|end)/);
});

const STRICT = { module: "nodenext", moduleResolution: "nodenext", target: "es2023", lib: ["es2023"], strict: true };

/** What the compiler has to say of some of the page's programs. */
function compiled(name: string, files: readonly string[], options: object): string {
  const compilerOptions = { ...STRICT, noEmit: true, skipLibCheck: false, ...options };
  writeFileSync(join(directory, name), JSON.stringify({ compilerOptions, files }));
  return run(join(ROOT, "node_modules/.bin/tsc"), "-p", name).stdout;
}

test("a strict TypeScript program with it compiles, and its mistakes are found", { skip }, () => {
  assert.equal(compiled("tsconfig.json", ["orders.ts"], { types: [] }), "");
  const text = PAGE.programs.get("orders.ts")!;
  writeFileSync(join(directory, "mistaken.ts"), text.replaceAll(/^\/\/ @ts-expect-error.*\n/gm, ""));
  const found = compiled("tsconfig.mistaken.json", ["mistaken.ts"], { types: [] });
  assert.deepEqual([...found.matchAll(/error TS\d+/g)].map(String), ["error TS2561", "error TS2345"], found);
});

test("the guide's programs compile as JavaScript, their messages with types", { skip }, () => {
  const programs = [...PAGE.programs.keys()].filter((name) => name.endsWith(".mjs"));
  const options = {
    allowJs: true,
    checkJs: true,
    noImplicitAny: false,
    types: ["node"],
    typeRoots: [join(ROOT, "node_modules/@types")],
  };
  assert.equal(compiled("tsconfig.programs.json", programs, options), "");
});
