/**
 * Keeps the session with the Gateway: dial, start up, recover, be ready, lose it, try again.
 *
 * What a state means for the machines is decided here, in one place: when they may ask, when orders may leave, and what
 * they are told when the session is lost. Before the first session became ready a failure ends the process with one
 * sentence; afterwards only a login of the other mode does, because clients hang on.
 */
import type { Prng } from "../base/prng.ts";
import { earliest, type Instant } from "../base/time.ts";
import type { EngineConfig } from "../model/config.ts";
import type { Input } from "../model/input.ts";
import { conditionRow } from "../upstream/conditions.ts";
import { Heartbeat } from "../upstream/heartbeat.ts";
import { type End, endOfConnection } from "../upstream/session.ts";
import type { Doorman } from "./doorman.ts";
import type { Machines } from "./machines.ts";
import { DATA_LOST } from "./notices.ts";
import type { Receiver } from "./receiver.ts";
import { Remedying } from "./remedying.ts";

const SILENT = "the Gateway says nothing and does not answer when it is asked for the time";
const LOST = "Connectivity between IB and Trader Workstation has been lost.";

export class SessionKeeper {
  readonly #m: Machines;
  readonly #receiver: Receiver;
  readonly #doorman: Doorman;
  readonly #heartbeat = new Heartbeat();
  readonly #remedying: Remedying;
  #jitter: Prng | undefined;
  #everReady = false;
  /** The process must not go on: a sentence for people. */
  fatal: string | undefined;
  /** No new orders: the process is about to end. */
  draining = false;

  constructor(machines: Machines, receiver: Receiver, doorman: Doorman) {
    this.#m = machines;
    this.#receiver = receiver;
    this.#doorman = doorman;
    this.#remedying = new Remedying(machines);
  }

  start(jitter: Prng, now: Instant): void {
    this.#jitter = jitter;
    this.#dial(now);
  }

