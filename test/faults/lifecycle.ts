/** Stories of the faults of the Gateway as a process: its port, its logins, its client ids, its clock. */
import { EventName } from "@stoqey/ib";
import type { Bot } from "./stage.ts";
import { asks, type Play, RESTING, type Stories, told } from "./story.ts";

const GREETED = "greeted";
/** What the library says when nobody listens. */
const REFUSED = "error -1 502, disconnected";
/** The client id is another's; the library gives the error no request's id and calls it information. */
export const TAKEN = "connected, info 326, disconnected";
const CUT = ["error -1 502", "disconnected"] as const;

/** A client that stands and one that comes, while the fault is on, and one that comes after it. */
const comingAndGoing =
  (waitMs: number) =>
  async (play: Play): Promise<unknown> => {
    const standing = await play.bot();
    play.begin();
    const during = await play.meets(2);
    await play.pass(waitMs);
    play.end();
    await play.pass(10);
    return { standing: told(standing), during, later: await play.meets(3) };
  };
const UNHARMED = { standing: [], during: GREETED, later: GREETED } as const;

/** What a client is told when it asks for the time. */
const asksTime = (play: Play, client: Bot, waitMs: number): Promise<readonly string[]> =>
  asks(play, client, () => client.api.reqCurrentTime(), waitMs);

/** How clients are met after times, under the fault. */
const metAfter =
  (...waits: readonly number[]) =>
  async (play: Play): Promise<unknown> => {
    play.begin();
    const seen: string[] = [];
    for (const [index, waitMs] of waits.entries()) {
      await play.pass(waitMs);
      seen.push(await play.meets(index + 1));
    }
    return seen;
  };

async function leaves(play: Play, client: Bot): Promise<void> {
  client.api.disconnect();
  await play.pass(100);
}

/** A client that used order id 41 comes again, is told the next id, and uses it. */
export async function comesAgain(play: Play): Promise<unknown> {
  const client = await play.bot();
  client.place(41, RESTING);
  await play.pass(100);
  await leaves(play, client);
  play.begin();
  const again = await play.comer();
  const [[orderId] = []] = again.all(EventName.nextValidId);
  return [orderId, await asks(play, again, () => again.place(orderId, RESTING))];
}

