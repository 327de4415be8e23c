/** Every invariant that is watched, in the order of RELIABILITY section 1. */
import type { CheckerRow } from "./checker.ts";
import { atMostOnce } from "./i01-at-most-once.ts";
import { intentBeforeSend } from "./i02-intent-before-send.ts";
import { acknowledgedIsNeverLost } from "./i03-acknowledged-is-never-lost.ts";
import { orderIds } from "./i05-order-ids.ts";

export const CHECKERS: readonly CheckerRow[] = [atMostOnce, intentBeforeSend, acknowledgedIsNeverLost, orderIds];
