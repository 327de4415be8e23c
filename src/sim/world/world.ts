/**
 * The second maker of the ports: a whole small world on one virtual timeline, equal for equal seeds to the last byte.
 *
 * A host is a name with a disk; a process on it is an incarnation, made by `host` and ended by `kill`, by its own
 * `exit` or by a crash placed at an effect boundary with `crashAt`. After the end nothing of it acts or hears again,
 * its connections end towards their peers, and only durable bytes remain for the next incarnation. Every kind of
 * decision has its own stream of the seed, and everything that happens enters the trace.
 */
import { assert } from "../../base/assert.ts";
import { Prng } from "../../base/prng.ts";
import { type Instant, type WallMs, wallOf } from "../../base/time.ts";
import type { Io, LogLevel } from "../../io/io.ts";
import { Timeline, virtualClock } from "./clock.ts";
import { DISK_TRAITS, type DiskTraits, VirtualDisk } from "./disk.ts";
import type { Fate } from "./fate.ts";
import { virtualHost } from "./host.ts";
import { Incarnation, type PortCall } from "./incarnation.ts";
import { NETWORK_TRAITS, type NetworkTap, type NetworkTraits, VirtualNetwork } from "./network.ts";
import type { LogLine, Tap, Wire } from "./tap.ts";
import { Trace } from "./trace.ts";

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

interface HostState {
  readonly disk: VirtualDisk;
  life: Incarnation | undefined;
  incarnations: number;
  portCalls: number;
  crashes: CrashPoint[];
}

export class World {
  readonly logs: LogLine[] = [];
  readonly #seed: number | string;
  readonly #timeline: Timeline;
  readonly #network: VirtualNetwork;
  readonly #diskTraits: DiskTraits;
  readonly #hosts = new Map<string, HostState>();
  readonly #taps: Tap[] = [];
  readonly #trace = new Trace();

  constructor(options: WorldOptions) {
    this.#seed = options.seed;
    this.#timeline = new Timeline(this.#stream("ties"), options.wall ?? MONDAY_MORNING);
    this.#diskTraits = { ...DISK_TRAITS, ...options.disk };
    this.#network = new VirtualNetwork(
      this.#timeline,
      this.#stream("network"),
      { ...NETWORK_TRAITS, ...options.network },
      this.#networkTap(),
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
  }

  /** Starts a process on a host whose former process, if any, has ended: its ports. */
  host(name: string): Io {
    const host = this.#state(name);
    assert(host.life === undefined, `${name} runs already`);
    const life = new Incarnation(name, ++host.incarnations, {
      before: (call) => this.#boundary(host, "before", call),
      after: () => this.#boundary(host, "after"),
    });
    host.life = life;
    for (const tap of this.#taps) tap.started?.(name, life.number);
    return this.#ports(host, life);
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
      clock: virtualClock(this.#timeline, life, late),
      network: this.#network.port(life),
      disk: host.disk.port(life),
      entropy: { uint32: () => entropy.uint32() },
      host: virtualHost(life, {
        logged: (level, event, fields) => this.#logged(life.host, level, event, fields),
        exited: (code) => this.#end(host, life, code, { bytes: "all", disk: "drawn" }),
      }),
    };
  }

  #boundary(host: HostState, when: "before" | "after", call?: PortCall): void {
    if (call !== undefined) {
      host.portCalls++;
      this.#trace.text(call);
    }
    const at = host.crashes.findIndex((point) => point.call === host.portCalls && point.when === when);
    if (at < 0 || host.life === undefined) return;
    const [point] = host.crashes.splice(at, 1);
    this.#end(host, host.life, "killed", point!.fate ?? DRAWN);
  }

  #end(host: HostState, life: Incarnation, code: number | "killed", fate: Fate): void {
    host.life = undefined;
    life.end();
    this.#timeline.forgetAll(life);
    this.#network.died(life, fate);
    host.disk.died(life, fate);
    this.#trace.text(`${life.host} ended: ${code}`);
    for (const tap of this.#taps) tap.ended?.(life.host, code);
  }

  #wrote(wire: Wire, from: "client" | "server", bytes: Uint8Array): void {
    this.#trace.number(wire.id);
    this.#trace.bytes(bytes);
    for (const tap of this.#taps) tap.wrote?.(wire, from, bytes);
  }

  #networkTap(): NetworkTap {
    return {
      wrote: (wire, from, bytes) => this.#wrote(wire, from, bytes),
      delivered: (wire, to, bytes) => {
        for (const tap of this.#taps) tap.delivered?.(wire, to, bytes);
      },
      closed: (wire, side, how) => {
        for (const tap of this.#taps) tap.closed?.(wire, side, how);
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
    const durable = (file: string, bytes: Uint8Array): void => this.#hardened(name, file, bytes);
    const disk = new VirtualDisk(this.#timeline, this.#stream(`disk/${name}`), this.#diskTraits, durable);
    const host: HostState = { disk, life: undefined, incarnations: 0, portCalls: 0, crashes: [] };
    this.#hosts.set(name, host);
    return host;
  }

  #stream(name: string): Prng {
    return new Prng(this.#seed, name);
  }
}
