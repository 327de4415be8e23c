/**
 * Every unmodified client straight at the simulated Gateway, without holdfast between: the eight steps of clients/README.md
 * with the right values, at the highest version each speaks.
 *
 * What holds here and fails in matrix.test.ts is holdfast's; what fails here is the simulated Gateway's.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Child, ROOT, startGateway, startTap } from "../rig/rig.ts";
import { CLIENTS, type Client, type Ready } from "./matrix/clients.ts";
import { MARKET, PRICES } from "./matrix/market.ts";
import { prepared } from "./matrix/matrix.ts";
import { STEPS, stepsTaken } from "./matrix/steps.ts";

const ACCOUNT = "DU1000001";
const CLIENT_MS_MAX = 90_000;
const troupe = await prepared();

for (const client of CLIENTS)
  test(`${client.title} takes every step straight at the simulated Gateway`, {
    skip: troupe.missing.get(client) ?? false,
  }, async () => {
    assert.equal(await played(client, troupe.ready.get(client)!), Object.keys(STEPS).length);
  });

/** Answers how many steps were taken. */
async function played(client: Client, { command, args }: Ready): Promise<number> {
  const gateway = await startGateway({ accounts: [ACCOUNT], prices: PRICES });
  const tap = await startTap(gateway.port);
  const child = new Child(client.id, command, [...args, argument(client, tap.port)], { cwd: ROOT });
  const exit = await child.end(CLIENT_MS_MAX).finally(() => tap.stop());
  const link = tap.links[0];
  assert.ok(link !== undefined && tap.links.length === 1, "one connection");
  const { serverVersion } = link;
  const steps = stepsTaken(child, { account: ACCOUNT, orderRef: client.id, serverVersion, client }, link);
  assert.equal(serverVersion, client.versions.at(-1));
  assert.deepEqual(exit, { code: 0, signal: null });
  await gateway.stop();
  return steps;
}

function argument(client: Client, port: number): string {
  const { quantity, restingPrice, modifiedPrice } = MARKET;
  const order = { symbol: MARKET.contract.symbol, quantity, restingPrice, modifiedPrice };
  return JSON.stringify({ host: "127.0.0.1", port, clientId: 11, account: ACCOUNT, orderRef: client.id, ...order });
}
