/** A disk that does not answer while a client asks without end: the production loop in a virtual world. */
import assert from "node:assert/strict";
import test from "node:test";
import { concat } from "../../src/base/bytes.ts";
import { minutes, seconds, wallOf } from "../../src/base/time.ts";
import { bootDaemon } from "../../src/daemon/boot.ts";
import type { Daemon } from "../../src/daemon/loop.ts";
import type { Io, Socket } from "../../src/io/io.ts";
import { startGateway } from "../../src/sim/gateway/gateway.ts";
import { Connection } from "../../src/sim/strategies/connection.ts";
import { World } from "../../src/sim/world/world.ts";
import { encodeOutgoing } from "../../src/wire/codec.ts";
import { config } from "../engine/stage.ts";
import { set } from "./world/programs.ts";

const HOST = "127.0.0.1";
/** What may be read of a client before nothing more is. */
const READ_BYTES_MAX = 256 * 1024;
const ASKED = 40_000;

/** The daemon's network, with what it has read of all clients. */
function counting(io: Io): { readonly io: Io; readonly read: () => number } {
  let bytes = 0;
  const network: Io["network"] = {
    dial: io.network.dial,
    listen: (host, port, owner) =>
      io.network.listen(host, port, {
        listening: (at) => owner.listening(at),
        failed: (code) => owner.failed(code),
        accepted: (socket: Socket, remote) => {
          const client = owner.accepted(socket, remote);
          return {
            opened: () => client.opened(),
            received: (part) => {
              bytes += part.length;
              client.received(part);
            },
            drained: () => client.drained(),
            closed: (code) => client.closed(code),
          };
        },
      }),
  };
  return { io: { ...io, network }, read: () => bytes };
}

test("a client that asks without end while the disk hangs is not read on, and is answered to its last question", () => {
  const world = new World({ seed: 1, wall: wallOf(2026, 1, 5, 15, 0) });
  startGateway(world.host("gateway"), { host: HOST, port: config.gateway.port, seed: 1, accounts: ["DU1", "DU2"] });
  const counted = counting(world.host("daemon"));
  let daemon: Daemon | undefined;
  let port = 0;
  bootDaemon(counted.io, config, {
    started: (started) => {
      daemon = started;
    },
    opened: (door, at) => {
      if (door === "shared") port = at;
    },
    failed: (reason) => assert.fail(reason),
  });
  assert.ok(
    world.runUntil(() => port !== 0, minutes(1)),
    "no door opened",
  );
  const answers = { ids: 0 };
  const bot = new Connection(
    world.host("bot"),
    { host: HOST, port, clientId: 1 },
    {
      ready: () => {},
      heard: ({ name }) => {
        if (name === "nextValidId") answers.ids++;
      },
      closed: (reason) => assert.fail(`the bot was cut off: ${reason}`),
    },
  );
  assert.ok(world.runUntil(() => bot.ready, minutes(1)));
  const before = answers.ids;

  set(world, "disk-slow", { host: "daemon", leastMs: 30_000, mostMs: 30_000 });
  daemon!.operate(
    { kind: "halt", scope: { all: true }, level: "halt-new", stopsToo: false, why: "an entry for the journal" },
    "a@b",
    () => {},
  );
  const ask = encodeOutgoing("reqIds", { numIds: 1 }, bot.serverVersion) as Uint8Array;
  const readBefore = counted.read();
  bot.sendRaw(concat(Array.from({ length: ASKED }, () => ask)));
  world.runFor(seconds(20));
  assert.equal(answers.ids, before, "something was told before it was durable");
  const read = counted.read() - readBefore;
  assert.ok(read < READ_BYTES_MAX, `${read} bytes were read of ${ASKED * ask.length}`);

  world.faults.clearAll();
  assert.ok(
    world.runUntil(() => answers.ids === before + ASKED, minutes(5)),
    `${answers.ids - before} answers to ${ASKED} questions`,
  );
});
