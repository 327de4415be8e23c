/**
 * The daemon as `holdfast up` runs it, but for one thing: it sends as fast as it can, where a real Gateway would cut it off
 * beyond 50 messages a second. Otherwise the pace would be all that is measured of many orders at once.
 *
 *     node bench/order-path/unpaced.ts CONFIG_FILE
 */
import { ConfigError, readConfig } from "../../src/daemon/config.ts";
import { up } from "../../src/daemon/up.ts";

const MESSAGES_PER_SECOND = 1_000_000;

const settings = readConfig(process.argv[2]!);
if (settings instanceof ConfigError) throw new Error(settings.message);
const { engine } = settings;
const unpaced = { ...settings, native: undefined, engine: { ...engine, messagesPerSecond: MESSAGES_PER_SECOND } };
up(unpaced, undefined, console.error);
