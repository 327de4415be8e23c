/**
 * The second maker of the ports: a whole small world on one virtual timeline, equal for equal seeds to the last byte.
 *
 * A host is a name with a disk; a process on it is an incarnation, made by `host` and ended by `kill`, by its own
 * `exit` or by a crash placed at an effect boundary with `crashAt`. After the end nothing of it acts or hears again,
 * its connections end towards their peers, and only durable bytes remain for the next incarnation. What else can go
 * wrong is set at `faults`, until `heal`. Every kind of decision has its own stream of the seed, and everything that
 * happens enters the trace.
 */
import { assert } from "../../base/assert.ts";
import { Prng } from "../../base/prng.ts";
import { type Instant, type WallMs, wallOf } from "../../base/time.ts";
import type { Io, LogLevel } from "../../io/io.ts";
import { leap, type Skew, Timeline, virtualClock, wallOn } from "./clock.ts";
import { DISK_TRAITS, type DiskTraits, VirtualDisk } from "./disk.ts";
import type { Fate } from "./fate.ts";
import type { Ground, Machine } from "./faults/acts.ts";
import { WorldFaults } from "./faults/worldFaults.ts";
import { virtualHost } from "./host.ts";
import { type Boundary, Incarnation } from "./incarnation.ts";
import { NETWORK_TRAITS, type NetworkTap, type NetworkTraits, VirtualNetwork } from "./network.ts";
import type { Sample } from "./sample.ts";
import type { LogLine, Tap, Wire } from "./tap.ts";
import { Trace } from "./trace.ts";
import { type Trap, Traps } from "./traps.ts";

export interface WorldOptions {
  readonly seed: number | string;
  /** The wall clock when virtual time is 0; a Monday morning in New York unless told otherwise. */
  readonly wall?: WallMs;
  readonly network?: Partial<NetworkTraits>;
  readonly disk?: Partial<DiskTraits>;
}

/** One place for a crash: the `call`-th port call of a host over all its incarnations, counted from 1. */
export interface CrashPoint {
  readonly call: number;
  readonly when: "before" | "after";
  readonly fate?: Fate;
}

const MONDAY_MORNING = wallOf(2026, 1, 5, 15, 0);
const DRAWN: Fate = { bytes: "drawn", disk: "drawn" };
/** A process that dies at the first byte that leaves its host sends no other. */
const LEFT: Fate = { bytes: "sent", disk: "drawn" };
const UNTRAPPED: Boundary = { before: () => {}, after: () => {}, passed: () => {}, trapped: () => false };

const livesOf = ({ life, seconds }: HostState): readonly Incarnation[] =>
  life === undefined ? [...seconds] : [life, ...seconds];

/** Another process on the host of a first one. */
export interface Second {
  /** Under which taps hear of it: `daemon#2`. */
  readonly name: string;
  readonly io: Io;
  readonly running: boolean;
  kill(fate?: Fate): void;
}

interface HostState {
  readonly disk: VirtualDisk;
  readonly skew: Skew;
  readonly traps: Traps;
  life: Incarnation | undefined;
  /** Whose end is nobody else's. */
  readonly seconds: Set<Incarnation>;
  incarnations: number;
  portCalls: number;
  crashes: CrashPoint[];
}

export class World {
  /** What goes wrong with network, disks and hosts. */
  readonly faults: WorldFaults;
  readonly logs: LogLine[] = [];
  readonly #seed: number | string;
  readonly #timeline: Timeline;
  readonly #network: VirtualNetwork;
  readonly #diskTraits: DiskTraits;
  readonly #hosts = new Map<string, HostState>();
  readonly #taps: Tap[] = [];
  /** Those of them that listen on the wires, where most of what happens does. */
  readonly #onWires: { readonly wrote: Tap[]; readonly delivered: Tap[] } = { wrote: [], delivered: [] };
  readonly #trace = new Trace();

  constructor(options: WorldOptions) {
    this.#seed = options.seed;
    this.#timeline = new Timeline(this.#stream("ties"), options.wall ?? MONDAY_MORNING);
    this.#diskTraits = { ...DISK_TRAITS, ...options.disk };
    this.faults = new WorldFaults(options.seed, this.#ground());
    this.#network = new VirtualNetwork(
      this.#timeline,
      this.#stream("network"),
      { ...NETWORK_TRAITS, ...options.network },
      this.#networkTap(),
      this.faults,
    );
  }

  get now(): Instant {
    return this.#timeline.now;
  }

  /** The hash of everything that has happened so far. */
  get digest(): string {
    return this.#trace.digest();
  }

  watch(tap: Tap): void {
    this.#taps.push(tap);
    if (tap.wrote !== undefined) this.#onWires.wrote.push(tap);
    if (tap.delivered !== undefined) this.#onWires.delivered.push(tap);
  }

