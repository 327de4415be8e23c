/**
 * The supervisor: starts the daemon again when it has ended, and makes the mistakes that supervisors make.
 *
 * A second daemon on the same machine must be refused by the lock of the directory; one on another machine, with a
 * directory of its own, by the Gateway, which gives a client id to one connection only (326). The other machine is
 * switched off as soon as the daemon ends: a daemon that knows nothing of the first one's orders is no replacement.
 */
import { seconds } from "../../base/time.ts";
import type { LogLine } from "../world/tap.ts";
import type { Actor, Part } from "./actor.ts";
import { gapMs } from "./chance.ts";

const PER_HOUR = 12;
const DAEMON = "daemon";
const STANDBY = "standby";
const SECOND_PREFIX = `${DAEMON}#`;
const RESTART_MS_MIN = 300;
const RESTART_MS_MAX = seconds(30);
const STANDBY_MS_MIN = seconds(1);
const STANDBY_MS_MAX = seconds(12);

export function supervisor(part: Part): Actor {
  return new Supervisor(part);
}

class Supervisor implements Actor {
  readonly #part: Part;
  readonly #counts = { restarts: 0, seconds: 0, standbys: 0 };
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

  #logged({ host, fields }: LogLine): void {
    const said = JSON.stringify(fields);
    if (host.startsWith(SECOND_PREFIX) && said.includes("locked by"))
      this.#part.sometimes("second daemon refused by lock");
    if (host === STANDBY && said.includes("326")) this.#part.sometimes("second daemon refused by 326");
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
    daemon.start(DAEMON);
  }
}