  #dial(now: Instant): void {
    const { session, out, config } = this.#m;
    session.dialing(now);
    this.#showState();
    out.effect({ kind: "dial", host: config.gateway.host, port: config.gateway.port });
  }

  opened(now: Instant): void {
    this.#m.out.effect({ kind: "sendUpstream", bytes: this.#m.session.opened(now) });
  }

  received(bytes: Uint8Array, now: Instant): void {
    for (const step of this.#m.session.received(bytes, now)) {
      this.#heartbeat.heard(now);
      if (step.kind === "frame") this.#receiver.frame(step.payload, now);
      else if (step.kind === "negotiated") this.#negotiated(step.serverVersion, step.connectionTime);
      else return this.#giveUp(step.end, now);
      this.fatal ??= this.#receiver.fatal;
      if (this.fatal !== undefined) return;
      if (this.#receiver.broken !== undefined) return this.#giveUp(this.#receiver.broken, now);
    }
  }

  #negotiated(serverVersion: number, connectionTime: string): void {
    const { out, config, heard, foreign, calendar } = this.#m;
    out.upstreamVersion = serverVersion;
    calendar.sessionBegan();
    this.#receiver.sessionOpened();
    heard.sessionStarted();
    foreign.sessionStarted();
    out.log("info", "gateway-greeted", { serverVersion, connectionTime });
    const { clientId } = config.gateway;
    out.queue("order", 1, () => [{ name: "startApi", body: { clientId, optionalCapabilities: "" } }]);
  }

  /** Start-up and recovery go on as soon as what they wait for is here. */
  progress(now: Instant): void {
    const { session, recovery, account } = this.#m;
    if (session.state === "starting" && this.#receiver.letIn) this.#reconcile(now);
    if (session.state === "reconciling" && recovery.complete && account.complete) this.#ready();
    this.#showState();
    if (this.#everReady && !this.draining) this.#remedying.look(now);
  }

  /** One word for refusals and people, and whether frames of orders may leave. A drain still lets cancels go. */
  #showState(): void {
    const { session, out } = this.#m;
    const linkLost = this.#receiver.notices.linkLost && session.state === "ready";
    out.ready = session.state === "ready" && !linkLost;
    out.sessionState = this.draining ? "draining" : linkLost ? "link-lost" : session.state;
  }

  #reconcile(now: Instant): void {
    const { session, out, recovery, account, shared, lines, completeness } = this.#m;
    session.reconciling(now);
    out.open = true;
    this.#heartbeat.begin(now);
    recovery.start(now);
    for (const machine of [account, shared, lines, completeness]) machine.sessionStarted(now);
  }

  #ready(): void {
    const { session, standing, out, heard, desk, config } = this.#m;
    session.ready();
    standing.ready();
    this.#showState();
    heard.recovered();
    desk.sessionReady();
    out.log("info", "ready", { serverVersion: out.upstreamVersion, accounts: this.#receiver.accounts });
    if (!this.#everReady) for (const door of config.doors) out.effect({ kind: "listen", door });
    else if (out.ready) this.#doorman.announce(DATA_LOST.errorCode, DATA_LOST.errorMsg);
    else this.#receiver.notices.dataLostUntold = true;
    this.#everReady = true;
    this.#receiver.served = true;
  }

  #giveUp(end: End, now: Instant): void {
    this.#m.out.effect({ kind: "closeUpstream", how: "reset" });
    this.#closed(end, now);
  }

  #closed(end: End, now: Instant): void {
    const { session, config, heard } = this.#m;
    if (session.state === "disconnected") return;
    if (!this.#everReady) {
      this.fatal = noGateway(config, session.state, end.detail);
      return;
    }
    const wasReady = session.state === "ready";
    this.#heartbeat.end();
    this.#retryLater(end, now);
    heard.recovering = false;
    this.#sessionLost(end.detail, now);
    if (wasReady) this.#doorman.announce(1100, LOST);
  }

  /** Says what was met and when the next attempt follows; after several in a row somebody is told. */
  #retryLater({ condition, detail }: End, now: Instant): void {
    const { session, out, standing } = this.#m;
    const retryMs = Math.round(session.closed(now, this.#jitter!.float()));
    standing.begin(condition, now, detail);
    out.log("warn", "session-lost", { condition, reason: detail, retryMs });
    if (!session.alarming) return;
    const { remedy } = conditionRow(condition);
    out.log("error", "session-down", { condition, attempts: session.failures, reason: detail, remedy });
  }

  #sessionLost(reason: string, now: Instant): void {
    const { out, desk, whatIfs, pulls, account, shared, lines, completeness } = this.#m;
    this.#receiver.sessionClosed();
    out.sessionLost();
    this.#showState();
    for (const machine of [desk, whatIfs, pulls]) machine.sessionLost(reason);
    for (const machine of [completeness, account, shared, lines]) machine.sessionLost(now);
  }

  #waitedFor({ condition, detail }: End): End {
    const { recovery, account } = this.#m;
    if (condition !== "unanswered") return { condition, detail };
    const missing = [...recovery.missing, ...(account.complete ? [] : ["account images"])];
    return { condition, detail: `${detail}; missing: ${missing.join(", ")}` };
  }

  /** The Gateway's side of the connection is gone. `code` is "" for an orderly end. */
  closed(code: string, now: Instant): void {
    this.#closed(endOfConnection(this.#m.session.state, code), now);
  }

  /** The disk keeps all that we say from leaving, the heartbeat's question too. */
  silenced(now: Instant): void {
    this.#heartbeat.silenced(now);
  }

  /** How long ago the Gateway last said something on the connection that orders take, in ms. */
  roundTripMs(now: Instant): number | undefined {
    return this.#heartbeat.quietMs(now);
  }

  /** A time in which the session may be away begins or ends. */
  expected(now: Instant): void {
    const { standing, calendar, out } = this.#m;
    const { expecting } = calendar;
    if (expecting === undefined) standing.end("restart-window");
    else standing.begin("restart-window", now, expecting.kind);
    out.log("info", "restart-window", { expecting: expecting?.kind ?? "none" });
  }

  /** What a remedy came to; whether it helped is seen at the session. */
  remedied(input: Extract<Input, { kind: "commandAnswered" | "restartAsked" }>, now: Instant): void {
    this.#remedying.answered(input, now);
  }

  nextDeadline(): Instant | undefined {
    return earliest(
      this.#heartbeat.nextDeadline(),
      this.#receiver.notices.nextDeadline(),
      this.draining ? undefined : this.#remedying.nextDeadline(),
    );
  }

  /** A wait of the session has expired, perhaps. */
  tick(now: Instant): void {
    const expired = this.#m.session.expired(now);
    if (expired === "dial") this.#dial(now);
    else if (expired !== undefined) this.#giveUp(this.#waitedFor(expired), now);
    const beat = this.#heartbeat.tick(now);
    if (beat === "ask") this.#m.out.ask("account", "reqCurrentTime", {});
    if (beat === "dead") this.#giveUp({ condition: "half-open", detail: SILENT }, now);
    const overdue = this.#receiver.notices.overdue(now);
    if (overdue !== undefined) this.#giveUp(overdue, now);
  }
}

/** The one sentence for a first start without a session. */
function noGateway(config: EngineConfig, state: string, reason: string): string {
  const { host, port, clientId } = config.gateway;
  const where = `${host}:${port}`;
  if (state === "dialing")
    return `no IB Gateway answers at ${where}: ${reason}. Is it running and logged in? IB Gateway listens on 4001 (live) or 4002 (paper); the container image maps them to 4003 and 4004.`;
  if (reason.includes("326"))
    return `the Gateway at ${where} refuses client id ${clientId}: another program holds it (326). One daemon at a time may own the session.`;
  return `the Gateway at ${where} did not start a session: ${reason}.`;
}
