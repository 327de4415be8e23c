/**
 * Plays the client's side of a recorded session against the simulated Gateway and lays what the Gateway said beside what
 * the real one said, stretch by stretch: a stretch is what was told between two things that the client sent.
 *
 * What is compared and what is not, NOT_COMPARED says; the guide prints it.
 */
import type { WallMs } from "../../../src/base/time.ts";
import { type Client, Loopback, type LoopbackOptions } from "../loopback.ts";
import { line } from "../transcript.ts";
import { type Session, type Step, session } from "./recorded.ts";

/** For people: the rules of `tidied`. */
export const NOT_COMPARED =
  "Compared are kind, order and decisive fields of messages: order ids, statuses, filled and remaining, whyHeld, codes. Not " +
  "compared: times, prices and permIds (they are of that day), the status inside openOrder (the orderStatus behind it says " +
  "it), which farms there are (they differ per login), whether a market order is PreSubmitted or Submitted before it fills, " +
  "how often an unchanged openOrder and orderStatus are repeated, and the length of runs of data.";

export interface Playing {
  readonly session: string;
  /** When it was recorded: it decides whether the market is open. */
  readonly wall: WallMs;
  readonly options?: LoopbackOptions;
  /** The client id of each connection, one after the other; 1 when it is not told. */
  readonly clientIds?: readonly number[];
  /** Lines that are left out on both sides, and why: what the publisher trimmed away, for instance. */
  readonly leftOut?: { readonly lines: RegExp; readonly because: string };
  /** What the client sent, for a recording of the Gateway's side alone: all stretches are compared as one. */
  readonly sends?: readonly ((client: Client) => void)[];
  /** What happens before the client connects: positions, resting orders. */
  readonly before?: (stage: Loopback) => void;
  /** The same for people. */
  readonly setting?: string;
}

export interface Stretch {
  /** What the client did before: a message's name, or `connect`. */
  readonly after: string;
  readonly lines: readonly string[];
}

export interface Played {
  readonly real: readonly Stretch[];
  readonly simulated: readonly Stretch[];
}

/** Longer than an order's way to the market and the answer of a history server take. */
const QUIET_MS = 2_000;

export function play(playing: Playing): Played {
  const recorded = session(playing.session);
  const stage = new Loopback(playing.wall, { calendar: "real", accounts: ["DU9000001"], ...playing.options });
  playing.before?.(stage);
  const simulated = new Player(stage, recorded, playing).play();
  stage.gateway.close();
  const tidy = tidied(playing.leftOut?.lines);
  const real = stretches(recorded.steps);
  // Some recordings begin behind the greeting.
  const from = real[0]?.lines.length === 0 ? 1 : 0;
  return { real: real.slice(from).map(tidy), simulated: simulated.slice(from).map(tidy) };
}

function stretches(steps: readonly Step[]): Stretch[] {
  const found: { after: string; lines: string[] }[] = [{ after: "connect", lines: [] }];
  for (const step of steps) {
    if (step.kind === "told") found.at(-1)?.lines.push(step.line);
    else found.push({ after: step.kind === "sent" ? step.name : "connect", lines: [] });
  }
  return found.filter(({ after, lines }, i) => after !== "connect" || lines.length > 0 || i === 0);
}

/** The client: it sends what was sent, and waits where the recorded one waited for answers. */
class Player {
  readonly #stage: Loopback;
  readonly #recorded: Session;
  readonly #clientIds: readonly number[];
  readonly #sends: readonly ((client: Client) => void)[];
  readonly #stretches: { after: string; lines: string[] }[] = [];
  #connections = 0;
  #client: Client | undefined;
  #seen = 0;

  constructor(stage: Loopback, recorded: Session, { clientIds = [], sends = [] }: Playing) {
    this.#stage = stage;
    this.#recorded = recorded;
    this.#clientIds = clientIds;
    this.#sends = sends;
  }

