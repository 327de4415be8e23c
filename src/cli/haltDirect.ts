/**
 * `holdfast halt … --direct`: a halt when the daemon is dead.
 *
 * It is the same engine on the same journal and under the same client id, only without a door for clients: so nothing that
 * the daemon sent is unknown to it, the halt is in the journal when the daemon comes back, and no order is sent that the
 * daemon would not have sent. The lock of the state directory keeps a daemon and this from ever running side by side.
 */
import { bootDaemon } from "../daemon/boot.ts";
import type { CodesFile } from "../daemon/codesFile.ts";
import type { Settings } from "../daemon/config.ts";
import type { Daemon } from "../daemon/loop.ts";
import { operationIn } from "../daemon/operation.ts";
import { onStopSignal } from "../daemon/signals.ts";
import { nodeIo } from "../io/node/node.ts";
import type { Operation } from "../model/input.ts";
import { scopeName } from "../model/trading.ts";
import { HaltProgress, inWords } from "./control/haltProgress.ts";
import type { Row } from "./row.ts";

/** How often it is looked how far it has come. */
const LOOK_MS = 250;
/** So long the disk may keep everything waiting beyond that: a halt waits for nothing else before it is in the journal. */
const DISK_MS_MAX = 10_000;
/** So long an end in good order may take. */
const END_MS_MAX = 6_000;

export interface DirectHalt {
  readonly what: Extract<Operation, { readonly kind: "halt" }>;
  /** Who wishes it: `user@host`. */
  readonly by: string;
  /** So long it goes on at most, in ms. */
  readonly waitMs: number;
  /** The operator's own message codes; undefined when there are none that can be read. */
  readonly codes: CodesFile | undefined;
}

/** Where it talks. `over` is the last word; the process must then end, for the lock ends with it. */
export interface DirectEars {
  /** One line of progress. */
  readonly say: (line: string) => void;
  /** 0 when all that the level asks for is done. */
  readonly over: (code: 0 | 1, sentence: string) => void;
}

export function haltDirect(settings: Settings, halt: DirectHalt, ears: DirectEars): void {
  // As the control socket takes it: the journal is the same, and so is who reads it.
  const what = operationIn(halt.what);
  if (what?.kind !== "halt") return ears.over(1, `nothing was halted: there is no ${scopeName(halt.what.scope)}`);
  new DirectRun(settings, { ...halt, what }, ears).start();
}

class DirectRun {
  readonly #settings: Settings;
  readonly #halt: DirectHalt;
  readonly #ears: DirectEars;
  readonly #until: number;
  #daemon: Daemon | undefined;
  #isHalted = false;
  #isOver = false;
  #shown = "";
  #end: { readonly code: 0 | 1; readonly sentence: string } | undefined;

  constructor(settings: Settings, halt: DirectHalt, ears: DirectEars) {
    this.#settings = settings;
    this.#halt = halt;
    this.#ears = ears;
    this.#until = performance.now() + halt.waitMs;
  }

  start(): void {
    const { engine, stateDir } = this.#settings;
    // Nobody else goes on with it: ended between a stop's cancel and the close, it would leave a position bare. Nor does it end with
    // its terminal.
    onStopSignal(
      () => this.#ears.say("the halt goes on, for no daemon would; the same once more ends it where it stands"),
      () => this.#leave(1, `${this.#known()}: it was ended by hand`),
      false,
    );
    setTimeout(() => this.#unanswered(), this.#halt.waitMs + DISK_MS_MAX).unref();
    const exit = (code: number): void => this.#exited(code);
    const io = nodeIo({ stateDir, host: { log: () => {}, exit } });
    bootDaemon(
      io,
      { ...engine, doors: [] },
      {
        started: (daemon) => this.#begin(daemon),
        failed: (reason) =>
          this.#over(1, `nothing was halted: ${reason}. A daemon that runs is asked without --direct`),
        exiting: (code, reason) => {
          if (code !== 0) this.#end ??= { code: 1, sentence: `${this.#soFar()}: ${reason}` };
        },
      },
    );
  }

  /**
   * The operator's codes come first, as in a daemon: by other ones a close that lives would be taken for refused, and placed again.
   * What was open before is asked for, and the halt wished in the same breath: a Gateway that is away ends this run, and the
   * halt must be on its way to the disk before that is known. Answers come in order.
   */
  #begin(daemon: Daemon): void {
    this.#daemon = daemon;
    const { codes } = this.#halt;
    if (codes !== undefined) daemon.loadCodes(codes.rows, codes.digest);
    this.#ears.say("no daemon runs: the journal is read and the Gateway is dialled under the daemon's client id");
    let before: readonly Row[] = [];
    daemon.query("orders", (orders) => {
      before = orders as Row[];
    });
    daemon.operate(this.#halt.what, this.#halt.by, (answer) =>
      this.#answered(answer as Row, new HaltProgress(this.#halt.what.scope, before)),
    );
  }

