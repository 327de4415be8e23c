/**
 * `holdfast vault rebuild|verify`: the trade vault, built from the journal's files or compared with them, with or without a
 * daemon that runs.
 */
import { Command } from "commander";
import { vaultFile } from "../daemon/vault.ts";
import { type BuildOptions, type Built, rebuild } from "../daemon/vaultBuild.ts";
import { troubleOf } from "../daemon/vaultTrouble.ts";
import { type Difference, type VaultVerified, verifyVault } from "../daemon/vaultVerify.ts";
import type { VaultFiles } from "../daemon/vaultWriter.ts";
import { version } from "../daemon/version.ts";
import { gatewaysAmong } from "../journal/segments.ts";
import { fail } from "./say.ts";
import { located, namesIn, stateDirOf } from "./stateDir.ts";
import { type Column, table } from "./table.ts";

interface Flags {
  readonly config: string;
  readonly dir?: string;
  readonly json?: boolean;
  readonly fromJournalOnly?: boolean;
}

export function vaultCommand(): Command {
  const vault = new Command("vault").description("the trade vault: build it from the journal, or compare the two");
  vault.addCommand(
    located("rebuild", "build the vault anew from the journal, beside the old one, and put it in its place")
      .option("--from-journal-only", "give up rows that are older than the journal; the old file is kept")
      .addHelpText(
        "after",
        "\nRows of entries that the journal has no more are taken over from the old vault.\n\nExample:\n  holdfast vault rebuild --dir state",
      )
      .action((flags: Flags) => tell(() => rebuilt(flags))),
  );
  vault.addCommand(
    located("verify", "compare the vault with the journal, row by row")
      .addHelpText(
        "after",
        "\nExit code 1 says that rows differ, or that they could not be compared.\n\nExample:\n  holdfast vault verify --dir state",
      )
      .action((flags: Flags) => tell(() => verified(flags))),
  );
  return vault;
}

function filesOf(flags: Flags): VaultFiles {
  const dir = stateDirOf(flags);
  return { dir, gateway: gatewayIn(dir), path: vaultFile(dir), build: version() };
}

function gatewayIn(dir: string): string {
  const [gateway] = gatewaysAmong(namesIn(dir));
  return gateway ?? fail(`there is no journal in ${dir}`, 1);
}

/** Whatever is the matter with the files becomes a sentence. */
function tell(text: () => string): void {
  try {
    const said = text();
    clearProgress();
    console.log(said);
  } catch (error) {
    clearProgress();
    fail(troubleOf(error, "the vault").message, 1);
  }
}

function rebuilt(flags: Flags): string {
  const began = performance.now();
  const journalOnly = flags.fromJournalOnly === true;
  const built = rebuild(filesOf(flags), { journalOnly, progress: shown() });
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return flags.json === true ? JSON.stringify({ ...built, seconds }) : described(built, seconds);
}

function described({ entries, journalFrom, keptTo, oldKeptAs }: Built, seconds: number): string {
  const from = journalFrom === 1 ? "" : `, of which the journal has those from ${journalFrom} on`;
  const kept = keptTo === 0 ? "" : `; rows of entries up to ${keptTo} were taken over from the old vault`;
  const old = oldKeptAs === undefined ? "" : `\nThe old file is kept as ${oldKeptAs}.`;
  return `built from ${entries} entries${from}${kept}, in ${seconds} s${old}`;
}

function verified(flags: Flags): string {
  const found = verifyVault(filesOf(flags), shown());
  if (found.differences.length > 0) process.exitCode = 1;
  return flags.json === true ? JSON.stringify(found) : comparison(found);
}

const COLUMNS: readonly Column<[string, number]>[] = [
  { title: "table", of: ([name]) => name },
  { title: "rows", right: true, of: ([, count]) => count },
];

function comparison({ entries, journalFrom, rows, differences }: VaultVerified): string {
  const counts = table(COLUMNS, Object.entries(rows), process.stdout.isTTY === true);
  const older =
    journalFrom === 1
      ? ""
      : `\nRows of entries before ${journalFrom} are older than the journal and were compared with nothing.`;
  if (differences.length === 0) return `${counts}\nequal to the journal up to entry ${entries}${older}`;
  const first = differences.map(difference).join("\n");
  return `${counts}\nnot what the journal says up to entry ${entries}; the first differences of each table:\n${first}${older}\n\`holdfast vault rebuild\` builds it anew.`;
}

function difference({ table: name, key, what, columns }: Difference): string {
  const where = `${name} ${Object.entries(key)
    .map(([column, value]) => `${column}=${value}`)
    .join(" ")}`;
  if (what === "missing") return `  ${where}: the vault has no such row`;
  if (what === "surplus") return `  ${where}: the journal makes no such row`;
  const values = Object.entries(columns).map(
    ([column, { vault, journal }]) => `${column} is ${vault}, the journal makes ${journal}`,
  );
  return `  ${where}: ${values.join("; ")}`;
}

const EVERY_MS = 200;

/** On a terminal alone. */
function shown(): BuildOptions["progress"] {
  if (process.stderr.isTTY !== true) return () => {};
  let last = 0;
  return (bytes, ofBytes, entries) => {
    if (performance.now() - last < EVERY_MS) return;
    last = performance.now();
    process.stderr.write(`\r${Math.floor((100 * bytes) / Math.max(1, ofBytes))} %  ${entries} entries\u001b[K`);
  };
}

function clearProgress(): void {
  if (process.stderr.isTTY === true) process.stderr.write("\r\u001b[K");
}
