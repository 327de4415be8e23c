/** Scenes of the faults between the Gateway and IB. */
import type { FaultScenes } from "./scene.ts";

export const LINK_SCENES: FaultScenes = {};
