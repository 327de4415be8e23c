/**
 * I10: every execution is counted once: in the journal, and in what each client is told.
 *
 * An execution is its execId; a correction has another one and replaces what it corrects, so a sum is right when each
 * line of the journal is one execution of the broker's, of the same order and size, and none stands there twice. Whoever is
 * connected is told of each at once and once unasked on a connection (answers to a question may repeat it), and never of one
 * that is not durable. An execution that the daemon was shown, or would have been shown if it had asked in a later
 * session, is in the journal when all is quiet. One that the Gateway withheld within a session waits for the
 * questions of reconciliation (I11, and 1102). Of an order that became two (nautilus #4564) only the first is looked at.
 */
import type { Execution } from "../broker/event.ts";
import type { ExecDetails, Frame } from "../sight/frame.ts";
import type { CheckerRow, Guest } from "./checker.ts";
import { type Facts, keyOf } from "./facts.ts";
import { FilledTold } from "./filledTold.ts";
import { STANDS_STILL } from "./heldUp.ts";
import type { ExecutedLine, Line } from "./line.ts";
import { Owed } from "./owed.ts";
import { PositionsTold } from "./positionsTold.ts";
import { machineOf, ms, named } from "./told.ts";

export const everyExecutionOnce: CheckerRow = {
  id: "I10",
  says: "every execution is counted once, in the journal and in what clients are told, and so are positions",
  make: (facts, violated) => {
    const positions = new PositionsTold(facts, violated);
    const executions = new Executions(facts, violated);
    const filled = new FilledTold(facts, violated);
    const halves = [executions, positions] as const;
    return {
      truth: (event) => {
        if (event.kind !== "execution") return;
        executions.happened(event.execution);
        filled.happened(event.execution);
      },
      journaled: (line, daemon) => {
        executions.journaled(line, daemon);
        filled.journaled(line);
      },
      sent: (frame, { daemon }) => {
        for (const half of halves) half.sent(frame, daemon);
      },
      heard: (frame, { daemon, wire }) => {
        for (const half of halves) half.heard(frame, daemon, wire.id);
        filled.heard(frame, daemon);
      },
      asked: (frame, guest) => positions.asked(frame, guest),
      told: (frame, guest) => {
        for (const half of halves) half.told(frame, guest);
        filled.told(frame, guest);
      },
      closed: ({ id }) => {
        for (const half of halves) half.closed(id);
        filled.closed(id);
      },
      lost: ({ id }) => {
        for (const half of halves) half.closed(id);
        filled.closed(id);
      },
      ended: (host) => {
        for (const half of halves) half.ended(host);
        filled.ended(host);
      },
      logged: ({ event, host }) => {
        if (event === "ready") executions.ready(host);
      },
      troubled: (faults) => {
        if (!faults.includes(STANDS_STILL)) return;
        for (const half of halves) half.standsStill();
        filled.standsStill();
      },
      quiet: () => {
        for (const half of halves) half.quiet();
      },
    };
  },
};

const REQ_EXECUTIONS = 7;
const UNASKED = -1;

interface Happened {
  readonly key: string;
  readonly shares: string;
  readonly at: number;
}

