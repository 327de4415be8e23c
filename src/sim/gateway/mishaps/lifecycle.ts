/**
 * The Gateway as a process that restarts, loses its login, stands still or is dead behind an open port.
 *
 * What it knows of its clients dies with a restart; orders that were never transmitted too (SEQUENCES 5). The broker
 * goes on all the while.
 */
import type { WallMs } from "../../../base/time.ts";
import { nextDaytime } from "../../faults/schedule.ts";
import type { PortState } from "../door/port.ts";
import { lasting, type Mishap, mishap, type Prone } from "./mishap.ts";

export const LIFECYCLE: readonly Mishap[] = [
  mishap("gateway-restart", (gateway) => ({
    begins: ({ gapMs, port }) => void restart(gateway, gapMs, port),
  })),
  mishap("cold-restart", (gateway) => ({
    begins: ({ gapMs, approvalMs, port }) => void restart(gateway, gapMs + approvalMs, port),
  })),
  lasting("nightly-restart", (gateway, { at, gapMs, port }) => {
    let stop = (): void => {};
    const plan = (): void => {
      // A moment later than now, so that the restart of today is not planned twice.
      const due = nextDaytime(at, (gateway.wall() + 1) as WallMs);
      stop = gateway.later(due - gateway.wall(), () => {
        restart(gateway, gapMs, port);
        plan();
      });
    };
    plan();
    return () => stop();
  }),
  lasting("restart-loop", (gateway, { upMs, gapMs, port }) => loop(gateway, upMs, gapMs, port)),
  lasting("session-taken-over", (gateway, { port }) => away(gateway, port)),
  lasting("api-disabled", (gateway) => away(gateway, "closed")),
  lasting("gateway-frozen", (gateway) => {
    gateway.turn("frozen");
    return () => gateway.turn("live");
  }),
  /** Somebody starts the dead process again: whoever hung on to it is reset. */
  lasting("port-open-while-dead", (gateway) => {
    gateway.turn("dead");
    return () => {
      gateway.turn("live");
      away(gateway, "closed")();
    };
  }),
  mishap("half-open", (gateway) => ({
    begins: (_params, { client }) => {
      for (const connection of gateway.connectionsOf(client)) connection.abandon();
    },
  })),
  mishap("connection-reset", (gateway) => ({
    begins: (_params, { client }) => {
      for (const connection of gateway.connectionsOf(client)) connection.drop("a fault resets it");
    },
  })),
  mishap("close-wait", (gateway) => ({ begins: () => {}, ends: () => gateway.releaseUnclosed() })),
];

function away(gateway: Prone, port: PortState): () => void {
  gateway.goAway(port);
  return () => gateway.comeBack();
}

function restart(gateway: Prone, gapMs: number, port: PortState): () => void {
  const back = away(gateway, port);
  return gateway.later(gapMs, back);
}

/** Down for a while, up for a moment, down again; at the end it stays up. */
function loop(gateway: Prone, upMs: number, gapMs: number, port: PortState): () => void {
  let back: (() => void) | undefined;
  let stop = (): void => {};
  const down = (): void => {
    back = away(gateway, port);
    stop = gateway.later(gapMs, up);
  };
  const up = (): void => {
    back?.();
    back = undefined;
    stop = gateway.later(upMs, down);
  };
  down();
  return () => {
    stop();
    back?.();
  };
}
