/** The parameters of faults: what each of their other values does on the wire. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import test from "node:test";
import type { Common } from "../../src/sim/faults/setting.ts";
import { FAULT_NAMES, type FaultName, type FaultParams, faultRow } from "../../src/sim/faults/table.ts";
import { DecodeError } from "../../src/wire/codec.ts";
import { greeted, RESTING } from "./faults/scene.ts";
import { AAPL, type Client, type Loopback, still } from "./loopback.ts";

type Values<N extends FaultName> = Partial<FaultParams<N>> & Common;

/** A client that is connected, under a fault. */
function under<N extends FaultName>(
  name: N,
  values: Values<N>,
  serverVersion = 178,
): { scene: Loopback; client: Client } {
  const scene = still();
  const client = greeted(scene, 1, serverVersion);
  scene.gateway.faults.set(name, values);
  return { scene, client };
}

const history = (client: Client): void =>
  client.send("reqHistoricalData", {
    ...{ reqId: 9, contract: AAPL, endDateTime: "", barSizeSetting: "1 day", duration: "5 D", useRTH: true },
    ...{ whatToShow: "TRADES", formatDate: 1, keepUpToDate: false },
  });

test("a broken history farm answers no data, a broken definition farm knows no contract, and both come back", () => {
  for (const [farm, code] of [
    ["history", "ERR 9 162"],
    ["secdef", "ERR 9 200"],
  ] as const) {
    const { scene, client } = under("farm-broken", { farm });
    client.lines();
    const ask = (): readonly string[] => {
      if (farm === "history") history(client);
      else client.send("reqContractDetails", { reqId: 9, contract: AAPL });
      scene.pass();
      return client.lines();
    };
    deepEqual(ask(), [code]);
    scene.gateway.faults.clear("farm-broken");
    client.lines();
    ok(!ask().includes(code));
  }
});

test("each refusal of a cancel has its own code, and the order lives on", () => {
  for (const code of ["161", "10148", "10147"] as const) {
    const { scene, client } = under("cancel-rejected", { code });
    client.place(1, RESTING);
    client.cancel(1);
    ok(client.lines().includes(`ERR 1 ${code}`));
    equal(scene.gateway.broker.openOrders().length, 1);
  }
});

test("a precaution about size has a code of its own", () => {
  const { client } = under("order-precaution", { precaution: "size" });
  client.place(1, { ...RESTING, totalQuantity: "900" });
  const [refusal] = client.bodies("error");
  equal(refusal?.errorCode, 451);
  match(refusal?.errorMsg ?? "", /exceeds the Size Limit of 500/);
});

test("damage of every kind arrives as a whole frame, in text and in protobuf", () => {
  for (const serverVersion of [178, 222])
    for (const damage of ["bit-flip", "short", "long"] as const) {
      const { client } = under("frame-damaged", { damage, times: 1 }, serverVersion);
      const before = client.payloads.length;
      client.send("reqCurrentTime", {});
      client.send("reqCurrentTime", {});
      equal(client.payloads.length - before, 2, `${damage} at ${serverVersion}`);
      notEqualBytes(client.payloads[before], client.payloads[before + 1]);
    }
});

function notEqualBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): void {
  ok(a !== undefined && b !== undefined && Buffer.compare(a, b) !== 0, "the frame is undamaged");
}

test("a message of another era cannot be read in protobuf either", () => {
  const { client } = under("message-unknown", {}, 222);
  client.send("reqCurrentTime", {});
  const [first, second] = client.read();
  ok(first instanceof DecodeError);
  ok(second !== undefined && "name" in second && second.name === "currentTime");
});

test("lengths that cannot be are zero, negative, and too large", () => {
  const zero = under("frame-length-wrong", { length: "zero" });
  zero.client.send("reqCurrentTime", {});
  ok(zero.client.read().some((message) => message instanceof DecodeError));
  const negative = under("frame-length-wrong", { length: "negative" });
  negative.client.send("reqCurrentTime", {});
  equal(negative.client.broken?.length, -1);
});