  /** Starts a process on a host whose former process, if any, has ended: its ports. */
  host(name: string): Io {
    const host = this.#state(name);
    assert(host.life === undefined, `${name} runs already`);
    const life = new Incarnation(name, ++host.incarnations, this.#boundaryOf(host));
    host.life = life;
    for (const tap of this.#taps) tap.started?.(name, life.number);
    return this.#ports(host, life);
  }

  /**
   * Starts another process on the same machine, beside the one that `host` makes: it shares disk and clocks, and bears
   * the name of the host with its own number (`daemon#2`). Places for crashes are not counted in it.
   */
  second(name: string): Second {
    const host = this.#state(name);
    const number = ++host.incarnations;
    const life = new Incarnation(`${name}#${number}`, number, UNTRAPPED);
    host.seconds.add(life);
    for (const tap of this.#taps) tap.started?.(life.host, number);
    const world = this;
    return {
      name: life.host,
      io: this.#ports(host, life),
      get running(): boolean {
        return life.alive;
      },
      kill(fate = DRAWN): void {
        if (life.alive) world.#end(host, life, "killed", fate);
      },
    };
  }

  /** kill -9. A host without a process is left alone. */
  kill(name: string, fate: Fate = DRAWN): void {
    const host = this.#state(name);
    if (host.life !== undefined) this.#end(host, host.life, "killed", fate);
  }

  /** Places a crash at an effect boundary of a host. */
  crashAt(name: string, point: CrashPoint): void {
    this.#state(name).crashes.push(point);
  }

  /** Lays a trap: the process of a host is killed when it next does a certain thing. The answer takes it away. */
  trap(name: string, trap: Trap): () => void {
    return this.#state(name).traps.set(trap);
  }

  /**
   * Nothing goes wrong any more: faults and traps are gone, what was held is released, and connections that could wait
   * for ever are reset. Clocks stay where they have jumped to.
   */
  heal(): void {
    this.faults.clearAll();
    for (const { traps } of this.#hosts.values()) traps.clear();
    this.#network.heal();
  }

  running(name: string): boolean {
    return this.#state(name).life !== undefined;
  }

  /** How many port calls the processes of a host have made so far. */
  portCalls(name: string): number {
    return this.#state(name).portCalls;
  }

  disk(name: string): VirtualDisk {
    return this.#state(name).disk;
  }

  /** What can be counted about the process of a host; undefined while none runs. */
  sample(name: string): Sample | undefined {
    const { life } = this.#state(name);
    if (life === undefined) return undefined;
    const { events, timers, frozen } = life;
    return {
      host: name,
      at: this.now,
      timers: timers.size,
      answers: events.size,
      frozen,
      ends: this.#network.ends(life),
    };
  }

  /** Plans something outside all processes: a step of a scenario. */
  in(ms: number, run: () => void): void {
    this.#timeline.schedule(ms, run);
  }

  /** Runs the next event; false when nothing is ever going to happen. */
  step(): boolean {
    const stepped = this.#timeline.step();
    if (stepped) this.#trace.number(this.now);
    return stepped;
  }

  /** Runs for some virtual milliseconds. */
  runFor(ms: number): void {
    this.runUntil(() => false, ms);
  }

  /** Runs until the condition holds (true) or until so many virtual milliseconds have passed (false). */
  runUntil(condition: () => boolean, msMax: number): boolean {
    const end = (this.now + msMax) as Instant;
    while (!condition()) {
      const next = this.#timeline.next;
      if (next === undefined || next > end) {
        this.#timeline.advanceTo(end);
        return condition();
      }
      this.step();
    }
    return true;
  }

  #ports(host: HostState, life: Incarnation): Io {
    const entropy = this.#stream(`entropy/${life.host}/${life.number}`);
    const late = this.#stream(`timers/${life.host}/${life.number}`);
    return {
      clock: virtualClock(this.#timeline, life, late, host.skew),
      network: this.#network.port(life),
      disk: host.disk.port(life),
      entropy: { uint32: () => entropy.uint32() },
      host: virtualHost(life, {
        logged: (level, event, fields) => this.#logged(life.host, level, event, fields),
        exited: (code) => this.#end(host, life, code, { bytes: "all", disk: "drawn" }),
      }),
    };
  }

  #boundaryOf(host: HostState): Boundary {
    return {
      before: (call) => {
        host.portCalls++;
        this.#trace.text(call);
        this.#crash(host, call, "before");
      },
      after: (call) => this.#crash(host, call, "after"),
      passed: (place, when) => this.#spring(host, place, when),
      trapped: (place) => host.traps.has(place),
    };
  }

  #crash(host: HostState, call: Trap["call"], when: "before" | "after"): void {
    const at = host.crashes.findIndex((point) => point.call === host.portCalls && point.when === when);
    if (at < 0) return this.#spring(host, call, when);
    const [point] = host.crashes.splice(at, 1);
    if (host.life !== undefined) this.#end(host, host.life, "killed", point!.fate ?? DRAWN);
  }

  #spring(host: HostState, call: Trap["call"], when: "before" | "after"): void {
    const trap = host.traps.passed(call, when);
    if (trap === undefined || host.life === undefined) return;
    trap.sprung?.();
    this.#end(host, host.life, "killed", trap.fate ?? (call === "firstByte" ? LEFT : DRAWN));
  }

  #end(host: HostState, life: Incarnation, code: number | "killed", fate: Fate): void {
    if (host.life === life) host.life = undefined;
    host.seconds.delete(life);
    life.end();
    this.#timeline.forgetAll(life);
    this.#network.died(life, fate);
    host.disk.died(life);
    if (host.life === undefined && host.seconds.size === 0) host.disk.failed(fate);
    this.#trace.text(`${life.host} ended: ${code}`);
    for (const tap of this.#taps) tap.ended?.(life.host, code);
  }

  /** What faults may do. The network is made after them. */
  #ground(): Ground {
    return {
      after: (ms, run) => {
        const event = this.#timeline.schedule(ms, run);
        return () => this.#timeline.forget(event);
      },
      note: (text) => this.#trace.text(text),
      refresh: () => this.#network.refresh(),
      plights: () => this.#network.plights(),
      machines: (host) => (host === "" ? [...this.#hosts.keys()] : [host]).map((name) => this.#machine(name)),
    };
  }

  #machine(name: string): Machine {
    const host = this.#state(name);
    return {
      disk: host.disk,
      freeze: () => this.#freeze(host.life),
      kill: (fate) => {
        const running = host.life !== undefined;
        this.kill(name, fate);
        return running;
      },
      fail: () => {
        for (const life of livesOf(host)) this.#end(host, life, "killed", DRAWN);
      },
      trap: (trap) => host.traps.set(trap),
      wallJump: (ms) => {
        host.skew.wallMs += ms;
      },
      clockLeap: (ms) => {
        leap(this.#timeline, livesOf(host), host.skew, ms);
        for (const tap of this.#taps) tap.leapt?.(name, ms);
        return livesOf(host).length > 0;
      },
    };
  }

  /** SIGSTOP; the answer is SIGCONT, and says whether anything was missed, be it only the rest of its life. */
  #freeze(life: Incarnation | undefined): () => boolean {
    if (life === undefined) return () => false;
    life.freeze();
    this.#network.frozen(life, true);
    return () => {
      if (!life.alive) return true;
      const missed = life.waiting > 0;
      life.thaw();
      return this.#network.frozen(life, false) || missed;
    };
  }

  #wrote(wire: Wire, from: "client" | "server", bytes: Uint8Array): void {
    this.#trace.number(wire.id);
    this.#trace.bytes(bytes);
    for (const tap of this.#onWires.wrote) tap.wrote?.(wire, from, bytes);
  }

  #networkTap(): NetworkTap {
    return {
      wrote: (wire, from, bytes) => this.#wrote(wire, from, bytes),
      delivered: (wire, to, bytes) => {
        for (const tap of this.#onWires.delivered) tap.delivered?.(wire, to, bytes);
      },
      closed: (wire, side, how) => {
        for (const tap of this.#taps) tap.closed?.(wire, side, how);
      },
      lost: (wire, side) => {
        for (const tap of this.#taps) tap.lost?.(wire, side);
      },
    };
  }

  #hardened(host: string, file: string, bytes: Uint8Array): void {
    this.#trace.text(`${host}/${file}`);
    this.#trace.bytes(bytes);
    for (const tap of this.#taps) tap.durable?.(host, file, bytes);
  }

  #logged(host: string, level: LogLevel, event: string, fields: Readonly<Record<string, unknown>>): void {
    const line: LogLine = { at: this.now, host, level, event, fields };
    this.#trace.text(JSON.stringify(line));
    this.logs.push(line);
    for (const tap of this.#taps) tap.logged?.(line);
  }

  #state(name: string): HostState {
    const known = this.#hosts.get(name);
    if (known !== undefined) return known;
    const skew: Skew = { aheadMs: 0, wallMs: 0 };
    const host: HostState = {
      disk: this.#disk(name, skew),
      skew,
      traps: new Traps(),
      life: undefined,
      seconds: new Set(),
      incarnations: 0,
      portCalls: 0,
      crashes: [],
    };
    this.#hosts.set(name, host);
    return host;
  }

  #disk(host: string, skew: Skew): VirtualDisk {
    const wall = (): WallMs => wallOn(this.#timeline, skew);
    const durable = (file: string, bytes: Uint8Array): void => this.#hardened(host, file, bytes);
    const prng = this.#stream(`disk/${host}`);
    return new VirtualDisk(this.#timeline, wall, prng, this.#diskTraits, durable, this.faults.forDisk(host));
  }

  #stream(name: string): Prng {
    return new Prng(this.#seed, name);
  }
}
