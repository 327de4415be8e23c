/**
 * Plays the whole matrix: Gateway after Gateway, at each of them several cells side by side.
 *
 * `playAll` begins and answers at once with a promise per cell, so that a test can name each; the document is written of
 * the same outcomes.
 */
import type { Missing } from "./build.ts";
import { CLIENTS, type Client, GATEWAYS, type GatewayVersion, type Ready } from "./clients.ts";
import { wireForm } from "./forms.ts";
import { type Cell, cellsAt, type Outcome, type Stage, stageFor } from "./stage.ts";

/** Cells that are played at the same time. */
const SIDE_BY_SIDE = 4;

/** The clients that can run here, and why the others cannot. */
export interface Troupe {
  readonly ready: ReadonlyMap<Client, Ready>;
  readonly missing: ReadonlyMap<Client, string>;
}

export async function prepared(): Promise<Troupe> {
  const ready = new Map<Client, Ready>();
  const missing = new Map<Client, string>();
  for (const client of CLIENTS) {
    const found: Ready | Missing = await client.prepare();
    if ("missing" in found) missing.set(client, found.missing);
    else ready.set(client, found);
  }
  return { ready, missing };
}

export interface Played {
  readonly cell: Cell;
  readonly outcome: Promise<Outcome>;
}

/** What happens at one Gateway. */
export interface Act {
  readonly gateway: GatewayVersion;
  readonly cells: readonly Played[];
  /** Resolves behind the last cell, when everything has ended in good order; else it says what did not. */
  readonly ended: Promise<string | undefined>;
}

/** Begins to play; the acts follow each other. */
export function playAll({ ready }: Troupe): readonly Act[] {
  let before: Promise<unknown> = Promise.resolve();
  return GATEWAYS.map((gateway) => {
    const act = play(gateway, ready, before);
    before = act.ended;
    return act;
  });
}

function play(gateway: GatewayVersion, ready: ReadonlyMap<Client, Ready>, before: Promise<unknown>): Act {
  const all = cellsAt(gateway, [...ready.keys()]);
  const stage = before.then(() => stageFor(gateway, all));
  const lanes: Promise<unknown>[] = [...Array(SIDE_BY_SIDE)].map(() => stage);
  const cells = all.map((cell, i) => {
    const played = lanes[i % SIDE_BY_SIDE]!.then(async () => (await stage).play(cell, ready.get(cell.client)!));
    const outcome = played.catch((error) => ({ trouble: `there is no stage: ${error}` }));
    lanes[i % SIDE_BY_SIDE] = outcome;
    return { cell, outcome };
  });
  const ended = Promise.all(lanes).then(async () => finale(await stage, gateway));
  return { gateway, cells, ended: ended.catch((error) => `at the end: ${error}`) };
}

/** What holdfast has to answer for beyond what each client saw; undefined when all is well. */
async function finale(stage: Stage, gateway: GatewayVersion): Promise<string | undefined> {
  await stage.stop();
  wireForm(stage.session, gateway);
  const wrong = stage.daemon.log.filter(({ level }) => level === "warn" || level === "error");
  return wrong.length === 0 ? undefined : `the daemon logged ${JSON.stringify(wrong.slice(0, 5))}`;
}