test("a mute Gateway says nothing at all, or goes mute behind the version; an untrusted address hears nothing", () => {
  const frames = (scene: Loopback): number => scene.connect(2).payloads.length;
  equal(frames(under("mute-handshake", { from: "version" }).scene), 0);
  equal(frames(under("mute-handshake", { from: "startApi" }).scene), 1);
  const { scene } = under("trusted-ip-drop", { answer: "silence" });
  const stranger = scene.connect(2);
  scene.pass(600_000);
  deepEqual([stranger.payloads.length, stranger.closed], [0, undefined]);
});

test("numbers that were rolled back are refused with 103 when the broker remembers them", () => {
  const { client } = under("next-valid-id-rollback", { orderId: 5, reuse: "refused" });
  client.place(40, RESTING);
  client.lines();
  client.send("reqIds", { numIds: 1 });
  equal(client.bodies("nextValidId")[0]?.orderId, 5);
  client.place(5, RESTING);
  deepEqual(client.lines(), ["ERR 5 103"]);
});

test("a client id is held after any end where the fault says so, else only after an unclean one", () => {
  const again = (ends: "any" | "unclean"): readonly string[] => {
    const { scene, client } = under("client-id-held", { ends });
    client.leave("end");
    return scene.connect(1).lines().slice(0, 1);
  };
  deepEqual(again("any"), ["ERR -1 326"]);
  deepEqual(again("unclean"), ["managedAccounts"]);
});

test("a pending commission may also be the largest double, with the true one to follow", () => {
  const { scene, client } = under("commission-sentinel", { value: "max-double", thenMs: 1_000 });
  client.place(1);
  scene.pass(5_000);
  deepEqual(
    client.bodies("commissionReport").map(({ commission }) => commission),
    [Number.MAX_VALUE, 1],
  );
});

test("a child of any kind can be dropped, and the family goes on without it", () => {
  const { scene, client } = under("child-rejected", { which: "limit" });
  const child = { action: "SELL", parentId: 1 } as const;
  client.place(1, { transmit: false });
  client.place(2, { ...child, orderType: "LMT", lmtPrice: 300, transmit: false });
  client.place(3, { ...child, orderType: "STP", auxPrice: 200 });
  scene.pass();
  deepEqual(
    scene.gateway.broker.openOrders().map(({ orderId }) => orderId),
    [3],
  );
});

test("an execution that is corrected or taken back changes cash and position, and each time its id goes on", () => {
  const scene = still();
  const client = greeted(scene);
  client.place(1);
  scene.pass();
  const account = (): unknown => {
    const { holdings } = scene.gateway.broker.valued("DU1000001");
    return holdings.map(({ position }) => [String(position.quantity), Number(position.cost)]);
  };
  deepEqual(account(), [["100", 25_502]]);
  scene.gateway.faults.inject("execution-corrected", { percent: 10 });
  deepEqual(account(), [["100", 28_052]]);
  scene.gateway.faults.inject("execution-busted");
  equal((account() as [string][])[0]?.[0], "0");
  deepEqual(
    client.bodies("execDetails").map(({ execution }) => execution.execId.slice(-2)),
    ["01", "02", "03"],
  );
});

test("whatever choice a fault is set with, once it is cleared the Gateway greets a new client", () => {
  for (const name of FAULT_NAMES)
    for (const [param, spec] of Object.entries(faultRow(name).params))
      for (const choice of "choices" in spec ? spec.choices : []) {
        const scene = still();
        const client = greeted(scene);
        const values = { [param]: choice };
        if (faultRow(name).mode === "once") scene.gateway.faults.inject(name, values);
        else scene.gateway.faults.set(name, values);
        client.place(1);
        scene.pass(1_000);
        scene.gateway.faults.clearAll();
        scene.pass(1_000_000);
        const later = scene.connect(50);
        ok(
          later.lines().includes("nextValidId"),
          `${name} with ${param} ${choice} leaves a Gateway that greets nobody`,
        );
        scene.gateway.close();
      }
});
