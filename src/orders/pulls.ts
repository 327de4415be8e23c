/**
 * Executions and completed orders, asked of the Gateway: one question of each kind at a time, for a client or for our
 * own recovery, and each answer filtered to what its asker may see (MUX.md section 4).
 *
 * Completed orders carry no request id, and commission reports only an execId; asking one after the other is what
 * makes the answers attributable. A question whose session ends is asked again in the next one; one of a client that is
 * never answered is given up as in the mux: asked so often, then refused in words.
 */
import { after, type Instant, seconds } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import { holdfastRefusesUnnumbered, noAnswer, quoting, unanswered } from "../model/complaint.ts";
import type { ConnId, UpstreamReqId } from "../model/ids.ts";
import type { Draft, Incoming, IncomingBody, OutgoingBody } from "../wire/codec.ts";
import { isRemark } from "../wire/codes.ts";
import type { Book } from "./book.ts";
import { isPendingCommission } from "./commission.ts";
import type { Heard } from "./heard.ts";
import type { Lists } from "./lists.ts";
import type { Order } from "./order.ts";
import type { OrderOut } from "./out.ts";
import { completedFor, executionFor, UNBOUND } from "./translate.ts";

/** How long the Gateway may take for a whole list. */
const ANSWER_MS_MAX = seconds(15);
/** A client's question is asked so often; what no Gateway without IB answers is not counted. */
const TRIES_MAX = 3;
/** Questions of one client that may wait; a further one is refused. */
const WAITING_PER_CLIENT_MAX = 50;

type Refusal = Pick<IncomingBody<"error">, "errorCode" | "errorMsg">;
type Filter = Draft<OutgoingBody<"reqExecutions">["filter"]>;
/**
 * `done` is called instead of an answer when the question is our own. With `failed` it is asked once: a refusal or an end
 * that does not come in time is told, and the list counts for nothing. Without, it is asked until it is answered.
 */
export interface OwnQuestion {
  readonly done: (now: Instant) => void;
  readonly failed?: (now: Instant) => void;
  /** Executions of every client, not only of our id. */
  readonly ofAll?: boolean;
}
interface ClientAsker {
  readonly client: Client;
  readonly reqId: number;
}
type Asker = ClientAsker | OwnQuestion;
/** Has asked and left: its question is waited for once, so that its answer is not taken for the next one's. */
const NOBODY: OwnQuestion = { done: () => {}, failed: () => {} };

interface Question {
  readonly asker: Asker;
  readonly filter: Filter;
  readonly apiOnly: boolean;
  readonly repeated?: boolean;
  /** How often a Gateway that had its link has not ended it in time, in this session. */
  readonly tries: number;
  /** What a client has had of the answer: what is asked once more, and what comes late, begins anew. */
  readonly told: Set<string>;
}

/** Whether a client's question has not had that yet. */
function isNews({ told }: Question, row: string): boolean {
  if (told.has(row)) return false;
  told.add(row);
  return true;
}

/** One kind of question: what is asked now, and what waits. */
class Line {
  now: Question | undefined;
  /** Of the question asked now, where its kind has one. */
  upstreamId: UpstreamReqId | undefined;
  deadline: Instant | undefined;
  /** Ends that may still come for questions that were repeated; they must not end the next one. */
  stale = 0;
  /** Nothing more is to come for the present question: an end was taken for such a late one. */
  isSpent = false;
  readonly waiting: Question[] = [];
}

export class Pulls {
  readonly #out: OrderOut;
  readonly #book: Book;
  readonly #heard: Heard;
  readonly #lists: Lists;
  readonly #ourClientId: number;
  readonly #executions = new Line();
  readonly #completed = new Line();
  /** Executions of the present answer whose commission report follows. */
  readonly #awaitingCommission = new Set<string>();
  /** Clients' questions that a read-only Gateway has refused, the newest of each; they are asked again when it gives the list. */
  #refused: Question[] = [];
  /** Between the start of a session and its loss. */
  #open = false;

  constructor(out: OrderOut, book: Book, heard: Heard, lists: Lists, ourClientId: number) {
    this.#ourClientId = ourClientId;
    this.#out = out;
    this.#book = book;
    this.#heard = heard;
    this.#lists = lists;
  }

  executions(asker: Asker, filter: Filter, now: Instant): void {
    this.#put(this.#executions, { asker, filter, apiOnly: false, tries: 0, told: new Set() }, now);
  }

  completed(asker: Asker, apiOnly: boolean, now: Instant): void {
    this.#put(this.#completed, { asker, filter: {}, apiOnly, tries: 0, told: new Set() }, now);
  }

