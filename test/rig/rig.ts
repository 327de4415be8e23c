/**
 * The rig for tests with real processes and real TCP ports. What a test needs is here:
 *
 *     const gateway = await startGateway({ accounts: ["DU1000001"], seed: 7, prices: "0,AAPL,254.99,255.01,255" });
 *     const daemon = await startDaemon({ gatewayPort: gateway.port });        // strategies alpha and beta
 *     const client = await rawClient(daemon.port, 1, 178);                    // told its nextValidId
 *     client.send("reqCurrentTime", {});
 *     const { time } = await client.expect("currentTime");
 *     await client.close();
 *     await daemon.stop();                                                    // or kill(), and startDaemon again
 *     await gateway.stop();                                                   // with { directory: daemon.directory }
 *
 * All ports are ephemeral, all directories temporary. `after(tearDown)` ends what a test left running, also one that
 * failed half-way; no child outlives the test process.
 */
export { Child, type Exit, jsonLine } from "./child.ts";
export {
  compiledOnce,
  type DaemonOptions,
  DaemonProcess,
  type LogLine,
  launchDaemon,
  type StrategyOptions,
  startDaemon,
  TWO_STRATEGIES,
} from "./daemon.ts";
export { MAIN, ROOT, temporaryDirectory } from "./folders.ts";
export { type Gateway, type GatewayOptions, startGateway } from "./gateway.ts";
export { Disk, mountMissing, tmpfs } from "./mount.ts";
export { type Network, type NoNetwork, network } from "./network.ts";
export { PATIENCE_MS } from "./patience.ts";
export { greetedClient, RawClient, RawSocket, rawClient, rawSocket } from "./raw.ts";
export { openIn, type SnareOptions, type Sprung, type SystemCall, snare, socketsIn, straceMissing } from "./strace.ts";
export { type Form, startTap, type Tap, type TapFrame, TapLink } from "./tap.ts";
export { tearDown } from "./tearDown.ts";
