/** Asks a running daemon over its control socket: one question or wish, one answer. */
import net from "node:net";
import type { OperationKind, QueryKind } from "../model/input.ts";

/** A daemon that is alive answers a question within milliseconds. */
const ANSWER_MS_MAX = 5_000;
/** What is wished waits for the Gateway, for which the daemon has a bound of its own. */
const DONE_MS_MAX = 40_000;
/** A halt waits for nothing but the disk, and somebody is waiting who must know. */
const HALTED_MS_MAX = 10_000;

export class NoAnswer {
  readonly message: string;
  /** It was heard as far as anybody knows: what was wished may have been done. */
  readonly mayBeDone: boolean;
  constructor(message: string, mayBeDone = false) {
    this.message = message;
    this.mayBeDone = mayBeDone;
  }
}

/** The daemon's answer, or one sentence why there is none. */
export function ask(path: string, query: QueryKind, answer: (result: unknown) => void): void {
  converse(path, { query }, ANSWER_MS_MAX, answer);
}

/** Whose wish it is. */
export interface Author {
  /** `user@host`; the daemon signs with the credential's name in place of it when there is one. */
  readonly by: string;
  readonly token?: string | undefined;
}

/** As `daemon/operation.ts` takes them. */
export interface Wish {
  readonly kind: OperationKind;
  readonly [key: string]: unknown;
}

/** Has something done: the daemon's answer when it is, or one sentence why there is none. */
export function operate(path: string, what: Wish, { by, token }: Author, answer: (result: unknown) => void): void {
  converse(path, { operate: what, by, token }, what.kind === "halt" ? HALTED_MS_MAX : DONE_MS_MAX, answer);
}

function converse(path: string, line: object, msMax: number, answer: (result: unknown) => void): void {
  let heard = "";
  let over = false;
  const end = (result: unknown): void => {
    if (over) return;
    over = true;
    socket.destroy();
    answer(result);
  };
  const socket = net.connect(path, () => socket.write(`${JSON.stringify(line)}\n`));
  socket.setEncoding("utf8").setTimeout(msMax, () => end(silent(path, msMax)));
  socket.on("data", (text: string) => {
    heard += text;
    if (heard.endsWith("\n")) end(unwrap(heard));
  });
  socket.on("error", (error: NodeJS.ErrnoException) => end(unreachable(path, error)));
  socket.on("close", () => end(cutOff(path)));
}

/** It ended meanwhile, or was asked for more than it takes at once. */
const cutOff = (path: string): NoAnswer =>
  new NoAnswer(`the daemon behind ${path} closed the connection without an answer; is it still running?`, true);

const silent = (path: string, msMax: number): NoAnswer =>
  new NoAnswer(`the daemon behind ${path} did not answer within ${msMax / 1_000} s`, true);

function unwrap(line: string): unknown {
  const { result, error } = JSON.parse(line) as { result?: unknown; error?: string };
  return error === undefined ? result : new NoAnswer(`the daemon refused the question: ${error}`);
}

function unreachable(path: string, error: NodeJS.ErrnoException): NoAnswer {
  if (error.code === "ENOENT" || error.code === "ECONNREFUSED")
    return new NoAnswer(
      `no daemon is running behind ${path}: start one with holdfast up, or name its --config or --socket`,
    );
  if (error.code === "EACCES")
    return new NoAnswer(`${path} belongs to another user: ask as the user who runs the daemon`);
  return new NoAnswer(`${path} cannot be asked: ${error.message}`);
}
