/**
 * Whose wishes are done: stopping needs no credential, taking a halt back and allowing more need an operator's.
 *
 * The socket is its owner's alone, so whoever asks may stop trading, with a wrong token too: a stop must not fail for want
 * of a word. The author that the journal keeps is the credential's name; nobody else can sign with that. A wrong token is
 * counted, told in the log and answered slowly, one after the other however many there are.
 */
import type { Operation } from "../model/input.ts";
import { type Credential, ownerOf } from "./credential.ts";

/** So long after a wrong token comes its answer, and so long after that the next one's. */
const WRONG_MS = 1_000;

/** A wish as it came over the socket. */
export interface Wished {
  readonly operate: Operation;
  readonly by: string;
  readonly token?: string | undefined;
}

export type Verdict =
  | { readonly what: Operation; readonly by: string }
  | { readonly refused: string; readonly afterMs: number };

export interface AuthorityPorts {
  /** Milliseconds that never go back. */
  nowMs(): number;
  /** A wrong token has come; so many have since the start. */
  wrong(count: number, by: string): void;
}

export class Authority {
  readonly #credentials: readonly Credential[];
  readonly #ports: AuthorityPorts;
  #wrong = 0;
  #nextAnswerMs = 0;

  constructor(credentials: readonly Credential[], ports: AuthorityPorts) {
    this.#credentials = credentials;
    this.#ports = ports;
  }

  /** How many credentials there are, and how often a token was none of theirs. */
  get seen(): { readonly known: number; readonly wrongTokens: number } {
    return { known: this.#credentials.length, wrongTokens: this.#wrong };
  }

  judge({ operate, by, token }: Wished): Verdict {
    const owner = token === undefined ? undefined : ownerOf(token, this.#credentials);
    const isWrong = token !== undefined && owner === undefined;
    const afterMs = isWrong ? this.#count(by) : 0;
    if (owner === undefined && this.#isSignature(by))
      return { refused: `"${by}" is the name of a credential: give its token`, afterMs };
    if (isWrong && operate.kind !== "halt") return { refused: WRONG, afterMs };
    const author = owner?.name ?? by;
    if (owner?.role === "operate") return { what: unbounded(operate), by: author };
    if (operate.kind === "resume") return { refused: this.#operatorOnly(owner), afterMs };
    return { what: operate.kind === "limit" ? { ...operate, lessOnly: true } : operate, by: author };
  }

  #operatorOnly(owner: Credential | undefined): string {
    if (owner !== undefined) return `${owner.name} has the role "trade": resuming takes an operator's credential`;
    if (this.#credentials.some(({ role }) => role === "operate"))
      return "resuming takes an operator's credential: put its token into HOLDFAST_TOKEN or name a file with --token-file";
    return 'resuming takes an operator\'s credential, and the configuration has none: make one with "holdfast credential new --role operate --name NAME", put its lines into the configuration and restart the daemon (the halt stays)';
  }

  /** Names without a host are those of credentials, and of holdfast itself. */
  #isSignature(by: string): boolean {
    return !by.includes("@") && (OURS.has(by) || this.#credentials.some(({ name }) => name === by));
  }

  /** How long its answer has to wait, in ms. */
  #count(by: string): number {
    this.#wrong++;
    this.#ports.wrong(this.#wrong, by);
    const now = this.#ports.nowMs();
    this.#nextAnswerMs = Math.max(this.#nextAnswerMs, now) + WRONG_MS;
    return this.#nextAnswerMs - now;
  }
}

const OURS: ReadonlySet<string> = new Set(["holdfast", "operator"]);

const WRONG =
  "the token is no credential's of the running daemon: one that was made after the start is known after a restart";

/** Whatever came over the socket about it: an operator's wish is bounded by nothing. */
const unbounded = (operate: Operation): Operation =>
  operate.kind === "limit" ? { ...operate, lessOnly: false } : operate;
