/**
 * holdfast's remedies against what they are for: the production loop and engine, the simulated Gateway and its command port, in
 * a virtual world. What helps must help, at the time it is due, and what is not configured must not happen.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { minutes, wallOf } from "../../src/base/time.ts";
import { bootDaemon } from "../../src/daemon/boot.ts";
import type { Daemon } from "../../src/daemon/loop.ts";
import type { EngineConfig } from "../../src/model/config.ts";
import { startGateway } from "../../src/sim/gateway/gateway.ts";
import type { GatewayOptions, RunningGateway } from "../../src/sim/gateway/options.ts";
import { Connection } from "../../src/sim/strategies/connection.ts";
import { World } from "../../src/sim/world/world.ts";
import { config } from "../engine/stage.ts";

const HOST = "127.0.0.1";
const IBC = { host: HOST, port: 7462 };

interface Logged {
  readonly atMs: number;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

class Scene {
  readonly world = new World({ seed: 1, wall: wallOf(2026, 1, 5, 15, 0) });
  readonly gateway: RunningGateway;
  readonly log: Logged[] = [];
  #daemon: Daemon | undefined;

  constructor(means: Partial<EngineConfig["gateway"]>, options: Partial<GatewayOptions> = {}) {
    const { port } = config.gateway;
    const accounts = ["DU1", "DU2"];
    const commands = means.ibc === undefined ? {} : { commandPort: IBC.port };
    this.gateway = startGateway(this.world.host("gateway"), {
      ...{ host: HOST, port, seed: 1, accounts, ...commands, ...options },
    });
    this.world.watch({
      logged: ({ host, event, fields }) => {
        if (host === "daemon") this.log.push({ atMs: this.world.now, event, fields });
      },
    });
    bootDaemon(
      this.world.host("daemon"),
      { ...config, gateway: { ...config.gateway, ...means } },
      {
        started: (daemon) => {
          this.#daemon = daemon;
        },
        failed: (reason) => assert.fail(reason),
        restartGateway: (_reason, done) => {
          this.gateway.faults.clear("client-id-stuck");
          this.gateway.restart();
          this.world.in(5_000, () => done(undefined));
        },
      },
    );
    assert.ok(
      this.within(1, () => this.state === "ready"),
      "the first session is not ready",
    );
  }

  get state(): string {
    let state = "";
    this.#daemon?.query("status", (answer) => {
      state = (answer as { state: string }).state;
    });
    return state;
  }

  within(ofMinutes: number, condition: () => boolean): boolean {
    return this.world.runUntil(condition, minutes(ofMinutes));
  }

  /** What was tried, in words. */
  get tried(): readonly unknown[] {
    return this.log.filter(({ event }) => event === "remedy").map(({ fields }) => fields.remedy);
  }

  reset(): void {
    this.gateway.faults.inject("connection-reset");
  }
}

test("a client id that stays stuck is set free by a restart that IBC is asked for", () => {
  const scene = new Scene({ ibc: IBC });
  scene.gateway.faults.set("client-id-stuck", {});
  scene.reset();
  assert.ok(scene.within(12, () => scene.tried.length > 0));
  assert.deepEqual(scene.tried, ["restart-by-ibc"]);
  assert.ok(
    scene.within(10, () => scene.state === "ready"),
    "the session is back",
  );
  scene.world.runFor(minutes(60));
  assert.deepEqual(scene.tried, ["restart-by-ibc"]);
});

test("the operator's command does it too, and IBC is not asked", () => {
  const scene = new Scene({ ibc: IBC, canRestart: true });
  scene.gateway.faults.set("client-id-stuck", {});
  scene.reset();
  assert.ok(scene.within(12, () => scene.tried.length > 0));
  assert.ok(scene.within(10, () => scene.state === "ready"));
  assert.deepEqual(scene.tried, ["restart-command"]);
});

test("an API that stays silent is restarted after a quarter of an hour, and not before ten minutes", () => {
  const scene = new Scene({ ibc: IBC });
  scene.gateway.faults.set("mute-handshake", {});
  scene.reset();
  scene.world.runFor(minutes(10));
  assert.deepEqual(scene.tried, []);
  assert.ok(scene.within(15, () => scene.state === "ready"));
  assert.deepEqual(scene.tried, ["restart-by-ibc"]);
});

