/** The contract of an order under the number that is known of it by now, whatever its client has called it; 0 until anybody has named it. */
import type { PlacedContract } from "./entry.ts";

interface Named {
  readonly contract: PlacedContract;
  readonly conId: number;
}

export const numbered = ({ contract, conId }: Named): PlacedContract => ({ ...contract, conId });
