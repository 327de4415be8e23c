/**
 * Keeps the session with the Gateway: dial, start up, recover, be ready, lose it, try again.
 *
 * What a state means for the machines is decided here, in one place: when they may ask, when orders may leave, and what
 * they are told when the session is lost. Before the first session became ready a failure ends the process with one
 * sentence; afterwards only a login of the other mode does, because clients hang on: any other login that cannot be used is a
 * condition, and tried again.
 */
import type { Prng } from "../base/prng.ts";
import { earliest, type Instant } from "../base/time.ts";
import type { EngineConfig } from "../model/config.ts";
import type { Input } from "../model/input.ts";
import { listedConIds, needsContracts } from "../risk/contractNeeds.ts";
import { type ConditionId, conditionRow } from "../upstream/conditions.ts";
import { type End, endOfConnection } from "../upstream/session.ts";
import type { Doorman } from "./doorman.ts";
import type { Machines } from "./machines.ts";
import { DATA_LOST, LINK_LOST } from "./notices.ts";
import { Outage } from "./outage.ts";
import type { Receiver } from "./receiver.ts";
import { Remedying } from "./remedying.ts";

const SILENT = "the Gateway says nothing and does not answer when it is asked for the time";
const HUSHED = "our own disk is so slow that the Gateway cannot be asked for the time";
const DEAF = "the Gateway goes on talking and does not answer when it is asked for the time";

export class SessionKeeper {
  readonly #m: Machines;
  readonly #receiver: Receiver;
  readonly #doorman: Doorman;
  readonly #outage: Outage;
  readonly #remedying: Remedying;
  #jitter: Prng | undefined;
  #everReady = false;
  /** This session has been ready with its link to IB. */
  #hasServed = false;
  /** The process must not go on: a sentence for people. */
  fatal: string | undefined;
  /** No new orders: the process is about to end. */
  draining = false;

  constructor(machines: Machines, receiver: Receiver, doorman: Doorman) {
    this.#m = machines;
    this.#receiver = receiver;
    this.#doorman = doorman;
    this.#outage = new Outage(machines);
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
      this.#m.heartbeat.heard(now);
      if (step.kind === "frame") this.#receiver.frame(step.payload, now);
      else if (step.kind === "negotiated") this.#negotiated(step.serverVersion, step.connectionTime);
      else return this.#giveUp(step.end, now);
      this.fatal ??= this.#receiver.login.fatal;
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

  /** The doors are open, if there are any: from the first session that became ready on. */
  get letsClientsIn(): boolean {
    return this.#everReady && this.#m.config.doors.length > 0;
  }

  /** Start-up and recovery go on as soon as what they wait for is here. */
  progress(now: Instant): void {
    const { session, recovery, account } = this.#m;
    if (session.state === "starting" && this.#receiver.login.letIn) this.#reconcile(now);
    if (session.state === "reconciling" && recovery.complete && account.complete) this.#ready(now);
    this.#serves(now);
    this.#judge(now);
    if (this.#m.standing.holds("accounts-untold")) this.#judgeAccounts(now);
    this.#showState();
    this.#tellNews();
    if (this.#everReady && !this.draining) this.#remedying.look(now);
  }

  /** Before anything else of a step: an order that comes when the host has slept meets a session that is not ready. */
  look(now: Instant): void {
    this.#judge(now);
    this.#showState();
  }

  /** A Gateway that talks and does not answer takes no new order; cancels still go, for they can do no harm. */
  #judge(now: Instant): void {
    const { session, standing, heartbeat } = this.#m;
    if (session.state !== "ready") return;
    if (this.#receiver.notices.linkLost || !heartbeat.isStale(now)) standing.end("half-open");
    else if (!standing.holds("half-open")) standing.begin("half-open", now, heartbeat.isHushed ? HUSHED : DEAF);
  }

  /** Waiting for images that do not come would keep orders from leaving; limits that need them refuse by themselves. */
  #judgeAccounts(now: Instant): void {
    const { standing, account } = this.#m;
    const { untold } = account;
    if (untold.length === 0) standing.end("accounts-untold");
    else standing.begin("accounts-untold", now, untold.join(", "));
  }

  /** What stands in the way, for refusals and people, and whether frames of orders may leave. A drain still lets cancels go. */
  #showState(): void {
    const { session, out, standing } = this.#m;
    const isReady = session.state === "ready";
    out.ready = isReady && !this.#receiver.notices.linkLost;
    const refusing = standing.refusing;
    if (this.draining) out.showState("draining", refusing);
    else out.showState(isReady ? (refusing ?? "ready") : session.state, refusing);
  }

  #tellNews(): void {
    const { standing, out, calendar } = this.#m;
    for (const { condition, detail, began } of standing.takeNews()) {
      const { ready, asked } = conditionRow(condition);
      const calm = !began || ready === true || asked === true || calendar.expecting !== undefined;
      out.log(calm ? "info" : "warn", began ? "condition-began" : "condition-ended", { condition, detail });
    }
  }

  #reconcile(now: Instant): void {
    const { session, out, recovery, account, shared, lines, completeness } = this.#m;
    session.reconciling(now);
    out.open = true;
    this.#m.heartbeat.begin(now);
    recovery.start(now);
    for (const machine of [account, shared, lines, completeness]) machine.sessionStarted(now);
  }