  play(): readonly Stretch[] {
    this.#connect();
    if (this.#sends.length > 0) return this.#playAlone();
    const { steps } = this.#recorded;
    for (const [i, step] of steps.entries()) {
      if (step.kind === "told") continue;
      if (steps[i - 1]?.kind === "told") this.#wait();
      if (step.kind === "sent") this.#send(step);
      else if (i < steps.length - 1) this.#again();
    }
    this.#wait();
    return this.#stretches;
  }

  /** The Gateway's side alone was recorded, without its greeting. */
  #playAlone(): readonly Stretch[] {
    const client = this.#client as Client;
    this.#seen = client.told.length;
    for (const send of this.#sends) {
      send(client);
      this.#wait();
    }
    return this.#stretches;
  }

  #connect(): void {
    const clientId = Number(this.#clientIds[this.#connections++] ?? 1);
    const first = firstId(this.#recorded.steps);
    if (first !== undefined && this.#connections === 1) this.#stage.gateway.broker.shown(clientId, first - 1);
    this.#stretches.push({ after: "connect", lines: [] });
    this.#client = this.#stage.connect(clientId, this.#recorded.serverVersion);
    this.#seen = 0;
  }

  #again(): void {
    this.#client?.leave();
    this.#wait();
    this.#connect();
  }

  #send(step: Step & { kind: "sent" }): void {
    this.#collect();
    this.#stretches.push({ after: step.name, lines: [] });
    step.send(this.#client as Client);
  }

  #wait(): void {
    this.#stage.pass(QUIET_MS);
    this.#collect();
  }

  #collect(): void {
    const { told } = this.#client as Client;
    this.#stretches.at(-1)?.lines.push(...told.slice(this.#seen).map(line));
    this.#seen = told.length;
  }
}

/** The lowest order id that the client used. */
function firstId(steps: readonly Step[]): number | undefined {
  const ids = steps.flatMap((step) => (step.kind === "told" ? (/^O[OS] (\d+)/.exec(step.line)?.[1] ?? []) : []));
  return ids.length === 0 ? undefined : Math.min(...ids.map(Number));
}

const FARM = /^ERR -1 (210[3-8]|2157|2158)$/;

/** Without what is not compared. */
function tidied(omit: RegExp | undefined): (stretch: Stretch) => Stretch {
  return ({ after, lines }) => ({
    after: sentName(after),
    lines: withoutRepeats(
      accepted(lines.filter((text) => !FARM.test(text) && !omit?.test(text)).map(withoutOrderState)),
    ),
  });
}

/** Before its fill an order is PreSubmitted, Submitted, or one after the other: all were recorded (SEQUENCES 3). */
function accepted(lines: readonly string[]): string[] {
  const filled = new Set(lines.flatMap((text) => /^EX (\d+)/.exec(text)?.[1] ?? []));
  return lines.map((text) => {
    const [, orderId = "", rest = ""] = /^OS (\d+) (?:PreSubmitted|Submitted) (0\/\d+)$/.exec(text) ?? [];
    return filled.has(orderId) ? `OS ${orderId} accepted ${rest}` : text;
  });
}

/** Publishers' spellings of requests: `place_order` for `placeOrder`. */
const sentName = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Decoded openOrders carry no status; the orderStatus behind each says it. */
const withoutOrderState = (text: string): string => (text.startsWith("OO ") ? text.split(" ", 2).join(" ") : text);

function withoutRepeats(lines: readonly string[]): string[] {
  const latest = new Map<string, string>();
  return lines.filter((text) => {
    const topic = topicOf(text);
    if (topic === undefined) return true;
    if (latest.get(topic) === text) return false;
    latest.set(topic, text);
    return true;
  });
}

/** What a line says something about, when saying the same again adds nothing; executions and errors each count. */
function topicOf(text: string): string | undefined {
  const order = /^(O[OS]) (\d+)/.exec(text);
  if (order !== null) return order[0];
  return /^(EX|CR|ERR)/.test(text) ? undefined : text;
}
