/**
 * `holdfast up`: one daemon on one state directory, from the lock to the last flushed byte.
 *
 * The order matters: the lock first (a second daemon must not so much as look at the journal), then the control socket
 * and the health port (so that a start that waits for the Gateway can be asked why), then the loop. Every way out goes
 * through `exit`, which says the reason in one sentence, removes the control socket and ends the process.
 */
import type { Clock, Host } from "../io/io.ts";
import { nodeClock } from "../io/node/clock.ts";
import { endAnyhow } from "../io/node/endAnyhow.ts";
import { nodeIo } from "../io/node/node.ts";
import { wholeFiles } from "../io/node/wholeFile.ts";
import type { QueryKind } from "../model/input.ts";
import { Authority, type Wished } from "./authority.ts";
import { bootDaemon } from "./boot.ts";
import type { CodesFile } from "./codesFile.ts";
import { type CodesAtStart, CodesWatch } from "./codesWatch.ts";
import type { Settings } from "./config.ts";
import { type Asked, openControl } from "./control.ts";
import { runHook } from "./hook.ts";
import { openHttp } from "./http.ts";
import { openLog } from "./log.ts";
import type { Daemon, DaemonEvents } from "./loop.ts";
import { onStopSignal } from "./signals.ts";
import { StateFiles, type StateFilesSettings } from "./stateFiles.ts";
import { keepVault, vaultFile } from "./vault.ts";

/** Runs the daemon until it ends the process. `complain` is told the one sentence of a failure. */
export function up(settings: Settings, codes: CodesAtStart | undefined, complain: (sentence: string) => void): void {
  new Run(settings, codes, complain).start();
}

class Run {
  readonly #settings: Settings;
  readonly #codes: CodesAtStart | undefined;
  readonly #complain: (sentence: string) => void;
  readonly #host: Host;
  readonly #files: StateFiles | undefined;
  readonly #authority: Authority;
  #daemon: Daemon | undefined;
  /** What was asked before there was a loop. */
  readonly #early: (() => void)[] = [];
  /** The process is about to end: nothing more is begun. */
  #isEnding = false;
  #closeControl = (): void => {};

