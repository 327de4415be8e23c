/**
 * The risk officer: halts and resumes trading at every level and for everybody, sets limits and takes them back, over
 * holdfast's own socket; also while the session is away and while a daemon recovers.
 *
 * A halt is taken back after a while, unless another one or the end of the run comes first. What was asked of a daemon that
 * died before it answered is simply not known: the officer never asks twice.
 */
import type { Operation } from "../../model/input.ts";
import { type LimitName, limitsOf } from "../../model/limits.ts";
import { HALT_LEVELS, type Scope } from "../../model/trading.ts";
import type { LogLine } from "../world/tap.ts";
import type { Actor, Part } from "./actor.ts";
import { gapMs } from "./chance.ts";
import { drawLimit } from "./limitDraws.ts";

const PER_HOUR = 20;
const DAEMON = "daemon";
const BY = "ann";
/** When the daemon says one of these, something is on its way up or down: a good moment to interfere. */
const MOMENTS: ReadonlySet<string> = new Set(["started", "gateway-greeted", "session-lost", "condition-began"]);
const MOMENT_CHANCE = 0.15;
const MOMENT_MS_MAX = 3_000;
const HALT_MS = [2_000, 30_000, 300_000] as const;
const LIMIT_MS = [undefined, undefined, 1_000, 60_000, 600_000] as const;

export function riskOfficer(part: Part): Actor {
  return new RiskOfficer(part);
}

class RiskOfficer implements Actor {
  readonly #part: Part;
  readonly #counts = { halts: 0, resumes: 0, limits: 0, limitsReset: 0, controlsRefused: 0 };
  /** It has read its journal and takes questions. */
  #answers = false;
  #healing = false;

  constructor(part: Part) {
    this.#part = part;
    part.world.watch({ ended: (host) => this.#ended(host), logged: (line) => this.#logged(line) });
    this.#pace();
  }

  heal(): void {
    this.#healing = true;
  }

  waitingFor(): readonly string[] {
    return [];
  }

  counts(): Readonly<Record<string, number>> {
    return { ...this.#counts };
  }

  #ended(host: string): void {
    if (host === DAEMON) this.#answers = false;
  }

  #logged({ host, event }: LogLine): void {
    if (host !== DAEMON) return;
    if (event === "started") this.#answers = true;
    const { prng, world } = this.#part;
    if (!this.#healing && MOMENTS.has(event) && prng.chance(MOMENT_CHANCE))
      world.in(prng.float() * MOMENT_MS_MAX, () => this.#turn());
  }

  #pace(): void {
    this.#part.world.in(gapMs(this.#part, PER_HOUR), () => {
      if (this.#healing) return;
      this.#turn();
      this.#pace();
    });
  }

  #turn(): void {
    if (this.#healing) return;
    const what = this.#part.prng.float();
    if (what < 0.5) this.#halt();
    else if (what < 0.9) this.#limit();
    else this.#resume(this.#scope());
  }

  #halt(): void {
    const { prng, world, sometimes } = this.#part;
    const scope = this.#scope();
    const level = prng.pick(HALT_LEVELS);
    const stopsToo = level === "cancel-all" && prng.chance(0.3);
    const lastsMs = prng.pick(HALT_MS);
    this.#counts.halts++;
    this.#operate({ kind: "halt", scope, level, stopsToo, why: "the simulation asks for it" }, () => {
      sometimes(`halted: ${level}`);
      world.in(lastsMs, () => this.#resume(scope));
    });
  }

  #resume(scope: Scope): void {
    if (this.#healing) return;
    const to = this.#part.prng.chance(0.6) ? "active" : "reducing";
    this.#counts.resumes++;
    this.#operate({ kind: "resume", scope, to, why: "the simulation goes on" }, () => {});
  }

  #limit(): void {
    const { prng, spec } = this.#part;
    const scope = this.#scope();
    if ("all" in scope) return;
    const limit: LimitName = prng.pick(limitsOf("strategy" in scope ? "strategy" : "account"));
    const isReset = prng.chance(0.25);
    const drawn = drawLimit(prng, limit, spec.symbols ?? ["AAPL", "MSFT"]);
    const value = isReset ? undefined : prng.chance(0.1) ? "off" : drawn;
    const forMs = isReset ? undefined : prng.pick(LIMIT_MS);
    this.#counts[isReset ? "limitsReset" : "limits"]++;
    this.#operate({ kind: "limit", scope, limit, value, forMs, why: "the simulation tries it" }, () => {});
  }

  #scope(): Scope {
    const { prng, strategies } = this.#part;
    const { name, account } = prng.pick(strategies);
    const drawn = prng.float();
    if (drawn < 0.5) return { strategy: name as never };
    return drawn < 0.8 ? { account } : { all: true };
  }

  #operate(what: Operation, done: () => void): void {
    const { daemon, world } = this.#part;
    if (!this.#answers || !daemon.running(DAEMON) || world.sample(DAEMON)?.frozen !== false) return;
    daemon.operate(DAEMON, what, BY, (answer) => {
      if ((answer as { readonly done?: boolean }).done === true) done();
      else this.#counts.controlsRefused++;
    });
  }
}
