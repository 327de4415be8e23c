/** What a flatten waits for, contract by contract: alerted when it lasts, over when it does not wait any more. */
import { after, earliest, type Instant, seconds } from "../base/time.ts";
import type { AlertScope } from "../model/alert.ts";
import type { AlertOut } from "../model/out.ts";

/** Orders end and closes trade in less time than this. */
const WAIT_MS_MAX = seconds(5);

interface Wait {
  readonly scope: AlertScope;
  readonly reason: string;
  readonly since: Instant;
}

/** A contract of an account, or all of it. */
interface Cell {
  readonly account: string;
  readonly conId: number | undefined;
}

export class FlattenWaits {
  readonly #out: AlertOut & { alerted(cause: "close-waits"): readonly AlertScope[] };
  #before: ReadonlyMap<string, Wait> = new Map();
  #waits = new Map<string, Wait>();

  constructor(out: AlertOut & { alerted(cause: "close-waits"): readonly AlertScope[] }) {
    this.#out = out;
  }

  /** What it waits for now; undefined for nothing. */
  says({ account, conId }: Cell, reason: string | undefined, now: Instant): void {
    const name = `${account}/${conId}`;
    if (reason === undefined) return void this.#waits.delete(name);
    const since = this.#before.get(name)?.since ?? now;
    this.#waits.set(name, { scope: { account, ...(conId !== undefined && { conId }) }, reason, since });
  }

  /** At the end of a look at all of them: what is not named waits for nothing. */
  settle(now: Instant): void {
    for (const { scope, reason, since } of this.#waits.values())
      if (now >= after(since, WAIT_MS_MAX)) this.#out.alert("close-waits", scope, reason);
    for (const scope of this.#out.alerted("close-waits"))
      if (!this.#waits.has(`${scope.account}/${scope.conId}`))
        this.#out.alertOver("close-waits", scope, "it is closed, on its way, or not to be closed any more");
    this.#before = this.#waits;
    this.#waits = new Map();
  }

  nextDeadline(now: Instant): Instant | undefined {
    const ends = [...this.#before.values()].map(({ since }) => after(since, WAIT_MS_MAX));
    return earliest(...ends.map((end) => (end > now ? end : undefined)));
  }
}