  #put(line: Line, question: Question, now: Instant): void {
    const { asker } = question;
    if ("client" in asker && waitingOf(line, asker.client.conn) >= WAITING_PER_CLIENT_MAX)
      return this.#out.tell(asker.client.conn, "error", {
        id: asker.reqId,
        errorCode: 100,
        errorMsg: "holdfast: too many questions wait for the Gateway's answer",
      });
    if (line === this.#completed) this.#takeUp(question);
    if ("done" in asker) line.waiting.unshift(question);
    else line.waiting.push(question);
    if (this.#open && line.now === undefined) this.#next(line, now);
  }

  /**
   * Askers take turns, we ourselves among them once the session is recovered: one that asks a lot, or is not answered and asks
   * again, does not keep the others waiting.
   */
  #next(line: Line, now: Instant): void {
    const served = line.now === undefined ? undefined : connOf(line.now.asker);
    const isFirst = line.now === undefined || (served === undefined && this.#heard.recovering);
    const turn = isFirst ? 0 : line.waiting.findIndex(({ asker }) => connOf(asker) !== served);
    [line.now] = line.waiting.splice(Math.max(0, turn), 1);
    line.deadline = undefined;
    line.isSpent = false;
    if (line.now !== undefined) this.#ask(line, line.now, now);
  }

  #ask(line: Line, question: Question, now: Instant): void {
    line.deadline = after(now, ANSWER_MS_MAX);
    if (line === this.#completed) return this.#out.ask("account", "reqCompletedOrders", { apiOnly: question.apiOnly });
    this.#awaitingCommission.clear();
    line.upstreamId = this.#out.takeReqId("orders");
    const acctCode = "client" in question.asker ? question.asker.client.account : "";
    // 0 days is no filter: Rust ibapi 2 always sends it (`last_n_days`), and a Gateway below 200 would know no such field.
    const lastNDays = question.filter.lastNDays === 0 ? undefined : question.filter.lastNDays;
    const clientId = this.#isAboutOurs(question) ? this.#ourClientId : 0;
    this.#out.ask("account", "reqExecutions", {
      reqId: line.upstreamId,
      filter: { ...question.filter, clientId, acctCode, lastNDays },
    });
  }

  /**
   * Our own question and a client's question about a client id mean orders that went out under our id. Naming it is right at
   * every Gateway; 0 means all to some, and client 0 to others (not established: PROTOCOL 11.4).
   */
  #isAboutOurs({ asker, filter }: Question): boolean {
    return "done" in asker ? asker.ofAll !== true : (filter.clientId ?? 0) !== 0;
  }

  /** Frames of both kinds. Answers false for what is not the answer to a question. */
  heard(message: Incoming, now: Instant): boolean {
    switch (message.name) {
      case "execDetails":
        return this.#execution(message.body);
      case "commissionReport":
        this.#commission(message.body);
        return false;
      case "execDetailsEnd":
        return message.body.reqId === this.#executions.upstreamId && this.#ended(this.#executions, now);
      case "completedOrder":
        this.#completedOrder(message.body);
        return true;
      case "completedOrdersEnd":
        return this.#completedEnded(now);
      case "error":
        return message.body.id === this.#executions.upstreamId && this.#complained(message.body, now);
      default:
        return false;
    }
  }

  #execution(body: IncomingBody<"execDetails">): boolean {
    const question = this.#executions.now;
    if (question === undefined || body.reqId !== this.#executions.upstreamId) return false;
    const order = this.#heard.execution(body, isOfOtherDays(question.filter));
    if ("client" in question.asker) this.#tellExecution(question, question.asker, order, body);
    return true;
  }

  #tellExecution(
    question: Question,
    { client, reqId }: ClientAsker,
    order: Order | undefined,
    body: IncomingBody<"execDetails">,
  ): void {
    const { filter } = question;
    const { execId } = body.execution;
    // Without regard to case: an empty list would say that nothing has traded.
    if (filter.acctCode && filter.acctCode.toUpperCase() !== client.account.toUpperCase()) return;
    const own = order !== undefined && this.#lists.isOwn(order, client);
    if (filter.clientId && !(own && order.clientId === filter.clientId)) return;
    if (!own && !this.#isShown(order, body.execution.acctNumber, body.execution.orderRef, client)) return;
    this.#awaitingCommission.add(execId);
    if (!isNews(question, execId)) return;
    if (own) this.#book.executionTo(client.conn, order, body, reqId);
    else this.#out.tell(client.conn, "execDetails", executionFor(UNBOUND, reqId, body, order));
  }

  #commission(body: IncomingBody<"commissionReport">): void {
    const question = this.#executions.now;
    if (question === undefined || !("client" in question.asker) || isPendingCommission(body)) return;
    if (!this.#awaitingCommission.delete(body.execId) || !isNews(question, `commission of ${body.execId}`)) return;
    this.#out.tell(question.asker.client.conn, "commissionReport", body);
  }

  #completedOrder(body: IncomingBody<"completedOrder">): void {
    const order = this.#heard.completed(body);
    const question = this.#completed.now;
    if (question === undefined || !("client" in question.asker)) return;
    const { client } = question.asker;
    const { account, orderRef, permId } = body.order;
    const isOwn = order !== undefined && this.#lists.isOwn(order, client);
    if (!isOwn && !this.#isShown(order, account, orderRef, client)) return;
    if (permId === 0 || isNews(question, String(permId)))
      this.#out.tell(client.conn, "completedOrder", completedFor(body, order));
  }

  #isShown(order: Order | undefined, account: string, orderRef: string, client: Client): boolean {
    if (order !== undefined) return this.#lists.isShown(order, client);
    return this.#lists.isNobodysShown(account, orderRef, client);
  }

  /**
   * Whoever asked for it: what was refused before may be answered now. An end that nobody waits for is that of what was
   * refused, from a Gateway that says both: asked again for it, it would be refused and ended for ever.
   */
  #completedEnded(now: Instant): true {
    const { now: asked, stale } = this.#completed;
    const refused = asked === undefined && stale === 0 ? [] : this.#refused;
    if (refused.length > 0) this.#refused = [];
    this.#ended(this.#completed, now);
    for (const question of refused) this.#put(this.#completed, question, now);
    return true;
  }

  #ended(line: Line, now: Instant): true {
    if (line.stale > 0 && line.now?.repeated !== true) {
      line.stale--;
      line.isSpent = true;
      return true;
    }
    const asker = line.now?.asker;
    if (line === this.#executions) this.#release();
    if (asker === undefined) return true;
    if ("done" in asker) asker.done(now);
    else if (line === this.#executions) this.#endExecutions(line.now!, asker);
    else this.#out.tell(asker.client.conn, "completedOrdersEnd", {});
    this.#next(line, now);
    return true;
  }

  /** A commission comes before its execution, too, or behind the end (rust-ibapi #788): what is known of one is told before it. */
  #endExecutions(question: Question, { client, reqId }: ClientAsker): void {
    for (const execId of this.#awaitingCommission) {
      const known = this.#heard.commissionOf(execId);
      if (known !== undefined && isNews(question, `commission of ${execId}`))
        this.#out.tell(client.conn, "commissionReport", known);
    }
    this.#awaitingCommission.clear();
    this.#out.tell(client.conn, "execDetailsEnd", { reqId });
  }

  /** A remark ends no question: its list still comes. */
  #complained(error: IncomingBody<"error">, now: Instant): boolean {
    const asker = this.#executions.now?.asker;
    if (!isRemark(error.errorCode)) return this.#failed(asker, error, now);
    this.#tellAsker(asker, error);
    return true;
  }

  #tellAsker(asker: Asker | undefined, error: IncomingBody<"error">): void {
    if (asker === undefined || !("client" in asker)) return;
    const { client, reqId } = asker;
    this.#out.tell(client.conn, "error", { ...error, id: reqId, errorMsg: quoting(error.errorMsg, error.id, reqId) });
  }

  /** A client is told. Our own question is asked again when its time is up while recovery, which has a bound, needs it. */
  #failed(asker: Asker | undefined, error: IncomingBody<"error">, now: Instant): boolean {
    const isOwn = asker !== undefined && "done" in asker;
    const { errorCode, errorMsg } = error;
    // What a client asks wrongly is its own affair, and it is told.
    this.#out.log(isOwn ? "warn" : "info", "executions-refused", { errorCode, errorMsg });
    if (isOwn && this.#heard.recovering) return true;
    this.#release();
    if (isOwn) (asker.failed ?? asker.done)(now);
    else this.#tellAsker(asker, error);
    this.#next(this.#executions, now);
    return true;
  }

  /**
   * A read-only Gateway refuses the list of completed orders, which has no id of its own to be refused on. Its asker alone
   * needs to hear of it. Answers whether there was one.
   */
  completedRefused(error: Refusal, now: Instant): boolean {
    const line = this.#completed;
    if (line.now === undefined) return this.#isLateEnd(line);
    const { asker } = line.now;
    if ("done" in asker) (asker.failed ?? asker.done)(now);
    else this.#putAside(line.now, asker.client, error);
    this.#next(line, now);
    return true;
  }

  /** Asked again at once it would be refused again; how long a Gateway is taken for read-only, `engine/signs.ts` says. */
  #putAside(question: Question, { conn }: Client, { errorCode, errorMsg }: Refusal): void {
    this.#out.tell(conn, "error", { id: -1, errorCode, errorMsg });
    this.#takeUp(question);
    this.#refused.push(question);
  }

  /** What its client asks again takes the place of what was refused: it has one list and one end. */
  #takeUp({ asker: again, apiOnly }: Question): void {
    this.#refused = this.#refused.filter((other) => connOf(other.asker) !== connOf(again) || other.apiOnly !== apiOnly);
  }

  /** Our own question was given up before it was refused: its end is not to come any more. */
  #isLateEnd(line: Line): boolean {
    if (line.stale === 0) return false;
    line.stale--;
    return true;
  }

  #release(): void {
    const { upstreamId } = this.#executions;
    if (upstreamId !== undefined) this.#out.releaseReqId(upstreamId);
    this.#executions.upstreamId = undefined;
  }

  /** The client is gone: its waiting questions with it; the one under way ends unheard, or at its deadline. */
  left(conn: ConnId): void {
    for (const line of [this.#executions, this.#completed]) {
      const staying = line.waiting.filter(({ asker }) => !("client" in asker) || asker.client.conn !== conn);
      line.waiting.splice(0, line.waiting.length, ...staying);
      if (line.now !== undefined && connOf(line.now.asker) === conn) line.now = { ...line.now, asker: NOBODY };
    }
    this.#refused = this.#refused.filter(({ asker }) => connOf(asker) !== conn);
  }

  /** From here on questions are asked; ours come first. */
  sessionStarted(): void {
    this.#open = true;
  }

  /** Our own questions belong to the recovery of one session and die with it; clients' are asked again. */
  sessionLost(): void {
    this.#open = false;
    this.#completed.waiting.push(...this.#refused);
    this.#refused = [];
    for (const line of [this.#executions, this.#completed]) {
      if (line.now !== undefined) line.waiting.unshift(line.now);
      line.now = undefined;
      line.deadline = undefined;
      line.upstreamId = undefined;
      line.stale = 0;
      const clients = line.waiting.filter(({ asker }) => "client" in asker);
      line.waiting.splice(0, line.waiting.length, ...clients.map((question) => ({ ...question, tries: 0 })));
    }
  }

  nextDeadline(): Instant | undefined {
    const [a, b] = [this.#executions.deadline, this.#completed.deadline];
    return a === undefined || (b !== undefined && b < a) ? b : a;
  }

  /** An answer that does not end is asked for again. */
  tick(now: Instant): void {
    for (const line of [this.#executions, this.#completed]) {
      if (line.deadline === undefined || now < line.deadline || line.now === undefined) continue;
      this.#out.log("warn", "list-not-ended", {
        request: line === this.#completed ? "reqCompletedOrders" : "reqExecutions",
      });
      if (line === this.#executions) this.#release();
      // An end that was taken for a late one was this question's own after all.
      else if (!line.isSpent) line.stale++;
      line.isSpent = false;
      this.#again(line, line.now, now);
    }
  }

  /** Behind whatever waits, as a list that is never ended keeps no other question from being asked; recovery's own comes first. */
  #again(line: Line, question: Question, now: Instant): void {
    const { asker } = question;
    const again = { ...question, repeated: true, tries: question.tries + (this.#out.ready ? 1 : 0) };
    if ("failed" in asker) asker.failed?.(now);
    else if ("client" in asker && again.tries >= TRIES_MAX) this.#giveUp(line, asker);
    else if (this.#heard.recovering) line.waiting.unshift(again);
    else line.waiting.push(again);
    this.#next(line, now);
  }

  /** The list of completed orders has no id to be failed on; its asker hears the same words. */
  #giveUp(line: Line, { client, reqId }: ClientAsker): void {
    const withinMs = TRIES_MAX * ANSWER_MS_MAX;
    const complaint =
      line === this.#executions
        ? unanswered("reqExecutions", withinMs)
        : holdfastRefusesUnnumbered(noAnswer("reqCompletedOrders", withinMs));
    this.#out.tell(client.conn, "error", { id: reqId, ...complaint });
  }
}

/** 0 days is no filter. */
const isOfOtherDays = ({ lastNDays = 0, specificDates = [] }: Filter): boolean =>
  lastNDays !== 0 || specificDates.length > 0;

const connOf = (asker: Asker): ConnId | undefined => ("client" in asker ? asker.client.conn : undefined);

const waitingOf = (line: Line, conn: ConnId): number =>
  line.waiting.filter(({ asker }) => connOf(asker) === conn).length;
