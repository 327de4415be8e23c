/**
 * `holdfast journal verify|tail`: the journal's files, read from the disk, with or without a daemon that writes them.
 *
 * Nothing is ever changed. Lines for people are short; JSON is what stands in the file.
 */
import { Command, InvalidArgumentError } from "commander";
import { isoTime } from "../base/time.ts";
import { gatewaysAmong, segmentsAmong } from "../journal/segments.ts";
import { type FileVerified, type Verified, verified } from "../journal/verified.ts";
import { follow, newest } from "./journalTail.ts";
import { fail } from "./say.ts";
import { bytesIn, located, namesIn, stateDirOf } from "./stateDir.ts";
import { type Column, table } from "./table.ts";

interface Flags {
  readonly config: string;
  readonly dir?: string;
  readonly json?: boolean;
}

export function journalCommand(): Command {
  const journal = new Command("journal").description("read the journal's files: are they whole, and what do they say?");
  journal.addCommand(
    located("verify", "check every line of every file, and the chain over them")
      .addHelpText(
        "after",
        "\nExit code 1 says that something is damaged, and where.\n\nExample:\n  holdfast journal verify --dir state",
      )
      .action(verify),
  );
  journal.addCommand(
    located("tail", "print the newest entries")
      .option("-n, --lines <count>", "how many", lineCount, 20)
      .option("-f, --follow", "go on with what is written from now on")
      .addHelpText(
        "after",
        "\nExample:\n  holdfast journal tail -n 5 --follow\n  holdfast journal tail --json | jq .entry",
      )
      .action(tail),
  );
  return journal;
}

const LINES_MAX = 1_000_000;

function lineCount(text: string): number {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  if (!(count <= LINES_MAX)) throw new InvalidArgumentError(`a whole number, at most ${LINES_MAX}`);
  return count;
}

function verify(flags: Flags): void {
  const dir = stateDirOf(flags);
  const names = namesIn(dir);
  const gateways = gatewaysAmong(names);
  if (gateways.length === 0) fail(`there is no journal in ${dir}`, 1);
  for (const gateway of gateways) {
    const files = segmentsAmong(names, gateway).map(({ name }) => name);
    const found = verified(gateway, files, (name) => bytesIn(dir, name));
    console.log(flags.json === true ? JSON.stringify({ gateway, ...found }) : described(found));
    if (found.damage !== undefined) process.exitCode = 1;
  }
}

const COLUMNS: readonly Column<FileVerified>[] = [
  { title: "file", of: ({ file }) => file },
  { title: "bytes", right: true, of: ({ bytes }) => bytes },
  { title: "entries", right: true, of: ({ entries }) => entries },
  { title: "last", right: true, of: ({ last }) => last?.n },
  { title: "at", of: ({ last }) => last && isoTime(last.at) },
];

function described({ files, entries, damage }: Verified): string {
  const rows = table(COLUMNS, files, process.stdout.isTTY === true);
  if (damage !== undefined)
    return `${rows}\n${damage.file} is damaged at line ${damage.line}, byte ${damage.byte}: ${damage.reason}\nRestore it from a copy, or move all its files away to begin without memory of earlier orders. What is behind it was not read.`;
  const tail = files.at(-1)?.tailBytes ?? 0;
  const left = tail === 0 ? "" : `; behind it stand ${tail} bytes that are no entry (yet): a start cuts them`;
  return `${rows}\n${entries} entries, all whole${left}`;
}

function tail(flags: Flags & { readonly lines: number; readonly follow?: boolean }): void {
  const dir = stateDirOf(flags);
  const shown = { dir, json: flags.json === true };
  const place = newest(shown, flags.lines);
  if (place === undefined) fail(`there is no journal in ${dir}`, 1);
  if (flags.follow === true) follow(shown, place);
}
