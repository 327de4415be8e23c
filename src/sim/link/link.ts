/**
 * The connection between the Gateway and IB: up or lost, with its data farms.
 *
 * While it is lost no instruction reaches the broker and nothing of the broker reaches the Gateway; clients stay
 * connected and are told 1100. What waits on either side crosses when the link is back, the broker's news first. Faults
 * make it lose what waits.
 */
import type { BrokerEvent } from "../broker/event.ts";
import type { Striking, Subject } from "../faults/faults.ts";
import { FARMS, type Farm, type FarmKind, type FarmState, farmNotice, type Notice } from "./farms.ts";

/** What a client wants of the broker. */
export interface Instruction {
  /** Whom and what it concerns. */
  readonly about: Subject;
  /** It reaches the broker: what the broker has to say. */
  readonly run: () => readonly BrokerEvent[];
  /** Set for a change of a resting order: it reaches the broker as an order of its own. */
  readonly twin?: () => readonly BrokerEvent[];
}

export interface LinkOwner {
  /** To every client. */
  notice(code: number, text: string): void;
  /** The broker's news reach the Gateway. */
  news(events: readonly BrokerEvent[]): void;
  /** The link was up and is lost. */
  lost(): void;
  /** The link is up again; what waited has not crossed yet. */
  found(): void;
  /** What waited has crossed. */
  restored(): void;
}

export class Link {
  readonly #faults: Striking;
  #owner: LinkOwner | undefined;
  readonly #farms = new Map<FarmKind, FarmState>();
  /** What clients were told of each reason for which it is lost. */
  #losses: readonly Notice[] = [];
  #instructions: (() => readonly BrokerEvent[])[] = [];
  #news: BrokerEvent[] = [];

  constructor(faults: Striking) {
    this.#faults = faults;
  }

  /**
   * The Gateway at this end of the link. A successor finds what waits on either side, and loses the link anew where a
   * fault still holds.
   */
  serve(owner: LinkOwner): void {
    this.#owner = owner;
    this.#losses = [];
    this.#farms.clear();
  }

  get up(): boolean {
    return this.#losses.length === 0;
  }

  /** Whether market data flows. */
  get ticks(): boolean {
    return this.up && this.farm("market") !== "broken";
  }

  /** A client's instruction crosses the link, now or when it is back. */
  instruct({ about, run, twin }: Instruction): void {
    if (this.up) return this.#owner?.news(run());
    if (this.#faults.strikes("outage-orders-swallowed", about) !== undefined) return;
    const twins = twin !== undefined && this.#faults.strikes("outage-modify-twin", about) !== undefined;
    this.#instructions.push(twins ? twin : run);
  }

  /** What of the broker's news crosses the link now; the rest waits. */
  crossing(events: readonly BrokerEvent[]): readonly BrokerEvent[] {
    if (this.up) return events;
    for (const event of events)
      if (this.#faults.strikes("outage-events-lost", subjectOf(event)) === undefined) this.#news.push(event);
    return [];
  }

  /** Lost for one more reason, and every client is told; it is up again when all of them are gone. */
  lose(notice: Notice): void {
    this.#losses = [...this.#losses, notice];
    if (this.#losses.length === 1) this.#owner?.lost();
    this.#owner?.notice(...notice);
  }

  /** What clients were told of it when it was lost; undefined while it is up. */
  get loss(): Notice | undefined {
    return this.#losses.at(-1);
  }

  /** A reason is gone: that of which this was told. */
  restore(code: number): void {
    const i = this.#losses.findIndex(([of]) => of === code);
    this.#losses = this.#losses.filter((_, k) => k !== i);
    if (this.up) this.settle();
  }

  /** What waits on either side of a link that is up crosses. */
  settle(): void {
    if (!this.up) return;
    this.#owner?.found();
    const news = this.#news.splice(0);
    const instructions = this.#instructions.splice(0);
    this.#owner?.news(news);
    for (const run of instructions) this.#owner?.news(run());
    this.#owner?.restored();
  }

  // ---------------------------------------------------------------- farms

  /** The notices of a connect. */
  farmNotices(): readonly Notice[] {
    return FARMS.map((farm) => farmNotice(farm, this.farm(farm.kind)));
  }

  farm(kind: FarmKind): FarmState {
    return this.#farms.get(kind) ?? "ok";
  }

  /** A farm changes, and every client is told. */
  turnFarm(farm: Farm, state: FarmState): void {
    if (this.farm(farm.kind) === state) return;
    this.#farms.set(farm.kind, state);
    this.#owner?.notice(...farmNotice(farm, state));
  }

  /** `All data farms are connected: usfarm; ushmds; secdefnj.` (SEQUENCES 9, captured in logs). */
  farmsText(): string {
    const named = (connected: boolean): string =>
      FARMS.filter(({ kind }) => (this.farm(kind) !== "broken") === connected)
        .map(({ name }) => name)
        .join("; ");
    if (named(false) === "") return `All data farms are connected: ${named(true)}.`;
    return `The following farms are connected: ${named(true)}. The following farms are not connected: ${named(false)}.`;
  }
}

function subjectOf(event: BrokerEvent): Subject {
  switch (event.kind) {
    case "order":
    case "status": {
      const { clientId, terms, listing } = event.order;
      return { client: clientId, account: terms.account, symbol: listing.symbol };
    }
    case "execution":
    case "commission": {
      const { clientId, account, listing } = event.execution;
      return { client: clientId, account, symbol: listing.symbol };
    }
    case "preview":
      return { client: event.preview.clientId };
    case "error":
    case "bound":
      return { client: event.clientId };
    case "position":
      return { account: event.account };
  }
}
