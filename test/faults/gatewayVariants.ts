/**
 * More stories of faults that differ by a choice: each of their values changes what an unmodified client is told.
 *
 * The stories beside this file play one value of each choice; these play the others.
 */
import { BarSizeSetting, EventName, SecType, WhatToShow } from "@stoqey/ib";
import { comesAgain, TAKEN } from "./lifecycle.ts";
import { AAPL, type Bot, ibAsync } from "./stage.ts";
import { asks, type Play, type Variant, variant } from "./story.ts";

const GREETED = "greeted";
const REFUSED = "error -1 502, disconnected";
const SHUT = "disconnected";

/** How a client is met within a second of the fault's beginning. */
const meets = async (play: Play): Promise<string> => {
  play.begin();
  await play.pass(1_000);
  return play.meets();
};

const PORTS: readonly Variant[] = [
  ...(["cold-restart", "session-taken-over"] as const).map((name) =>
    variant(name, { params: { port: "accept-then-close" }, act: meets, sees: SHUT, otherwise: GREETED }),
  ),
  variant("nightly-restart", {
    ...{ params: { at: "10:00", port: "accept-then-close", gapMs: 90_000 } },
    act: async (play) => {
      play.begin();
      await play.pass("24h");
      return play.meets();
    },
    ...{ sees: SHUT, otherwise: GREETED },
  }),
  variant("restart-loop", { params: { port: "accept-then-close" }, act: meets, sees: SHUT, otherwise: GREETED }),
  variant("gateway-restart", { params: { port: "closed" }, act: meets, sees: REFUSED, otherwise: GREETED }),
  variant("mute-handshake", { params: { from: "startApi" }, act: meets, sees: "connected", otherwise: GREETED }),
  variant("trusted-ip-drop", { params: { answer: "silence" }, act: meets, sees: "nothing", otherwise: GREETED }),
];

/** A program that dies in the middle of an answer leaves what it did not read behind: the kernel resets the connection. */
async function dies(play: Play): Promise<unknown> {
  const client = await play.bot();
  play.begin();
  client.api.once(EventName.contractDetails, () => void client.api.disconnect());
  client.api.reqContractDetails(9, { ...AAPL, secType: SecType.OPT });
  await play.pass(100);
  const soon = await play.meets();
  await play.pass(45_000);
  return [soon, await play.meets()];
}

const CLIENT_IDS: readonly Variant[] = [
  variant("client-id-held", {
    ...{ params: { ends: "unclean", holdMs: 45_000 }, act: dies },
    ...{ sees: [TAKEN, GREETED], otherwise: [GREETED, GREETED] },
  }),
  variant("next-valid-id-rollback", {
    ...{ params: { orderId: 1, reuse: "refused" }, act: comesAgain },
    ...{ sees: [1, ["error 1 103"]], otherwise: [42, ["openOrder 42 Submitted", "orderStatus 42 Submitted 0/10"]] },
  }),
];

/** What a client asks of a farm that is broken, and what it is told. */
const farm = (which: "history" | "secdef", ask: (client: Bot) => unknown, sees: unknown, otherwise: unknown): Variant =>
  variant("farm-broken", {
    params: { farm: which },
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      return [...new Set(await asks(play, client, () => ask(client)))];
    },
    ...{ sees, otherwise },
  });

const FARMS: readonly Variant[] = [
  farm(
    "history",
    ({ api }) => api.reqHistoricalData(9, AAPL, "", "1 D", BarSizeSetting.HOURS_ONE, WhatToShow.TRADES, 1, 1, false),
    ["info 2105", "error 9 162"],
    ["historicalData"],
  ),
  farm(
    "secdef",
    ({ api }) => api.reqContractDetails(9, AAPL),
    ["info 2157", "error 9 200"],
    ["contractDetails", "contractDetailsEnd"],
  ),
];

/** What the library says of four answers to the question for the time. */
const times = async (play: Play): Promise<unknown> => {
  const client = await play.bot();
  play.begin();
  const said: unknown[] = [];
  client.api.on(EventName.currentTime, (seconds) => said.push(new Date(seconds * 1_000).toISOString()));
  client.api.on(EventName.error, (_error, code) => said.push(code));
  for (let asked = 0; asked < 4; asked++) {
    client.api.reqCurrentTime();
    await play.pass(100);
  }
  return said;
};
const TIME = "2026-01-05T15:00:00.000Z";
const TIMES = [TIME, TIME, TIME, TIME] as const;

const BYTES: readonly Variant[] = [
  variant("frame-damaged", {
    ...{ params: { damage: "bit-flip" }, act: times },
    ...{ sees: [TIME, "2026-01-05T15:00:10.000Z", 505, TIME], otherwise: TIMES },
  }),
  variant("frame-damaged", {
    ...{ params: { damage: "long", times: 1 }, act: times },
    ...{ sees: [505, ...TIMES], otherwise: TIMES },
  }),
  variant("frame-length-wrong", {
    ...{ params: { length: "zero", times: 1 }, act: times },
    ...{ sees: [505], otherwise: TIMES },
  }),
  /** @stoqey/ib reads a length below zero for ever; ib_async takes it for a large one and waits. */
  variant("frame-length-wrong", {
    ...{ params: { length: "negative" } },
    act: async (play) => {
      play.begin();
      return (await ibAsync(play.t, "test/faults/connects.py", play.gateway))[0];
    },
    ...{ sees: { connected: false }, otherwise: { connected: true } },
  }),
];

export const GATEWAY_VARIANTS: readonly Variant[] = [...PORTS, ...CLIENT_IDS, ...FARMS, ...BYTES];
