/**
 * Whether the login behind the Gateway is the one that is configured: its accounts fit `mode` and the strategies, and its order
 * ids leave room for ours. Only then does a session start.
 */
import type { Instant } from "../base/time.ts";
import { REQ_ID_MIN } from "../model/ids.ts";
import type { ConditionId } from "../upstream/conditions.ts";
import type { End } from "../upstream/session.ts";
import type { Machines } from "./machines.ts";

const idsSpent = (orderId: number): string =>
  `the Gateway's next order id is ${orderId}; holdfast needs it below ${REQ_ID_MIN}. Reset the order id sequence in the Gateway's API settings.`;

export class Login {
  readonly #m: Machines;
  #nextValidId: number | undefined;
  accounts: readonly string[] = [];
  /** Clients have been let in: what stops a first start only breaks a later session. */
  served = false;
  /** The process must not go on: a reason for people. */
  fatal: string | undefined;

  constructor(machines: Machines) {
    this.#m = machines;
  }

  sessionOpened(): void {
    this.#nextValidId = undefined;
    this.accounts = [];
  }

  /** managedAccounts and nextValidId have both arrived. */
  get letIn(): boolean {
    return this.#nextValidId !== undefined && this.accounts.length > 0;
  }

  /**
   * `managedAccounts`; answers why this session must not go on, if it must not. A list without accounts says that the Gateway does
   * not know them yet, and nothing about those it has named.
   */
  managed(list: string): End | undefined {
    const accounts = list
      .split(",")
      .map((account) => account.trim())
      .filter((account) => account !== "");
    if (accounts.length === 0) return undefined;
    this.accounts = accounts;
    this.fatal = this.#modeConflict();
    const missing = this.#missingAccount();
    const end = missing === undefined ? undefined : this.#unusable("wrong-accounts", missing);
    this.#startSession();
    return end;
  }

  /** What is wrong with this login: before anybody was served it is said once and for all, later a person has time to mend it. */
  #unusable(condition: ConditionId, detail: string): End | undefined {
    if (this.served) return { condition, detail };
    this.fatal ??= detail;
    return undefined;
  }

  /** `nextValidId`; answers why this session must not go on, if it must not. */
  nextId(orderId: number, now: Instant): End | undefined {
    if (orderId >= REQ_ID_MIN) return this.#unusable("order-ids-spent", idsSpent(orderId));
    this.#nextValidId = orderId;
    this.#m.resolver.counted(orderId, now);
    this.#startSession();
    return undefined;
  }

  #startSession(): void {
    const { out, session } = this.#m;
    if (this.fatal !== undefined || session.state !== "starting" || !this.letIn) return;
    out.record({
      kind: "sessionStarted",
      serverVersion: out.upstreamVersion,
      nextValidId: this.#nextValidId!,
      accounts: this.accounts,
      clientId: this.#m.config.gateway.clientId,
    });
  }

  /** Paper accounts begin with D; a daemon of one mode never serves a login of the other. */
  #modeConflict(): string | undefined {
    const { mode } = this.#m.config;
    const wrong = this.accounts.filter((account) => account.startsWith("D") !== (mode === "paper"));
    if (wrong.length === 0) return undefined;
    const found = mode === "paper" ? "live-looking" : "paper";
    return `mode is "${mode}" but the Gateway manages ${found} accounts (${wrong.join(", ")}): nobody is served. Point the configuration at the right Gateway, or change mode.`;
  }

  #missingAccount(): string | undefined {
    const missing = this.#m.config.strategies.find((s) => !this.accounts.includes(s.account));
    if (missing === undefined) return undefined;
    return `strategy "${missing.name}" trades account ${missing.account}, but the Gateway manages ${this.accounts.join(", ")}. Correct [strategies.${missing.name}] account.`;
  }
}
