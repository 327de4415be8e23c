/**
 * What the commands of IBC's command server do to the Gateway, and what it answers (IbcAlpha/IBC, `CommandDispatcher`, read in
 * 2026): RECONNECTDATA and RECONNECTACCOUNT are taken at once, RESTART sets the time of the next restart to the next full
 * minute but one, STOP ends the Gateway, ENABLEAPI is for TWS alone.
 *
 * Which ailments they end is not established; the switch `commandsCure` says whether they do.
 */
import type { WallMs } from "../../../base/time.ts";
import type { FaultName } from "../../faults/table.ts";
import { revive } from "../door/untrue/ticks.ts";
import type { Prone } from "../mishaps/mishap.ts";
import { reconnectAccount, reconnectData } from "../mishaps/outages.ts";

export interface Answer {
  /** Without its end. */
  readonly line: string;
  /** The server hangs up behind it. */
  readonly closes: boolean;
  /** What follows it. */
  readonly act?: () => void;
}

/** The Gateway, and what its owner does when it is told to stop. */
export interface Commanded extends Prone {
  /** The process ends, and nobody starts it again. */
  stop(): void;
}

const MINUTE_MS = 60_000;

/** Faults that are the state of a process: a new one does not have them. */
const OF_THE_PROCESS: readonly FaultName[] = ["mute-handshake", "client-id-stuck", "close-wait", "farm-ok-no-ticks"];

/** Faults of the connections to the data farms, and of what is subscribed to there. */
const OF_DATA: readonly FaultName[] = ["farm-ok-no-ticks", "subscription-dead", "subscription-dropped"];

export class Commands {
  readonly #gateway: Commanded;
  #restarting = false;

  constructor(gateway: Commanded) {
    this.#gateway = gateway;
  }

  /** In capitals or not. */
  answer(command: string): Answer {
    switch (command.toUpperCase()) {
      case "RECONNECTDATA":
        return { line: "OK ", closes: false, act: () => this.#reconnectData() };
      case "RECONNECTACCOUNT":
        return { line: "OK ", closes: false, act: () => this.#reconnectAccount() };
      case "RESTART":
        return { line: "OK Restart in progress", closes: true, act: () => this.#restart() };
      case "STOP":
        return { line: "OK Shutting down", closes: true, act: () => this.#gateway.stop() };
      case "EXIT":
        return { line: "OK Goodbye", closes: true };
      case "ENABLEAPI":
        return { line: "ERROR ENABLEAPI is not valid for the IB Gateway", closes: false };
      default:
        return { line: "ERROR Command invalid", closes: false };
    }
  }

  #reconnectData(): void {
    reconnectData(this.#gateway, () => {
      this.#cure(...OF_DATA);
      if (this.#cures) for (const session of this.#gateway.sessions()) revive(session);
    });
  }

  #reconnectAccount(): void {
    reconnectAccount(this.#gateway, () => this.#cure("link-never-closed"));
  }

  /** Asked again, the time stays as it was set. */
  #restart(): void {
    if (this.#restarting) return;
    this.#restarting = true;
    this.#gateway.later(this.#restartsInMs(), () => {
      this.#restarting = false;
      this.#cure(...OF_THE_PROCESS);
      this.#gateway.faults.inject("gateway-restart");
    });
  }

  #restartsInMs(): number {
    const wall: WallMs = this.#gateway.wall();
    return this.#gateway.switches.restartCommand === "at-once" ? 0 : 2 * MINUTE_MS - (wall % MINUTE_MS);
  }

  get #cures(): boolean {
    return this.#gateway.switches.commandsCure;
  }

  #cure(...faults: readonly FaultName[]): void {
    if (this.#cures) for (const fault of faults) this.#gateway.faults.clear(fault);
  }
}
