/** Scenes of the faults of the Gateway as a process: its port, its logins, its client ids, its frames. */
import { DecodeError } from "../../../src/wire/codec.ts";
import type { Client, Loopback } from "../loopback.ts";
import { type FaultScenes, greeted, RESTING, type Switch } from "./scene.ts";

/** How a client that comes now is met. */
function met(client: Client): string {
  if (client.refused) return "refused";
  if (client.closed !== undefined) return `${client.closed} after ${client.payloads.length} frames`;
  if (client.payloads.length === 0) return "silence";
  return client.payloads.length === 1 ? "a version and no more" : "greeted";
}

const meets = (scene: Loopback, clientId = 1): string => met(scene.connect(clientId));

/** A client that stands and one that comes, while the fault is on and after it. */
const comingAndGoing =
  (waitMs: number) =>
  (scene: Loopback, fault: Switch): readonly unknown[] => {
    const standing = greeted(scene);
    fault.begin();
    const during = meets(scene, 2);
    scene.pass(waitMs);
    fault.end();
    scene.pass(1);
    return [standing.closed ?? "open", during, meets(scene, 3)];
  };

/** What a client reads of the answer to a question that is asked under the fault. */
const asked =
  (how: (client: Client, scene: Loopback) => unknown) =>
  (scene: Loopback, fault: Switch): unknown => {
    const client = greeted(scene);
    fault.begin();
    client.send("reqCurrentTime", {});
    return how(client, scene);
  };

/** Message names, or where reading failed. */
const readable = (client: Client): readonly string[] =>
  client.read().map((message) => (message instanceof DecodeError ? "unreadable" : message.name));

