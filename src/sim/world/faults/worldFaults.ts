/**
 * Which faults of network, disk and hosts are set, and how often they struck.
 *
 * One setting per name: set again, it begins anew. A fault has struck when it really changed something: a stalled
 * direction had something to hold, an append failed. While none is set nothing is drawn or looked up.
 */
import type { Prng } from "../../../base/prng.ts";
import { type Counts, Tally } from "../../faults/tally.ts";
import type { DiskFaults } from "../disk.ts";
import type { Weather } from "../pipe.ts";
import type { NetworkFaults, Side, Sides } from "../plight.ts";
import { ACTS, type Acting, type Ground } from "./acts.ts";
import { type Asked, diskFaults } from "./diskFaults.ts";
import {
  WORLD_FAULT_NAMES,
  WORLD_FAULTS,
  type WorldFaultName,
  type WorldFaultParams,
  type WorldSetting,
} from "./table.ts";
import { FORECASTS, type Meeting, meansBytesFrom, type Narrowed, sideOf, together } from "./weather.ts";

/** How one fault stands. */
export interface WorldFaultState extends Counts {
  readonly name: WorldFaultName;
  /** Set while it is on. */
  readonly setting: WorldSetting | undefined;
}

interface Active {
  readonly setting: WorldSetting;
  left: number;
  /** Takes its end off the plan. */
  cancel: () => void;
  takeBack: (() => void) | undefined;
}

type AnyMeeting = Meeting<never> & Acting<never>;

export class WorldFaults implements NetworkFaults, Asked {
  readonly #tally: Tally<WorldFaultName>;
  readonly #ground: Ground;
  readonly #active = new Map<WorldFaultName, Active>();
  /** What events did that lasts. */
  #aftermath: (() => void)[] = [];

  constructor(seed: number | string, ground: Ground) {
    this.#tally = new Tally(seed, "world fault");
    this.#ground = ground;
  }

  /** What was checked already: a condition is set, an event happens. */
  apply(setting: WorldSetting): void {
    const { name, times, forMs } = setting;
    this.clear(name);
    this.#ground.note(`fault ${JSON.stringify(setting)}`);
    this.#tally.wasSet(name);
    if (WORLD_FAULTS[name].mode === "once") return this.#happens(setting);
    const cancel = forMs === undefined ? () => {} : this.#ground.after(forMs, () => this.clear(name));
    const active: Active = { setting, left: times ?? Number.POSITIVE_INFINITY, cancel, takeBack: undefined };
    this.#active.set(name, active);
    active.takeBack = this.#act(setting);
    this.#ground.refresh();
  }

  clear(name: WorldFaultName): void {
    const active = this.#active.get(name);
    if (active === undefined) return;
    this.#active.delete(name);
    active.cancel();
    this.#ground.note(`fault ${name} is over`);
    active.takeBack?.();
    this.#ground.refresh();
  }

  /** Ends what is set and what events have left behind. */
  clearAll(): void {
    for (const name of [...this.#active.keys()]) this.clear(name);
    for (const takeBack of this.#aftermath.splice(0)) takeBack();
  }

  list(): readonly WorldFaultState[] {
    return WORLD_FAULT_NAMES.map((name) => this.#state(name));
  }

  /** Those that were ever set or injected, in the order of the table: few, and asked for again and again. */
  met(): readonly WorldFaultState[] {
    return WORLD_FAULT_NAMES.filter((name) => this.#tally.has(name)).map((name) => this.#state(name));
  }

  // ---------------------------------------------------------------- what the parts of the world ask

  weather(sides: Sides, from: Side): Weather | undefined {
    if (this.#active.size === 0) return undefined;
    const parts = [...this.#active.values()].flatMap(({ setting }): Partial<Weather>[] => {
      const forecast = FORECASTS[setting.name] as ((meeting: AnyMeeting) => Partial<Weather>) | undefined;
      if (forecast === undefined || !meansBytesFrom(from, sides, setting.params as unknown as Narrowed)) return [];
      return [forecast(this.#meeting(setting))];
    });
    return together(parts);
  }

  refuses(sides: Sides): boolean {
    return this.#meets("net-refused", sides);
  }

  mutes(sides: Sides): boolean {
    return this.#meets("net-mute", sides);
  }

  /** What the disk of a host asks. */
  forDisk(host: string): DiskFaults {
    return diskFaults(this, host);
  }

  /** The parameters of a fault that strikes this host here and now; it is counted. */
  strikes<N extends WorldFaultName>(name: N, host: string): WorldFaultParams<N> | undefined {
    const active = this.#active.get(name);
    if (active === undefined || !meansHost(active.setting, host) || !this.#taken(active)) return undefined;
    return active.setting.params as WorldFaultParams<N>;
  }

  /** Randomness for the details of a strike. */
  details(name: WorldFaultName): Prng {
    return this.#tally.details(name);
  }

  fail(host: string): void {
    for (const machine of this.#ground.machines(host)) machine.fail();
  }

  #meets(name: "net-refused" | "net-mute", sides: Sides): boolean {
    const active = this.#active.get(name);
    if (active === undefined) return false;
    return sideOf(sides, active.setting.params as unknown as Narrowed) !== undefined && this.#taken(active);
  }

  #happens(setting: WorldSetting): void {
    const takeBack = this.#act(setting);
    if (takeBack !== undefined) this.#aftermath.push(takeBack);
  }

  #act(setting: WorldSetting): (() => void) | undefined {
    const act = ACTS[setting.name] as ((acting: AnyMeeting) => (() => void) | undefined) | undefined;
    return act?.(this.#meeting(setting));
  }

  #meeting(setting: WorldSetting): AnyMeeting {
    const { name, params } = setting;
    return {
      ground: this.#ground,
      params: params as never,
      details: this.details(name),
      struck: () => this.#struck(name),
      strikes: () => {
        const active = this.#active.get(name);
        return active?.setting === setting && this.#taken(active);
      },
    };
  }

  /** Draws whether an opportunity is taken. */
  #taken(active: Active): boolean {
    const { name, rate } = active.setting;
    if (this.#tally.isSpared(name, rate)) return false;
    this.#struck(name);
    active.left--;
    if (active.left === 0) this.clear(name);
    return true;
  }

  #state(name: WorldFaultName): WorldFaultState {
    return { name, setting: this.#active.get(name)?.setting, ...this.#tally.of(name) };
  }

  #struck(name: WorldFaultName): void {
    this.#tally.struck(name);
    this.#ground.note(name);
  }
}

const meansHost = ({ params }: WorldSetting, host: string): boolean => params.host === "" || params.host === host;