test("a link whose return is never said is found by making the connection to IB anew", () => {
  const scene = new Scene({ ibc: IBC });
  scene.gateway.faults.set("link-never-closed", {});
  assert.ok(scene.within(10, () => scene.tried.length > 0));
  assert.ok(scene.within(5, () => scene.state === "ready" && scene.gateway.link.up));
  assert.deepEqual(scene.tried, ["reconnect-account"]);
});

test("a stream that asking anew does not bring back gets the data connection renewed, and flows again", () => {
  const scene = new Scene({ ibc: IBC });
  const apple = 1;
  let flows = false;
  const client = new Connection(
    scene.world.host("client"),
    { host: HOST, port: config.doors[0]!.port, clientId: 1 },
    {
      ready: () => {
        for (const [i, symbol] of ["AAPL", "MSFT", "SPY", "QQQ", "TSLA"].entries()) {
          const contract = { symbol, secType: "STK", exchange: "SMART", currency: "USD" };
          client.send("reqMktData", { reqId: apple + i, contract, genericTickList: "", snapshot: false });
        }
      },
      heard: ({ name, body }) => {
        flows ||= name === "tickPrice" && body.reqId === apple;
      },
      closed: (reason) => assert.fail(`the client was cut off: ${reason}`),
    },
  );
  scene.world.runFor(minutes(20));
  assert.ok(flows);
  for (const fault of ["subscription-dropped", "subscription-dead"] as const)
    scene.gateway.faults.set(fault, { symbol: "AAPL" });
  assert.ok(scene.within(60, () => scene.tried.length > 0));
  assert.deepEqual(scene.tried, ["reconnect-data"]);
  flows = false;
  assert.ok(scene.within(1, () => flows));
  const silent = (): readonly unknown[] =>
    scene.log.filter(({ fields }) => fields.condition === "streams-silent").map(({ event }) => event);
  assert.ok(
    scene.within(5, () => silent().at(-1) === "condition-ended"),
    silent().join(", "),
  );
  assert.equal(scene.state, "ready");
});

test("a command server that is not there is a failure that is said, once in an outage", () => {
  const scene = new Scene({ ibc: { ...IBC, port: 7999 } });
  scene.gateway.faults.set("client-id-stuck", {});
  scene.reset();
  scene.world.runFor(minutes(180));
  assert.deepEqual(scene.tried, ["restart-by-ibc"]);
  const answered = scene.log.find(({ event }) => event === "command-answered");
  assert.equal(answered?.fields.failure, `${HOST}:7999: ECONNREFUSED`);
});

test("nothing is tried where nothing is configured, however long it lasts", () => {
  const scene = new Scene({});
  scene.gateway.faults.set("client-id-stuck", {});
  scene.reset();
  scene.world.runFor(minutes(120));
  assert.deepEqual(scene.tried, []);
  assert.notEqual(scene.state, "ready");
});

test("through a day of trouble each remedy keeps to its budget, and the day ends well", () => {
  const scene = new Scene({ ibc: IBC, canRestart: true }, { switches: { commandsCure: false } });
  for (let hour = 0; hour < 24; hour++) {
    const [fault] = (["mute-handshake", "link-never-closed", "client-id-stuck", "link-lost"] as const).slice(hour % 4);
    scene.gateway.faults.set(fault!, {});
    scene.reset();
    scene.world.runFor(minutes(45));
    scene.gateway.faults.clearAll();
    scene.world.runFor(minutes(15));
  }
  const times = scene.log.filter(({ event }) => event === "remedy");
  assert.ok(times.length >= 6, `${times.length} remedies`);
  for (const [name, max] of [
    ["restart-command", 1],
    ["restart-by-ibc", 1],
    ["reconnect-account", 2],
  ] as const) {
    const at = times.filter(({ fields }) => fields.remedy === name).map(({ atMs }) => atMs);
    for (const [i, time] of at.entries())
      if (i >= max) assert.ok(time - at[i - max]! >= minutes(60), `${name} at ${at}`);
  }
  assert.ok(scene.within(5, () => scene.state === "ready"));
});
