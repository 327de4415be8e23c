/**
 * The control socket: an operator on this host asks the running daemon, one JSON line per question and per answer.
 *
 *     {"query":"status"}                                   ->   {"result":{…}}   or   {"error":"…"}
 *     {"operate":"reconcile","by":"ann@trading-host"}      ->   the same, when it is done or cannot be
 *     {"operate":{"kind":"resume",…},"by":"…","token":"…"}
 *
 * It is a unix socket for its owner alone (0600): whoever may read it may see every strategy, and stop it. It knows
 * questions and the wishes of one table; whether a wish is done is judged behind it (`authority.ts`). Nobody can keep
 * others out: when there are too many connections, the one that has said nothing for longest is hung up on. A file that a
 * killed daemon left behind is replaced; one behind which somebody still answers is not, although the state directory's
 * lock makes that a matter of two directories with one socket path.
 */
import { chmodSync, lstatSync, unlinkSync } from "node:fs";
import net from "node:net";
import { OPERATION_KINDS, QUERY_KINDS, type QueryKind } from "../model/input.ts";
import type { Wished } from "./authority.ts";
import { operationIn } from "./operation.ts";

/** The kernel's limit for the path of a unix socket (sun_path), less its final zero: 108 on Linux, 104 elsewhere. */
const PATH_BYTES_MAX = (process.platform === "linux" ? 108 : 104) - 1;
/** No question is longer, and no wish: the longest one is a list of contracts. */
const LINE_CHARS_MAX = 65_536;
/** A token is much shorter. */
const TOKEN_CHARS_MAX = 200;
const CONNECTIONS_MAX = 32;
/** An operator who says nothing and waits for nothing is hung up on after this long. */
const IDLE_MS_MAX = 30_000;

/** Who wishes something: a name for the journal, without control characters. */
const AUTHOR = /^[^\p{Cc}]{1,100}$/u;

/** What a line says. */
export type Asked = { readonly query: QueryKind } | Wished;
export type Ask = (asked: Asked, answer: (result: unknown) => void) => void;

export interface ControlOwner {
  /** The socket answers; `close` removes its file. */
  opened(close: () => void): void;
  /** One sentence for people. */
  failed(reason: string): void;
}

/** Opens the control socket at `path`, in a directory that exists. */
export function openControl(path: string, ask: Ask, owner: ControlOwner): void {
  const tooLong = tooLongForSocket(path);
  if (tooLong !== undefined) return void setImmediate(() => owner.failed(tooLong));
  listen(path, ask, owner, () =>
    replaceStale(path, owner, () => listen(path, ask, owner, () => owner.failed(taken(path)))),
  );
}

/** Why a path cannot be a socket's, if so. */
function tooLongForSocket(path: string): string | undefined {
  const length = Buffer.byteLength(path);
  if (length <= PATH_BYTES_MAX) return undefined;
  return `the control socket's path has ${length} bytes and the system allows ${PATH_BYTES_MAX}: set control.socket to a shorter path (${path})`;
}

const taken = (path: string): string => `another program answers on the control socket ${path}`;

function listen(path: string, ask: Ask, owner: ControlOwner, inUse: () => void): void {
  const guests = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    seat(socket, guests);
    socket.once("close", () => guests.delete(socket));
    converse(socket, ask, () => seat(socket, guests));
  });
  server.once("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE") inUse();
    else owner.failed(`the control socket ${path} cannot be opened: ${error.message}`);
  });
  server.once("listening", () => {
    chmodSync(path, 0o600);
    owner.opened(() => remove(path));
  });
  // The file is made within this call, for its owner alone from its first moment.
  const before = process.umask(0o177);
  server.listen(path);
  process.umask(before);
  server.unref();
}

/** Removes a socket file behind which nobody answers; anything else stays and is named. */
function replaceStale(path: string, owner: ControlOwner, then: () => void): void {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSocket())
    return owner.failed(
      `${path} is in the way of the control socket and is not a socket: move it or set control.socket`,
    );
  const probe = net.connect(path, () => {
    probe.destroy();
    owner.failed(taken(path));
  });
  probe.once("error", () => {
    remove(path);
    then();
  });
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone already, which is all that was wanted.
  }
}

/** The newest comes last; beyond the limit the first has to go. */
function seat(socket: net.Socket, guests: Set<net.Socket>): void {
  guests.delete(socket);
  if (socket.destroyed) return;
  guests.add(socket);
  const [first] = guests;
  if (guests.size > CONNECTIONS_MAX) first?.destroy();
}

/** `spoken` is told whenever something was said. */
function converse(socket: net.Socket, ask: Ask, spoken: () => void): void {
  let heard = "";
  let owed = 0;
  const reply = (line: object): void => {
    owed--;
    socket.write(`${JSON.stringify(line)}\n`);
  };
  socket.setEncoding("utf8").setTimeout(IDLE_MS_MAX, () => owed === 0 && socket.destroy());
  socket.on("error", () => {});
  socket.on("data", (text: string) => {
    spoken();
    const lines = (heard + text).split("\n");
    heard = lines.pop()!;
    owed += lines.length;
    for (const line of lines) answer(line, ask, reply);
    if (heard.length <= LINE_CHARS_MAX) return;
    reply({ error: `a question is one JSON line of at most ${LINE_CHARS_MAX} characters` });
    socket.destroySoon();
  });
}

function answer(line: string, ask: Ask, reply: (line: object) => void): void {
  const asked = askedBy(line);
  if (asked === undefined) reply({ error: FORMS });
  else ask(asked, (result) => reply({ result }));
}

const FORMS = `ask {"query":"…"} with one of ${QUERY_KINDS.join(", ")}, or {"operate":{"kind":"…",…},"by":"who@where"} (and its "token" where it has one) with ${OPERATION_KINDS.join(", ")}`;

function askedBy(line: string): Asked | undefined {
  try {
    const { query, operate, by, token } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const what = QUERY_KINDS.find((kind) => kind === query);
    if (what !== undefined) return { query: what };
    const wish = operationIn(operate);
    if (wish === undefined || typeof by !== "string" || !AUTHOR.test(by)) return undefined;
    if (token === undefined) return { operate: wish, by };
    return typeof token === "string" && token.length <= TOKEN_CHARS_MAX ? { operate: wish, by, token } : undefined;
  } catch {
    return undefined;
  }
}
