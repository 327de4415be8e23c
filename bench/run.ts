/** `npm run bench [-- --json]`: every benchmark, one after the other. Figures are printed, never asserted. */
import { print } from "./figures.ts";
import { orderPath } from "./order-path.ts";
import { tickPath } from "./tick-path.ts";

print([await orderPath(), await tickPath()], process.argv.includes("--json"));
process.exit(0);
