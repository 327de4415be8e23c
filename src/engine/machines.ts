/** The machines of floor 2, made once for one engine and introduced to each other. */
import { AccountDesk } from "../account/desk.ts";
import { Alerts } from "../health/alerts.ts";
import { Completeness } from "../market/completeness.ts";
import type { EngineConfig } from "../model/config.ts";
import type { OrderKey, StrategyName } from "../model/ids.ts";
import { strategyIn } from "../model/orderKey.ts";
import { Lines } from "../mux/lines.ts";
import { Shared } from "../mux/shared.ts";
import { Blotter } from "../orders/blotter.ts";
import { Book } from "../orders/book.ts";
import { Cancels } from "../orders/cancels.ts";
import { OrderCodes } from "../orders/codes.ts";
import { Contradictions } from "../orders/contradictions.ts";
import { Departures } from "../orders/departures.ts";
import { OrderDesk } from "../orders/desk.ts";
import { OrderErrors } from "../orders/errors.ts";
import { Exercises } from "../orders/exercise.ts";
import { Foreign } from "../orders/foreign.ts";
import { Formers } from "../orders/formers.ts";
import { Heard } from "../orders/heard.ts";
import { Lists } from "../orders/lists.ts";
import { Pulls } from "../orders/pulls.ts";
import { Recognition } from "../orders/recognition.ts";
import { Resolver } from "../orders/resolver.ts";
import { Unshown } from "../orders/unshown.ts";
import { Watch } from "../orders/watch.ts";
import { WhatIfs } from "../orders/whatIf.ts";
import { Drifts } from "../reconcile/drifts.ts";
import { Ledger } from "../reconcile/ledger.ts";
import { OpenOrders } from "../reconcile/openOrders.ts";
import type { Reconcile } from "../reconcile/reconcile.ts";
import { Bursts } from "../risk/bursts.ts";
import { listedConIds } from "../risk/contractNeeds.ts";
import { ContractQuestions } from "../risk/contractQuestions.ts";
import type { Contracts } from "../risk/contracts.ts";
import { Equity } from "../risk/equity.ts";
import type { Halts } from "../risk/halts.ts";
import { Holdings } from "../risk/holdings.ts";
import { Overrides } from "../risk/overrides.ts";
import { Owed } from "../risk/owed.ts";
import { DynamicPairs } from "../risk/pairs.ts";
import { locksOf } from "../risk/pairsLocks.ts";
import { Risk } from "../risk/risk.ts";
import { ContractsAndPositions } from "../risk/runningPositions.ts";
import { TradingStates } from "../risk/states.ts";
import { Tempo } from "../risk/tempo.ts";
import { Trips } from "../risk/trips.ts";
import type { RiskView } from "../risk/view.ts";
import { Families } from "../sentinel/families.ts";
import { Sentinel } from "../sentinel/sentinel.ts";
import type { Broker } from "../sentinel/view.ts";
import { Calendar } from "../upstream/calendar.ts";
import { Heartbeat } from "../upstream/heartbeat.ts";
import { Session } from "../upstream/session.ts";
import { Standing } from "../upstream/standing.ts";
import { CodeBook } from "../wire/codesBook.ts";
import { Clients } from "./clients.ts";
import { halting } from "./haltsView.ts";
import { Outbox } from "./outbox.ts";
import { reconciling } from "./reconciling.ts";
import { Recovery } from "./recovery.ts";
import { exposedUnder } from "./riskBook.ts";
import { riskView, runningOf } from "./riskView.ts";

/** Handed to those parts of the engine that route to them. */
export interface Machines {
  readonly config: EngineConfig;
  readonly out: Outbox;
  readonly clients: Clients;
  readonly blotter: Blotter;
  readonly book: Book;
  readonly cancels: Cancels;
  readonly formers: Formers;
  readonly desk: OrderDesk;
  readonly heard: Heard;
  readonly orderErrors: OrderErrors;
  readonly recognition: Recognition;
  readonly lists: Lists;
  readonly pulls: Pulls;
  readonly whatIfs: WhatIfs;
  readonly exercises: Exercises;
  readonly foreign: Foreign;
  readonly resolver: Resolver;
  readonly account: AccountDesk;
  readonly shared: Shared;
  readonly lines: Lines;
  readonly completeness: Completeness;
  readonly alerts: Alerts;
  readonly session: Session;
  readonly heartbeat: Heartbeat;
  readonly standing: Standing;
  readonly calendar: Calendar;
  readonly recovery: Recovery;
  readonly openOrders: OpenOrders;
  readonly drifts: Drifts;
  readonly reconcile: Reconcile;
  readonly sentinel: Sentinel;
  readonly states: TradingStates;
  readonly overrides: Overrides;
  readonly tempo: Tempo;
  readonly trips: Trips;
  readonly risk: Risk;
  readonly halts: Halts;
  readonly contracts: Contracts;
  readonly questions: ContractQuestions;
  readonly holdings: Holdings;
  readonly view: RiskView;
  readonly pairs: DynamicPairs;
  readonly codes: CodeBook;
}

