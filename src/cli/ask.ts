/** Asks a running daemon over its control socket: one question, one answer. */
import net from "node:net";
import type { QueryKind } from "../model/input.ts";

/** A daemon that is alive answers within milliseconds. */
const ANSWER_MS_MAX = 5_000;

export class NoAnswer {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** The daemon's answer, or one sentence why there is none. */
export function ask(path: string, query: QueryKind, answer: (result: unknown) => void): void {
  let heard = "";
  let over = false;
  const end = (result: unknown): void => {
    if (over) return;
    over = true;
    socket.destroy();
    answer(result);
  };
  const socket = net.connect(path, () => socket.write(`${JSON.stringify({ query })}\n`));
  socket.setEncoding("utf8").setTimeout(ANSWER_MS_MAX, () => end(silent(path)));
  socket.on("data", (text: string) => {
    heard += text;
    if (heard.endsWith("\n")) end(unwrap(heard));
  });
  socket.on("error", (error: NodeJS.ErrnoException) => end(unreachable(path, error)));
  socket.on("close", () => end(silent(path)));
}

const silent = (path: string): NoAnswer =>
  new NoAnswer(`the daemon behind ${path} did not answer within ${ANSWER_MS_MAX / 1_000} s`);

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