class Executions {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  readonly #owed: Owed;
  /** The broker's, of orders with a key. */
  readonly #happened = new Map<string, Happened>();
  readonly #journaled = new Map<string, { readonly key: string; readonly shares: string }>();
  /** Those of orders that are nobody's here, by machine. */
  readonly #foreign = new Set<string>();
  /** Shown to the present process, which bears this name. */
  readonly #shown = new Map<string, number>();
  #shownTo: string | undefined;
  /** Pushed on each connection. */
  readonly #pushed = new Map<number, { readonly guest: Guest; readonly execIds: Set<string> }>();
  /** Who is there, by strategy and client id. */
  readonly #present = new Map<string, Guest>();
  /** The machine whose journal has the orders. */
  #home: string | undefined;
  #sessionAt = -1;
  /** The connection of that session: a number that is told there again begins none. */
  #wireId: number | undefined;
  #askedAt = -1;

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
    this.#owed = new Owed(violated);
  }

  happened({ execId, orderRef, shares }: Execution): void {
    if (orderRef !== "") this.#happened.set(execId, { key: keyOf(orderRef), shares, at: this.#facts.now });
  }

  journaled(line: Line, daemon: string): void {
    if (line.kind === "orderIntended") this.#home ??= machineOf(daemon);
    if (line.kind === "commissionReported") return this.#oweCommission(line.execId as string);
    if (line.kind === "foreignExecuted") return this.#others(line as unknown as ExecutedLine, machineOf(daemon));
    if (line.kind !== "executed") return;
    const { execId, shares = "0" } = (line as unknown as ExecutedLine).execution.execution;
    const key = line.key as string;
    if (this.#journaled.has(execId))
      this.#violated(`execution ${execId} of ${key} stands in the journal twice: it counts once`);
    this.#journaled.set(execId, { key, shares });
    const truth = this.#happened.get(execId);
    if (truth?.key !== key)
      this.#violated(
        `execution ${execId} of ${key} is in the journal, and the broker's is of ${truth?.key ?? "nobody"}`,
      );
    else if (Number(truth.shares) !== Number(shares))
      this.#violated(
        `execution ${execId} of ${key} has ${shares} shares in the journal and ${truth.shares} at the broker`,
      );
    this.#oweOwner(key, execId);
  }

  /** Each machine's journal has those of others for itself. */
  #others({ execution: { execution } }: ExecutedLine, machine: string): void {
    const id = `${machine}/${execution.execId}`;
    if (this.#foreign.has(id))
      this.#violated(`execution ${execution.execId} of somebody else stands in the journal twice: it counts once`);
    this.#foreign.add(id);
  }

  #ownerOf(key: string): Guest | undefined {
    const placement = this.#facts.order(key)?.placement;
    return placement && this.#present.get(`${placement.strategy}/${placement.clientId}`);
  }

  #oweCommission(execId: string): void {
    const guest = this.#ownerOf(this.#journaled.get(execId)?.key ?? "");
    if (guest === undefined) return;
    const sentence = `${named(guest)} was connected when the commission of execution ${execId} became durable and is not told of it`;
    this.#owed.owe(guest, `commission of ${execId}`, this.#facts.now, sentence);
  }

  #oweOwner(key: string, execId: string): void {
    const guest = this.#ownerOf(key);
    if (guest === undefined || this.#pushed.get(guest.wire.id)?.execIds.has(execId) === true) return;
    const { now } = this.#facts;
    const sentence = `${named(guest)} was connected when execution ${execId} of ${key} became durable at ${ms(now)} and is not told of it: its sum is wrong`;
    this.#owed.owe(guest, execId, now, sentence);
  }

  sent(frame: Frame, daemon: string): void {
    if (frame.name === "request" && frame.id === REQ_EXECUTIONS && this.#isHome(daemon))
      this.#askedAt = this.#facts.now;
  }

  /** Of two machines, the one whose journal has the orders. */
  #isHome(daemon: string): boolean {
    return this.#home === undefined || machineOf(daemon) === this.#home;
  }

  heard(frame: Frame, daemon: string, wireId: number): void {
    if (!this.#isHome(daemon)) return;
    if (frame.name === "nextValidId" && wireId !== this.#wireId) {
      this.#sessionAt = this.#facts.now;
      this.#wireId = wireId;
    }
    this.#shownTo = daemon;
    if (frame.name === "execDetails") this.#shown.set(frame.execId, this.#facts.now);
  }

  standsStill(): void {
    this.#owed.standsStill(this.#facts.now);
  }

  told(frame: Frame, guest: Guest): void {
    if (frame.name === "execDetails") this.#execution(frame, guest);
    if (frame.name === "commissionReport") this.#owed.pay(guest, `commission of ${frame.execId}`);
    if (frame.name === "nextValidId" && guest.strategy !== undefined)
      this.#present.set(`${guest.strategy.name}/${guest.clientId}`, guest);
    this.#owed.talks(guest, this.#facts.now);
  }

  #execution({ execId, reqId, orderId, shares }: ExecDetails, guest: Guest): void {
    this.#owed.pay(guest, execId);
    if (reqId === UNASKED) this.#push(execId, guest);
    if (orderId <= 0) return;
    const line = this.#journaled.get(execId);
    if (line === undefined)
      this.#violated(`${named(guest)} was told of execution ${execId} of its order ${orderId} before it was durable`);
    else if (Number(line.shares) !== Number(shares))
      this.#violated(
        `${named(guest)} was told ${shares} shares of execution ${execId}, and the journal has ${line.shares}`,
      );
  }

  #push(execId: string, guest: Guest): void {
    const pushed = this.#pushed.get(guest.wire.id) ?? { guest, execIds: new Set() };
    this.#pushed.set(guest.wire.id, pushed);
    if (pushed.execIds.has(execId))
      this.#violated(
        `${named(guest)} was told of execution ${execId} twice on one connection, unasked: it counts it twice`,
      );
    pushed.execIds.add(execId);
  }

  closed(wireId: number): void {
    this.#owed.closed(wireId);
    this.#pushed.delete(wireId);
    for (const [client, { wire }] of this.#present) if (wire.id === wireId) this.#present.delete(client);
  }

  /** What a process was shown and did not write down is gone with it: the next one must ask. */
  ended(host: string): void {
    this.#owed.ended(host);
    const isGone = ({ host: client, daemon }: Guest): boolean => client === host || daemon === host;
    for (const [id, { guest }] of this.#pushed) if (isGone(guest)) this.#pushed.delete(id);
    for (const [client, guest] of this.#present) if (isGone(guest)) this.#present.delete(client);
    if (host === this.#shownTo) this.#shown.clear();
  }

  quiet(): void {
    for (const { execId, what, at } of this.#missing()) {
      const shown = this.#shown.get(execId);
      if (shown !== undefined) this.#violated(`${what}, and the Gateway showed it at ${ms(shown)}`);
      else this.#unasked(what, at);
    }
  }

  /** Whoever is served now takes what is known for all there is. */
  ready(host: string): void {
    if (this.#isHome(host) && this.#askedAt < this.#sessionAt)
      for (const { what, at } of this.#missing()) this.#unasked(what, at);
  }

  #unasked(what: string, at: number): void {
    if (this.#sessionAt > at && this.#askedAt <= at)
      this.#violated(`${what}: a session began at ${ms(this.#sessionAt)} and executions were not asked for`);
  }

  *#missing(): Generator<{ readonly execId: string; readonly what: string; readonly at: number }> {
    for (const [execId, { key, shares, at }] of this.#happened)
      if (!this.#journaled.has(execId) && this.#facts.order(key) !== undefined && this.#facts.truthOf(key).length === 1)
        yield {
          execId,
          at,
          what: `execution ${execId} of ${key}, ${shares} shares at ${ms(at)}, is not in the journal`,
        };
  }
}
