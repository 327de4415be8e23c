/** Who looks on at orders whatever moves them: what is stuck, what contradicts itself, and what was never shown. */
import type { Contradictions } from "./contradictions.ts";
import type { Unshown } from "./unshown.ts";
import type { Watch } from "./watch.ts";

export interface Watchers {
  readonly watch: Watch;
  readonly contradictions: Contradictions;
  readonly unshown: Unshown;
}