  /** An answer comes when what it says is durable. */
  #answered({ done, reason, level }: Row, progress: HaltProgress): void {
    if (done !== true) return this.#leave(1, `nothing was halted: ${String(reason)}`);
    this.#isHalted = true;
    this.#ears.say(
      `halted: ${this.#scope}, level ${String(level)}; it is in the journal, the next daemon is halted too`,
    );
    if (level === "halt-new") return this.#leave(0, `${this.#scope} is halted`);
    this.#look(progress);
  }

  #look(progress: HaltProgress): void {
    if (this.#end !== undefined) return;
    this.#daemon?.query("orders", (orders) => {
      this.#daemon?.query("trading", (trading) => this.#seen(progress, orders as Row[], trading as Row));
    });
  }

  #seen(progress: HaltProgress, orders: readonly Row[], trading: Row): void {
    const reached = progress.look(orders, trading);
    const words = inWords(reached);
    if (words !== this.#shown) this.#ears.say(words);
    this.#shown = words;
    if (reached.done) return this.#leave(0, `${this.#scope} is halted: ${words}`);
    if (performance.now() >= this.#until) return this.#missing(words, trading);
    setTimeout(() => this.#look(progress), LOOK_MS);
  }

  #missing(words: string, { waits }: Row): void {
    this.#daemon?.query("readiness", (readiness) => {
      const { ready, reasons } = readiness as { readonly ready: boolean; readonly reasons: readonly Row[] };
      const why = ready ? (waits as readonly Row[]) : reasons;
      const named = why.map(({ account, conId, why: waits, says }) => (says ? says : `${account} ${conId}: ${waits}`));
      const sentence = [`${this.#soFar()} after ${Math.round(this.#halt.waitMs / 1_000)} s: ${words}`, ...named].join(
        "; ",
      );
      this.#leave(1, sentence);
    });
  }

  get #scope(): string {
    return scopeName(this.#halt.what.scope);
  }

  #soFar = (): string =>
    this.#isHalted ? `${this.#scope} is halted, but not all of it is done` : "nothing was halted";

  /** While no answer has come the halt may be in the journal all the same, or be on its way there. */
  #known = (): string => (this.#isHalted ? this.#soFar() : `nobody knows whether ${this.#scope} is halted`);

  /** Every answer is durable first, so a disk that hangs would keep whoever waits for one waiting for ever. */
  #unanswered(): void {
    const ms = this.#halt.waitMs + DISK_MS_MAX;
    const deaf = `${this.#known()}: the disk of ${this.#settings.stateDir} did not answer within ${Math.round(ms / 1_000)} s`;
    const { code, sentence } = this.#end ?? { code: 1, sentence: deaf };
    this.#over(code, sentence);
  }

  /** What is queued leaves, and the connection ends in good order. */
  #leave(code: 0 | 1, sentence: string): void {
    this.#end ??= { code, sentence };
    this.#daemon?.drain();
    setTimeout(() => this.#exited(1), END_MS_MAX).unref();
  }

  #exited(code: number): void {
    const end = this.#end ?? { code: code === 0 ? 0 : 1, sentence: this.#soFar() };
    this.#over(end.code as 0 | 1, end.sentence);
  }

  #over(code: 0 | 1, sentence: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ears.over(code, sentence);
  }
}
