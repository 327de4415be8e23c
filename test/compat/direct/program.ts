/**
 * Plays a client program straight at a simulated Gateway of its own, without holdfast between, and keeps the wire.
 *
 * Every client takes the eight steps of clients/README.md; those with a `tour` also send every request that their library
 * knows.
 */
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startGateway } from "../../../src/standalone/standalone.ts";
import type { OutgoingName } from "../../../src/wire/codec.ts";
import { temporaryDirectory } from "../../rig/folders.ts";
import { Child, jsonLine, ROOT, startTap, type TapLink } from "../../rig/rig.ts";
import type { Client, Ready } from "../matrix/clients.ts";
import { MARKET, PRICES } from "../matrix/market.ts";
import { STEPS, stepsTaken } from "../matrix/steps.ts";
import { type Exercised, exercised } from "./judge.ts";

const ACCOUNT = "DU1000001";
const PROGRAM_MS_MAX = 90_000;
/** Streams that speak every five seconds are heard within the pauses of a tour. */
const TOUR_SPEED = 10;

/** Takes the eight steps; answers the wire. Throws when a value is wrong. */
export async function stepsOf(client: Client, ready: Ready): Promise<TapLink> {
  const { child, link } = await ran(client, ready, (port) => steps(client, port), { prices: still() });
  const { serverVersion } = link;
  const taken = stepsTaken(child, { account: ACCOUNT, orderRef: client.id, serverVersion, client }, link);
  assert.equal(taken, Object.keys(STEPS).length);
  assert.equal(serverVersion, client.versions.at(-1));
  return link;
}

/** Sends every request that the library knows; answers the wire. Throws when the library did not understand something. */
export async function tourOf(client: Client, ready: Ready): Promise<TapLink> {
  const tour = { ...ready, args: [...ready.args.slice(0, -1), tourFile(client)!] };
  const argument = (port: number): object => ({ port, clientId: 12, account: ACCOUNT });
  const { child, link } = await ran(client, tour, argument, { speed: TOUR_SPEED });
  assert.deepEqual(child.out.map(jsonLine).at(-1), { done: true });
  return link;
}

/** The program that sends every request, if the client has one. */
export function tourFile({ id }: Client): string | undefined {
  return ["tour.py", "tour.ts"].map((name) => join(ROOT, "test/compat/clients", id, name)).find(existsSync);
}

async function ran(
  client: Client,
  { command, args }: Ready,
  argument: (port: number) => object,
  { prices, speed = 1 }: { readonly prices?: string; readonly speed?: number },
): Promise<{ readonly child: Child; readonly link: TapLink }> {
  await using gateway = await startGateway({ accounts: [ACCOUNT], prices, speed });
  const tap = await startTap(gateway.port);
  const child = new Child(client.id, command, [...args, JSON.stringify(argument(tap.port))], { cwd: ROOT });
  const exit = await child.end(PROGRAM_MS_MAX).finally(() => tap.stop());
  const said = [...child.out, ...child.err].slice(-5).join("\n");
  assert.deepEqual(exit, { code: 0, signal: null }, said);
  const [link] = tap.links;
  assert.ok(link !== undefined && tap.links.length === 1, "one connection");
  return { child, link };
}

function steps(client: Client, port: number): object {
  const { quantity, restingPrice, modifiedPrice } = MARKET;
  const order = { symbol: MARKET.contract.symbol, quantity, restingPrice, modifiedPrice };
  return { port, clientId: 11, account: ACCOUNT, orderRef: client.id, ...order };
}

/** The market of the steps, as a file. */
function still(): string {
  const path = join(temporaryDirectory(), "prices.csv");
  writeFileSync(path, PRICES);
  return path;
}

/** All that a client asks, in its steps and in its tour. */
export async function exercisedBy(client: Client, ready: Ready): Promise<Exercised> {
  const links = [await stepsOf(client, ready)];
  if (tourFile(client) !== undefined) links.push(await tourOf(client, ready));
  const all = new Map<OutgoingName, boolean>();
  for (const link of links)
    for (const [name, right] of exercised(link)) all.set(name, right && all.get(name) !== false);
  return all;
}
