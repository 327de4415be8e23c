/**
 * Every unmodified client straight at the simulated Gateway, without holdfast between: the eight steps of clients/README.md
 * with the right values at the highest version each speaks, and every request that ib_async, @stoqey/ib and the official
 * Python client know, answered as the table of the 85 requests says.
 *
 * What holds here and fails in matrix.test.ts is holdfast's; what fails here is the simulated Gateway's.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OUTGOING_NAMES } from "../../src/wire/codec.ts";
import { checkedIn, gridOf, type Seen } from "./direct/grid.ts";
import type { Exercised } from "./direct/judge.ts";
import { exercisedBy } from "./direct/program.ts";
import { CLIENTS, type Client } from "./matrix/clients.ts";
import { prepared } from "./matrix/matrix.ts";

const troupe = await prepared();
const seen = new Map<Client, Exercised>();

for (const client of CLIENTS)
  test(`${client.title} asks the simulated Gateway and is answered as the table says`, {
    skip: troupe.missing.get(client) ?? false,
  }, async () => {
    const exercised = await exercisedBy(client, troupe.ready.get(client)!);
    seen.set(client, exercised);
    assert.deepEqual(
      [...exercised].flatMap(([name, right]) => (right ? [] : [name])),
      [],
    );
  });

test("the official client alone tries nearly every request", {
  skip: troupe.missing.get(byId("official")) ?? false,
}, () => {
  const tried = seen.get(byId("official")) ?? new Map();
  assert.deepEqual(
    OUTGOING_NAMES.filter((name) => !tried.has(name)),
    NOT_IN_THE_LIBRARY,
  );
});

test("the grid of docs/simulated-gateway.md says what was seen", {
  skip: troupe.missing.size > 0 && `without ${[...troupe.missing.keys()].map(({ id }) => id).join(", ")}`,
}, () => {
  assert.equal(gridOf(inOrder(seen)), checkedIn());
});

/** It spells the first one so that no Gateway of 225 could read it; the other is for advisors. */
const NOT_IN_THE_LIBRARY: readonly string[] = ["verifyRequest", "replaceFA"];

function byId(wanted: string): Client {
  return CLIENTS.find(({ id }) => id === wanted)!;
}

const inOrder = (found: Seen): Seen =>
  new Map(
    CLIENTS.flatMap((client) => {
      const exercised = found.get(client);
      return exercised === undefined ? [] : [[client, exercised] as const];
    }),
  );
