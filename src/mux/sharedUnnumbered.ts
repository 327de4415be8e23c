/**
 * Requests whose replies carry no request id: one upstream at a time per question, fanned out to those who asked.
 *
 * A reply answers everybody who asked before it was sent, and those who came so soon after that it is still true for them
 * (`joinMs`); who came later waits for the next one. Such a request cannot fail in this protocol, so it is asked again
 * after a lost session or link or a missing answer, and given up only when nobody waits or the Gateway ignores it repeatedly:
 * then whoever waits is told so.
 */
import { after, type Instant, seconds } from "../base/time.ts";
import { holdfastRefusesUnnumbered, noAnswer } from "../model/complaint.ts";
import type { ConnId } from "../model/ids.ts";
import type { Out } from "../model/out.ts";
import type { Span } from "../model/stream.ts";
import type { Incoming } from "../wire/codec.ts";
import { isOfAnyRequest } from "../wire/codes.ts";
import type { ErrorBody } from "./sharedErrors.ts";
import { UNNUMBERED_KINDS, type UnnumberedRequest } from "./sharedKinds.ts";

export type UnnumberedReply = Extract<Incoming, { name: "currentTime" | "marketRule" }>;

/** How often each connection waits: it gets as many replies as it asked. */
type Waiters = Map<ConnId, number>;

interface Question {
  readonly request: UnnumberedRequest;
  /** When the one in flight was asked; undefined when none is. */
  askedAt: Instant | undefined;
  deadline: Instant | undefined;
  tries: number;
  waiters: Waiters;
  later: Waiters;
  answer: { readonly reply: UnnumberedReply; readonly askedAt: Instant } | undefined;
}

const ANSWER_WITHIN_MS = seconds(30);
const TRIES_MAX = 3;
/** Different questions one client may have unanswered. */
const QUESTIONS_PER_CLIENT_MAX = 100;
/** So often one client may wait for the same answer: asked once a second, hours of an outage. All come in one breath. */
const REPEATS_PER_CLIENT_MAX = 10_000;
/** Questions in memory, answered ones included; the oldest idle one makes room. More than 32 clients may have open. */
const QUESTIONS_MAX = 4_000;

export class Unnumbered {
  readonly #out: Out;
  readonly #questions = new Map<string, Question>();
  #up = false;
  #linkLost = false;
  #deadline: Instant | undefined;

  constructor(out: Out) {
    this.#out = out;
  }

  asked(conn: ConnId, request: UnnumberedRequest, now: Instant): void {
    const kind = UNNUMBERED_KINDS[request.name];
    const question = this.#question(conn, request);
    if (question === undefined)
      return this.#crowded(conn, request, `${QUESTIONS_PER_CLIENT_MAX} others of this client are unanswered`);
    const { answer } = question;
    if (answer !== undefined && now < answer.askedAt + kind.keepMs) return this.#tell(conn, answer.reply);
    if (owed(question, conn) >= REPEATS_PER_CLIENT_MAX)
      return this.#crowded(conn, request, `${REPEATS_PER_CLIENT_MAX} of this client are unanswered`);
    if (question.askedAt !== undefined && now >= question.askedAt + kind.joinMs) return wait(question.later, conn);
    wait(question.waiters, conn);
    if (question.askedAt === undefined && this.#up) this.#ask(question, now);
  }

  heard(reply: UnnumberedReply, now: Instant): boolean {
    const question = this.#questions.get(keyOfReply(reply));
    if (question?.askedAt === undefined) return false;
    question.answer = { reply, askedAt: question.askedAt };
    this.#over(question, now, (conn) => this.#tell(conn, reply));
    return true;
  }

  /** The Gateway has answered: who waited is told, and who came too late for that is asked for. */
  #over(question: Question, now: Instant, tell: (conn: ConnId) => void): void {
    for (const [conn, times] of question.waiters) for (let i = 0; i < times; i++) tell(conn);
    question.waiters = question.later;
    question.later = new Map();
    question.tries = 0;
    this.#settle(question);
    if (question.waiters.size > 0) this.#ask(question, now);
  }

  /**
   * An error on no id that names a rule answers the question for it: nobody else in this session asks for rules. Answers whether
   * it is that; nobody but those who wait needs to hear of it.
   */
  refused(error: ErrorBody, now: Instant): boolean {
    const question = this.#questions.get(keyOfRefusal(error) ?? "");
    if (question === undefined) return false;
    const { errorCode, errorMsg } = error;
    this.#out.log("info", "request-refused", { request: question.request.name, errorCode, errorMsg });
    this.#over(question, now, (conn) => this.#out.tell(conn, "error", error));
    return true;
  }

  left(conn: ConnId): void {
    for (const question of this.#questions.values()) {
      question.waiters.delete(conn);
      question.later.delete(conn);
    }
  }

  sessionLost(): void {
    this.#up = false;
    this.#linkLost = false;
    for (const [key, question] of this.#questions) {
      question.answer = undefined;
      question.tries = 0;
      for (const [conn, times] of question.later) wait(question.waiters, conn, times);
      question.later = new Map();
      this.#settle(question);
      if (question.waiters.size === 0) this.#questions.delete(key);
    }
  }

  sessionStarted(now: Instant): void {
    this.#up = true;
    this.#askWaiting(now);
  }

  #askWaiting(now: Instant): void {
    for (const question of this.#questions.values()) if (question.waiters.size > 0) this.#ask(question, now);
  }

  /** The Gateway has lost IB: what it cannot answer is not its fault. */
  linkLost(): void {
    this.#linkLost = true;
    this.#planDeadline();
  }

