/**
 * The control door: HTTP on the loopback interface, JSON both ways, for tests in any language.
 *
 * It has no password, so it keeps browsers out: the Host must be a name of this machine (against DNS rebinding), a request
 * with an Origin is refused, bodies must say that they are JSON, and no answer allows another origin to read it. What makes no
 * sense is answered with 4xx, the reason and the fix; an unknown path with the list of what exists.
 */
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { SimulatedGateway } from "../gateway.ts";
import { Refusal, type Route } from "./route.ts";
import { ROUTES } from "./routes.ts";

const BODY_BYTES_MAX = 65_536;
const OWN_NAMES = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

export interface Door {
  readonly url: string;
  close(): Promise<void>;
}

/** Resolves when it listens; port 0 takes any free one. Fails with the system's code, such as EADDRINUSE. */
export async function openDoor(port: number, gateway: SimulatedGateway): Promise<Door> {
  const app = fastify({ bodyLimit: BODY_BYTES_MAX, forceCloseConnections: true, exposeHeadRoutes: false });
  app.addHook("onRequest", async (request, reply) => {
    const refused = stranger(request);
    if (refused !== undefined) await say(reply, refused);
  });
  app.removeContentTypeParser("text/plain");
  for (const route of ROUTES) add(app, route, gateway);
  app.setNotFoundHandler((request, reply) => say(reply, unknown(request)));
  app.setErrorHandler((error: FastifyError, _request, reply) => say(reply, trouble(error)));
  const url = await app.listen({ host: "127.0.0.1", port });
  return { url, close: () => app.close() };
}

function add(app: FastifyInstance, route: Route, gateway: SimulatedGateway): void {
  app.route({
    method: route.method,
    url: route.path,
    handler: async (request, reply) => {
      // What clients said before this request counts; what it leads to has left before the answer.
      await gateway.settled();
      const { name = "" } = request.params as { name?: string };
      const answer = await route.answer(gateway, { name, body: request.body });
      if (route.method !== "GET") await gateway.settled();
      return say(reply, answer);
    },
  });
}

const say = (reply: FastifyReply, answer: object): FastifyReply =>
  answer instanceof Refusal
    ? reply.code(answer.status).send({ error: answer.error, fix: answer.fix })
    : reply.send(answer);

/** Requests that a page in somebody's browser may have made. */
function stranger({ headers }: FastifyRequest): Refusal | undefined {
  if (!OWN_NAMES.test(headers.host ?? ""))
    return new Refusal(
      403,
      `the Host is ${JSON.stringify(headers.host ?? "")}`,
      "ask for http://127.0.0.1:PORT or http://localhost:PORT",
    );
  if (headers.origin !== undefined || !["none", undefined].includes(headers["sec-fetch-site"] as string))
    return new Refusal(403, "the request comes from a web page", "ask from a program: this door is closed to browsers");
  return undefined;
}

function unknown({ method, url }: FastifyRequest): Refusal {
  const there = ROUTES.map((route) => `${route.method} ${route.path}`).join(", ");
  return new Refusal(404, `there is no ${method} ${url.slice(0, 100)}`, `there are ${there}`);
}

/** What people are told in place of the library's own words, and what to do. */
const TROUBLES: Readonly<Record<string, readonly [error: string, fix: string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    "the request does not say that its body is JSON",
    "send the header content-type: application/json",
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: ["the body is too long", `a body has at most ${BODY_BYTES_MAX} bytes`],
};

function trouble(error: FastifyError): Refusal {
  const status = error.statusCode ?? 500;
  const [said, fix] = TROUBLES[error.code] ?? [error.message, "send a body of JSON"];
  if (status < 500) return new Refusal(status, said, fix);
  return new Refusal(500, `the simulated Gateway failed: ${error.stack ?? error.message}`, "report this as a bug");
}
