/**
 * Health over HTTP, for containers and monitors: `/healthz` says whether the daemon's loop turns, `/readyz` whether the
 * session is ready and, if not, why.
 *
 * It only asks, nothing here can change anything, and it cannot burden the loop: one question is on its way at most, and
 * everybody who comes meanwhile is told the same answer. A loop that does not answer within 2 s is not alive, for whatever
 * reason, also when its disk hangs. There is no password, so web pages are kept out: the Host must be a name of this
 * machine (against DNS rebinding), an Origin is refused, and no answer allows another origin to read it.
 */
import { isIP } from "node:net";
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { LISTEN_TROUBLES } from "../base/listening.ts";
import { oneLine, type Readiness, unanswered } from "../health/readiness.ts";
import type { Daemon } from "./loop.ts";

/** A loop that turns answers within milliseconds. */
const ANSWER_MS_MAX = 2_000;
const CONNECTIONS_MAX = 32;
const REQUEST_MS_MAX = 5_000;
/** How often connections that say nothing are looked for. */
const LOOK_MS = 1_000;
const BODY_BYTES_MAX = 1_024;
const PATHS = ["/healthz", "/readyz"] as const;
const LOOPBACK_NAMES: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "::1"]);
/** It listens for everybody then; who asks by a number was not led here by a name that somebody made up. */
const EVERYWHERE: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

export interface HttpAddress {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
}

export interface HttpOwner {
  opened(port: number, close: () => void): void;
  /** One sentence for people. */
  failed(reason: string): void;
}

/** Whom to ask; undefined as long as there is no loop. */
export type LoopNow = () => Pick<Daemon, "query"> | undefined;

/** Opens the health port. */
export function openHttp(address: HttpAddress, loop: LoopNow, owner: HttpOwner): void {
  const app = doorTo(address, new Asked(loop));
  app.listen({ ...address }, (error) => {
    if (error !== null) return owner.failed(trouble(address, error as NodeJS.ErrnoException));
    owner.opened((app.server.address() as { port: number }).port, () => void app.close());
  });
}

function doorTo({ host }: HttpAddress, asked: Asked): FastifyInstance {
  const app = fastify({
    http: { headersTimeout: REQUEST_MS_MAX, requestTimeout: REQUEST_MS_MAX, connectionsCheckingInterval: LOOK_MS },
    requestTimeout: REQUEST_MS_MAX,
    connectionTimeout: 2 * REQUEST_MS_MAX,
    keepAliveTimeout: REQUEST_MS_MAX,
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
  });
  app.server.maxConnections = CONNECTIONS_MAX;
  app.addHook("onRequest", async (request, reply) => {
    const why = stranger(request, host);
    if (why !== undefined) await reply.code(403).send(why);
  });
  app.get("/healthz", async (request, reply) => sayAlive(request, reply, await asked.answer()));
  app.get("/readyz", async (request, reply) => sayReady(request, reply, (await asked.answer()) ?? unanswered));
  app.setNotFoundHandler(elsewhere);
  app.setErrorHandler((error: FastifyError, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ error: error.message, fix: `ask GET ${PATHS.join(" or ")}` }),
  );
  return app;
}

/** Asks the loop, one question at a time. */
class Asked {
  readonly #loop: LoopNow;
  readonly #waiting = new Set<(answer: Readiness | undefined) => void>();
  #owed = false;

  constructor(loop: LoopNow) {
    this.#loop = loop;
  }

  /** Undefined when the loop does not answer in time. While it owes us an answer it is not asked again. */
  answer(): Promise<Readiness | undefined> {
    const loop = this.#loop();
    if (loop === undefined) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const told = (answer: Readiness | undefined): void => {
        clearTimeout(impatience);
        this.#waiting.delete(told);
        resolve(answer);
      };
      const impatience = setTimeout(() => told(undefined), ANSWER_MS_MAX);
      this.#waiting.add(told);
      if (!this.#owed) this.#ask(loop);
    });
  }

  #ask(loop: Pick<Daemon, "query">): void {
    this.#owed = true;
    loop.query("readiness", (answer) => {
      this.#owed = false;
      for (const told of [...this.#waiting]) told(answer as Readiness);
    });
  }
}

function sayAlive(request: FastifyRequest, reply: FastifyReply, answer: Readiness | undefined): FastifyReply {
  const alive = answer !== undefined;
  const document = alive
    ? { alive, detail: `the loop turns; the session is ${answer.state}` }
    : { alive, detail: `the loop did not answer within ${ANSWER_MS_MAX / 1_000} s` };
  return say(request, reply, { ok: alive, document, line: `${alive ? "alive" : "not alive"}: ${document.detail}` });
}

const sayReady = (request: FastifyRequest, reply: FastifyReply, document: Readiness): FastifyReply =>
  say(request, reply, { ok: document.ready, document, line: oneLine(document) });

interface Said {
  readonly ok: boolean;
  readonly document: object;
  /** The same for people. */
  readonly line: string;
}

/** Nobody may keep the answer: it is true now. */
function say({ headers }: FastifyRequest, reply: FastifyReply, { ok, document, line }: Said): FastifyReply {
  reply.code(ok ? 200 : 503).header("cache-control", "no-store");
  const text = /text\/plain/i.test(headers.accept ?? "") && !/json/i.test(headers.accept ?? "");
  return text ? reply.type("text/plain; charset=utf-8").send(`${line}\n`) : reply.send(document);
}

/** Requests that a page in somebody's browser may have made. */
function stranger({ headers }: FastifyRequest, host: string): object | undefined {
  const name = nameIn(headers.host ?? "");
  const ours = LOOPBACK_NAMES.has(name) || name === host.toLowerCase() || (EVERYWHERE.has(host) && isIP(name) !== 0);
  if (!ours)
    return {
      error: `the Host is ${JSON.stringify((headers.host ?? "").slice(0, 100))}`,
      fix: "ask by 127.0.0.1, by localhost, or by the configured host",
    };
  if (headers.origin === undefined) return undefined;
  return { error: "the request comes from a web page", fix: "ask from a program: this port is closed to browsers" };
}

/** `[::1]:4180` is `::1`, `LOCALHOST` is `localhost`. */
const nameIn = (host: string): string =>
  host
    .toLowerCase()
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1");

function elsewhere({ method, url }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const there = PATHS.map((path) => `GET ${path}`).join(" and ");
  const known = PATHS.some((path) => path === url.split("?", 1)[0]);
  if (known) reply.header("allow", "GET, HEAD");
  return reply
    .code(known ? 405 : 404)
    .send({ error: `there is no ${method} ${url.slice(0, 100)}`, fix: `there are ${there}` });
}

const WORDS: Readonly<Record<string, string>> = {
  ...LISTEN_TROUBLES,
  EADDRINUSE: "the port is taken by another program; choose another one with --native-port or in the configuration",
};

const trouble = ({ host, port }: HttpAddress, { code = "", message }: NodeJS.ErrnoException): string =>
  `holdfast cannot listen for health on ${host}:${port}: ${WORDS[code] ?? message}`;
