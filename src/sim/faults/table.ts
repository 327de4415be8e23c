/**
 * The table of named faults: everything that can be made to go wrong, in one place.
 *
 * Names are said in fault files, at the control door and in reports. A row that has no effect is an error: each has a
 * scene in test/sim/faults.test.ts.
 */
import { BROKER_FAULTS } from "./brokerFaults.ts";
import { DOOR_FAULTS } from "./doorFaults.ts";
import { LINK_FAULTS } from "./linkFaults.ts";
import { MARKET_FAULTS } from "./marketFaults.ts";
import { MESSAGE_FAULTS } from "./messageFaults.ts";
import { PROCESS_FAULTS } from "./processFaults.ts";
import type { Fault, FaultRows, ValuesOf } from "./row.ts";

export const FAULTS = {
  ...MARKET_FAULTS,
  ...BROKER_FAULTS,
  ...LINK_FAULTS,
  ...PROCESS_FAULTS,
  ...DOOR_FAULTS,
  ...MESSAGE_FAULTS,
} as const satisfies FaultRows;

export type FaultName = keyof typeof FAULTS;
/** The parameters of one fault, all of them set. */
export type FaultParams<N extends FaultName> = ValuesOf<(typeof FAULTS)[N]["params"]>;

export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];
export const isFault = (name: string): name is FaultName => Object.hasOwn(FAULTS, name);
export const faultRow = (name: FaultName): Fault => FAULTS[name];
