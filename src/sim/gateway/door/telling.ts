/**
 * The one place through which everything goes that the Gateway says to a client who has started.
 *
 * Faults that change, delay, repeat or leave out messages are rows (`untrue/`) and act here, one after the other, on
 * every message that they name. While nothing is set a message goes straight to its session. What is delayed leaves in
 * the order of its new times.
 */
import type { IncomingName } from "../../../wire/codec.ts";
import type { FaultName } from "../../faults/table.ts";
import type { Context } from "../context.ts";
import { sendFrame } from "./frames.ts";
import type { Saying, Timed } from "./said.ts";
import type { Mouth, Session } from "./session.ts";
import { subjectOf } from "./untrue/about.ts";
import { GREETING_UNTRUTHS } from "./untrue/greeting.ts";
import { LIST_UNTRUTHS } from "./untrue/lists.ts";
import { ORDER_UNTRUTHS } from "./untrue/orders.ts";
import { isTick, TICK_UNTRUTHS } from "./untrue/ticks.ts";
import type { Scene, Untruth, Untruths } from "./untrue/untruth.ts";

/** Whatever is delayed comes after whatever is left out, so that nothing is delayed in vain. */
const UNTRUTHS: Untruths = { ...TICK_UNTRUTHS, ...GREETING_UNTRUTHS, ...LIST_UNTRUTHS, ...ORDER_UNTRUTHS };

interface Row {
  readonly fault: FaultName;
  readonly untruth: Untruth;
}

const ROWS = new Map<IncomingName, Row[]>();
for (const [fault, untruth] of Object.entries(UNTRUTHS) as [FaultName, Untruth][])
  for (const name of untruth.messages) ROWS.set(name, [...(ROWS.get(name) ?? []), { fault, untruth }]);

interface Waiting {
  readonly due: number;
  readonly session: Session;
  readonly said: Saying;
}

type Heard = (session: Session, said: Saying) => void;

export class Telling implements Mouth {
  readonly #context: Context;
  readonly #heard: Heard;
  #waiting: Waiting[] = [];

  /** `heard` is shown everything as it is meant, before any fault changes it. */
  constructor(context: Context, heard: Heard) {
    this.#context = context;
    this.#heard = heard;
  }

  tell(session: Session, said: Saying): void {
    this.#heard(session, said);
    if (isTick(said) && !this.#context.link.ticks) return;
    const rows = ROWS.get(said.name);
    if (rows === undefined || (this.#context.faults.quiet && session.memories.size === 0)) return session.put(said);
    let all: readonly Timed[] | undefined;
    for (const row of rows) {
      if (!this.#isUp(row, session)) continue;
      all = (all ?? [{ said, afterMs: 0 }]).flatMap((one) => this.#through(row, session, one));
    }
    if (all === undefined) return session.put(said);
    for (const one of all) this.#say(session, one);
  }

  /** Most faults are neither set nor remembered at most times. */
  #isUp({ fault }: Row, session: Session): boolean {
    return this.#context.faults.isSet(fault) || session.memories.has(fault);
  }

  /** The frame that was made of it, whole or not. */
  send(session: Session, frame: Uint8Array): void {
    sendFrame(this.#context, session, frame);
  }

  #through({ fault, untruth }: Row, session: Session, one: Timed): readonly Timed[] {
    const { faults } = this.#context;
    const set = faults.isSet(fault);
    if (!set && !session.memories.has(fault)) return [one];
    const scene = this.#scene(fault, session);
    const follows = untruth.also?.(one.said, scene);
    if (follows !== undefined) return after(follows, one.afterMs);
    if (!set) return [one];
    const subject = subjectOf(this.#context, session, one.said);
    const params = faults.holds(fault, subject);
    if (params === undefined || untruth.when?.(one.said, scene, params) === false) return [one];
    if (faults.strikes(fault, subject) === undefined) return [one];
    return after(untruth.tell(one.said, params, scene), one.afterMs);
  }

  #scene(fault: FaultName, session: Session): Scene {
    return {
      ...{ context: this.#context, session, memory: session.memoryOf(fault) },
      details: this.#context.faults.details(fault),
    };
  }

  #say(session: Session, { said, afterMs }: Timed): void {
    if (afterMs === 0) return session.put(said);
    const due = this.#context.moment().now + afterMs;
    const behind = this.#waiting.findIndex((other) => other.due > due);
    this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, { due, session, said });
    this.#context.later(afterMs, () => this.#sayDue());
  }

  #sayDue(): void {
    const { now } = this.#context.moment();
    while (this.#waiting[0] !== undefined && this.#waiting[0].due <= now) {
      const { session, said } = this.#waiting.shift() as Waiting;
      session.put(said);
    }
  }
}

const after = (all: readonly Timed[], ms: number): readonly Timed[] =>
  ms === 0 ? all : all.map(({ said, afterMs }) => ({ said, afterMs: afterMs + ms }));
