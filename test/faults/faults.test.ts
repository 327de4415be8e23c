/**
 * Every fault of the table changes what an unmodified client is told, connected straight to the simulated Gateway.
 *
 * Each story is played with the fault and without; both are compared with what the story says.
 */
import { deepEqual } from "node:assert/strict";
import test from "node:test";
import { FAULT_NAMES, type FaultName, faultRow } from "../../src/sim/faults/table.ts";
import { FRAME_STORIES } from "./frames.ts";
import { LIFECYCLE_STORIES } from "./lifecycle.ts";
import { LINK_STORIES } from "./link.ts";
import { MESSAGE_STORIES } from "./messages.ts";
import { holds, type Stories, type Story } from "./story.ts";

const STORIES: Stories = { ...LINK_STORIES, ...LIFECYCLE_STORIES, ...FRAME_STORIES, ...MESSAGE_STORIES };

const storyOf = (name: FaultName): Story | undefined => STORIES[name] as Story | undefined;

/** Their stories are not told yet; the list only shrinks. */
const UNTOLD: FaultName[] = [
  "trading-halt",
  "price-gap",
  "early-close",
  "quote-missing",
  "order-lost",
  "order-silent",
  "order-delayed",
  "order-inactive",
  "order-locate",
  "order-precaution",
  "tif-note-10349",
  "cancel-rejected",
  "cancel-lost",
  "cancel-fill-cross",
  "partial-then-cancel",
  "child-rejected",
  "child-before-parent",
  "transmit-lost",
  "oca-overfill",
  "stop-inert",
  "stop-late",
  "stop-limit-unfilled",
  "execution-without-order",
  "execution-corrected",
  "execution-busted",
  "executions-since-midnight",
  "contract-delisted",
];

test("every fault has its story", () => {
  deepEqual(FAULT_NAMES.filter((name) => storyOf(name) === undefined).sort(), UNTOLD.sort());
});

for (const name of FAULT_NAMES) {
  const story = storyOf(name);
  if (story !== undefined) test(`${name}: ${faultRow(name).says}`, (t) => holds(t, name, story));
}
