/**
 * Field report 004: the Gateway silently drops some of the subscriptions and calls itself healthy. No error comes, the farms are
 * OK, the other symbols go on, and a check of the connection says that all is well.
 */
import { deepEqual } from "node:assert/strict";
import test from "node:test";
import { incident } from "./ib_async.ts";

test("field report 004: two of six subscriptions bring nothing, and the bot is healthy", async (t) => {
  const played = await incident(t, { faults: { "subscription-dead": { times: 2 } } }, async (desk) => ({
    said: await desk.run("field-report-004"),
    struck: desk.gateway.faults.list().find(({ name }) => name === "subscription-dead")?.struck,
  }));
  if (played === undefined) return;
  deepEqual(played.ill, { said: ["healthy, 6 subscriptions", "no price: AAPL MSFT"], struck: 2 });
  deepEqual(played.well.said, ["healthy, 6 subscriptions", "no price: none"]);
});
