/** A difference between our book and the broker's, as reconciliation found it. Told and shown; never repaired by a trade. */
import type { OrderKey } from "./ids.ts";

export interface Drift {
  readonly kind: "order" | "position";
  readonly account: string;
  /** Which order, when it is one of ours. */
  readonly key?: OrderKey;
  readonly permId?: number;
  readonly conId?: number;
  /** What differs: `status`, `filled`, `lmtPrice`, `position`. */
  readonly field: string;
  readonly ours: string;
  readonly brokers: string;
}

/** Equal for the same difference about the same thing, whatever its values. */
export const driftId = ({ kind, account, key, permId, conId, field }: Drift): string =>
  [kind, account, key ?? permId ?? conId ?? "", field].join("/");