export const GATEWAY_SCENES: FaultScenes = {
  "mute-handshake": {
    params: { from: "startApi" },
    act: comingAndGoing(60_000),
    sees: ["open", "a version and no more", "greeted"],
  },
  "trusted-ip-drop": {
    params: { answer: "close" },
    act: comingAndGoing(0),
    sees: ["open", "end after 0 frames", "greeted"],
  },
  "port-open-while-dead": {
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      client.send("reqCurrentTime", {});
      scene.pass(60_000);
      return [client.lines(), client.closed ?? "open", meets(scene, 2)];
    },
    sees: [[], "open", "silence"],
  },
  "gateway-frozen": {
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      client.send("reqCurrentTime", {});
      const other = scene.connect(2);
      scene.pass(30_000);
      const silent = [client.lines(), met(other)];
      fault.end();
      return [silent, client.lines(), other.payloads.length > 0];
    },
    sees: [[[], "silence"], ["currentTime"], true],
  },
  "half-open": {
    params: { client: 1 },
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      client.send("reqCurrentTime", {});
      return [client.lines(), client.closed ?? "open", meets(scene, 1)];
    },
    sees: [[], "open", "greeted"],
  },
  "connection-reset": {
    params: { client: 1 },
    act: (scene, fault) => {
      const [client, other] = [greeted(scene), greeted(scene, 2)];
      fault.begin();
      return [client.closed, other.closed];
    },
    sees: ["reset", undefined],
  },
  "gateway-restart": {
    params: { gapMs: 10_000, port: "accept-then-close" },
    act: (scene, fault) => {
      const client = greeted(scene);
      client.place(1, { ...RESTING, transmit: false });
      fault.begin();
      const during = meets(scene);
      scene.pass(10_000);
      const again = scene.connect(1);
      again.place(1, RESTING);
      return [client.closed, during, met(again), again.lines().includes("OO 1 Submitted")];
    },
    sees: ["reset", "end after 0 frames", "greeted", false],
  },
  "nightly-restart": {
    params: { at: "10:01", gapMs: 5_000 },
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      scene.pass(59_900);
      const before = client.closed ?? "open";
      scene.pass(100);
      const during = meets(scene);
      scene.pass(5_000);
      return [before, during, meets(scene, 2)];
    },
    sees: ["open", "refused", "greeted"],
  },
  "cold-restart": {
    params: { gapMs: 10_000, approvalMs: 60_000 },
    act: (scene, fault) => {
      fault.begin();
      scene.pass(69_000);
      const during = meets(scene);
      scene.pass(1_000);
      return [during, meets(scene)];
    },
    sees: ["refused", "greeted"],
  },
  "restart-loop": {
    params: { upMs: 5_000, gapMs: 10_000 },
    act: (scene, fault) => {
      fault.begin();
      const seen: string[] = [];
      for (let clientId = 1; clientId <= 6; clientId++) {
        scene.pass(5_000);
        seen.push(meets(scene, clientId));
      }
      fault.end();
      return [...seen, meets(scene, 9)];
    },
    sees: ["refused", "greeted", "refused", "refused", "greeted", "refused", "greeted"],
  },
  "session-taken-over": { act: comingAndGoing(60_000), sees: ["reset", "refused", "greeted"] },
  "secondary-read-only": {
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      client.place(1, RESTING);
      client.send("reqPositions", {});
      return client.lines();
    },
    sees: ["ERR 1 321", "positionEnd"],
  },
  "api-disabled": { act: comingAndGoing(60_000), sees: ["reset", "refused", "greeted"] },
  "client-id-held": {
    params: { holdMs: 30_000 },
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      client.leave("reset");
      const soon = scene.connect(1);
      scene.pass(30_000);
      return [soon.lines(), soon.closed, meets(scene, 1)];
    },
    sees: [["ERR -1 326"], "end", "greeted"],
  },
  "client-id-stuck": {
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      client.leave();
      fault.end();
      scene.pass(3_600_000);
      const later = scene.connect(1).lines();
      scene.gateway.restart({ gapMs: 1_000 });
      scene.pass(1_000);
      return [later, meets(scene, 1)];
    },
    sees: [["ERR -1 326"], "greeted"],
  },
  "close-wait": {
    params: { connections: 2 },
    act: (scene, fault) => {
      fault.begin();
      greeted(scene).leave();
      const same = scene.connect(1).lines();
      greeted(scene, 2).leave();
      const third = meets(scene, 3);
      fault.end();
      return [same, third, meets(scene, 1)];
    },
    sees: [["ERR -1 326"], "silence", "greeted"],
  },
  "next-valid-id-rollback": {
    params: { orderId: 1 },
    act: (scene, fault) => {
      const client = greeted(scene);
      client.place(41);
      scene.pass();
      client.leave();
      fault.begin();
      const again = scene.connect(1);
      const [told] = again.bodies("nextValidId");
      again.place(1, RESTING);
      again.place(41, RESTING);
      return [told?.orderId, again.lines().filter((one) => !one.startsWith("OS"))];
    },
    sees: [1, ["OO 1 Submitted", "OO 41 Submitted"]],
  },
  "next-valid-id-jump": {
    params: { by: 1_000_000 },
    act: (scene, fault) => {
      fault.begin();
      return scene.connect(1).bodies("nextValidId")[0]?.orderId;
    },
    sees: 1_000_001,
  },
  "strict-pacing": {
    params: { messagesPerSecond: 5, violations: 1 },
    act: (scene, fault) => {
      const client = greeted(scene);
      scene.pass(1_000);
      fault.begin();
      for (let i = 0; i < 6; i++) client.send("reqCurrentTime", {});
      return [client.lines().filter((one) => one.startsWith("ERR")), client.closed];
    },
    sees: [["ERR -1 100"], "end"],
  },
  "server-clock-skew": {
    params: { byMs: -3_600_000 },
    act: (scene, fault) => {
      fault.begin();
      const client = greeted(scene);
      client.send("reqCurrentTime", {});
      const [time] = client.bodies("currentTime");
      return [client.reply()?.connectionTime, (time?.time ?? 0) * 1_000 - Math.floor(scene.wall / 1_000) * 1_000];
    },
    sees: ["20260105 14:00:00 UTC", -3_600_000],
  },
  "server-version-other": {
    params: { serverVersion: 9_999 },
    act: (scene, fault) => {
      fault.begin();
      return scene.connect(1).reply()?.serverVersion;
    },
    sees: 9_999,
  },
  "frames-split": {
    params: { bytes: 3, everyMs: 2 },
    act: (scene, fault) => {
      const client = greeted(scene);
      const before = client.chunks.length;
      fault.begin();
      client.send("reqCurrentTime", {});
      scene.pass(1_000);
      return [client.lines(), client.chunks.slice(before).every((chunk) => chunk.length <= 3)];
    },
    sees: [["currentTime"], true],
  },
  "frame-damaged": { params: { damage: "short" }, act: asked(readable), sees: ["unreadable"] },
  "frame-length-wrong": {
    params: { length: "huge" },
    act: asked((client) => client.broken?.length),
    sees: 2_147_483_647,
  },
  "frame-cut": {
    act: asked((client, scene) => {
      scene.pass(1_000);
      return [client.lines(), client.closed];
    }),
    sees: [[], "reset"],
  },
  "message-unknown": { act: asked(readable), sees: ["unreadable", "currentTime"] },
  "connection-slow": {
    params: { delayMs: 2_000 },
    act: asked((client, scene) => {
      scene.pass(1_999);
      const early = client.lines();
      scene.pass(1);
      return [early, client.lines()];
    }),
    sees: [[], ["currentTime"]],
  },
};
