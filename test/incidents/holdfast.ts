/**
 * The other half of an incident: the same trouble at a Gateway that strategies reach through holdfast. The production loop and
 * engine, the simulated Gateway and the clients live in one virtual world, so a night takes a moment and is the same each time.
 */
import assert from "node:assert/strict";
import { minutes, seconds, type WallMs } from "../../src/base/time.ts";
import { bootDaemon } from "../../src/daemon/boot.ts";
import type { EngineConfig } from "../../src/model/config.ts";
import { startGateway } from "../../src/sim/gateway/gateway.ts";
import type { GatewayOptions, RunningGateway } from "../../src/sim/gateway/options.ts";
import { Connection } from "../../src/sim/strategies/connection.ts";
import { World } from "../../src/sim/world/world.ts";
import type { Incoming, IncomingBody, IncomingName } from "../../src/wire/codec.ts";
import { config } from "../engine/stage.ts";

const HOST = "127.0.0.1";

/** A client that does what the test says, and remembers all it was told. */
export class Told {
  readonly messages: Incoming[] = [];
  readonly connection: Connection;
  closedWith: string | undefined;

  constructor(world: World, name: string, port: number) {
    const address = { host: HOST, port, clientId: 1 };
    this.connection = new Connection(world.host(name), address, {
      ready: () => {},
      heard: (message) => this.messages.push(message),
      closed: (reason) => {
        this.closedWith = reason;
      },
    });
    assert.ok(world.runUntil(() => this.connection.ready, seconds(30)));
  }

  of<N extends IncomingName>(name: N): IncomingBody<N>[] {
    return this.messages.flatMap((message) => (message.name === name ? [message.body as IncomingBody<N>] : []));
  }

  /** Codes of what was said about no request. */
  get notices(): readonly number[] {
    return this.of("error").flatMap(({ id, errorCode }) => (id === -1 ? [errorCode] : []));
  }

  /** The newest status of an order. */
  status(orderId: number): string | undefined {
    return this.of("orderStatus").findLast((told) => told.orderId === orderId)?.status;
  }

  forget(): void {
    this.messages.length = 0;
  }
}

export class House {
  readonly world: World;
  readonly gateway: RunningGateway;

  constructor(wall: WallMs, given: Partial<GatewayOptions> = {}) {
    this.world = new World({ seed: 1, wall });
    const options = { host: HOST, port: config.gateway.port, seed: 1, accounts: ["DU1", "DU2"], ...given };
    this.gateway = startGateway(this.world.host("gateway"), options);
  }

  /** A client straight at the Gateway. */
  direct(): Told {
    return new Told(this.world, "client", config.gateway.port);
  }

  /** A client of strategy alpha, at a daemon that has been started for it. */
  through(means: Partial<EngineConfig["gateway"]> = {}): Told {
    let isUp = false;
    bootDaemon(
      this.world.host("daemon"),
      { ...config, gateway: { ...config.gateway, ...means } },
      {
        started: (daemon) => daemon.query("status", (status) => (isUp = (status as { state: string }).state !== "")),
        failed: (reason) => assert.fail(reason),
        restartGateway: () => assert.fail("nobody configured that"),
      },
    );
    this.world.runFor(minutes(0.25));
    assert.ok(isUp);
    return new Told(this.world, "client", config.doors[0]!.port);
  }
}