  constructor(settings: Settings, codes: CodesAtStart | undefined, complain: (sentence: string) => void) {
    this.#settings = settings;
    this.#codes = codes;
    this.#complain = (sentence) => {
      // Whoever reads this may have stopped reading, and it is the last word.
      endAnyhow();
      complain(sentence);
    };
    this.#host = this.#hosted();
    this.#authority = new Authority(settings.credentials, {
      nowMs: () => performance.now(),
      wrong: (count, by) => this.#host.log("warn", "credential-wrong", { count, by }),
    });
    this.#files = stateFiles(settings.files, this.#host);
  }

  start(): void {
    onStopSignal(
      (signal) => this.#stop(signal),
      () => this.#host.exit(1),
    );
    const io = nodeIo({ stateDir: this.#settings.stateDir, host: this.#host });
    bootDaemon(io, this.#settings.engine, {
      prepare: (ready) => this.#isEnding || this.#control(() => this.#isEnding || this.#beforeRunning(ready)),
      started: (daemon) => {
        this.#daemon = daemon;
        this.#files?.start(daemon);
        this.#keepVault(daemon);
        this.#loadCodes(daemon, io.clock);
        for (const ask of this.#early.splice(0)) ask();
      },
      failed: (reason) => this.#fail(reason),
      exiting: (code, reason) => {
        if (code !== 0) this.#complain(reason);
      },
      restartGateway: this.#hook(),
    });
  }

  /** An alert of an earlier run ends when there is no vault to be behind. */
  #keepVault(daemon: Daemon): void {
    const { vault, engine, stateDir } = this.#settings;
    if (!vault) return daemon.vaultIs(undefined);
    const files = { dir: stateDir, gateway: engine.gateway.name, path: vaultFile(stateDir), build: engine.build ?? "" };
    keepVault(files, this.#host, (trouble) => daemon.vaultIs(trouble));
  }

  /** What was read at the start, and whatever the file says later. */
  #loadCodes(daemon: Daemon, clock: Clock): void {
    if (this.#codes === undefined) return;
    const load = ({ rows, digest }: CodesFile): void => daemon.loadCodes(rows, digest);
    load(this.#codes.inForce);
    new CodesWatch(this.#codes, { clock, host: this.#host }, load);
  }

  /** The operator's command; undefined when there is none. */
  #hook(): DaemonEvents["restartGateway"] {
    const { restartCommand: command, stateDir } = this.#settings;
    if (command === undefined) return undefined;
    return (reason, done) =>
      runHook({ command, stateDir }, reason, ({ lastLine, failure }) => {
        this.#host.log("info", "restart-command", { reason, lastLine });
        done(failure);
      });
  }

  /** The log and the exit that the loop sees. The reason for an exit is not told twice to the same eyes. */
  #hosted(): Host {
    const { host, forPeople } = openLog(this.#settings.log, process.stderr.isTTY === true);
    return {
      log: (level, event, fields) => {
        if (event !== "exit" || !forPeople || fields.code === 0) host.log(level, event, fields);
      },
      exit: (code) => {
        this.#isEnding = true;
        this.#closeControl();
        host.exit(code);
      },
    };
  }

  #control(then: () => void): void {
    openControl(this.#settings.socket, (asked, answer) => this.#ask(asked, answer), {
      opened: (close) => {
        if (this.#isEnding) return close();
        this.#closeControl = close;
        this.#health(then);
      },
      failed: (reason) => this.#fail(reason),
    });
  }

  #ask(asked: Asked, answer: (result: unknown) => void): void {
    if (this.#daemon === undefined) this.#early.push(() => this.#ask(asked, answer));
    else if ("query" in asked)
      this.#daemon?.query(asked.query, (result) => answer(this.#withShell(asked.query, result)));
    else this.#operate(asked, answer);
  }

  /** As soon as there is a loop that turns, whatever else is wedged. */
  #operate(wished: Wished, answer: (result: unknown) => void): void {
    const verdict = this.#authority.judge(wished);
    if ("what" in verdict) this.#daemon?.operate(verdict.what, verdict.by, answer);
    else setTimeout(() => answer({ done: false, reason: verdict.refused }), verdict.afterMs);
  }

  /** How the state files are, and which credentials there are, is the shell's to know. */
  #withShell(query: QueryKind, result: unknown): unknown {
    if (query !== "status") return result;
    const files = this.#files === undefined ? {} : { files: this.#files.standing };
    return { ...(result as object), credentials: this.#authority.seen, ...files };
  }

  #health(then: () => void): void {
    const { native } = this.#settings;
    if (native === undefined) return then();
    openHttp(native, () => this.#daemon, {
      opened: (port) => {
        this.#host.log("info", "health-open", { host: native.host, port });
        then();
      },
      failed: (reason) => this.#fail(reason),
    });
  }

  #beforeRunning(ready: () => void): void {
    for (const door of this.#settings.engine.doors)
      if (!isLoopback(door.host))
        this.#host.log("warn", "door-open-to-others", {
          door: door.id,
          host: door.host,
          why: "the TWS API has no password",
        });
    this.#files?.prepare();
    ready();
  }

  #fail(reason: string): void {
    this.#complain(reason);
    this.#host.exit(1);
  }

  /** Lets what is on its way leave; before the daemon runs there is nothing. */
  #stop(signal: string): void {
    this.#host.log("info", "signal", { signal });
    if (this.#daemon === undefined) this.#host.exit(0);
    else this.#daemon.drain();
  }
}

function stateFiles(settings: StateFilesSettings | undefined, host: Host): StateFiles | undefined {
  if (settings === undefined) return undefined;
  return new StateFiles(settings, { clock: nodeClock, host, disk: wholeFiles(settings.directory) });
}

const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || host.startsWith("127.");
