/**
 * What the compiler cannot enforce: floors, purity of the core, no dead files, names, purposes.
 *
 * Each rule is a row. It holds for the repository, and a planted violation of every kind makes it fail, so that a
 * rule that has gone blind is noticed.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { ambient, moduleState, waiting } from "./tidy/core.ts";
import { emptyNames, projects, purposeless } from "./tidy/files.ts";
import { CORE_PACKAGES, CORE_STATE, type Excuse, HOST, TEST_ONLY } from "./tidy/floors.ts";
import { climbing, cycles, deadFiles, independent, packages, unknownFolders } from "./tidy/imports.ts";
import { type Finding, parse, readTree, type Source, show, type Tree } from "./tidy/tree.ts";

interface Rule {
  readonly says: string;
  readonly check: (sources: readonly Source[], tree: Tree) => Finding[];
  readonly plants: readonly Plant[];
}

interface Plant {
  readonly wrong: string;
  readonly path: string;
  readonly text: string;
  readonly found: RegExp;
}

const PURPOSE = "/** A plant of the tidy test, with a purpose. */\n";

/** A file that is fine but for one thing. */
const plant = (wrong: string, path: string, text: string, found: RegExp): Plant => ({
  wrong,
  path,
  text: PURPOSE + text,
  found,
});
/** The same, with every character of the file as given. */
const bare = (wrong: string, path: string, text: string, found: RegExp): Plant => ({ wrong, path, text, found });

