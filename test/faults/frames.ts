/** Stories of the faults in the bytes between the Gateway and a client, and of Gateways from another era. */
import { type Play, type Stories, told } from "./story.ts";

/** Two questions, one after the other, the first of them under the fault; what the library makes of the answers. */
const askedTwice =
  (waitMs = 1_000) =>
  async (play: Play): Promise<unknown> => {
    const client = await play.bot();
    play.begin();
    const answers: unknown[] = [];
    for (let asked = 0; asked < 2; asked++) {
      client.api.reqCurrentTime();
      await play.pass(waitMs);
      answers.push(told(client));
    }
    return answers;
  };

const ANSWER = ["currentTime"] as const;
const ANSWERED = [ANSWER, ANSWER] as const;

export const FRAME_STORIES: Stories = {
  "server-version-other": {
    params: { serverVersion: 9_999 },
    act: (play) => {
      play.begin();
      return play.meets();
    },
    sees: "error -1 506, disconnected",
    otherwise: "greeted",
  },
  "frames-split": {
    params: { bytes: 3, everyMs: 2 },
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      client.api.reqCurrentTime();
      await play.pass(5);
      const early = told(client);
      await play.pass(1_000);
      return [early, told(client)];
    },
    sees: [[], ANSWER],
    otherwise: [ANSWER, []],
  },
  "frame-damaged": {
    params: { damage: "short", times: 1 },
    act: askedTwice(),
    sees: [["error -1 505"], ANSWER],
    otherwise: ANSWERED,
  },
  "frame-length-wrong": {
    params: { length: "huge", times: 1 },
    act: askedTwice(60_000),
    sees: [[], []],
    otherwise: ANSWERED,
  },
  "frame-cut": {
    act: askedTwice(),
    sees: [["error -1 502", "disconnected"], []],
    otherwise: ANSWERED,
  },
  "message-unknown": {
    params: { times: 1 },
    act: askedTwice(),
    sees: [["error -1 505", "error -1 505", "currentTime"], ANSWER],
    otherwise: ANSWERED,
  },
  "connection-slow": {
    params: { delayMs: 2_000 },
    act: askedTwice(1_900),
    sees: [[], ANSWER],
    otherwise: ANSWERED,
  },
};
