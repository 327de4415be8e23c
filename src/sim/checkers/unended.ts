/**
 * A list that is not ended is given up after a while, and the end of the next one may be its own: only the third is believed.
 * Each is asked for behind a longer pause, up to the usual one (`reconcile/bounds.ts`): so long no list tells anything.
 */
import { seconds } from "../../base/time.ts";

const UNENDED = "end-marker-missing";
const LIST_MS_MAX = seconds(15) + seconds(60);

/** How long lists tell nothing behind these faults. */
export const unendedMs = (faults: readonly string[]): number => (faults.includes(UNENDED) ? 2 * LIST_MS_MAX : 0);
