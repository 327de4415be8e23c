/**
 * A client directly at the Gateway, through socat, and through holdfast with its durable journal, visited in turn: a question,
 * a burst of three small writes, one order, sixteen at once, and the three legs of a bracket.
 */
import { type Figures, figures, overRounds, rssMiB } from "../figures.ts";
import { Placer } from "./placer.ts";
import type { Settings } from "./settings.ts";
import { gatewayAlone, holdfastTo, socatTo, type Way } from "./ways.ts";

export const IN_FLIGHT = 16;

const KINDS = {
  question: (placer: Placer) => placer.ask(),
  writes: (placer: Placer) => placer.writes(),
  order: (placer: Placer) => placer.orders(1),
  sixteen: (placer: Placer) => placer.orders(IN_FLIGHT),
  bracket: (placer: Placer) => placer.bracket(),
} as const;

export type Kind = keyof typeof KINDS;
export type OnWay = Readonly<Record<Kind, Figures>>;

export interface RoundTrips {
  readonly direct: OnWay;
  readonly holdfast: OnWay;
  /** Undefined where there is no socat. */
  readonly socat: OnWay | undefined;
  readonly "socat,nodelay": OnWay | undefined;
  readonly rssMiB: number;
}

type Name = Exclude<keyof RoundTrips, "rssMiB">;

export async function roundTrips(settings: Settings): Promise<RoundTrips> {
  const gateway = await gatewayAlone();
  const daemon = await holdfastTo(gateway.port);
  const ways: Partial<Record<Name, Way>> = {
    direct: gateway,
    socat: await socatTo(gateway.port),
    "socat,nodelay": await socatTo(gateway.port, ",nodelay"),
    holdfast: daemon,
  };
  const measured = new Map<Name, OnWay>();
  for (const [name, figures] of await inTurn(ways, settings)) measured.set(name, figures);
  const rss = rssMiB(daemon.child.pid);
  for (const way of [ways.socat, ways["socat,nodelay"], daemon, gateway]) await way?.stop();
  return {
    ...{ direct: measured.get("direct")!, holdfast: measured.get("holdfast")! },
    ...{ socat: measured.get("socat"), "socat,nodelay": measured.get("socat,nodelay"), rssMiB: rss },
  };
}

async function inTurn(ways: Partial<Record<Name, Way>>, settings: Settings): Promise<Map<Name, OnWay>> {
  const placers = new Map<Name, Placer>();
  for (const [name, way] of Object.entries(ways) as [Name, Way | undefined][])
    if (way !== undefined) placers.set(name, await Placer.start(way.port, name === "holdfast" ? 1 : 10 + placers.size));
  const rounds = new Map([...placers.keys()].map((name) => [name, emptyRounds()]));
  // The first round warms up everybody.
  for (let round = 0; round <= settings.rounds; round++)
    for (const [name, placer] of placers)
      for (const kind of Object.keys(KINDS) as Kind[]) {
        const found = await roundOf(placer, kind, settings.orders);
        if (round > 0) rounds.get(name)![kind].push(found);
      }
  for (const placer of placers.values()) placer.close();
  return new Map([...rounds].map(([name, of]) => [name, summed(of)]));
}

const emptyRounds = (): Record<Kind, Figures[]> => ({ question: [], writes: [], order: [], sixteen: [], bracket: [] });

const summed = ({ question, writes, order, sixteen, bracket }: Record<Kind, Figures[]>): OnWay => ({
  question: overRounds(question),
  writes: overRounds(writes),
  order: overRounds(order),
  sixteen: overRounds(sixteen),
  bracket: overRounds(bracket),
});

async function roundOf(placer: Placer, kind: Kind, count: number): Promise<Figures> {
  const samples: number[] = [];
  for (let i = 0; i < count; i++) samples.push(await KINDS[kind](placer));
  return figures(samples);
}
