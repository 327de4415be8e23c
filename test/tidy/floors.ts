/**
 * The floors of `src/`, listed once, and the exceptions from the rules, each with its reason.
 *
 * Imports go to a lower floor. `beside` names the folders of the same floor that a folder may import all the same.
 * `host` says who may touch the host (clock, timers, files, sockets, process): nobody on floors 0 to 3, and on floor 4
 * only the makers of ports, so that the daemon's loop and the simulated Gateway also run on a virtual clock.
 */
export interface Folder {
  readonly path: string;
  readonly floor: number;
  readonly beside?: readonly string[];
  readonly host?: true;
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
  { path: "src/downstream", floor: 2 },
  { path: "src/engine", floor: 3 },
  { path: "src/io", floor: 4 },
  { path: "src/io/node", floor: 4, beside: ["src/io"], host: true },
  { path: "src/daemon", floor: 4, beside: ["src/io"] },
  { path: "src/sim", floor: 4, beside: ["src/io"] },
  { path: "src/cli", floor: 5, host: true },
];

/** Floors up to this one are the core: a pure function of its inputs. */
export const CORE_FLOOR = 3;

/** Where the program starts; what is not reached from here is dead. */
export const ENTRIES: readonly string[] = ["src/cli/main.ts"];

/** An exception: where, and why. An exception that is no longer needed is itself a finding. */
export interface Excuse {
  readonly path: string;
  readonly because: string;
}

/** Files of `src/` that only tests reach. */
export const TEST_ONLY: readonly Excuse[] = [];

/** Packages the core may import: each is a pure function of its arguments. */
export const CORE_PACKAGES: readonly Excuse[] = [
  { path: "big.js", because: "decimal arithmetic" },
  { path: "@noble/hashes", because: "the journal's hash chain; no host crypto in the core" },
  { path: "@bufbuild/protobuf", because: "its binary reader and writer, for the protobuf form of messages" },
];

/** Module-level containers of the core that are filled after the module was loaded, as `path#name`. */
export const CORE_STATE: readonly Excuse[] = [];
