/**
 * The floors of `src/`, listed once, and the exceptions from the rules, each with its reason.
 *
 * Imports go to a lower floor. `beside` names the folders of the same floor that a folder may import all the same.
 */
export interface Folder {
  readonly path: string;
  readonly floor: number;
  readonly beside?: readonly string[];
}

/** The most specific path wins, so a folder inside a folder may have a row of its own. */
export const FOLDERS: readonly Folder[] = [
  { path: "src/base", floor: 0 },
  { path: "src/wire", floor: 1 },
  { path: "src/model", floor: 1, beside: ["src/wire"] },
  { path: "src/journal", floor: 2 },
  { path: "src/upstream", floor: 2 },
  { path: "src/mux", floor: 2 },
  { path: "src/orders", floor: 2 },
  { path: "src/account", floor: 2 },
  { path: "src/reconcile", floor: 2 },
  { path: "src/sentinel", floor: 2 },
  { path: "src/risk", floor: 2 },
  { path: "src/market", floor: 2 },
  { path: "src/health", floor: 2 },
  { path: "src/vault", floor: 2 },
  { path: "src/downstream", floor: 2 },
  { path: "src/engine", floor: 3 },
  { path: "src/io", floor: 4 },
  { path: "src/io/node", floor: 4, beside: ["src/io"] },
  { path: "src/daemon", floor: 4, beside: ["src/io", "src/io/node"] },
  { path: "src/sim", floor: 4, beside: ["src/io"] },
  { path: "src/sim/campaign", floor: 4, beside: ["src/io", "src/sim", "src/daemon"] },
  { path: "src/standalone", floor: 5 },
  { path: "src/cli", floor: 5, beside: ["src/standalone"] },
];

/**
 * The oracle of the simulation, and all that it may import of `src/`: it shares no code with what it judges, so that no
 * mistake is made twice.
 */
export const ORACLE: readonly string[] = ["src/sim/checkers", "src/sim/sight"];
export const ORACLE_MAY_IMPORT: readonly string[] = [...ORACLE, "src/base", "src/sim/world", "src/sim/broker"];

/** Floors up to this one are the core: a pure function of its inputs. */
export const CORE_FLOOR = 3;

/** Where the program starts, and what other projects import; what is not reached from here is dead. */
export const ENTRIES: readonly string[] = [
  "src/cli/main.ts",
  "src/daemon/vaultProcess.ts",
  "src/wire/wire.ts",
  "src/standalone/standalone.ts",
];

/** An exception: where, and why. One that excuses nothing is itself a finding. */
export interface Excuse {
  readonly path: string;
  readonly because: string;
}

/**
 * Who may touch the host (clock, timers, files, sockets, the process): a folder or a file of floors 4 and 5. The rest
 * of them, above all the daemon's loop and the simulated Gateway, runs on a virtual clock as well.
 */
export const HOST: readonly Excuse[] = [
  { path: "src/io/node", because: "makes the ports of a real host" },
  { path: "src/cli", because: "is the process" },
  { path: "src/standalone", because: "puts the simulated Gateway on the host's ports, clock and files" },
  { path: "src/daemon/up.ts", because: "signals end the daemon" },
  { path: "src/daemon/signals.ts", because: "one key press may arrive as two signals" },
  { path: "src/daemon/control.ts", because: "the operator's unix socket; it never decides anything" },
  { path: "src/daemon/http.ts", because: "answers over HTTP whether the loop turns; it never decides anything" },
  { path: "src/daemon/hook.ts", because: "the operator's command is a process of its own, with a bound" },
  { path: "src/daemon/config.ts", because: "reads the configuration before there is a loop" },
  { path: "src/daemon/version.ts", because: "reads the package's version before there is a loop" },
  { path: "src/daemon/vault.ts", because: "the vault is written by a process of its own" },
  { path: "src/daemon/vaultProcess.ts", because: "is that process" },
  { path: "src/daemon/vaultJournal.ts", because: "reads the journal's files beside the loop" },
  { path: "src/daemon/vaultStore.ts", because: "the vault's file; SQLite is the host's" },
  { path: "src/daemon/vaultTrouble.ts", because: "says what stands where the vault's file belongs" },
  { path: "src/daemon/vaultBuild.ts", because: "builds that file beside the loop" },
  { path: "src/daemon/vaultVerify.ts", because: "compares that file with the journal" },
  { path: "src/daemon/explain.ts", because: "TOML has dates, and a sentence must name one that is not wanted" },
];

/** Files of `src/` that only tests reach. */
export const TEST_ONLY: readonly Excuse[] = [
  { path: "src/wire/emit.ts", because: "writes src/wire/compiled for npm run wire; the daemon compiles nothing" },
  { path: "src/sim/campaign/twice.ts", because: "runs a scenario twice and compares: tests of determinism do" },
];

/** Packages the core may import: each is a pure function of its arguments. */
export const CORE_PACKAGES: readonly Excuse[] = [
  { path: "big.js", because: "decimal arithmetic" },
  { path: "@noble/hashes", because: "the journal's hash chain; no host crypto in the core" },
  { path: "@bufbuild/protobuf", because: "its binary reader and writer, for the protobuf form of messages" },
];

/** Module-level containers of the core that are filled after the module was loaded, as `path#name`. */
export const CORE_STATE: readonly Excuse[] = [
  {
    path: "src/wire/interpret.ts#makers",
    because: "compiled once per declaration; the declaration alone decides what",
  },
];
