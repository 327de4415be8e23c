/** One command, one answer, over real TCP: what a command server may say, and what else may listen there. */
import assert from "node:assert/strict";
import net from "node:net";
import test, { type TestContext } from "node:test";
import type { Instant, WallMs } from "../base/time.ts";
import type { Clock } from "../io/io.ts";
import { nodeNetwork } from "../io/node/network.ts";
import { type CommandAnswer, sendCommand } from "./commands.ts";

/** A server that does with each connection what the test says; answers its port. */
function server(t: TestContext, talk: (socket: net.Socket) => void): Promise<number> {
  const listener = net.createServer((socket) => {
    t.after(() => socket.destroy());
    socket.on("error", () => {});
    talk(socket);
  });
  t.after(() => void listener.close());
  return new Promise((resolve) =>
    listener.listen(0, "127.0.0.1", () => resolve((listener.address() as net.AddressInfo).port)),
  );
}

/** Time that passes only when the test says so. */
class Still implements Clock {
  readonly #waiting = new Set<() => void>();
  now = (): Instant => 0 as Instant;
  wall = (): WallMs => 0 as WallMs;

  at(_when: Instant, run: () => void): () => void {
    this.#waiting.add(run);
    return () => void this.#waiting.delete(run);
  }

  get waits(): number {
    return this.#waiting.size;
  }

  pass(): void {
    for (const run of this.#waiting) run();
  }
}

function asked(port: number, line = "RESTART", clock = new Still()): Promise<CommandAnswer> {
  return new Promise((resolve) =>
    sendCommand({ clock, network: nodeNetwork }, { host: "127.0.0.1", port, line }, resolve),
  );
}

/** Says something on connecting, and answers the first line; what it heard is kept. */
const answering =
  (answer: string, { greeting = "", heard = [] as string[] } = {}) =>
  (socket: net.Socket): void => {
    socket.write(greeting);
    socket.on("data", (bytes) => {
      heard.push(bytes.toString());
      socket.end(answer);
    });
  };

test("a command leaves as one line, and the answer is the line that comes back", async (t) => {
  const heard: string[] = [];
  const port = await server(t, answering("OK Restart in progress\r\n", { heard }));
  assert.deepEqual(await asked(port), { line: "RESTART", answer: "OK Restart in progress", failure: undefined });
  assert.deepEqual(heard, ["RESTART\n"]);
});

for (const [what, greeting, answer, expected] of [
  ["an answer without words", "", "OK \n", "OK"],
  ["a line of information first", "INFO IBC Command Server\r\n", "OK \r\n", "OK"],
  ["information that says OK itself", "INFO OK so far\n", "ERROR Command invalid\n", "ERROR Command invalid"],
  ["a prompt before the answer", "INFO IBC Command Server\nIBC: ", "OK Shutting down\n", "OK Shutting down"],
  ["an answer whose line never ends", "", "OK Goodbye", "OK Goodbye"],
  ["a prompt without a blank", "ibc>", "OK Goodbye\n", "OK Goodbye"],
  [
    "a refusal",
    "",
    "ERROR ENABLEAPI is not valid for the IB Gateway\n",
    "ERROR ENABLEAPI is not valid for the IB Gateway",
  ],
] as const)
  test(`${what} is understood`, async (t) => {
    const port = await server(t, answering(answer, { greeting }));
    assert.deepEqual(await asked(port), { line: "RESTART", answer: expected, failure: undefined });
  });

test("an answer in pieces is awaited to its end", async (t) => {
  const port = await server(t, (socket) => {
    socket.write("O");
    setTimeout(() => socket.write("K Restart"), 20);
    setTimeout(() => socket.write(" in progress\n"), 40);
  });
  assert.equal((await asked(port)).answer, "OK Restart in progress");
});

test("silence is a failure after ten seconds, and the connection is given up", async (t) => {
  const clock = new Still();
  const closed = new Promise<void>((resolve) => {
    void server(t, (socket) => {
      socket.on("close", () => resolve());
      socket.on("data", () => clock.pass());
    }).then(async (port) => {
      const { answer, failure } = await asked(port, "STOP", clock);
      assert.equal(answer, "");
      assert.equal(failure, `no answer from 127.0.0.1:${port} within 10 s`);
    });
  });
  await closed;
});

test("one that is not allowed is closed without a word, which is a failure", async (t) => {
  const port = await server(t, (socket) => void socket.end());
  assert.equal((await asked(port)).failure, `127.0.0.1:${port} closed without an answer`);
});

test("nobody listens: the failure says so", async () => {
  const listener = net.createServer();
  const port = await new Promise<number>((resolve) =>
    listener.listen(0, "127.0.0.1", () => resolve((listener.address() as net.AddressInfo).port)),
  );
  await new Promise((resolve) => listener.close(resolve));
  assert.equal((await asked(port)).failure, `127.0.0.1:${port}: ECONNREFUSED`);
});

test("a server that talks without end and never answers is given up", async (t) => {
  const port = await server(t, (socket) => {
    const talk = (): void => {
      while (!socket.destroyed && socket.write("x".repeat(1_000)));
    };
    socket.on("drain", talk);
    talk();
  });
  const { failure } = await asked(port);
  assert.equal(failure, `127.0.0.1:${port} does not speak as a command server does`);
});

test("whoever asked hears once, and nothing waits on the clock afterwards", async (t) => {
  const clock = new Still();
  const port = await server(t, (socket) => socket.end("OK \nERROR \nOK \n"));
  const heard: CommandAnswer[] = [];
  await new Promise<void>((resolve) => {
    const command = { host: "127.0.0.1", port, line: "RECONNECTDATA" };
    sendCommand({ clock, network: nodeNetwork }, command, (one) => {
      heard.push(one);
      setTimeout(resolve, 50);
    });
  });
  clock.pass();
  assert.deepEqual(heard, [{ line: "RECONNECTDATA", answer: "OK", failure: undefined }]);
  assert.equal(clock.waits, 0);
});
