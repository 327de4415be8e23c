/**
 * The supervisor: starts the daemon again when it has ended, and makes the mistakes that supervisors make.
 *
 * A second daemon on the same machine must be refused by the lock of the directory; one on another machine, with a
 * directory of its own, by the Gateway, which gives a client id to one connection only (326). The other machine is
 * switched off as soon as the daemon ends: a daemon that knows nothing of the first one's orders is no replacement.
 * Rarely it installs a newer build, which goes on with the journal, and then tries the old one again, which must refuse
 * the newer one's journal; nothing but the newer build can go on.
 */
import { seconds } from "../../base/time.ts";
import type { LogLine } from "../world/tap.ts";
import type { Actor, Build, Part } from "./actor.ts";
import { gapMs } from "./chance.ts";

const PER_HOUR = 12;
const DAEMON = "daemon";
const STANDBY = "standby";
const SECOND_PREFIX = `${DAEMON}#`;
const RESTART_MS_MIN = 300;
const RESTART_MS_MAX = seconds(30);
const STANDBY_MS_MIN = seconds(1);
const STANDBY_MS_MAX = seconds(12);

/** At a restart. */
const UPGRADE_CHANCE = 0.04;
const DOWNGRADE_CHANCE = 0.75;
const DOWNGRADES_MAX = 2;

export function supervisor(part: Part): Actor {
  return new Supervisor(part);
}

class Supervisor implements Actor {
  readonly #part: Part;
  readonly #counts = { restarts: 0, seconds: 0, standbys: 0, upgrades: 0, downgrades: 0 };
  /** The newest that was installed, and what runs. */
  #newest: Build = "present";
  #running: Build = "present";
  #healing = false;

  constructor(part: Part) {
    this.#part = part;
    part.world.watch({ ended: (host) => this.#ended(host), logged: (line) => this.#logged(line) });
    this.#pace();
  }

  heal(): void {
    this.#healing = true;
    this.#part.world.kill(STANDBY);
    this.#part.world.in(RESTART_MS_MIN, () => this.#restart());
  }

  waitingFor(): readonly string[] {
    return this.#part.daemon.running(DAEMON) ? [] : ["the daemon does not run"];
  }

  counts(): Readonly<Record<string, number>> {
    return { ...this.#counts };
  }

  #pace(): void {
    this.#part.world.in(gapMs(this.#part, PER_HOUR), () => {
      if (this.#healing) return;
      this.#mistake();
      this.#pace();
    });
  }

  #mistake(): void {
    const { daemon, prng } = this.#part;
    if (prng.chance(0.6)) return this.#startSecond();
    if (!daemon.running(DAEMON) || daemon.running(STANDBY) || !this.#holdsSession) return;
    this.#counts.standbys++;
    daemon.start(STANDBY);
    this.#part.world.in(prng.between(STANDBY_MS_MIN, STANDBY_MS_MAX), () => this.#part.world.kill(STANDBY));
  }

  #startSecond(): void {
    const { daemon } = this.#part;
    if (!daemon.running(DAEMON)) return;
    this.#counts.seconds++;
    daemon.startSecond(DAEMON);
  }

  /** Somebody holds a session with the Gateway: the daemon, for nobody else dials it. */
  get #holdsSession(): boolean {
    return this.#part.gateway.connected().length > 0;
  }

  #logged({ host, event, fields }: LogLine): void {
    const said = JSON.stringify(fields);
    if (host.startsWith(SECOND_PREFIX) && said.includes("locked by"))
      this.#part.sometimes("second daemon refused by lock");
    if (host === DAEMON && this.#newest === "newer") this.#afterUpgrade(event, said);
    if (host === STANDBY && said.includes("326")) this.#part.sometimes("second daemon refused by 326");
  }

  #afterUpgrade(event: string, said: string): void {
    if (event === "exit" && said.includes("written by a newer holdfast"))
      this.#part.sometimes("a newer journal was refused");
    if (event === "ready" && this.#running === "newer") this.#part.sometimes("a newer build went on");
  }

  #ended(host: string): void {
    const { world, prng } = this.#part;
    if (host !== DAEMON) return;
    world.in(0, () => world.kill(STANDBY));
    const drawnMs = prng.between(RESTART_MS_MIN, RESTART_MS_MAX);
    world.in(this.#healing ? RESTART_MS_MIN : drawnMs, () => this.#restart());
  }

  #restart(): void {
    const { daemon } = this.#part;
    if (daemon.running(DAEMON)) return;
    this.#counts.restarts++;
    this.#running = this.#build();
    daemon.start(DAEMON, this.#running);
  }

  /** Downgraded once or twice at most, and never when healing: then the newest build runs. */
  #build(): Build {
    const { prng } = this.#part;
    if (this.#healing) return this.#newest;
    if (this.#newest === "present") {
      if (!prng.chance(UPGRADE_CHANCE)) return "present";
      this.#counts.upgrades++;
      this.#newest = "newer";
    } else if (this.#running === "newer" && this.#counts.downgrades < DOWNGRADES_MAX && prng.chance(DOWNGRADE_CHANCE)) {
      this.#counts.downgrades++;
      return "present";
    }
    return this.#newest;
  }
}
