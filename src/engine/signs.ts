/**
 * What an error about one request or one order says about the whole session: another session of the login has the market
 * data, or the Gateway takes no orders.
 *
 * That others have the data is over when a line that was told so ticks again, when a farm is said to be OK, or when nobody
 * wants any of those lines any more. That the Gateway is read-only is known only from words, because 321 is also the code
 * for a mistake in one order: they are looked for in the languages that the Gateway has. Words that are not understood
 * cost nothing: each order is then refused by the Gateway itself, in its own words. Nobody says when the setting is
 * changed, so every ten minutes it is asked for the list that a read-only Gateway refuses; when it gives it, the next order tries.
 */
import { after, type Instant, minutes, seconds } from "../base/time.ts";
import { NOT_VALID } from "../model/complaint.ts";
import type { IncomingBody } from "../wire/codec.ts";
import type { Machines } from "./machines.ts";

type Errored = IncomingBody<"error">;

const COMPETING = 10197;
/** "Read-Only" as the Gateway's languages have it; captured in English only. */
const READ_ONLY =
  /read.?only|schreibgesch|nur.lese|lecture seule|s[oó]lo (de )?lectura|sola lettura|somente leitura|apenas leitura|alleen.lezen|только.*чтени|只读|唯[讀读]|読み取り専用|읽기 전용/i;
/** So long a Gateway that called itself read-only is believed, and not asked again. */
const READ_ONLY_MS_MAX = minutes(10);

/** So long its answer is waited for: the question may stand in the line behind one that is never answered. */
const ASKING_MS_MAX = seconds(60);

export class Signs {
  readonly #m: Machines;
  /** Requests that were told 10197 and have brought nothing since. */
  readonly #competing = new Set<number>();
  #tryAgainAt: Instant | undefined;
  /** It is being asked. */
  #isAsking = false;

  constructor(machines: Machines) {
    this.#m = machines;
  }

  sessionOver(): void {
    this.#competing.clear();
    this.#isAsking = false;
    this.#tryAgainAt = undefined;
  }

  /** Whether any request waits for its data to come back: looked at for every tick. */
  get competing(): boolean {
    return this.#competing.size > 0;
  }

  /** An error on a request's id. */
  onRequest({ id, errorCode, errorMsg }: Errored, now: Instant): void {
    if (errorCode !== COMPETING) return;
    this.#competing.add(id);
    this.#m.standing.begin("competing-session", now, `${errorCode} ${errorMsg}`);
  }

  /** An error on an order, or on no id in answer to a request about orders. Answers whether who asked for it has been told. */
  onOrder({ id, errorCode, errorMsg }: Errored, now: Instant): boolean {
    if (errorCode !== NOT_VALID || !READ_ONLY.test(errorMsg)) return false;
    this.#m.standing.begin("read-only-session", now, `${errorCode} ${errorMsg}`);
    this.#tryAgainAt = after(now, READ_ONLY_MS_MAX);
    this.#isAsking = false;
    if (id >= 0) return false;
    const { openOrders, pulls } = this.#m;
    return pulls.completedRefused({ errorCode, errorMsg }, now) || openOrders.refused(now);
  }

  /** The Gateway has ended the list that it refuses while it is read-only, whoever asked for it. */
  completedOrdersCame(): void {
    this.#tryAgainAt = undefined;
    this.#isAsking = false;
    this.#m.standing.end("read-only-session");
  }

  /** Data came for a request. */
  flows(reqId: number): void {
    if (this.#competing.has(reqId)) this.#dataIsBack();
  }

  farmOk(): void {
    if (this.competing) this.#dataIsBack();
  }

  /** It is back for all of them: what does not tick from now on has another reason. */
  #dataIsBack(): void {
    this.#m.lines.dataIsBack(this.#competing);
    this.#competing.clear();
    this.#m.standing.end("competing-session");
  }

  nextDeadline(): Instant | undefined {
    return this.#tryAgainAt;
  }

  tick(now: Instant): void {
    for (const reqId of this.#competing) if (this.#m.out.ownerOf(reqId) === undefined) this.#competing.delete(reqId);
    if (!this.competing) this.#m.standing.end("competing-session");
    if (this.#tryAgainAt === undefined || now < this.#tryAgainAt) return;
    if (this.#isAsking) return this.completedOrdersCame();
    this.#isAsking = true;
    this.#tryAgainAt = after(now, ASKING_MS_MAX);
    // Refused anew, it is believed anew; one that says nothing is not.
    const failed = (): void => {
      if (this.#isAsking) this.completedOrdersCame();
    };
    this.#m.pulls.completed({ done: () => {}, failed }, false, now);
  }
}
