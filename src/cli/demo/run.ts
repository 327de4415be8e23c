/**
 * One performance of the demo, from the first connection to the verdict.
 *
 * It ends by itself after `seconds` or when it is told to. Then the strategies cancel what works, holdfast's positions
 * are compared with the broker's own, and everything closes in order. A fill may be on its way while the two lists are
 * read, so a difference counts only when it stays for five seconds.
 */
import type { Host } from "../../io/io.ts";
import { QUERY_KINDS, type QueryKind } from "../../model/input.ts";
import type { Row } from "../row.ts";
import { differences, figures, type PositionFigure, type PositionRow } from "./compare.ts";
import { type FillSeen, FillWatch } from "./fills.ts";
import { Stage, type StageOptions } from "./stage.ts";

const LOOK_MS = 500;
const COMPARE_PAUSE_MS = 250;
const COMPARE_MS_MAX = 5_000;

export interface DemoOptions extends StageOptions {
  /** How long the strategies trade; for ever when undefined. */
  readonly seconds: number | undefined;
  /** In place of the stage's second, direct connection: for tests that show a difference is found. */
  readonly brokerPositions?: (stage: Stage, answer: Parameters<Stage["brokerPositions"]>[0]) => void;
}

/** What one look shows. */
export interface Picture {
  readonly twsPort: number;
  readonly gatewayPort: number;
  readonly nativePort: number;
  readonly socket: string;
  readonly status: Row;
  readonly orders: readonly Row[];
  readonly positions: readonly Row[];
  readonly clients: readonly Row[];
  /** Newest last. */
  readonly fills: readonly FillSeen[];
}

/** The one object of `--json`; scripts rely on its keys. */
export interface Summary {
  readonly clients: number;
  readonly orders: number;
  readonly fills: number;
  readonly positions: readonly PositionFigure[];
  readonly brokerPositions: readonly PositionFigure[];
}

export interface Ending {
  readonly summary: Summary | undefined;
  /** Sentences; empty when all is well. */
  readonly troubles: readonly string[];
}

export interface Audience {
  log: Host["log"];
  saw(picture: Picture): void;
  ended(ending: Ending): void;
}

const FILLS_SHOWN = 200;

export class Demo {
  readonly #options: DemoOptions;
  readonly #audience: Audience;
  readonly #stage: Stage;
  readonly #watch = new FillWatch();
  #fills: FillSeen[] = [];
  #picture: Picture | undefined;
  #looking: NodeJS.Timeout | undefined;
  #state: "playing" | "ending" | "ended" = "playing";

  constructor(options: DemoOptions, audience: Audience) {
    this.#options = options;
    this.#audience = audience;
    this.#stage = new Stage(options, {
      opened: () => this.#opened(),
      failed: (reason) => this.#finish({ summary: undefined, troubles: [reason] }),
      log: audience.log,
    });
  }

  /** Ends the performance in good order; once. */
  end(): void {
    if (this.#state !== "playing") return;
    this.#state = "ending";
    clearTimeout(this.#looking);
    if (this.#stage.strategies.length === 0) return this.#strike({ summary: undefined, troubles: [] });
    this.#look((picture) => this.#stage.settle(() => this.#compare(Number(picture.status.clients), Date.now())));
  }

  #opened(): void {
    const { seconds } = this.#options;
    if (seconds !== undefined) setTimeout(() => this.end(), seconds * 1_000);
    this.#lookAgain();
  }

  #lookAgain(): void {
    this.#look((picture) => {
      if (this.#state !== "playing") return;
      this.#audience.saw(picture);
      this.#looking = setTimeout(() => this.#lookAgain(), LOOK_MS);
    });
  }

  #look(seen: (picture: Picture) => void): void {
    this.#askAll([...QUERY_KINDS], {}, (answers) => {
      const orders = (answers.orders ?? []) as Row[];
      this.#fills = [...this.#fills, ...this.#watch.look(orders)].slice(-FILLS_SHOWN);
      const { twsPort, gatewayPort, nativePort, socket } = this.#stage;
      const { status, clients } = answers as Record<QueryKind, never>;
      this.#picture = {
        twsPort,
        gatewayPort,
        nativePort,
        socket,
        status,
        orders,
        positions: (answers.positions ?? []) as Row[],
        clients,
        fills: this.#fills,
      };
      seen(this.#picture);
    });
  }

  #askAll(kinds: QueryKind[], answers: Partial<Record<QueryKind, unknown>>, done: (all: typeof answers) => void): void {
    const kind = kinds.shift();
    if (kind === undefined) return done(answers);
    this.#stage.ask(kind, (answer) => this.#askAll(kinds, { ...answers, [kind]: answer }, done));
  }

  /** `clients` was counted while everybody was still connected. */
  #compare(clients: number, since: number): void {
    const read = this.#options.brokerPositions ?? ((stage, answer) => stage.brokerPositions(answer));
    read(this.#stage, (result) => {
      if ("failed" in result) return this.#strike(unread(result.failed));
      this.#look(({ status, positions }) => {
        const summary = {
          ...{ clients, orders: Number(status.orders), fills: Number(status.fills) },
          positions: figures(positions as readonly object[] as readonly PositionRow[]),
          brokerPositions: figures(result),
        };
        const troubles = differences(summary.positions, summary.brokerPositions);
        if (troubles.length === 0 || Date.now() - since >= COMPARE_MS_MAX) this.#strike({ summary, troubles });
        else setTimeout(() => this.#compare(clients, since), COMPARE_PAUSE_MS);
      });
    });
  }

  #strike(ending: Ending): void {
    this.#stage.strike(() => this.#finish(ending));
  }

  #finish(ending: Ending): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    clearTimeout(this.#looking);
    this.#audience.ended(ending);
  }
}

const unread = (reason: string): Ending => ({
  summary: undefined,
  troubles: [`the broker's own positions could not be read: ${reason}`],
});
