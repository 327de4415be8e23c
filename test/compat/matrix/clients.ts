/**
 * The rows of the matrix: which unmodified libraries, how each is made ready, and which server versions it can speak.
 *
 * A library's version is read from the file that pins it, so that the document cannot name another one.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../rig/rig.ts";
import { python } from "../setup.ts";
import { built, type Missing } from "./build.ts";

/** Server versions at which something changes that the steps touch; the columns of the matrix. */
export const COLUMNS = [157, 163, 176, 178, 193, 200, 201, 203, 207, 210, 213, 215, 222, 225] as const;
export type Column = (typeof COLUMNS)[number];

/** Gateways that are negotiated with. At the last one every column is played, at the others what is required. */
export const GATEWAYS = [178, 200, 225] as const;
export type GatewayVersion = (typeof GATEWAYS)[number];

/** How a client program is started; its JSON argument comes behind these. */
export interface Ready {
  readonly command: string;
  readonly args: readonly string[];
}

export interface Client {
  /** Its folder's name. */
  readonly id: string;
  readonly title: string;
  readonly versions: readonly Column[];
  /** Played at every Gateway. */
  readonly required: readonly Column[];
  /** Values that the library hides, as "step.key": the program prints null for them. */
  readonly hidden: readonly string[];
  /** Its requests take numbers from the sequence of its orders, so its first order comes later than the first id. */
  readonly sharesIds?: true;
  /** What it makes of a value before it shows it, where the program has to undo that. */
  readonly garbles?: string;
  /** Why it is not played at versions that it negotiates. */
  readonly limits?: string;
  prepare(): Promise<Ready | Missing>;
}

const FOLDER = join(ROOT, "test/compat/clients");

/** The columns that a library with these limits can speak. */
const from = (min: number, max: number): readonly Column[] => COLUMNS.filter((v) => v >= min && v <= max);

export const CLIENTS: readonly Client[] = [
  {
    id: "ib_async",
    title: `ib_async ${required("ib_async")}`,
    versions: from(157, 178),
    required: [157, 178],
    hidden: ["order.account"],
    sharesIds: true,
    prepare: () => pythonProgram("ib_async"),
  },
  {
    id: "stoqey",
    title: `@stoqey/ib ${pinned("package.json", /"@stoqey\/ib": "([^"]+)"/)}`,
    versions: from(157, 193),
    required: [193],
    hidden: [],
    prepare: async () => ({ command: process.execPath, args: [join(FOLDER, "stoqey/main.ts")] }),
  },
  {
    id: "official",
    title: `official Python, as nautilus-ibapi ${required("nautilus-ibapi")}`,
    versions: from(157, 225),
    required: [178, 200, 203, 213, 225],
    hidden: [],
    prepare: () => pythonProgram("official"),
  },
  {
    ...rust("rust2", from(164, 200), [200]),
    limits: "below 164 it takes the version of contractDetails for the request id",
  },
  rust("rust3", from(213, 225), [213, 225]),
  rust("rust5", from(213, 225), [213, 225]),
  {
    id: "go",
    title: `Go scmhub/ibapi ${pinned("test/compat/clients/go/go.mod", /scmhub\/ibapi v(\S+)/)}`,
    versions: from(157, 225),
    required: [200, 225],
    hidden: [],
    garbles: "below 205 `contract-details.longName`, which it shows as the numbers of its bytes (utils.go:219)",
    prepare: () => built("go", "go"),
  },
];

function rust(id: string, versions: readonly Column[], played: readonly Column[]): Client {
  const version = pinned(`test/compat/clients/${id}/Cargo.lock`, /name = "ibapi"\nversion = "(.+)"/);
  const title = `Rust ibapi ${version}`;
  return { id, title, versions, required: played, hidden: [], prepare: () => built("cargo", id) };
}

async function pythonProgram(id: string): Promise<Ready | Missing> {
  const environment = await python();
  if ("skip" in environment) return { missing: environment.skip };
  return { command: environment.path, args: ["-u", join(FOLDER, id, "main.py")] };
}

/** The version that requirements.txt pins. */
function required(library: string): string {
  return pinned("test/compat/requirements.txt", new RegExp(`^${library}==(.+)$`, "m"));
}

function pinned(file: string, pattern: RegExp): string {
  const found = pattern.exec(readFileSync(join(ROOT, file), "utf8"));
  if (found === null) throw new Error(`${file} pins nothing like ${pattern}`);
  return found[1]!;
}
