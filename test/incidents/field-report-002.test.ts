/**
 * Field report 002: for more than a month a bot cannot connect. The process runs, the port listens, TCP connects in a fifth of a
 * millisecond, and the API handshake times out after fifteen seconds. Weeks went into the bot's code before it was clear
 * that the Gateway says nothing to anybody.
 */
import { deepEqual } from "node:assert/strict";
import test from "node:test";
import { incident } from "./ib_async.ts";

for (const from of ["version", "startApi"])
  test(`field report 002: the port is open, and the handshake leads to nothing (mute from ${from})`, async (t) => {
    const played = await incident(t, { faults: { "mute-handshake": { from } } }, async (desk) => ({
      said: await desk.run("field-report-002"),
    }));
    if (played === undefined) return;
    deepEqual(played.ill.said, ["port open", "API handshake timed out"]);
    deepEqual(played.well.said, ["port open", "API answers for DU1000001"]);
  });
