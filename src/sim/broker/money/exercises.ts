/** Instructions of exercise and lapse that wait for their processing, and the options that were left to lapse. */
import type { Order } from "../order.ts";

export interface Instruction {
  readonly order: Order;
  readonly exerciseAction: number;
}

export class Exercises {
  readonly #waiting = new Map<number, Instruction>();
  readonly #lapsed = new Set<string>();

  put(instruction: Instruction): void {
    this.#waiting.set(instruction.order.permId, instruction);
  }

  take(permId: number): void {
    this.#waiting.delete(permId);
  }

  waiting(): readonly Instruction[] {
    return [...this.#waiting.values()];
  }

  lapse(account: string, conId: number): void {
    this.#lapsed.add(`${account}/${conId}`);
  }

  lapsed(account: string, conId: number): boolean {
    return this.#lapsed.has(`${account}/${conId}`);
  }
}
