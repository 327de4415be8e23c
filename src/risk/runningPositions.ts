/** Contracts as the broker calls them, and word of each of its positions on its way past, for whoever keeps sums of them. */
import type { Incoming } from "../wire/codec.ts";
import { Contracts } from "./contracts.ts";
import type { Running } from "./running.ts";

export class ContractsAndPositions extends Contracts {
  readonly #running: Running;

  constructor(running: Running) {
    super();
    this.#running = running;
  }

  override heard(message: Incoming): void {
    if (message.name === "position") this.#running.positionMoved(message.body.contract.conId);
    // A complete image takes out what it left out.
    if (message.name === "positionEnd") this.#running.positionsMoved();
    super.heard(message);
  }
}
