/**
 * Orders while nothing happens and while market data pours through the daemon, in turns, in one run: eight clients stream the same
 * stocks, and the Gateway's side brings as many ticks a second as this machine delivers, 50,000 at most.
 */
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Child } from "../../test/rig/rig.ts";
import { type Figures, figures, overRounds, rssMiB } from "../figures.ts";
import { Placer } from "./placer.ts";
import type { Settings } from "./settings.ts";
import { WATCHERS_MAX } from "./watchers.ts";
import { gatewayAlone, holdfastTo } from "./ways.ts";

export interface Flooded {
  readonly idle: Figures;
  readonly flood: Figures;
  readonly ticksPerSecond: number;
  readonly clients: number;
  /** Of what was due to all clients, 0 to 1. */
  readonly delivered: number;
  readonly rssMiB: { readonly idle: number; readonly flood: number };
}

const program = (name: string, ...words: readonly string[]): Child =>
  new Child(name, process.execPath, [fileURLToPath(new URL(name, import.meta.url)), ...words]);

/** Less than this, and the rate is halved. */
const DELIVERED_MIN = 0.95;
const TICKS_MIN = 500;

export async function flooded(settings: Settings): Promise<Flooded> {
  const gateway = await gatewayAlone();
  const source = program("flood.ts", `${gateway.port}`);
  const port = await source.line("out", "its port", (line) => Number(/^port (\d+)$/.exec(line)?.[1]) || undefined);
  const daemon = await holdfastTo(port);
  const placer = await Placer.start(daemon.port, 1);
  const watchers = program("watchers.ts", `${daemon.port}`, `${WATCHERS_MAX}`);
  await watchers.line("out", "all streams", (line) => line === "streaming" || undefined, 60_000);
  const flood = new Flood(source, watchers);

  const ticksPerSecond = await flood.bearable(settings.ticks, settings.calibrateMs);
  const idleRss = rssMiB(daemon.child.pid);
  const measured = { idle: [] as Figures[], flood: [] as Figures[] };
  const shares: number[] = [];
  for (let round = 0; round < settings.rounds; round++) {
    flood.rate(0);
    await pause(settings.settleMs);
    measured.idle.push(await roundOf(placer, settings));
    flood.rate(ticksPerSecond);
    await pause(settings.settleMs);
    shares.push(await flood.share(ticksPerSecond, async () => measured.flood.push(await roundOf(placer, settings))));
  }
  const result = {
    ...{ idle: overRounds(measured.idle), flood: overRounds(measured.flood), ticksPerSecond, clients: WATCHERS_MAX },
    delivered: figures(shares).p50,
    rssMiB: { idle: idleRss, flood: rssMiB(daemon.child.pid) },
  };
  placer.close();
  for (const child of [watchers, daemon, source, gateway]) await child.kill();
  return result;
}

async function roundOf(placer: Placer, { orders }: Settings): Promise<Figures> {
  const samples: number[] = [];
  for (let i = 0; i < orders; i++) samples.push(await placer.orders(1));
  return figures(samples);
}

class Flood {
  readonly #source: Child;
  readonly #watchers: Child;
  #asked = 0;

  constructor(source: Child, watchers: Child) {
    this.#source = source;
    this.#watchers = watchers;
  }

  rate(ticksPerSecond: number): void {
    this.#source.write(`${ticksPerSecond}\n`);
  }

  /** How much of what is due while `act` lasts arrives. */
  async share(ticksPerSecond: number, act: () => Promise<unknown>): Promise<number> {
    const [before, begun] = [await this.#frames(), performance.now()];
    await act();
    const frames = (await this.#frames()) - before;
    return frames / ((ticksPerSecond * WATCHERS_MAX * (performance.now() - begun)) / 1_000);
  }

  /** The most that nearly all arrives of, found by halving. */
  async bearable(most: number, ms: number): Promise<number> {
    for (let rate = most; ; rate = Math.round(rate / 2)) {
      this.rate(rate);
      await pause(ms);
      const share = await this.share(rate, () => pause(ms));
      if (share >= DELIVERED_MIN || rate < TICKS_MIN) return rate;
    }
  }

  async #frames(): Promise<number> {
    const nth = this.#asked++;
    this.#watchers.write("\n");
    const answers = (): number | undefined => {
      const line = this.#watchers.out.filter((each) => each.startsWith("frames "))[nth];
      return line === undefined ? undefined : Number(line.slice("frames ".length));
    };
    return this.#watchers.until("its count", answers, 60_000);
  }
}