export function assemble(config: EngineConfig): Machines {
  const clients = new Clients(config);
  const [blotter, alerts] = [new Blotter(), new Alerts()];
  const [ledger, drifts] = [new Ledger(), new Drifts()];
  const calendar = new Calendar(config.gateway.downtimes, config.gateway.gateMs);
  const families = new Families(blotter);
  blotter.isNeeded = (key) => families.isActive(key);
  blotter.forgot = (key) => families.forget(key);
  const [states, overrides] = [new TradingStates(), new Overrides()];
  const tradedBy = (key: OrderKey): StrategyName | undefined => blotter.byKey(key)?.closes ?? strategyIn(key);
  const [holdings, bursts, equity] = [new Holdings(tradedBy), new Bursts(strategyIn), new Equity()];
  const [owed, tempo] = [new Owed(exposedUnder(blotter)), new Tempo(exposedUnder(blotter))];
  const running = runningOf(blotter);
  const risked = { trading: states, limits: overrides, holdings, owed, tempo, bursts, equity, running };
  const folds = { orders: blotter, alerts, ledger, drifts, families, ...risked };
  const out = new Outbox(clients, folds, alerts, calendar, config.messagesPerSecond);
  const book = new Book(out, blotter, config.strategies);
  const codes = new CodeBook();
  const orderCodes = new OrderCodes(codes);
  const whatIfs = new WhatIfs(out, blotter, orderCodes);
  out.isPreview = (orderId) => whatIfs.isPreview(orderId);
  const watch = new Watch(out, blotter);
  const contradictions = new Contradictions(out, blotter);
  const unshown = new Unshown();
  const watchers = { watch, contradictions, unshown };
  const cancels = new Cancels(out, blotter, book, watchers);
  const formers = new Formers(blotter, config);
  cancels.formers = formers;
  const departures = new Departures(out, blotter, book, cancels, watch);
  const desk = new OrderDesk(out, blotter, book, cancels, whatIfs, watch, departures, config.readOnly);
  const exercises = new Exercises(out, blotter, watch, config.readOnly);
  const foreign = new Foreign();
  const moved = { departures, cancels };
  const recognition = new Recognition(blotter, config.gateway.clientId);
  const heard = new Heard(out, blotter, book, moved, foreign, recognition, watchers);
  const orderErrors = new OrderErrors(out, blotter, book, cancels, orderCodes, watchers);
  const lists = new Lists(out, blotter, book, foreign, config.strategies);
  const pulls = new Pulls(out, book, heard, lists, config.gateway.clientId);
  const accounts = [...new Set(config.strategies.map((s) => s.account))];
  const account = new AccountDesk(out, accounts, (of) => (ledger.isTaken(of) ? ledger.of(of).keys() : []));
  for (const name of losing(config)) account.watch(name);
  const openOrders = new OpenOrders(out);
  heard.isListing = () => openOrders.isAsked;
  openOrders.listening = { began: () => foreign.listBegan(), complete: () => foreign.listed() };
  const recovery = new Recovery(openOrders, pulls);
  const resolver = new Resolver(out, blotter, book, watch, contradictions);
  const [shared, lines, standing] = [new Shared(out), new Lines(out), new Standing()];
  const reconciled = { out, blotter, watch, pulls, account, standing, openOrders, ledger, drifts, resolver };
  const broker = brokersTruth(foreign, account, recovery, openOrders);
  const contracts = new ContractsAndPositions(running);
  const questions = new ContractQuestions(out, contracts);
  const { strategies } = config;
  const booked = { strategies, blotter, account, foreign, ledger, drifts, holdings, owed, tempo, bursts, equity };
  const view = riskView({ ...booked, running, lines, contracts });
  const risk = new Risk(config, states, overrides, view);
  desk.conIdOf = (contract) => contracts.conIdOf(contract);
  desk.risk = {
    mayStandBesideUnknown: (asked) => risk.mayStandBesideUnknown(asked),
    refusal: (asked, now) => {
      const refusal = risk.refusal(asked, now);
      if (refusal !== undefined) questions.refused(refusal, asked.legs, listedConIds(risk, [asked.strategy]), now);
      return refusal;
    },
  };
  const trips = new Trips(out, config.strategies, risk.limit.bind(risk), { states, bursts, equity }, view, (of) =>
    account.watch(of),
  );
  return {
    config,
    out,
    clients,
    blotter,
    book,
    cancels,
    formers,
    desk,
    heard,
    orderErrors,
    recognition,
    lists,
    pulls,
    whatIfs,
    exercises,
    foreign,
    resolver,
    account,
    shared,
    lines,
    completeness: watchOver(out, [lines, shared], standing),
    session: new Session(config.gateway.maxServerVersion, config.gateway.backoff),
    heartbeat: new Heartbeat(),
    standing,
    alerts,
    calendar,
    recovery,
    openOrders,
    drifts,
    reconcile: reconciling(reconciled, config),
    sentinel: new Sentinel(out, blotter, families, broker, alerts),
    states,
    overrides,
    tempo,
    trips,
    risk,
    halts: halting({ out, blotter, ...moved, desk, exercises, account, ledger, resolver, states, view }, config),
    contracts,
    questions,
    holdings,
    view,
    pairs: new DynamicPairs(config.strategies, locksOf(risk)),
    codes,
  };
}

/** Accounts whose losses are limited: their worth must be of now, whether or not a client listens to it. */
const losing = ({ accounts = {} }: EngineConfig): readonly string[] =>
  Object.keys(accounts).filter((name) =>
    [accounts[name]!["daily-loss"], accounts[name]!.drawdown].some((limit) => limit !== "off"),
  );

const brokersTruth = (foreign: Foreign, account: AccountDesk, recovery: Recovery, openOrders: OpenOrders): Broker => ({
  strangers: () => foreign.all(),
  positions: () => account.positions(),
  get arePositionsTold() {
    return account.arePositionsTold;
  },
  position: (of, conId) => account.position(of, conId),
  get isCurrent() {
    const areOrders = recovery.complete && !recovery.isCatchingUp && openOrders.newest !== undefined;
    return areOrders && account.complete && account.arePositionsTold;
  },
});

const watchOver = (out: Outbox, sources: readonly [Lines, Shared], standing: Standing): Completeness =>
  new Completeness(out, sources, {
    silent: (now, detail) => standing.begin("streams-silent", now, detail),
    complete: () => standing.end("streams-silent"),
  });
