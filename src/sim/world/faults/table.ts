/**
 * The table of what can go wrong with network, disk and hosts of the virtual world, beside the table of the simulated
 * Gateway's faults. No name is in both.
 */
import type { Prng } from "../../../base/prng.ts";
import { drawIn } from "../../faults/random.ts";
import type { FaultRows, ValuesOf } from "../../faults/row.ts";
import { checkedIn, type FaultRefused, type RowSetting } from "../../faults/setting.ts";
import { DISK_ROWS } from "./diskRows.ts";
import { HOST_ROWS } from "./hostRows.ts";
import { NETWORK_ROWS } from "./networkRows.ts";

export const WORLD_FAULTS = { ...NETWORK_ROWS, ...DISK_ROWS, ...HOST_ROWS } as const satisfies FaultRows;

export type WorldFaultName = keyof typeof WORLD_FAULTS;
export type WorldFaultParams<N extends WorldFaultName> = ValuesOf<(typeof WORLD_FAULTS)[N]["params"]>;
/** What somebody asked for, checked against its row. */
export type WorldSetting = RowSetting & { readonly name: WorldFaultName };

export const WORLD_FAULT_NAMES = Object.keys(WORLD_FAULTS) as readonly WorldFaultName[];
export const isWorldFault = (name: string): name is WorldFaultName => Object.hasOwn(WORLD_FAULTS, name);

/** What was asked, or why it cannot be. */
export const checkedWorld = (name: string, values: Readonly<Record<string, unknown>>): WorldSetting | FaultRefused =>
  checkedIn(WORLD_FAULTS, name, values) as WorldSetting | FaultRefused;

/** One fault with everything it may be told, within the bounds of its row; it means any host. */
export const drawWorld = (name: WorldFaultName, prng: Prng): WorldSetting =>
  drawIn(WORLD_FAULTS, name, prng) as WorldSetting;
