/**
 * Which faults are set, whom they strike, and how often they did.
 *
 * The parts of the simulated Gateway ask at their hook points: `strikes` where something single may go wrong (it draws
 * and counts), `holds` where a condition is looked at (it does neither). Conditions and events that a part must act on by
 * itself are heard with `on`.
 */
import { Prng } from "../../base/prng.ts";
import { after, type Instant } from "../../base/time.ts";
import type { Clock } from "../../io/io.ts";
import { type Common, checked, FaultRefused, type Setting, type Subject } from "./setting.ts";
import { FAULT_NAMES, type FaultName, type FaultParams, faultRow } from "./table.ts";
import { type Counts, Tally } from "./tally.ts";

export type { Subject };

/** What a hook point may ask. */
export interface Striking {
  /** The parameters of a fault that strikes here and now; it is counted. */
  strikes<N extends FaultName>(name: N, subject?: Subject): FaultParams<N> | undefined;
  /** The parameters of a fault that is set for this subject; nothing is drawn or counted. */
  holds<N extends FaultName>(name: N, subject?: Subject): FaultParams<N> | undefined;
  /** Randomness for the details of a strike. */
  details(name: FaultName): Prng;
}

/** A world in which nothing goes wrong. */
export const NO_FAULTS: Striking = {
  strikes: () => undefined,
  holds: () => undefined,
  details: (name) => new Prng(0, name),
};

/** Somebody asked for a fault that cannot be set like that. */
export class FaultError extends Error {
  override readonly name = "FaultError";
}

export interface Listening<N extends FaultName> {
  /** It was set or injected. */
  begins(params: FaultParams<N>, narrowed: Subject): void;
  /** It was cleared, by whomever. Never after an event. */
  ends?(params: FaultParams<N>): void;
}

/** How one fault stands. */
export interface FaultState extends Counts {
  readonly name: FaultName;
  /** Set while it is on. */
  readonly setting: Setting | undefined;
}

interface Active {
  readonly setting: Setting;
  left: number;
  /** When it clears itself. */
  readonly due: Instant | undefined;
  /** Takes that off the clock. */
  cancel: () => void;
}

export class Faults implements Striking {
  readonly #tally: Tally<FaultName>;
  readonly #clock: Pick<Clock, "now" | "at">;
  readonly #active = new Map<FaultName, Active>();
  readonly #listening = new Map<FaultName, Set<Listening<FaultName>>>();
  readonly #watching = new Set<() => void>();

  constructor(seed: number | string, clock: Pick<Clock, "now" | "at">) {
    this.#tally = new Tally(seed, "fault");
    this.#clock = clock;
  }

  // ---------------------------------------------------------------- what people do

  /** Sets a fault of mode `each` or `while`, until `clear`; set again, it begins anew. */
  set<N extends FaultName>(name: N, values: Partial<FaultParams<N>> & Common = {}): void {
    if (faultRow(name)?.mode === "once") throw new FaultError(`${name} is an event: inject it`);
    this.#demand(name, values);
  }

  /** Makes it happen once: an event now, a fault of mode `each` at the next opportunity, a condition from now on. */
  inject<N extends FaultName>(name: N, values: Partial<FaultParams<N>> & Common = {}): void {
    this.#demand(name, faultRow(name)?.mode === "each" ? { times: 1, ...values } : values);
  }