export const LIFECYCLE_STORIES: Stories = {
  "mute-handshake": {
    params: { from: "version" },
    act: comingAndGoing(60_000),
    sees: { standing: [], during: "nothing", later: GREETED },
    otherwise: UNHARMED,
  },
  "trusted-ip-drop": {
    params: { answer: "close" },
    act: comingAndGoing(0),
    sees: { standing: [], during: "disconnected", later: GREETED },
    otherwise: UNHARMED,
  },
  "port-open-while-dead": {
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      return [await asksTime(play, client, 60_000), client.api.isConnected, await play.meets(2)];
    },
    sees: [[], true, "nothing"],
    otherwise: [["currentTime"], true, GREETED],
  },
  "gateway-frozen": {
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      const frozen = await asksTime(play, client, 30_000);
      const comer = await play.comer(2);
      const early = told(comer);
      play.end();
      await play.pass(100);
      return [frozen, early, told(client), told(comer).includes("nextValidId")];
    },
    sees: [[], [], ["currentTime"], true],
    otherwise: [
      ["currentTime"],
      ["connected", "managedAccounts", "nextValidId", "info 2104", "info 2106", "info 2158"],
      [],
      false,
    ],
  },
  "half-open": {
    params: { client: 1 },
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      return [await asksTime(play, client, 60_000), client.api.isConnected, await play.meets(1)];
    },
    sees: [[], true, GREETED],
    otherwise: [["currentTime"], true, TAKEN],
  },
  "connection-reset": {
    params: { client: 1 },
    act: async (play) => {
      const [client, other] = [await play.bot(1), await play.bot(2)];
      play.begin();
      await play.pass(100);
      return [told(client), told(other)];
    },
    sees: [CUT, []],
    otherwise: [[], []],
  },
  "gateway-restart": {
    params: { gapMs: 10_000, port: "accept-then-close" },
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      await play.pass(100);
      const during = await play.meets(2);
      await play.pass(10_000);
      return [told(client), during, await play.meets(3)];
    },
    sees: [CUT, "disconnected", GREETED],
    otherwise: [[], GREETED, GREETED],
  },
  "nightly-restart": {
    params: { at: "10:01", gapMs: 5_000 },
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      await play.pass(59_000);
      const before = told(client);
      await play.pass(1_000);
      const during = await play.meets(2);
      await play.pass(5_000);
      return [before, told(client), during, await play.meets(3)];
    },
    sees: [[], CUT, REFUSED, GREETED],
    otherwise: [[], [], GREETED, GREETED],
  },
  "cold-restart": {
    params: { gapMs: 10_000, approvalMs: 60_000 },
    act: metAfter(9_000, 60_000, 1_000),
    sees: [REFUSED, REFUSED, GREETED],
    otherwise: [GREETED, GREETED, GREETED],
  },
  "restart-loop": {
    params: { upMs: 5_000, gapMs: 10_000 },
    act: metAfter(5_000, 6_000, 5_000, 5_000, 5_000, 5_000),
    sees: [REFUSED, GREETED, REFUSED, REFUSED, GREETED, REFUSED],
    otherwise: [GREETED, GREETED, GREETED, GREETED, GREETED, GREETED],
  },
  "session-taken-over": {
    act: comingAndGoing(60_000),
    sees: { standing: CUT, during: REFUSED, later: GREETED },
    otherwise: UNHARMED,
  },
  "secondary-read-only": {
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      client.place(1, RESTING);
      client.api.reqPositions();
      await play.pass(100);
      return told(client);
    },
    sees: ["error 1 321", "positionEnd"],
    otherwise: ["openOrder 1 Submitted", "orderStatus 1 Submitted 0/10", "positionEnd"],
  },
  "api-disabled": {
    act: comingAndGoing(60_000),
    sees: { standing: CUT, during: REFUSED, later: GREETED },
    otherwise: UNHARMED,
  },
  "client-id-held": {
    params: { holdMs: 30_000, ends: "any" },
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      await leaves(play, client);
      const soon = await play.meets(1);
      await play.pass(30_000);
      return [soon, await play.meets(1)];
    },
    sees: [TAKEN, GREETED],
    otherwise: [GREETED, GREETED],
  },
  "client-id-stuck": {
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      await leaves(play, client);
      play.end();
      await play.pass("1h");
      const later = await play.meets(1);
      play.gateway.restart({ gapMs: 1_000 });
      await play.pass(1_000);
      return [later, await play.meets(1)];
    },
    sees: [TAKEN, GREETED],
    otherwise: [GREETED, GREETED],
  },
  "close-wait": {
    params: { connections: 2 },
    act: async (play) => {
      play.begin();
      await leaves(play, await play.bot(1));
      const same = await play.meets(1);
      await leaves(play, await play.bot(2));
      const third = await play.meets(3);
      play.end();
      return [same, third, await play.meets(1)];
    },
    sees: [TAKEN, "nothing", GREETED],
    otherwise: [GREETED, GREETED, GREETED],
  },
  "next-valid-id-rollback": {
    params: { orderId: 1 },
    act: comesAgain,
    sees: [1, ["openOrder 1 Submitted", "orderStatus 1 Submitted 0/10"]],
    otherwise: [42, ["openOrder 42 Submitted", "orderStatus 42 Submitted 0/10"]],
  },
  "next-valid-id-jump": {
    params: { by: 1_000_000 },
    act: async (play) => {
      play.begin();
      const [[orderId] = []] = (await play.comer(1)).all(EventName.nextValidId);
      return orderId;
    },
    sees: 1_000_001,
    otherwise: 1,
  },
  "strict-pacing": {
    params: { messagesPerSecond: 5, violations: 1 },
    act: async (play) => {
      const client = await play.bot();
      await play.pass(1_000);
      play.begin();
      for (let asked = 0; asked < 6; asked++) client.api.reqCurrentTime();
      await play.pass(100);
      return told(client).slice(-2);
    },
    sees: ["info 100", "disconnected"],
    otherwise: ["currentTime", "currentTime"],
  },
  "server-clock-skew": {
    params: { byMs: -3_600_000 },
    act: async (play) => {
      play.begin();
      const client = await play.comer();
      client.api.reqCurrentTime();
      await play.pass(900);
      const [[, connectionTime] = []] = client.all(EventName.server);
      const [[seconds] = []] = client.all(EventName.currentTime);
      return [connectionTime, new Date(seconds * 1_000).toISOString()];
    },
    sees: ["20260105 14:00:00 UTC", "2026-01-05T14:00:00.000Z"],
    otherwise: ["20260105 15:00:00 UTC", "2026-01-05T15:00:00.000Z"],
  },
};
