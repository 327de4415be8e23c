/**
 * Does what `upstream/remedies.ts` chooses: says a line to IBC's command server, or has the operator's hook run, and notes
 * what came of it. Every choice is logged with its reason, and so is every one that something forbade.
 */
import type { Instant } from "../base/time.ts";
import type { Input } from "../model/input.ts";
import { isInFlight, isPending } from "../orders/order.ts";
import { type Chosen, Remedies } from "../upstream/remedies.ts";
import type { Machines } from "./machines.ts";

type Answer = Extract<Input, { kind: "commandAnswered" | "restartAsked" }>;

export class Remedying {
  readonly #m: Machines;
  readonly #remedies: Remedies;

  constructor(machines: Machines) {
    this.#m = machines;
    const { ibc, canRestart } = machines.config.gateway;
    this.#remedies = new Remedies({ ibc: ibc !== undefined, hook: canRestart });
  }

  /** After every step, once a session has been ready: before that a failure ends the process. */
  look(now: Instant): void {
    if (this.#remedies.off) return;
    const { standing, session, out } = this.#m;
    const scene = {
      holding: standing.all,
      ready: session.state === "ready",
      inFlight: () => this.#inFlight(),
    };
    const decided = this.#remedies.decide(scene, now);
    if (decided === undefined) return;
    if ("withheld" in decided) return out.log("warn", "remedy-withheld", { ...decided });
    out.log("warn", "remedy", { ...decided });
    this.#apply(decided);
  }

  #apply({ line, reason }: Chosen): void {
    const { out, config } = this.#m;
    const { ibc } = config.gateway;
    if (line === undefined || ibc === undefined) out.effect({ kind: "restartGateway", reason });
    else out.effect({ kind: "command", ...ibc, line });
  }

  /** What waits for a session with us is not on its way; with a session it may leave at any moment. */
  #inFlight(): boolean {
    const { blotter, session } = this.#m;
    const leaves = session.state === "ready";
    for (const order of blotter.open) if (isInFlight(order) || (leaves && isPending(order))) return true;
    return false;
  }

  /** A command server refuses with a line of its own, which is no failure of the shell's. */
  answered(input: Answer, now: Instant): void {
    const isCommand = input.kind === "commandAnswered";
    const refused = isCommand && input.answer.startsWith("ERROR") ? input.answer : undefined;
    const failure = input.failure ?? refused;
    const remedy = this.#remedies.answered(failure, now);
    const told = isCommand ? { line: input.line, answer: input.answer } : {};
    const event = isCommand ? "command-answered" : "restart-asked";
    this.#m.out.log(failure === undefined ? "info" : "error", event, { remedy, ...told, failure });
  }

  nextDeadline(): Instant | undefined {
    return this.#remedies.nextDeadline();
  }
}