  #ready(now: Instant): void {
    const { session, standing, out, heard, desk, config, reconcile } = this.#m;
    const { notices } = this.#receiver;
    session.ready(now);
    standing.ready();
    this.#serves(now);
    this.#judge(now);
    this.#judgeAccounts(now);
    this.#showState();
    heard.recovered();
    desk.sessionReady(now);
    reconcile.sessionReady(now);
    this.#askContracts(now);
    out.log("info", "ready", { serverVersion: out.upstreamVersion, accounts: this.#receiver.login.accounts });
    if (!this.#everReady) for (const door of config.doors) out.effect({ kind: "listen", door });
    else if (out.ready) this.#tellDataLost();
    else notices.dataLostUntold = true;
    notices.tellFarms();
    this.#everReady = true;
    this.#receiver.login.served = true;
  }

  /** Without its link a session stands and ends no outage. */
  #serves(now: Instant): void {
    const { session } = this.#m;
    const isServing = session.state === "ready" && !this.#receiver.notices.linkLost;
    session.serves(isServing, now);
    if (!isServing || this.#hasServed) return;
    this.#hasServed = true;
    this.#outage.over(now);
  }

  #tellDataLost(): void {
    this.#receiver.notices.lossTold();
    this.#doorman.announce(DATA_LOST.errorCode, DATA_LOST.errorMsg);
  }

  /** What limits will need to know of contracts, so that the first order by symbol need not be refused for want of it. */
  #askContracts(now: Instant): void {
    const { config, risk, questions, account } = this.#m;
    for (const conId of listedConIds(risk, config.strategies)) questions.describe(conId, now);
    const needing = config.strategies.filter((strategy) => needsContracts(risk, strategy)).map((one) => one.account);
    for (const held of account.positions()) if (needing.includes(held.account)) questions.describe(held.conId, now);
  }

