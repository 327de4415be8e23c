/**
 * Persist before send: from a client's write of an order to its arrival at the Gateway, through holdfast and through a program
 * in C that appends each frame, syncs it and passes it on. One order, and sixteen at once.
 */
import { type Figures, figures, overRounds } from "../figures.ts";
import { Arrivals } from "./arrivals.ts";
import { Placer } from "./placer.ts";
import { IN_FLIGHT } from "./roundTrips.ts";
import type { Settings } from "./settings.ts";
import { gatewayAlone, holdfastTo, persistingTo } from "./ways.ts";

export interface Persisting {
  readonly one: Figures;
  readonly sixteen: Figures;
}

export interface Persists {
  readonly holdfast: Persisting;
  /** Undefined where there is no C compiler. */
  readonly c: Persisting | undefined;
}

export async function persists(settings: Settings): Promise<Persists> {
  const gateway = await gatewayAlone();
  const arrivals = await Arrivals.start(gateway.port);
  const daemon = await holdfastTo(arrivals.port);
  const hop = await persistingTo(arrivals.port);
  const holdfast = new Pair(await Placer.start(daemon.port, 1), arrivals);
  const c = hop === undefined ? undefined : new Pair(await Placer.start(hop.port, 7), arrivals);
  for (let round = 0; round <= settings.rounds; round++)
    for (const pair of [holdfast, c]) await pair?.round(settings.orders, round > 0);
  const result = { holdfast: holdfast.end(), c: c?.end() };
  await hop?.stop();
  for (const child of [daemon, gateway]) await child.kill();
  arrivals.close();
  return result;
}

class Pair {
  readonly #placer: Placer;
  readonly #arrivals: Arrivals;
  readonly #one: Figures[] = [];
  readonly #sixteen: Figures[] = [];

  constructor(placer: Placer, arrivals: Arrivals) {
    this.#placer = placer;
    this.#arrivals = arrivals;
  }

  async round(orders: number, counts: boolean): Promise<void> {
    const [one, sixteen] = [await this.#samples(orders, 1), await this.#samples(orders, IN_FLIGHT)];
    if (!counts) return;
    this.#one.push(figures(one));
    this.#sixteen.push(figures(sixteen));
  }

  async #samples(orders: number, count: number): Promise<readonly number[]> {
    const samples: number[] = [];
    for (let i = 0; i < orders; i++) {
      const arrived = this.#arrivals.next(count);
      const begun = performance.now();
      await this.#placer.orders(count);
      samples.push(((await arrived) - begun) * 1_000);
    }
    return samples;
  }

  end(): Persisting {
    this.#placer.close();
    return { one: overRounds(this.#one), sixteen: overRounds(this.#sixteen) };
  }
}
