/**
 * The simulated IB Gateway for other projects: `import { startGateway } from "holdfast/sim"`. What is not named here may change
 * without notice.
 *
 * It listens on a real port and speaks the TWS API, so any client in any language connects to it as to a real Gateway.
 * Its time may be real, faster, or stand still until it is told to advance. Several Gateways in one process do not affect
 * each other. `docs/simulated-gateway.md` is the guide.
 */

export { FaultError, type FaultState } from "../sim/faults/faults.ts";
export type { FaultName } from "../sim/faults/table.ts";
export { type ManualOrder, ManualOrderError } from "./byHand.ts";
export { durationMs } from "./duration.ts";
export type { Advanced, AdvanceUntil, SimulatedGateway } from "./gateway.ts";
export type { SimEvent } from "./happening.ts";
export { ListenError } from "./listenError.ts";
export { type MarketOrder, MarketOrderError } from "./market.ts";
export { type FaultValues, type PriceRow, type SimOptions, SimOptionsError } from "./options.ts";
export { startGateway } from "./start.ts";
export type { TrueAccount, TrueExecution, TrueOrder, TruePosition, Truth } from "./truth.ts";