  clear(name: FaultName): void {
    const active = this.#active.get(name);
    if (active === undefined) return;
    this.#active.delete(name);
    active.cancel();
    for (const { ends } of this.#listeners(name)) ends?.(active.setting.params);
    this.#changed();
  }

  clearAll(): void {
    for (const name of [...this.#active.keys()]) this.clear(name);
  }

  /** What was checked already: a condition is set, an event happens. */
  apply(setting: Setting): void {
    const { name, params, narrowed, times, forMs } = setting;
    this.clear(name);
    this.#tally.wasSet(name);
    if (faultRow(name).mode !== "once") {
      const due = forMs === undefined ? undefined : after(this.#clock.now(), forMs);
      const left = times ?? Number.POSITIVE_INFINITY;
      this.#active.set(name, { setting, left, due, cancel: this.#clearingAt(name, due) });
    }
    const listeners = this.#listeners(name);
    if (listeners.length > 0) this.#tally.struck(name);
    for (const listener of listeners) listener.begins(params, narrowed);
    this.#changed();
  }

  /** The Gateway is closed: nothing stays on the clock. What is set stays set, for a successor. */
  rest(): void {
    for (const { cancel } of this.#active.values()) cancel();
  }

  /** A Gateway begins: what is to clear itself is on the clock; what should have meanwhile does so now. */
  wake(): void {
    for (const [name, active] of this.#active) {
      active.cancel();
      active.cancel = this.#clearingAt(name, active.due);
    }
  }

  list(): readonly FaultState[] {
    return FAULT_NAMES.map((name) => this.#state(name));
  }

  /** Those that were ever set or injected, in the order of the table: few, and asked for again and again. */
  met(): readonly FaultState[] {
    return FAULT_NAMES.filter((name) => this.#tally.has(name)).map((name) => this.#state(name));
  }

  // ---------------------------------------------------------------- what the parts do

  strikes<N extends FaultName>(name: N, subject: Subject = {}): FaultParams<N> | undefined {
    const active = this.#active.get(name);
    if (active === undefined || !concerns(active.setting, subject)) return undefined;
    const { rate, params } = active.setting;
    if (this.#tally.isSpared(name, rate)) return undefined;
    this.#tally.struck(name);
    active.left--;
    if (active.left === 0) this.clear(name);
    return params as FaultParams<N>;
  }

  holds<N extends FaultName>(name: N, subject: Subject = {}): FaultParams<N> | undefined {
    const active = this.#active.get(name);
    return active !== undefined && concerns(active.setting, subject)
      ? (active.setting.params as FaultParams<N>)
      : undefined;
  }

  details(name: FaultName): Prng {
    return this.#tally.details(name);
  }

  /** Hears when a fault begins and ends; the answer stops that. */
  on<N extends FaultName>(name: N, listening: Listening<N>): () => void {
    const listeners = this.#listening.get(name) ?? new Set();
    this.#listening.set(name, listeners);
    listeners.add(listening as Listening<FaultName>);
    return () => void listeners.delete(listening as Listening<FaultName>);
  }

  /** Hears after every change of what is set; the answer stops that. */
  watch(changed: () => void): () => void {
    this.#watching.add(changed);
    return () => void this.#watching.delete(changed);
  }

  isSet(name: FaultName): boolean {
    return this.#active.has(name);
  }

  /** What is set under a name; what was injected and is over is not. */
  setting(name: FaultName): Setting | undefined {
    return this.#active.get(name)?.setting;
  }

  /** Nothing at all is set. */
  get quiet(): boolean {
    return this.#active.size === 0;
  }

  #demand(name: string, values: Readonly<Record<string, unknown>>): void {
    const setting = checked(name, values);
    if (setting instanceof FaultRefused) throw new FaultError(setting.reason);
    this.apply(setting);
  }

  #clearingAt(name: FaultName, due: Instant | undefined): () => void {
    return due === undefined ? () => {} : this.#clock.at(due, () => this.clear(name));
  }

  #listeners(name: FaultName): readonly Listening<FaultName>[] {
    return [...(this.#listening.get(name) ?? [])];
  }

  #changed(): void {
    for (const changed of [...this.#watching]) changed();
  }

  #state(name: FaultName): FaultState {
    return { name, setting: this.#active.get(name)?.setting, ...this.#tally.of(name) };
  }
}

function concerns({ narrowed }: Setting, subject: Subject): boolean {
  return (
    (narrowed.client === undefined || narrowed.client === subject.client) &&
    (narrowed.account === undefined || narrowed.account === subject.account) &&
    (narrowed.symbol === undefined || narrowed.symbol === subject.symbol)
  );
}