  #giveUp(end: End, now: Instant): void {
    this.#m.out.effect({ kind: "closeUpstream", how: "reset" });
    this.#closed(end, now);
  }

  #closed(end: End, now: Instant): void {
    const { session, config, heard, standing } = this.#m;
    if (session.state === "disconnected") return;
    if (!this.#everReady) {
      this.fatal = noGateway(config, session.state, end);
      return;
    }
    const wasReady = session.state === "ready";
    this.#hasServed = false;
    this.#m.heartbeat.end();
    standing.sessionOver();
    this.#outage.lost(end, now, this.#jitter!.float());
    heard.recovering = false;
    this.#sessionLost(end.detail, now);
    if (wasReady) this.#doorman.announce(LINK_LOST.errorCode, LINK_LOST.errorMsg);
  }

  #sessionLost(reason: string, now: Instant): void {
    const { out, desk, whatIfs, pulls, account, shared, lines, completeness, reconcile, questions } = this.#m;
    this.#receiver.sessionClosed();
    out.sessionLost();
    this.#showState();
    for (const machine of [desk, whatIfs, pulls]) machine.sessionLost(reason);
    reconcile.sessionLost();
    questions.sessionLost();
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
    this.#m.heartbeat.silenced(now);
  }

  /** How long ago the Gateway last answered on the connection that orders take, in ms. */
  roundTripMs(now: Instant): number | undefined {
    return this.#m.heartbeat.roundTripMs(now);
  }

  /** A time in which the session may be away begins or ends. */
  expected(now: Instant): void {
    this.#outage.expected(now);
  }

  /** SIGTERM. */
  drain(now: Instant): void {
    this.draining = true;
    this.#m.standing.begin("draining", now, "asked to end");
  }

  /** What a remedy came to; whether it helped is seen at the session. */
  remedied(input: Extract<Input, { kind: "commandAnswered" | "restartAsked" }>, now: Instant): void {
    this.#remedying.answered(input, now);
  }

  nextDeadline(): Instant | undefined {
    return earliest(
      this.#m.heartbeat.nextDeadline(),
      this.#outage.nextDeadline(),
      this.#receiver.nextDeadline(),
      this.draining ? undefined : this.#remedying.nextDeadline(),
    );
  }

  /** A wait of the session has expired, perhaps. */
  tick(now: Instant): void {
    const expired = this.#m.session.expired(now);
    if (expired === "dial") this.#dial(now);
    else if (expired !== undefined) this.#giveUp(this.#waitedFor(expired), now);
    this.#beat(now);
    this.#outage.tick(now);
    const overdue = this.#receiver.tick(now);
    if (overdue !== undefined) this.#giveUp(overdue, now);
  }

  #beat(now: Instant): void {
    const { heartbeat, out } = this.#m;
    const beat = heartbeat.tick(now);
    // Among orders it waits for nobody: a question that stands behind others would accuse the Gateway of our own queue.
    if (beat === "ask") out.ask("order", "reqCurrentTime", {});
    if (beat === "silent") this.#giveUp({ condition: "half-open", detail: SILENT }, now);
    if (beat !== "deaf") return;
    // Without IB some Gateways may not know the time; how long that may last is bounded elsewhere.
    if (this.#receiver.notices.linkLost) heartbeat.askAnew(now);
    else this.#giveUp({ condition: "half-open", detail: DEAF }, now);
  }
}

/** What is met when somebody starts for the first time, and can be mended at the Gateway: its remedies fit a start, too. */
const MENDED_THERE: ReadonlySet<ConditionId> = new Set<ConditionId>([
  ...(["not-trusted", "mute-handshake", "wrong-version", "not-logged-in", "unanswered"] as const),
]);

/** What is said at a first start without a session. */
function noGateway(config: EngineConfig, state: string, { condition, detail: reason }: End): string {
  const { host, port, clientId } = config.gateway;
  const where = `${host}:${port}`;
  if (state === "dialing")
    return `no IB Gateway answers at ${where}: ${reason}. Is it running and logged in? IB Gateway listens on 4001 (live) or 4002 (paper); the container image maps them to 4003 and 4004.`;
  if (condition === "client-id-taken")
    return `the Gateway at ${where} refuses client id ${clientId}: another program holds it (326). One daemon at a time may own the session: end the other one. After an unclean end the Gateway itself keeps the id for up to a minute.`;
  const said = `the Gateway at ${where} did not start a session: ${reason}.`;
  return MENDED_THERE.has(condition) ? `${said} What to do: ${conditionRow(condition).remedy}.` : said;
}
