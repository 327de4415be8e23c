/**
 * The process that writes the vault, beside the daemon and below it in priority: whatever SQLite, the disk or a full memory do
 * to it, they do not do it to trading. It reads the journal's files and is asked nothing; it says what is the matter, and ends
 * when the daemon does.
 */
import { setPriority } from "node:os";
import { aside, rebuild } from "./vaultBuild.ts";
import { troubleOf, type VaultTrouble } from "./vaultTrouble.ts";
import { type VaultFiles, VaultWriter } from "./vaultWriter.ts";

/** What the daemon is told. */
export type Report =
  | { readonly log: { readonly level: "info" | "warn"; readonly event: string; readonly fields: object } }
  /** What is the matter with the vault, as a sentence; null when nothing is any more. Messages lose what is undefined. */
  | { readonly trouble: string | null };

const LOOK_MS = 500;
/** After trouble that may pass by itself. */
const AGAIN_MS = [1_000, 2_000, 5_000, 15_000, 30_000] as const;
/** Somebody who reads holds a lock for a while: that is told when it lasts. */
const TOLD_AFTER = 3;
/** What comes in a look at an ordinary time; when there is more, the next look follows at once. */
const FEW_ENTRIES = 1_000;
/** Below everything of a usual priority. */
const NICE = 10;
/** Files are readable by their owner alone, as the journal's are. */
const ONLY_OURS = 0o077;
const LAST_MS_MAX = 5_000;

class Following {
  readonly #files: VaultFiles;
  readonly #tell: (report: Report) => void;
  #writer: VaultWriter | undefined;
  #failures = 0;
  /** Null when all is well; an earlier process may have said anything. */
  #told: string | null = "";

  constructor(files: VaultFiles, tell: (report: Report) => void) {
    this.#files = files;
    this.#tell = tell;
  }

  run(): void {
    setTimeout(() => this.run(), this.#look());
  }

  /** What the daemon wrote last. */
  finish(): void {
    const end = performance.now() + LAST_MS_MAX;
    while (performance.now() < end && this.#look() === 0);
  }

  /** Answers when to look again, in ms. */
  #look(): number {
    try {
      this.#writer ??= this.#opened();
      const entries = this.#writer.step();
      this.#fine();
      return entries > FEW_ENTRIES ? 0 : LOOK_MS;
    } catch (error) {
      return this.#mended(troubleOf(error, this.#files.path));
    }
  }

  #opened(): VaultWriter {
    const writer = new VaultWriter(this.#files);
    const damage = writer.store.damage();
    if (damage !== undefined) this.#setAside(`${this.#files.path} is damaged: ${damage}`);
    this.#log("info", "vault-open", { entries: writer.place?.count ?? 0 });
    return damage === undefined ? writer : new VaultWriter(this.#files);
  }

  #fine(): void {
    this.#failures = 0;
    if (this.#told !== null) this.#tell({ trouble: null });
    this.#told = null;
  }

  #mended(trouble: VaultTrouble): number {
    const { remedy, message } = trouble;
    this.#drop();
    this.#failures++;
    if (remedy === "reopen" && this.#failures < TOLD_AFTER) return LOOK_MS;
    if (remedy === "set-aside" && this.#failures < TOLD_AFTER) return this.#setAside(message);
    if (remedy === "rebuild" && this.#failures < TOLD_AFTER) return this.#rebuilt(message);
    if (this.#failures >= TOLD_AFTER || remedy === "person") this.#complain(message);
    return AGAIN_MS[Math.min(this.#failures, AGAIN_MS.length) - 1]!;
  }

  #drop(): void {
    this.#writer?.close();
    this.#writer = undefined;
  }

  #setAside(why: string): number {
    this.#drop();
    this.#log("warn", "vault-set-aside", { why, keptAs: aside(this.#files.path, "damaged") });
    return 0;
  }

  #rebuilt(why: string): number {
    this.#log("warn", "vault-rebuild", { why });
    try {
      rebuild(this.#files, { journalOnly: false, progress: () => {} });
      return 0;
    } catch (error) {
      const { message } = troubleOf(error, this.#files.path);
      this.#complain(message);
      return AGAIN_MS.at(-1)!;
    }
  }

  #complain(trouble: string): void {
    if (this.#told === trouble) return;
    this.#told = trouble;
    this.#log("warn", "vault-trouble", { trouble });
    this.#tell({ trouble });
  }

  #log(level: "info" | "warn", event: string, fields: object): void {
    this.#tell({ log: { level, event, fields } });
  }
}

if (process.send !== undefined) {
  setPriority(NICE);
  process.umask(ONLY_OURS);
  // Ctrl-C goes to all of a terminal's group: the daemon decides when this ends.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  // A daemon that is killed closes the channel a moment before this hears of it: `disconnect` follows, and ends this in good order.
  const unheard = (): void => {};
  const tell = (report: Report): void => void (process.connected && process.send?.(report, unheard));
  const following = new Following(JSON.parse(process.argv[2]!) as VaultFiles, tell);
  process.on("disconnect", () => {
    following.finish();
    process.exit(0);
  });
  following.run();
}