  /** Its time the Gateway knows by itself, and bots take it for its heartbeat: only rules wait for the link. */
  #isHeld({ request }: Question): boolean {
    return this.#linkLost && request.name === "reqMarketRule";
  }

  /** It has found IB again: what was not answered meanwhile may have been dropped, and has all its tries once more. */
  linkBack(now: Instant): void {
    if (!this.#linkLost) return;
    this.#linkLost = false;
    for (const question of this.#questions.values()) question.tries = 0;
    if (this.#up) this.#askWaiting(now);
    this.#planDeadline();
  }

  /** Asks anew for what was asked in that time and was never answered: the Gateway may have dropped it. Answers how many. */
  askUnanswered({ from, until }: Span, now: Instant): number {
    const suspects = [...this.#questions.values()].filter(
      ({ askedAt, waiters }) => askedAt !== undefined && askedAt >= from && askedAt <= until && waiters.size > 0,
    );
    for (const question of suspects) this.#ask(question, now);
    return suspects.length;
  }

  nextDeadline(): Instant | undefined {
    return this.#deadline;
  }

  tick(now: Instant): void {
    if (this.#deadline === undefined || now < this.#deadline) return;
    for (const question of this.#questions.values()) {
      const { deadline } = question;
      if (deadline !== undefined && now >= deadline && !this.#isHeld(question)) this.#overdue(question, now);
    }
    this.#planDeadline();
  }

  #overdue(question: Question, now: Instant): void {
    for (const [conn, times] of question.later) wait(question.waiters, conn, times);
    question.later = new Map();
    this.#settle(question);
    if (question.waiters.size === 0) return;
    if (question.tries < TRIES_MAX || this.#linkLost) return this.#ask(question, now);
    this.#giveUp(question);
  }

  /** It has no id to be failed on; who waits hears the same words, once. */
  #giveUp(question: Question): void {
    const { request, tries, waiters } = question;
    this.#out.log("warn", "requestUnanswered", { request: request.name, tries });
    question.waiters = new Map();
    question.tries = 0;
    const complaint = holdfastRefusesUnnumbered(noAnswer(request.name, TRIES_MAX * ANSWER_WITHIN_MS));
    for (const conn of waiters.keys()) this.#out.tell(conn, "error", { id: -1, ...complaint });
  }

  #ask(question: Question, now: Instant): void {
    const { request } = question;
    question.askedAt = now;
    question.deadline = after(now, ANSWER_WITHIN_MS);
    question.tries++;
    const { priority } = UNNUMBERED_KINDS[request.name];
    if (request.name === "reqMarketRule") this.#out.ask(priority, request.name, request.body);
    else this.#out.ask(priority, request.name, request.body);
    this.#planDeadline();
  }

  #settle(question: Question): void {
    question.askedAt = undefined;
    question.deadline = undefined;
    this.#planDeadline();
  }

  #planDeadline(): void {
    let first: Instant | undefined;
    for (const question of this.#questions.values()) {
      const { deadline } = question;
      if (deadline === undefined || this.#isHeld(question)) continue;
      if (first === undefined || deadline < first) first = deadline;
    }
    this.#deadline = first;
  }

  #tell(conn: ConnId, reply: UnnumberedReply): void {
    if (reply.name === "marketRule") this.#out.tell(conn, reply.name, reply.body);
    else this.#out.tell(conn, reply.name, reply.body);
  }

  #question(conn: ConnId, request: UnnumberedRequest): Question | undefined {
    const key = keyOf(request);
    const known = this.#questions.get(key);
    if (known !== undefined) return known;
    if (this.#questions.size >= QUESTIONS_MAX && !this.#forgetIdle()) return undefined;
    if (this.#openOf(conn) >= QUESTIONS_PER_CLIENT_MAX) return undefined;
    const question = newQuestion(request);
    this.#questions.set(key, question);
    return question;
  }

  #openOf(conn: ConnId): number {
    let open = 0;
    for (const { waiters } of this.#questions.values()) if (waiters.has(conn)) open++;
    return open;
  }

  #forgetIdle(): boolean {
    for (const [key, question] of this.#questions) {
      if (question.askedAt === undefined && question.waiters.size === 0) return this.#questions.delete(key);
    }
    return false;
  }

  #crowded(conn: ConnId, request: UnnumberedRequest, why: string): void {
    const complaint = holdfastRefusesUnnumbered(`${request.name}: ${why}; ask again later`);
    this.#out.tell(conn, "error", { id: -1, ...complaint });
  }
}

const newQuestion = (request: UnnumberedRequest): Question => ({
  request,
  askedAt: undefined,
  deadline: undefined,
  tries: 0,
  waiters: new Map(),
  later: new Map(),
  answer: undefined,
});

const wait = (waiters: Waiters, conn: ConnId, times = 1): void => {
  waiters.set(conn, (waiters.get(conn) ?? 0) + times);
};

/** How many answers a client waits for. */
const owed = ({ waiters, later }: Question, conn: ConnId): number => (waiters.get(conn) ?? 0) + (later.get(conn) ?? 0);

const keyOf = (request: UnnumberedRequest): string =>
  request.name === "reqMarketRule" ? `rule ${request.body.marketRuleId}` : "time";
const keyOfReply = (reply: UnnumberedReply): string =>
  reply.name === "marketRule" ? `rule ${reply.body.marketRuleId}` : "time";

/** "Error processing request.-'cd' : cause - Market rule with id = 99999 is missing": the Gateway's code and words. */
function keyOfRefusal({ errorCode, errorMsg }: ErrorBody): string | undefined {
  const rule = /market rule\D*(\d+)/i.exec(errorMsg);
  return rule !== null && isOfAnyRequest(errorCode) ? `rule ${rule[1]}` : undefined;
}