const RULES: readonly Rule[] = [
  {
    says: "every source file is in a folder of the floors' table",
    check: unknownFolders,
    plants: [
      plant("a new folder", "src/paper/gate.ts", "", /in no folder/),
      plant("a file beside the folders", "src/holdfast.ts", "", /in no folder/),
    ],
  },
  {
    says: "imports go down the floors, sideways only where the table says so",
    check: climbing,
    plants: [
      plant("an import up", "src/wire/a.ts", 'import "../orders/blotter.ts";', /imports up.*src\/orders \(floor 2\)/),
      plant("an import of a type up", "src/base/a.ts", 'import type { A } from "../model/ids.ts";', /imports up/),
      plant(
        "an import type expression up",
        "src/base/a.ts",
        'export type A = import("../model/ids.ts").A;',
        /imports up/,
      ),
      plant("a re-export from above", "src/base/a.ts", 'export * from "../wire/codec.ts";', /imports up/),
      plant("an import loaded later from above", "src/io/a.ts", 'void import("../cli/main.ts");', /imports up/),
      plant("two machines of floor 2", "src/orders/a.ts", 'import "../mux/identity.ts";', /imports sideways/),
      plant("the wire that knows the model", "src/wire/a.ts", 'import "../model/ids.ts";', /imports sideways/),
      plant("a simulator that knows the daemon", "src/sim/a.ts", 'import "../daemon/loop.ts";', /imports sideways/),
      plant("a daemon that knows the simulator", "src/daemon/a.ts", 'import "../sim/gateway.ts";', /imports sideways/),
      plant(
        "a simulator that knows the host's ports",
        "src/sim/a.ts",
        'import "../io/node/clock.ts";',
        /imports sideways/,
      ),
      plant("a product file that needs a test", "src/cli/a.ts", 'import "../base/a.test.ts";', /imports the test/),
      plant("a product file that needs the bench", "src/cli/a.ts", 'import "../../bench/run.ts";', /outside src/),
    ],
  },
  {
    says: "the oracle of the simulation shares no code with what it judges",
    check: independent,
    plants: [
      plant(
        "a checker that asks the codec",
        "src/sim/checkers/a.ts",
        'import "../../wire/codec.ts";',
        /imports src\/wire/,
      ),
      plant(
        "a checker that knows a type of the engine's",
        "src/sim/checkers/a.ts",
        'import type { Status } from "../../orders/lifecycle.ts";',
        /imports src\/orders\/lifecycle.ts: the oracle shares no code/,
      ),
      plant(
        "a reader with the codec's kinds",
        "src/sim/sight/a.ts",
        'import "../../wire/kind.ts";',
        /imports src\/wire/,
      ),
      plant(
        "a checker that plays the Gateway",
        "src/sim/checkers/a.ts",
        'import "../gateway/gateway.ts";',
        /imports src\/sim\/gateway/,
      ),
    ],
  },
  {
    says: "no file reaches itself through its imports",
    check: cycles,
    plants: [
      plant(
        "a file that imports itself",
        "src/base/a.ts",
        'import "./a.ts";',
        /closes a cycle: src\/base\/a.ts > src\/base\/a.ts/,
      ),
      plant(
        "two files that import each other's types",
        "src/base/second.ts",
        'import type { A } from "./first.ts";',
        /closes a cycle/,
      ),
    ],
  },
  {
    says: "every source file is reached from the program's start",
    check: (sources) => deadFiles(sources),
    plants: [plant("a file that nobody imports", "src/base/lonely.ts", "", /reached by no import/)],
  },
  {
    says: "packages are declared, and the core's have a reason",
    check: packages,
    plants: [
      plant(
        "a package in the core without a reason",
        "src/engine/a.ts",
        'import pino from "pino";',
        /core may not import pino/,
      ),
      plant("a scoped one", "src/wire/a.ts", 'import "@stoqey/ib/dist/a.js";', /core may not import @stoqey\/ib/),
      plant("a package that an installation lacks", "src/cli/a.ts", 'import "fast-check";', /not in the dependencies/),
    ],
  },
  {
    says: "nothing ambient is in the core, and host only where the table says so",
    check: (sources) => ambient(sources),
    plants: [
      plant("new Date", "src/orders/a.ts", "export const a = () => new Date();", /Date reads a clock/),
      plant(
        "Date.now inside a template",
        "src/orders/a.ts",
        `export const a = () => \`at \${Date.now()} ms\`;`,
        /Date reads a clock/,
      ),
      plant("a Date for a type", "src/model/a.ts", "export type A = Date;", /Date reads a clock/),
      plant("performance.now", "src/engine/a.ts", "export const a = () => performance.now();", /performance reads/),
      plant("a timer", "src/upstream/a.ts", "export const a = () => setTimeout(a, 1);", /setTimeout is a timer/),
      plant("Math.random", "src/mux/a.ts", "export const a = () => Math.random();", /Math.random is not seeded/),
      plant("Math.random by its text", "src/mux/a.ts", 'export const a = () => Math["random"]();', /Math.random/),
      plant("Math.random by its parts", "src/mux/a.ts", "export const { random } = Math;", /Math.random/),
      plant("crypto", "src/journal/a.ts", "export const a = () => crypto.randomUUID();", /crypto is not seeded/),
      plant("process", "src/engine/a.ts", "export const a = () => process.exit(1);", /process is the host's/),
      plant("process handed on", "src/engine/a.ts", "export const a = { process };", /process is the host's/),
      plant(
        "process by way of globalThis",
        "src/engine/a.ts",
        "export const a = globalThis;",
        /globalThis is the host's/,
      ),
      plant("console", "src/account/a.ts", 'export const a = () => console.log("a");', /console is the host's/),
      plant("fetch", "src/downstream/a.ts", 'export const a = () => fetch("a");', /fetch opens something/),
      plant("import.meta", "src/base/a.ts", "export const a = import.meta.url;", /import.meta/),
      plant(
        "a sort by the host's locale",
        "src/account/a.ts",
        'export const a = () => "a".localeCompare("b");',
        /localeCompare/,
      ),
      plant(
        "a format by the host's locale",
        "src/account/a.ts",
        "export const a = new Intl.NumberFormat();",
        /Intl depends/,
      ),
      plant("memory as a clock", "src/mux/a.ts", "export const a = new WeakRef({});", /WeakRef depends/),
      plant("a module of Node in the core", "src/journal/a.ts", 'import "node:fs";', /imports node:fs/),
      plant("a module of Node in the simulator", "src/sim/a.ts", 'import "node:net";', /imports node:net/),
      plant(
        "a clock in the daemon's loop",
        "src/daemon/a.ts",
        "export const a = () => Date.now();",
        /Date reads a clock/,
      ),
    ],
  },
  {
    says: "nothing in the core waits",
    check: waiting,
    plants: [
      plant("an async function", "src/orders/a.ts", "export async function a() {}", /async/),
      plant("an async arrow", "src/orders/a.ts", "export const a = async () => 1;", /async/),
      plant("an async method", "src/orders/a.ts", "export class A { async a() {} }", /async/),
      plant("an await at the top", "src/orders/a.ts", "await 1;", /await/),
      plant("a for await", "src/orders/a.ts", "for await (const a of []) a;", /await/),
      plant("a promise made", "src/orders/a.ts", "export const a = () => Promise.resolve(1);", /Promise/),
      plant("a promise as a type", "src/orders/a.ts", "export type A = PromiseLike<number>;", /PromiseLike/),
      plant("a module loaded later", "src/orders/a.ts", 'export const a = () => import("./b.ts");', /import\(\)/),
    ],
  },
  {
    says: "no module of the core has state",
    check: (sources) => moduleState(sources),
    plants: [
      plant("a let", "src/mux/a.ts", "let next = 1;\nexport const a = () => next++;", /next can be assigned/),
      plant("a var", "src/mux/a.ts", "export var a = 1;", /a can be assigned/),
      plant("a list to be filled", "src/mux/a.ts", "export const a: string[] = [];", /a is to be filled later/),
      plant(
        "an object to be filled",
        "src/mux/a.ts",
        "export const a: Record<string, string> = {};",
        /a is to be filled later/,
      ),
      plant("a map to be filled", "src/mux/a.ts", "const a = new Map<string, string>();", /a is to be filled later/),
      plant("a map inside a table", "src/mux/a.ts", "const a = { in: new Map(), out: 1 };", /a is to be filled later/),
      plant("a static that counts", "src/mux/a.ts", "export class A { static made = 0; }", /made can be assigned/),
    ],
  },
  {
    says: "files and folders are named for what they are",
    check: emptyNames,
    plants: [
      plant("utils", "src/wire/utils.ts", "", /"utils" names no thing/),
      plant("a folder", "src/common/clock.ts", "", /"common" names no thing/),
      plant("a suffix", "src/orders/orderManager.ts", "", /"manager" names no thing/),
      plant("a word among others", "src/downstream/request-handlers.ts", "", /"handlers" names no thing/),
      plant("a service", "src/mux/service.ts", "", /"service" names no thing/),
      plant("types", "src/model/types.ts", "", /"types" names no thing/),
      plant("a barrel", "src/model/index.ts", "", /"index" names no thing/),
      plant("a test's", "test/compat/helpers.ts", "", /"helpers" names no thing/),
    ],
  },
  {
    says: "every file opens with its purpose",
    check: purposeless,
    plants: [
      bare("none", "src/base/a.ts", "export const a = 1;\n", /purpose/),
      bare("a comment that is no docstring", "src/base/a.ts", "// What this file is for, in a sentence.\n", /purpose/),
      bare("one that is no sentence", "src/base/a.ts", "/** decimals */\n", /purpose/),
      bare("one that comes too late", "src/base/a.ts", 'import "./b.ts";\n/** Says what it is for. */\n', /purpose/),
      bare("none in a test that has no source beside it", "test/sim/a.test.ts", 'import "node:test";\n', /purpose/),
    ],
  },
  {
    says: "the compiler's projects are the floors",
    check: (_, tree) => projects(tree),
    plants: [
      bare(
        "a core folder that is not compiled",
        "tsconfig.core.json",
        '{ "include": [] }',
        /does not compile src\/wire/,
      ),
      bare("a core that includes the shell", "tsconfig.core.json", '{ "include": ["src/io"] }', /compiles src\/io/),
      bare(
        "Node's types in the core",
        "tsconfig.core.json",
        '{ "compilerOptions": { "types": ["node"] } }',
        /more than lib ES2023/,
      ),
      bare(
        "the DOM in the core",
        "tsconfig.core.json",
        '{ "compilerOptions": { "lib": ["ES2023", "DOM"] } }',
        /more than lib ES2023/,
      ),
      bare(
        "a shell folder that is not compiled",
        "tsconfig.shell.json",
        '{ "include": [] }',
        /does not compile src\/cli/,
      ),
    ],
  },
];

/** The repository's own tree, parsed once. */
const TREE = readTree(new URL("..", import.meta.url).pathname);
const SOURCES = parse(TREE);

/** A small tree in which every rule but the first holds: two files on the way from the start. */
const CLEAN: Tree = {
  "package.json": JSON.stringify({ dependencies: { "big.js": "1", pino: "1" } }),
  "tsconfig.base.json": TREE["tsconfig.base.json"]!,
  "tsconfig.core.json": TREE["tsconfig.core.json"]!,
  "tsconfig.shell.json": TREE["tsconfig.shell.json"]!,
  "src/cli/main.ts": `${PURPOSE}import pino from "pino";\nimport "../base/first.ts";\nsetTimeout(() => pino(Date.now()), 1);`,
  "src/base/first.ts": `${PURPOSE}export { b } from "./second.ts";`,
  "src/base/second.ts": `${PURPOSE}export const b = 1;`,
};

for (const rule of RULES) {
  test(rule.says, () => assert.equal(show(rule.check(SOURCES, TREE)), ""));

  test(`it is found when not: ${rule.says}`, async (t) => {
    for (const plant of rule.plants) {
      const tree = { ...CLEAN, [plant.path]: plant.text };
      const findings = rule.check(parse(tree), tree).filter(({ path }) => path === plant.path);
      await t.test(plant.wrong, () => assert.match(show(findings), plant.found));
    }
  });
}

test("the rules are silent about a clean tree", () => {
  const sources = parse(CLEAN);
  for (const rule of RULES.filter(({ check }) => check !== unknownFolders))
    assert.equal(show(rule.check(sources, CLEAN)), "");
});

test("what only looks ambient is not: members, texts, comments, expressions", () => {
  const text = `${PURPOSE}
    // new Date(), Math.random()
    export interface A { readonly Date: number; fetch(): void; process: string }
    export const a = (entry: A) => entry.process + "Date.now()" + \`console \${entry.Date} setTimeout\`;
    export const b = { performance: 1, crypto: Math.floor(1.5) };
    export const c = /Date|Promise/;
    export const empty: readonly string[] = [];
    export const table = new Map([["a", 1]]);
    export const NONE: Table = { in: new Map() };
    export const make = () => new Map<string, string>();
    export class B { static readonly one = 1; #count = 0; fetch() { return this.#count++; } }
  `;
  const sources = parse({ "src/orders/a.ts": text });
  assert.equal(show([...ambient(sources), ...waiting(sources), ...moduleState(sources)]), "");
});

test("a test may import anything and use the host", () => {
  const text = `${PURPOSE}import "node:fs"; import "../cli/main.ts"; let a = Date.now(); await Promise.all([]);`;
  const sources = parse({ "src/base/a.test.ts": text });
  assert.equal(show([...climbing(sources), ...ambient(sources), ...waiting(sources), ...moduleState(sources)]), "");
});

/** Excuses without which the same is found as with them. */
function idle(check: (excuses: readonly Excuse[]) => Finding[], excuses: readonly Excuse[]): string[] {
  const all = check(excuses).length;
  const without = (one: Excuse): Finding[] => check(excuses.filter((excuse) => excuse !== one));
  return excuses.filter((excuse) => without(excuse).length === all).map(({ path }) => path);
}

test("no excuse outlives its reason", () => {
  assert.deepEqual(
    idle((excuses) => ambient(SOURCES, excuses), HOST),
    [],
  );
  assert.deepEqual(
    idle((excuses) => deadFiles(SOURCES, excuses), TEST_ONLY),
    [],
  );
  assert.deepEqual(
    idle((excuses) => moduleState(SOURCES, excuses), CORE_STATE),
    [],
  );
  assert.deepEqual(
    idle((excuses) => packages(SOURCES, TREE, excuses), CORE_PACKAGES),
    [],
  );
});

test("an excuse excuses what it names and nothing else; an idle one is found", () => {
  const lonely = { path: "src/base/lonely.ts", because: "a plant" };
  const memo = { path: "src/base/lonely.ts#memo", because: "a plant" };
  const sources = parse({ ...CLEAN, [lonely.path]: `${PURPOSE}const memo = new Map();\nconst other = new Map();` });
  assert.equal(show(deadFiles(sources, [lonely])), "");
  assert.match(show(moduleState(sources, [memo])), /^\S+ the module's other is to be filled later$/);
  assert.deepEqual(
    idle((excuses) => deadFiles(sources, excuses), [lonely, memo]),
    [memo.path],
  );
});

test("no excuse lets the core touch the host", () => {
  const sources = parse({ ...CLEAN, "src/engine/a.ts": `${PURPOSE}export const a = () => Date.now();` });
  assert.match(
    show(ambient(sources, [...HOST, { path: "src/engine/a.ts", because: "a plant" }])),
    /Date reads a clock/,
  );
});

test("a floor without a file is found", () => {
  assert.match(show(unknownFolders(parse(CLEAN))), /src\/wire:1 has a floor and no file/);
});
