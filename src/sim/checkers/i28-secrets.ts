/**
 * I28: who is nobody learns nothing, and what a client says in confidence stays its own.
 *
 * A connection that has not named itself as a configured client gets, beside the handshake's reply, one error at most, and
 * no account in it. Texts that begin with `CANARY` stand for secrets: clients of the simulation put them into orderRefs and
 * wherever else they can. No log line contains one, and no client is told another strategy's, but in the orders of an
 * account that both trade (MUX.md section 1). The journal may keep them: it is the client's own order.
 */
import { fromUtf8, utf8 } from "../../base/bytes.ts";
import type { Frame } from "../sight/frame.ts";
import type { LogLine } from "../world/tap.ts";
import type { CheckerRow, Guest } from "./checker.ts";
import type { Facts } from "./facts.ts";
import { contains, Names } from "./names.ts";
import { named } from "./told.ts";

/** What a secret of the simulation begins with; lower case letters and digits follow. */
const CANARY = "canary-";
const SECRET = /canary-[a-z0-9]+/g;
const NEEDLE = utf8(CANARY);
const ORDERS: ReadonlySet<Frame["name"]> = new Set(["openOrder", "execDetails", "completedOrder"]);

export const secrets: CheckerRow = {
  id: "I28",
  says: "strangers learn nothing but a refusal, and a client's secrets come out nowhere else",
  make: (facts, violated) => {
    const trust = new Trust(facts, violated);
    return {
      asked: (_, guest, bytes) => trust.asked(guest, bytes),
      told: (frame, guest, bytes) => trust.told(frame, guest, bytes),
      logged: (line) => trust.logged(line),
    };
  },
};

class Trust {
  readonly #violated: (sentence: string) => void;
  readonly #accounts: Names;
  /** Whose each secret is: a strategy's, or a stranger's by its host. */
  readonly #owners = new Map<string, Set<string>>();
  /** Accounts in which each strategy's orders are. */
  readonly #accountOf: ReadonlyMap<string, string>;
  readonly #daemons = new Set<string>();
  /** Errors that connections without a name were told. */
  readonly #refusals = new Map<number, number>();

  constructor({ setup }: Facts, violated: (sentence: string) => void) {
    this.#violated = violated;
    this.#accounts = new Names(setup.accounts);
    this.#accountOf = new Map(setup.strategies.map(({ name, account }) => [name, account]));
  }

  asked(guest: Guest, bytes: Uint8Array): void {
    this.#daemons.add(guest.daemon);
    for (const secret of secretsIn(bytes)) {
      const owners = this.#owners.get(secret) ?? new Set<string>();
      this.#owners.set(secret, owners.add(guest.strategy?.name ?? guest.host));
    }
  }

  told(frame: Frame, guest: Guest, bytes: Uint8Array): void {
    if (guest.strategy === undefined) this.#refused(frame, guest, bytes);
    if (this.#owners.size === 0) return;
    for (const secret of secretsIn(bytes)) if (!this.#mayHear(secret, frame, guest)) this.#leaked(secret, frame, guest);
  }

  #refused(frame: Frame, guest: Guest, bytes: Uint8Array): void {
    const { host, wire } = guest;
    const errors = (this.#refusals.get(wire.id) ?? 0) + 1;
    this.#refusals.set(wire.id, errors);
    const what = frame.name === "other" ? `a message ${frame.id}` : frame.name;
    if (frame.name !== "error") this.#violated(`${host}, which is no client of anybody's, was told ${what}`);
    else if (errors > 1)
      this.#violated(`${host}, which is no client of anybody's, was told ${errors} errors: ${frame.text}`);
    for (const account of this.#accounts.in(bytes))
      this.#violated(`${host}, which is no client of anybody's, was told of account ${account} in ${what}`);
  }

  #mayHear(secret: string, frame: Frame, { strategy, host }: Guest): boolean {
    const owners = this.#owners.get(secret);
    if (owners === undefined || owners.has(strategy?.name ?? host)) return true;
    if (strategy === undefined || !ORDERS.has(frame.name)) return false;
    return [...owners].some((owner) => this.#accountOf.get(owner) === strategy.account);
  }

  #leaked(secret: string, frame: Frame, guest: Guest): void {
    const owners = [...this.#owners.get(secret)!].join(" and ");
    this.#violated(`${named(guest)} was told ${secret} in ${frame.name}, which is a secret of ${owners}`);
  }

  logged({ event, fields, host }: LogLine): void {
    if (this.#owners.size === 0 || !this.#daemons.has(host)) return;
    const [secret] = JSON.stringify(fields).match(SECRET) ?? [];
    if (secret !== undefined) this.#violated(`${host} wrote the secret ${secret} into its log (${event})`);
  }
}

const NONE: readonly string[] = [];

function secretsIn(bytes: Uint8Array): readonly string[] {
  if (bytes.length === 0 || !contains(bytes, NEEDLE)) return NONE;
  return fromUtf8(bytes).match(SECRET) ?? NONE;
}
