/**
 * What each fault does by itself when it begins: to connections, to disks, to processes and to clocks.
 *
 * An act answers how it is taken back, where it can be: when a state is cleared, or when the world heals.
 */
import type { Prng } from "../../../base/prng.ts";
import type { VirtualDisk } from "../disk.ts";
import type { Fate } from "../fate.ts";
import type { Plight } from "../plight.ts";
import type { Trap } from "../traps.ts";
import type { WorldFaultName, WorldFaultParams } from "./table.ts";
import { type Narrowed, sideOf } from "./weather.ts";

/** One host, and what can be done to it. */
export interface Machine {
  readonly disk: VirtualDisk;
  /** Stops the process that runs; the answer lets it go on and says whether it missed anything. */
  freeze(): () => boolean;
  /** False when nothing runs. */
  kill(fate: Fate): boolean;
  /** The power fails: all of its processes die. */
  fail(): void;
  /** The answer takes the trap away. */
  trap(trap: Trap): () => void;
  wallJump(ms: number): void;
  /** False when nothing runs. */
  clockLeap(ms: number): boolean;
}

/** What acts may use of the world. */
export interface Ground {
  /** Plans something; the answer takes it off the plan. */
  after(ms: number, run: () => void): () => void;
  /** Enters the trace. */
  note(text: string): void;
  /** Faults of the network have changed. */
  refresh(): void;
  plights(): readonly Plight[];
  /** All of them when the name is empty. */
  machines(host: string): readonly Machine[];
}

export interface Acting<Params> {
  readonly ground: Ground;
  readonly params: Params;
  readonly struck: () => void;
  readonly details: Prng;
}

type Act<N extends WorldFaultName> = (acting: Acting<WorldFaultParams<N>>) => (() => void) | undefined;

export const ACTS: { readonly [N in WorldFaultName]?: Act<N> } = {
  "net-reset": ({ ground, params, struck }) => {
    for (const plight of meant(ground, params)) {
      plight.reset();
      struck();
    }
    return undefined;
  },
  "net-half-open": ({ ground, params, struck }) => {
    for (const plight of hopeful(ground, params)) plight.lose(params.giveUpMs, struck);
    return undefined;
  },
  "net-swizzled": swizzle,
  "disk-rots": ({ ground, params: { host, file, spareBytes }, struck, details }) => {
    for (const { disk } of ground.machines(host)) if (disk.rot(file, spareBytes, details)) struck();
    return undefined;
  },
  "process-frozen": ({ ground, params, struck }) => {
    const thaws = ground.machines(params.host).map((machine) => machine.freeze());
    return () => {
      for (const thaw of thaws) if (thaw()) struck();
    };
  },
  "process-killed": ({ ground, params: { host, bytes, disk }, struck }) => {
    for (const machine of ground.machines(host)) if (machine.kill({ bytes, disk })) struck();
    return undefined;
  },
  "crash-trapped": ({ ground, params: { host, call, when, nth }, struck }) => {
    const releases = ground.machines(host).map((machine) => machine.trap({ call, when, nth, sprung: struck }));
    return () => {
      for (const release of releases) release();
    };
  },
  "wall-jump": ({ ground, params: { host, byMs, towards }, struck }) => {
    for (const machine of ground.machines(host)) {
      machine.wallJump(towards === "forward" ? byMs : -byMs);
      struck();
    }
    return undefined;
  },
  "clock-leap": ({ ground, params: { host, byMs }, struck }) => {
    for (const machine of ground.machines(host)) if (machine.clockLeap(byMs)) struck();
    return undefined;
  },
};

const meant = (ground: Ground, narrowed: Narrowed): readonly Plight[] =>
  ground.plights().filter(({ sides }) => sideOf(sides, narrowed) !== undefined);

const hopeful = (ground: Ground, narrowed: Narrowed): readonly Plight[] =>
  meant(ground, narrowed).filter(({ hopeless }) => !hopeless);

function swizzle({ ground, params, struck, details }: Acting<WorldFaultParams<"net-swizzled">>): () => void {
  const { spreadMs, holdMs } = params;
  const plights = hopeful(ground, params);
  const cancels = plights.flatMap((plight) => [
    ground.after(details.float() * spreadMs, () => plight.clog(true, struck)),
    ground.after(spreadMs + holdMs + details.float() * spreadMs, () => plight.clog(false)),
  ]);
  return () => {
    for (const cancel of cancels) cancel();
    for (const plight of plights) plight.clog(false);
  };
}
