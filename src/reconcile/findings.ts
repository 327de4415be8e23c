/**
 * From a difference that was seen to one that is told: it must last, and it ends when it is gone.
 *
 * What is seen once is a suspicion, remembered in memory only. It becomes a finding when it is seen again, unchanged, after
 * `SETTLE_MS`: then it is journaled and raises its alert. Several differences of one order share one alert, which ends with
 * the last of them.
 */
import { type Decimal, minus } from "../base/decimal.ts";
import type { Instant } from "../base/time.ts";
import { type AlertCause, type AlertScope, alertId } from "../model/alert.ts";
import { type Drift, driftId } from "../model/drift.ts";
import { DRIFTS_MAX, SETTLE_MS } from "./bounds.ts";
import type { Drifts } from "./drifts.ts";
import type { ReconcileOut } from "./out.ts";

interface Suspicion {
  readonly since: Instant;
  /** What makes it the same difference as before. */
  readonly mark: string;
}

const CAUSES: Readonly<Record<Drift["kind"], AlertCause>> = {
  order: "drift-order",
  position: "drift-position",
};

export class Findings {
  readonly #out: ReconcileOut;
  readonly #drifts: Drifts;
  readonly #suspicions = new Map<string, Suspicion>();

  constructor(out: ReconcileOut, drifts: Drifts) {
    this.#out = out;
    this.#drifts = drifts;
  }

  /** Nothing that was seen before an outage may be held against what is seen after it. */
  forget(): void {
    this.#suspicions.clear();
  }

  /** Something of this kind waits to be seen again. */
  suspects(kind: Drift["kind"]): boolean {
    for (const id of this.#suspicions.keys()) if (id.startsWith(`${kind}/`)) return true;
    return false;
  }

  /** All differences of this kind that a complete look shows; what it does not show any more is gone. */
  onlyThese(kind: Drift["kind"], seen: readonly Drift[], reason: string): void {
    const ids = new Set(seen.map(driftId));
    for (const id of this.#suspicions.keys())
      if (id.startsWith(`${kind}/`) && !ids.has(id)) this.#suspicions.delete(id);
    for (const { drift } of this.#drifts.all)
      if (drift.kind === kind && !ids.has(driftId(drift))) this.end(drift, reason);
  }

  /** Since when it has been suspected, unchanged; `now` for a new one, undefined for one that is told already. */
  suspect(drift: Drift, mark: string, now: Instant): Instant | undefined {
    const id = driftId(drift);
    if (this.#isKnown(id, drift)) {
      this.#suspicions.delete(id);
      return undefined;
    }
    const known = this.#suspicions.get(id);
    if (known?.mark === mark) return known.since;
    if (this.#suspicions.size < DRIFTS_MAX) this.#suspicions.set(id, { since: now, mark });
    return now;
  }

  #isKnown(id: string, drift: Drift): boolean {
    const held = this.#drifts.holds(id);
    return (held !== undefined && !isAnother(held, drift)) || this.#drifts.isAccepted(drift);
  }

  hasSettled(since: Instant, now: Instant): boolean {
    return now - since >= SETTLE_MS;
  }

  /** The same difference, with other values: the newest are shown. */
  update(drift: Drift): void {
    const held = this.#drifts.holds(driftId(drift));
    if (held === undefined || (held.ours === drift.ours && held.brokers === drift.brokers)) return;
    this.#out.record({ kind: "driftFound", drift });
    this.#tell(drift);
  }

  find(drift: Drift): void {
    this.#suspicions.delete(driftId(drift));
    if (this.#drifts.isFull && this.#drifts.holds(driftId(drift)) === undefined)
      return this.#out.log("error", "drifts-full", { limit: DRIFTS_MAX, ...drift });
    this.#out.record({ kind: "driftFound", drift });
    this.#tell(drift);
  }

  #tell(drift: Drift): void {
    this.#out.alert(CAUSES[drift.kind], scopeOf(drift), sentence(drift));
  }

  end(drift: Drift, reason: string): void {
    this.#out.record({ kind: "driftEnded", drift, reason });
    this.#out.log("info", "drift-ended", { ...drift, reason });
    const ended = alertOf(drift);
    if (!this.#drifts.all.some((other) => alertOf(other.drift) === ended))
      this.#out.alertOver(CAUSES[drift.kind], scopeOf(drift), reason);
  }

  /** A crash may have kept an entry and lost the one behind it: what holds is alerted, and what does not is not. */
  agree(): void {
    const untold = new Map(this.#drifts.all.map(({ drift }) => [alertOf(drift), drift]));
    for (const cause of Object.values(CAUSES))
      for (const scope of this.#out.alerted(cause))
        if (!untold.delete(alertId({ cause, scope }))) this.#out.alertOver(cause, scope, "no such difference holds");
    for (const drift of untold.values()) this.#tell(drift);
  }
}

const scopeOf = ({ account, key, conId }: Drift): AlertScope => ({
  account,
  ...(key === undefined ? {} : { key }),
  ...(conId === undefined ? {} : { conId }),
});

/** Which alert speaks of it. */
const alertOf = (drift: Drift): string => alertId({ cause: CAUSES[drift.kind], scope: scopeOf(drift) });

const sentence = ({ field, ours, brokers }: Drift): string => `${field}: ours ${ours}, the broker's ${brokers}`;

/** A position that differs by something else than was found is a new difference: it must last, too. */
const isAnother = (held: Drift, drift: Drift): boolean =>
  drift.kind === "position" &&
  minus(held.brokers as Decimal, held.ours as Decimal) !== minus(drift.brokers as Decimal, drift.ours as Decimal);
