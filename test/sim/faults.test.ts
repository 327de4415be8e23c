/**
 * Every fault of the table has a scene: what a client on the wire sees of it.
 *
 * Each scene is played with the fault and without; what is seen must differ, and the fault must have counted a strike.
 */
import { deepEqual, notDeepEqual, ok } from "node:assert/strict";
import test from "node:test";
import { FAULT_NAMES, type FaultName, faultRow } from "../../src/sim/faults/table.ts";
import { BROKER_SCENES } from "./faults/broker.ts";
import { GATEWAY_SCENES } from "./faults/gateway.ts";
import { LINK_SCENES } from "./faults/link.ts";
import { MESSAGE_SCENES } from "./faults/messages.ts";
import type { FaultScene, FaultScenes } from "./faults/scene.ts";
import { still } from "./loopback.ts";

const SCENES: FaultScenes = { ...BROKER_SCENES, ...GATEWAY_SCENES, ...LINK_SCENES, ...MESSAGE_SCENES };

function play(
  name: FaultName,
  { options, params = {}, act }: FaultScene,
  on: boolean,
): [seen: unknown, struck: number] {
  const scene = still(options);
  const { faults } = scene.gateway;
  const begin = (): void => {
    if (on && faultRow(name).mode === "once") faults.inject(name, params);
    else if (on) faults.set(name, params);
  };
  const seen = act(scene, { begin, end: () => faults.clear(name) });
  const struck = faults.list().find((state) => state.name === name)?.struck ?? 0;
  scene.gateway.close();
  return [seen, struck];
}

for (const name of FAULT_NAMES) {
  const scene = SCENES[name] as FaultScene | undefined;
  test(`${name}: ${faultRow(name).says}`, () => {
    ok(scene !== undefined, "it has no scene");
    const [seen, struck] = play(name, scene, true);
    deepEqual(seen, scene.sees);
    ok(struck > 0, "it counted no strike");
    notDeepEqual(play(name, scene, false)[0], scene.sees, "the same is seen without it");
  });
}
