/**
 * What `holdfast sim gateway` prints. Where it listens always comes first; what happened before that waits.
 */
import type { SimEvent, SimulatedGateway } from "../../standalone/standalone.ts";
import { colours } from "../colours.ts";
import { say } from "../say.ts";
import { sentence } from "./narrator.ts";

export interface TellingOptions {
  readonly host: string;
  readonly accounts: readonly string[];
  readonly json?: boolean;
}

export class Telling {
  readonly #options: TellingOptions;
  #early: SimEvent[] | undefined = [];

  constructor(options: TellingOptions) {
    this.#options = options;
  }

  hear = (event: SimEvent): void => {
    if (this.#early !== undefined) this.#early.push(event);
    else this.#say(event);
  };

  /** What is of no use to people has no sentence. */
  #say(event: SimEvent): void {
    const line = this.#options.json ? JSON.stringify(event) : sentence(event);
    if (line !== undefined) say(line);
  }

  listening({ port, commandPort, control, speed, now }: SimulatedGateway): void {
    const { host, accounts, json } = this.#options;
    const time = now();
    if (json) say(JSON.stringify({ event: "listening", host, port, accounts, commandPort, control, speed, time }));
    else for (const line of greeting(`${host}:${port}`, accounts, { commandPort, control, speed, time })) say(line);
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const event of early) this.hear(event);
  }
}

type Now = Pick<SimulatedGateway, "commandPort" | "control" | "speed"> & { readonly time: Date };

function greeting(
  address: string,
  accounts: readonly string[],
  { commandPort, control, speed, time }: Now,
): readonly string[] {
  const lines = [`Simulated IB Gateway on ${colours.bold(address)}, accounts ${accounts.join(", ")}. Ctrl-C ends it.`];
  if (commandPort !== undefined) lines.push(`IBC's command server on port ${commandPort}.`);
  if (control !== undefined) lines.push(`Control door at ${control}; GET / lists what it can do.`);
  if (speed !== 1) lines.push(`${clockWords(speed)} It is ${newYork(time)} in New York.`);
  return lines;
}

const clockWords = (speed: number): string =>
  speed === 0 ? "Time stands still until the control door advances it." : `Time goes ${speed} times as fast as yours.`;

const newYork = (time: Date): string =>
  time.toLocaleString("sv-SE", { timeZone: "America/New_York", dateStyle: "short", timeStyle: "medium" });
