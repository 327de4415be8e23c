/**
 * When a commission report says nothing yet: -1 or the largest double stand for a commission that is still to come
 * (nautilus #4230), and the real one follows. Whoever adds up what he is told must not meet them. A rebate of exactly 1 is
 * taken for such a report too: nothing on the wire tells the two apart.
 */
import type { IncomingBody } from "../wire/codec.ts";

const LARGEST = 1e300;

export const isPendingCommission = ({ commission }: Pick<IncomingBody<"commissionReport">, "commission">): boolean =>
  commission === -1 || Math.abs(commission) >= LARGEST;
