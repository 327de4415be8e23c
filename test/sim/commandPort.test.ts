/**
 * The command port of the simulated Gateway: what IBC's command server answers, and what its commands do to the session.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import test from "node:test";
import { Bug } from "../../src/base/assert.ts";
import { fromUtf8, utf8 } from "../../src/base/bytes.ts";
import { minutes, seconds, type WallMs } from "../../src/base/time.ts";
import type { Listener, ListenerOwner, Network, Socket, SocketOwner } from "../../src/io/io.ts";
import { AAPL, type Client, Loopback, type LoopbackOptions, MSFT } from "./loopback.ts";
import { MONDAY } from "./manualClock.ts";
import { line } from "./transcript.ts";

/** The command port's own wire. */
class CommandNet implements Network {
  #listener: ListenerOwner | undefined;

  dial(): Socket {
    throw new Bug("a Gateway calls nobody");
  }

  listen(_host: string, _port: number, owner: ListenerOwner): Listener {
    this.#listener = owner;
    return {
      close: () => {
        this.#listener = undefined;
      },
    };
  }

  get listening(): boolean {
    return this.#listener !== undefined;
  }

  commander(remote = "127.0.0.1:50000"): Commander {
    ok(this.#listener, "nobody listens");
    return new Commander(this.#listener, remote);
  }
}

class Commander implements Socket {
  readonly unsent = 0;
  closed = false;
  #heard = "";
  readonly #owner: SocketOwner;

  constructor(listener: ListenerOwner, remote: string) {
    this.#owner = listener.accepted(this, remote);
  }

  write(bytes: Uint8Array): void {
    if (!this.closed) this.#heard += fromUtf8(bytes);
  }

  end(): void {
    this.closed = true;
  }

  reset(): void {
    this.closed = true;
  }

  pause(): void {}

  /** What is answered at once. */
  say(text: string): string {
    this.#owner.received(utf8(text));
    return this.heard();
  }

  heard(): string {
    const heard = this.#heard;
    this.#heard = "";
    return heard;
  }
}

interface Scene {
  readonly gateway: Loopback;
  readonly net: CommandNet;
  /** Greeted already. */
  readonly commander: Commander;
}

/** Its prices move. */
function scene(options: LoopbackOptions = {}): Scene {
  const net = new CommandNet();
  const gateway = new Loopback(MONDAY, { commandPort: 7462, commandNetwork: net, ...options });
  const commander = net.commander();
  equal(commander.heard(), "INFO IBC Command Server\n");
  return { gateway, net, commander };
}

const QUOTE = { genericTickList: "", snapshot: false, regulatorySnapshot: false };
const subscribe = (client: Client): void => {
  client.send("reqMktData", { reqId: 1, contract: AAPL, ...QUOTE });
  client.send("reqMktData", { reqId: 2, contract: MSFT, ...QUOTE });
};
const lines = (client: Client): readonly string[] => [...new Set(client.told.splice(0).map(line))];
/** The codes of errors without a request. */
const notices = (client: Client): readonly number[] =>
  client.told.splice(0).flatMap((said) => (said.name === "error" && said.body.id === -1 ? [said.body.errorCode] : []));
const ticked = (client: Client): readonly number[] => [
  ...new Set(client.told.splice(0).flatMap(({ name, body }) => (name === "tickPrice" ? [body.reqId as number] : []))),
];

for (const [command, answer, closes] of [
  ["RECONNECTDATA", "OK \n", false],
  ["reconnectaccount\r", "OK \n", false],
  ["Restart", "OK Restart in progress\n", true],
  ["STOP", "OK Shutting down\n", true],
  ["EXIT", "OK Goodbye\n", true],
  ["EnableApi", "ERROR ENABLEAPI is not valid for the IB Gateway\n", false],
  ["PAUSE", "ERROR Command invalid\n", false],
  ["", "ERROR Command invalid\n", false],
] as const)
  test(`${JSON.stringify(command)} is answered ${answer.trim()}${closes ? " and hung up on" : ""}`, () => {
    const { commander } = scene();
    equal(commander.say(`${command}\n`), answer);
    equal(commander.closed, closes);
  });

test("commands may come in pieces and several at once; nothing is answered before a line is whole", () => {
  const { commander } = scene();
  equal(commander.say("RECONNECT"), "");
  equal(commander.say("DATA\nENABLEAPI\nEXIT\nRESTART\n").split("\n").length, 4, "nobody hears behind EXIT");
});

test("whoever comes from another host is hung up on without a word, and so is a line without end", () => {
  const { net, commander } = scene();
  const stranger = net.commander("10.0.0.9:50000");
  deepEqual([stranger.heard(), stranger.closed], ["", true]);
  equal(stranger.say("STOP\n"), "");
  equal(commander.say("x".repeat(2_000)), "");
  equal(commander.closed, true);
});

test("RECONNECTDATA breaks every farm and makes it OK again, and every line is told all that it shows", () => {
  const { gateway, commander } = scene();
  const client = gateway.connect();
  subscribe(client);
  gateway.pass(seconds(1));
  client.told.length = 0;
  commander.say("RECONNECTDATA\n");
  deepEqual(notices(client), [2103, 2105, 2157]);
  gateway.pass(seconds(3));
  const told = lines(client);
  deepEqual(
    [2104, 2106, 2158].map((code) => told.some((text) => text.includes(String(code)))),
    [true, true, true],
  );
  ok(told.some((text) => text.includes("tickPrice")));
});

for (const [fault, healed] of [
  ["farm-ok-no-ticks", [1, 2]],
  ["subscription-dead", [1, 2]],
] as const)
  for (const commandsCure of [true, false])
    test(`RECONNECTDATA ${commandsCure ? "ends" : "does not end"} ${fault} with commandsCure=${commandsCure}`, () => {
      const { gateway, commander } = scene({ switches: { commandsCure } });
      const client = gateway.connect();
      if (fault === "farm-ok-no-ticks") gateway.gateway.faults.set(fault, {});
      else gateway.gateway.faults.set(fault, { symbol: "AAPL", times: 1 });
      subscribe(client);
      gateway.pass(seconds(2));
      const silent = ticked(client);
      deepEqual(silent, fault === "farm-ok-no-ticks" ? [] : [2]);
      commander.say("RECONNECTDATA\n");
      gateway.pass(seconds(3));
      deepEqual(ticked(client).toSorted(), commandsCure ? healed : silent);
    });

for (const [reconnectAccount, code, flows] of [
  ["data-maintained", 1102, [1, 2]],
  ["data-lost", 1101, []],
] as const)
  test(`RECONNECTACCOUNT is 1100 and then ${code} with reconnectAccount=${reconnectAccount}`, () => {
    const { gateway, commander } = scene({ switches: { reconnectAccount } });
    const client = gateway.connect();
    subscribe(client);
    gateway.pass(seconds(1));
    client.told.length = 0;
    commander.say("RECONNECTACCOUNT\n");
    deepEqual(notices(client), [1100]);
    ok(!gateway.gateway.link.up);
    gateway.pass(seconds(6));
    ok(gateway.gateway.link.up);
    const told = client.told.slice();
    deepEqual(notices(client), [code]);
    client.told.push(...told);
    deepEqual(ticked(client), flows);
  });

test("RECONNECTACCOUNT does not bring back what IB has lost, and does end a loss whose end was never said", () => {
  const { gateway, commander } = scene();
  const client = gateway.connect();
  const { faults, link } = gateway.gateway;
  faults.set("link-lost", { repeatMs: 0 });
  commander.say("RECONNECTACCOUNT\n");
  gateway.pass(seconds(10));
  deepEqual([link.up, notices(client).includes(1102)], [false, false]);
  faults.clear("link-lost");
  ok(link.up);
  client.told.length = 0;
  faults.set("link-never-closed", {});
  commander.say("RECONNECTACCOUNT\n");
  gateway.pass(seconds(10));
  deepEqual([link.up, notices(client)], [true, [1100, 1100, 1102]]);
});

test("RESTART happens at the next full minute but one; API and command port are away, and come back", () => {
  const net = new CommandNet();
  const gateway = new Loopback((MONDAY + 20_000) as WallMs, { commandPort: 7462, commandNetwork: net });
  const client = gateway.connect();
  const [commander, other] = [net.commander(), net.commander()];
  commander.say("RESTART\n");
  gateway.pass(seconds(70));
  equal(other.say("RESTART\n").includes("OK"), true, "said again it changes nothing");
  gateway.pass(seconds(30) - 1);
  deepEqual([gateway.listening, client.closed], [true, undefined]);
  gateway.pass(1);
  deepEqual([gateway.listening, net.listening, client.closed], [false, false, "reset"]);
  gateway.pass(seconds(90));
  deepEqual([gateway.listening, net.listening], [true, true]);
  gateway.pass(minutes(5));
  ok(gateway.listening, "it was restarted once");
});

test("RESTART sets a stuck client id free", () => {
  const { gateway, commander } = scene({ switches: { restartCommand: "at-once" } });
  gateway.gateway.faults.set("client-id-stuck", {});
  gateway.connect(7).leave();
  ok(gateway.connect(7).closed, "the id is taken");
  commander.say("RESTART\n");
  gateway.pass(seconds(100));
  const client = gateway.connect(7);
  gateway.pass();
  equal(client.closed, undefined);
  ok(lines(client).some((text) => text.includes("nextValidId")));
});

test("STOP ends the Gateway for good, whatever restarts were to come, and its owner hears it", () => {
  let stopped = 0;
  const { gateway, net, commander } = scene({ onStopped: () => stopped++, switches: { restartCommand: "at-once" } });
  const other = net.commander();
  const client = gateway.connect();
  other.say("RESTART\n");
  commander.say("STOP\n");
  gateway.pass(minutes(10));
  deepEqual([stopped, gateway.listening, net.listening, client.closed], [1, false, false, "reset"]);
});

test("a process that stands still answers when it goes on; a dead one never", () => {
  const { gateway, net, commander } = scene();
  gateway.gateway.faults.set("gateway-frozen", {});
  equal(commander.say("ENABLEAPI\n"), "");
  gateway.gateway.faults.clear("gateway-frozen");
  ok(commander.heard().startsWith("ERROR ENABLEAPI"));
  gateway.gateway.faults.set("port-open-while-dead", {});
  const late = net.commander();
  equal(late.say("RESTART\n"), "");
  gateway.pass(minutes(5));
  equal(late.heard(), "");
});

test("without a command port nobody listens for commands", () => {
  const net = new CommandNet();
  new Loopback(MONDAY, { commandNetwork: net });
  equal(net.listening, false);
});
