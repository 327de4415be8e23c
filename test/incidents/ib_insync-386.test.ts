/**
 * ib_insync #386: `connect` raises TimeoutError, although the Gateway runs and its port is open. People find connections in
 * CLOSE_WAIT in the Gateway's process: it never closed its side of those that had ended, and after some of them it greets
 * nobody any more. It takes a restart of the process.
 */
import { deepEqual } from "node:assert/strict";
import test from "node:test";
import { incident } from "./ib_async.ts";

const fine = (run: number): string => `run ${run}: 0 positions`;
const mute = (run: number): string => `run ${run}: TimeoutError`;

test("ib_insync #386: after some connections that the Gateway never closed it is mute, and its port is open", async (t) => {
  const played = await incident(t, { faults: { "close-wait": { connections: 3 } } }, async (desk) => ({
    said: await desk.run("ib_insync-386"),
    open: await desk.accepts(),
  }));
  if (played === undefined) return;
  deepEqual(played.ill, { said: [fine(1), fine(2), fine(3), mute(4)], open: true });
  deepEqual(played.well, { said: [1, 2, 3, 4].map(fine), open: true });
});
