/** What a scene of a fault is: how it is staged, what happens, and what a client sees of it. */
import type { FaultName, FaultParams } from "../../../src/sim/faults/table.ts";
import type { Client, Loopback, LoopbackOptions } from "../loopback.ts";

export interface Switch {
  /** The fault is set, or happens; nothing when the scene is played without it. */
  begin(): void;
  /** The fault is cleared. */
  end(): void;
}

export interface FaultScene<N extends FaultName = FaultName> {
  readonly options?: LoopbackOptions;
  readonly params?: Partial<FaultParams<N>> & { readonly [common: string]: unknown };
  /** Plays it and answers what was seen. */
  readonly act: (scene: Loopback, fault: Switch) => unknown;
  /** What is seen with the fault. Without it something else is. */
  readonly sees: unknown;
}

export type FaultScenes = { readonly [N in FaultName]?: FaultScene<N> };

/** A client that is connected and has read its greeting. */
export function greeted(scene: Loopback, clientId = 1, serverVersion = 178): Client {
  const client = scene.connect(clientId, serverVersion);
  scene.pass();
  client.lines();
  return client;
}

/** What a client sees of a market order that fills, when it is placed under the fault. */
export function filled(scene: Loopback, fault: Switch, waitMs = 50): readonly string[] {
  const client = greeted(scene);
  fault.begin();
  client.place(1);
  scene.pass(waitMs);
  return client.lines();
}

/** What an order that rests looks like. */
export const RESTING = { orderType: "LMT", lmtPrice: 200 } as const;
