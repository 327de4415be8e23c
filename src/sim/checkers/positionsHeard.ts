/**
 * The Gateway's last word on what each account holds of each contract.
 *
 * Positions come as lists that the daemon asks for, and as changes between them. What a whole list leaves out is flat, or was
 * left out wrongly.
 */
import type { Frame } from "../sight/frame.ts";

const REQ_POSITIONS = 61;
export const POSITION_END = 62;

export class PositionsHeard {
  readonly #accounts = new Map<string, Map<number, string>>();
  /** What came since positions were asked for last. */
  readonly #listed = new Set<string>();
  readonly #leftOut: (account: string, conId: number) => void;
  #hasEnded = false;

  /** `leftOut` hears what a whole list has no row of any more. */
  constructor(leftOut: (account: string, conId: number) => void = () => {}) {
    this.#leftOut = leftOut;
  }

  /** Whether the daemon asks for all of them. */
  sent(frame: Frame): boolean {
    if (frame.name !== "request" || frame.id !== REQ_POSITIONS) return false;
    this.#listed.clear();
    return true;
  }

  heard(frame: Frame): void {
    if (frame.name === "end" && frame.id === POSITION_END) this.#ended();
    if (frame.name !== "position") return;
    const { account, conId, position } = frame;
    const known = this.#accounts.get(account) ?? new Map<number, string>();
    this.#accounts.set(account, known.set(conId, position));
    this.#listed.add(`${account}/${conId}`);
  }

  #ended(): void {
    this.#hasEnded = true;
    for (const [account, known] of this.#accounts)
      for (const conId of known.keys())
        if (!this.#listed.has(`${account}/${conId}`)) {
          known.delete(conId);
          this.#leftOut(account, conId);
        }
  }

  of(account: string): ReadonlyMap<number, string> {
    return this.#accounts.get(account) ?? NONE;
  }

  /** Signed; undefined before anything was said of it. */
  positionOf(account: string, conId: number): number | undefined {
    const told = this.of(account).get(conId) ?? (this.#hasEnded ? "0" : undefined);
    return told === undefined ? undefined : Number(told);
  }
}

const NONE: ReadonlyMap<number, string> = new Map();
