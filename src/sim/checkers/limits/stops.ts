/**
 * Whose orders something else than their client may have ended: halts that cancel, and dead men.
 *
 * A cancel leaves when its turn has come, and by then the halt may be taken back: what has once doomed an order stays a
 * reason for its end.
 */
import type { Line, PlacementLine } from "../line.ts";
import { concerns, type SaidLine, type ScopeLine } from "./control.ts";

/** The name under which halts close positions. */
export const OPERATOR = "operator";

const CANCELS: ReadonlySet<string> = new Set(["cancel-entries", "cancel-all", "flatten"]);
/** Halts of one scope are one reason. */
const KEPT_MAX = 200;

export class Stops {
  readonly #scopes: ScopeLine[] = [];

  journaled(line: Line): void {
    if (line.kind === "deadManFired") this.#scopes.push({ strategy: line.strategy as string });
    if (line.kind === "tradingStateSet") {
      const { state, level = "", scope } = line as unknown as SaidLine;
      if (state === "halted" && CANCELS.has(level)) this.#scopes.push(scope);
    }
    if (this.#scopes.length > KEPT_MAX) this.#scopes.shift();
  }

  /** Whether a halt, or a dead man, may have ended it; the operator's own closes are ended when nobody wants them any more. */
  mayEnd({ strategy, account }: PlacementLine): boolean {
    return strategy === OPERATOR || this.#scopes.some((scope) => concerns(scope, strategy, account));
  }
}
