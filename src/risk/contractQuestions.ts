/**
 * What holdfast itself asks the Gateway about contracts, so that an order by symbol which had to be refused passes when it comes
 * again: which contract those names mean, and the details of one that is known by number alone.
 *
 * One question at a time, a pause after each, and the same one once a minute at most, whatever clients send. An answer counts
 * when it is complete. Questions die with their session; what needs them asks again.
 */

import { after, type Instant, minutes, seconds } from "../base/time.ts";
import type { PlacedContract } from "../model/entry.ts";
import type { UpstreamReqId } from "../model/ids.ts";
import type { Out } from "../model/out.ts";
import type { Refusal } from "../model/refusal.ts";
import type { Incoming, IncomingBody } from "../wire/codec.ts";
import { isRemark } from "../wire/codes.ts";
import type { AskedLeg } from "./ask.ts";
import { isAskable, nameOf } from "./contractNames.ts";
import type { Contracts } from "./contracts.ts";

const ANSWER_MS_MAX = seconds(15);
const PAUSE_MS = 100;
const AGAIN_MS = minutes(1);
/** Questions that wait; further ones are not asked. */
const WAITING_MAX = 200;
/** Contracts in one answer that are told apart. */
const FOUND_MAX = 10;
/** `No security definition has been found for the request`. */
const NO_CONTRACT = 200;

/** Gates that a contract's number or its details may open; the others need none. */
const HELPED: ReadonlySet<string> = new Set([
  ...["trading", "long-only", "contracts", "banned", "max-value", "max-position", "max-open-orders"],
  ...["max-gross-value", "daily-loss", "drawdown", "repeated-executions", "sessions"],
]);

export interface QuestionOut extends Pick<Out, "ask" | "takeReqId" | "releaseReqId" | "log"> {
  /** The session is up and recovered, and the Gateway has its link. */
  readonly ready: boolean;
}

interface Question {
  readonly contract: PlacedContract;
  readonly name: string;
}

interface Asked extends Question {
  readonly reqId: UpstreamReqId;
  readonly until: Instant;
  readonly conIds: Set<number>;
}

export class ContractQuestions {
  readonly #out: QuestionOut;
  readonly #contracts: Contracts;
  readonly #waiting: Question[] = [];
  /** By question, oldest first. */
  readonly #askedAt = new Map<string, Instant>();
  #asked: Asked | undefined;
  #notBefore = 0 as Instant;

  constructor(out: QuestionOut, contracts: Contracts) {
    this.#out = out;
    this.#contracts = contracts;
  }

  /** Orders were refused: what is not known of their contracts, and of those that lists name, is asked for. */
  refused({ gate }: Refusal, legs: readonly AskedLeg[], listed: Iterable<number>, now: Instant): void {
    if (!HELPED.has(gate)) return;
    for (const { contract } of legs) this.meets(contract, now);
    if (gate === "contracts" || gate === "banned") for (const conId of listed) this.describe(conId, now);
  }

  /** Asks for what is not known of this contract. */
  meets(contract: PlacedContract, now: Instant): void {
    if (contract.secType === "BAG") return;
    if (contract.conId) this.describe(contract.conId, now);
    else this.#name(contract, now);
  }

  /** Which contract these names mean, unless that is known. */
  #name(contract: PlacedContract, now: Instant): void {
    if (!isAskable(contract) || this.#contracts.conIdOf(contract) !== 0) return;
    this.#want({ contract: { ...contract, conId: 0 }, name: nameOf(contract) }, now);
  }

  /** What a contract is called, where it trades and how it is quoted, unless its details have come. */
  describe(conId: number, now: Instant): void {
    if (conId > 0 && !this.#contracts.isDescribed(conId)) this.#want({ contract: { conId }, name: String(conId) }, now);
  }

  #want(question: Question, now: Instant): void {
    this.#forget(now);
    if (!this.#out.ready || this.#waiting.length >= WAITING_MAX || this.#askedAt.has(question.name)) return;
    this.#askedAt.set(question.name, now);
    this.#waiting.push(question);
    this.#next(now);
  }

  #forget(now: Instant): void {
    for (const [name, at] of this.#askedAt) {
      if (now - at < AGAIN_MS) return;
      this.#askedAt.delete(name);
    }
  }

  #next(now: Instant): void {
    if (this.#asked !== undefined || now < this.#notBefore) return;
    if (!this.#out.ready) for (const { name } of this.#waiting.splice(0)) this.#askedAt.delete(name);
    const question = this.#waiting.shift();
    if (question === undefined) return;
    const reqId = this.#out.takeReqId("contracts");
    this.#asked = { ...question, reqId, until: after(now, ANSWER_MS_MAX), conIds: new Set() };
    this.#out.ask("account", "reqContractDetails", { reqId, contract: question.contract });
  }

  /** False for what is no answer to a question of ours. */
  heard(message: Incoming, now: Instant): boolean {
    const asked = this.#asked;
    if (asked === undefined) return false;
    switch (message.name) {
      case "contractDetails":
        if (message.body.reqId !== asked.reqId) return false;
        if (asked.conIds.size < FOUND_MAX) asked.conIds.add(message.body.contract.conId);
        return true;
      case "contractDetailsEnd":
        return message.body.reqId === asked.reqId && this.#answered(asked, now);
      case "error":
        return message.body.id === asked.reqId && this.#complained(asked, message.body, now);
      default:
        return false;
    }
  }

  #answered(asked: Asked, now: Instant): boolean {
    const { contract, conIds } = asked;
    if (!contract.conId) this.#contracts.answered(contract, [...conIds]);
    // In the broker's words: what a client wrote into a name is nobody else's to read.
    const symbols = [...conIds].flatMap((conId) => this.#contracts.of(conId)?.symbol ?? []);
    this.#out.log("info", "contract-named", { conIds: [...conIds], symbols });
    return this.#over(asked, now);
  }

  #complained(asked: Asked, { errorCode }: IncomingBody<"error">, now: Instant): boolean {
    if (isRemark(errorCode)) return true;
    if (errorCode === NO_CONTRACT) return this.#answered(asked, now);
    this.#out.log("warn", "contract-not-named", { conId: asked.contract.conId, errorCode });
    return this.#over(asked, now);
  }

  #over({ reqId }: Asked, now: Instant): true {
    this.#out.releaseReqId(reqId);
    this.#asked = undefined;
    this.#notBefore = after(now, PAUSE_MS);
    return true;
  }

  nextDeadline(): Instant | undefined {
    return this.#asked?.until ?? (this.#waiting.length > 0 ? this.#notBefore : undefined);
  }

  tick(now: Instant): void {
    if (this.#asked !== undefined && now >= this.#asked.until) {
      this.#out.log("warn", "contract-not-named", { conId: this.#asked.contract.conId, reason: "no answer" });
      this.#over(this.#asked, now);
    }
    this.#next(now);
  }

  sessionLost(): void {
    this.#asked = undefined;
    this.#waiting.splice(0);
    this.#askedAt.clear();
  }
}
