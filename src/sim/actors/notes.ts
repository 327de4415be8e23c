/** What a program writes down about its orders on its own disk, so that it can go on after it died. */
import { fromUtf8, utf8 } from "../../base/bytes.ts";
import type { Io, LogFile } from "../../io/io.ts";
import type { Placement } from "../strategies/trader.ts";

const FILE = "orders";
/** How many lines of its notes a program looks at when it starts. */
const LINES_MAX = 40;

export class Notes {
  #file: LogFile | undefined;

  /** Answers what an earlier life has noted, newest last. */
  constructor(io: Io, opened: (noted: readonly Placement[]) => void) {
    io.disk.open(FILE, {
      opened: (file, content) => {
        this.#file = file;
        opened(placementsIn(fromUtf8(content)));
      },
      durable: () => {},
      failed: () => io.host.exit(1),
    });
  }

  add(placement: Placement): void {
    this.#file?.append(utf8(`${JSON.stringify(placement)}\n`));
  }
}

/** The newest orders; the last line of a program that died may be torn. */
function placementsIn(notes: string): readonly Placement[] {
  const lines = notes.split("\n").slice(-LINES_MAX, -1);
  return lines.flatMap((line) => parsed(line) ?? []);
}

function parsed(line: string): Placement | undefined {
  try {
    return JSON.parse(line) as Placement;
  } catch {
    return undefined;
  }
}
