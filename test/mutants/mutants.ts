/**
 * Bugs to plant, one row each: a place in the sources, and what stands there instead (RELIABILITY 2.9).
 *
 * `seeds` is how many the campaign may need at most, `invariants` which ones may say so. What is of a part that does not
 * exist yet stands in `WAITING` and is never planted. The M rows are RELIABILITY's; X rows give other invariants bugs of
 * their own, because a checker that never objected to anything proves nothing.
 */
export interface Mutant {
  readonly id: string;
  readonly says: string;
  /** Below `src/`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly seeds: number;
  readonly invariants: readonly string[];
}

/** A planted bug whose place does not exist yet. */
export interface WaitingMutant {
  readonly id: string;
  readonly says: string;
  /** The feature it waits for, as `docs/simulation.md` names it. */
  readonly waitsFor: string;
}

export const MUTANTS: readonly Mutant[] = [
  {
    id: "M1",
    says: "sends before the journal is durable",
    file: "daemon/loop.ts",
    find: "while (this.#queue.length > 0 && this.#queue[0]!.barrier <= this.#durable && !this.#ended)",
    replace: "while (this.#queue.length > 0 && this.#queue[0]!.barrier <= this.#appended && !this.#ended)",
    seeds: 10,
    invariants: ["I2"],
  },
  {
    id: "M2",
    says: "tells clients before the journal is durable",
    file: "daemon/loop.ts",
    find: 'else if (effect.kind === "sendClient" && effect.relay) this.#gatherRelay(effect.conn, effect.bytes);',
    replace: 'else if (effect.kind === "sendClient") this.#gatherRelay(effect.conn, effect.bytes);',
    seeds: 60,
    invariants: ["I3", "I10"],
  },
  {
    id: "M3",
    says: "sends an order of unknown fate again after recovery",
    file: "orders/desk.ts",
    find: "for (const order of this.#blotter.atBroker()) this.sendChange(order.key);",
    replace: `for (const order of this.#blotter.atBroker())
      if (order.status === "unknown") this.#out.queue("order", 1, () => [this.#frame(order.key, true)]);
      else this.sendChange(order.key);`,
    seeds: 100,
    invariants: ["I1"],
  },
  {
    id: "M4",
    says: "forgets at a restart which of its clients' order ids it knows",
    file: "orders/blotter.ts",
    find: "this.#epoch ??= entry.epoch;",
    replace: "this.#epoch ??= entry.epoch; this.#byClient.clear(); this.#highest.clear();",
    seeds: 50,
    invariants: ["I1", "I3"],
  },
  {
    id: "M5",
    says: "trusts nextValidId",
    file: "orders/blotter.ts",
    find: "return this.#sawOrderId(entry.nextValidId - 1);",
    replace: "return void (this.#orderIdHigh = entry.nextValidId - 1);",
    seeds: 400,
    invariants: ["I5"],
  },
  {
    id: "M6",
    says: "takes an order that no list shows for one that does not exist",
    file: "orders/heard.ts",
    find: 'this.#out.record({ kind: "orderUnknown", key, reason: "no list of the broker shows it" });',
    replace: 'this.#out.record({ kind: "orderCompleted", key, permId: order.permId, status: "Cancelled" });',
    seeds: 100,
    invariants: ["I4", "I14"],
  },
  {
    id: "M7",
    says: "counts an execution that it is told twice twice",
    file: "orders/heard.ts",
    find: "if (this.#blotter.keyOfExecution(execId) === undefined) this.#executed(order, body);",
    replace: "this.#executed(order, body);",
    seeds: 20,
    invariants: ["I10"],
  },
  {
    id: "M8",
    says: "does not ask for executions when a session begins",
    file: "engine/recovery.ts",
    find: 'this.#pulls.executions({ done: () => this.#missing.delete("executions") }, {}, now);',
    replace: 'this.#missing.delete("executions");',
    seeds: 60,
    invariants: ["I10"],
  },
  {
    id: "M9",
    says: "does not subscribe again after 1101",
    file: "engine/notices.ts",
    find: "    lines.sessionLost();\n    lines.sessionStarted();",
    replace: "    lines.sessionLost();",
    seeds: 150,
    invariants: ["I8"],
  },
  {
    id: "M9-one",
    says: "subscribes again after 1101 all but one",
    file: "mux/lines.ts",
    find: "for (const line of [...this.#lines]) {\n      if (sameVersion)",
    replace: "for (const line of [...this.#lines].slice(1)) {\n      if (sameVersion)",
    seeds: 150,
    invariants: ["I8"],
  },
  {
    id: "M11",
    says: "writes another account into one order of seventeen",
    file: "orders/translate.ts",
    find: "...forGateway(strategy, account, order.order), ocaGroup, parentId",
    replace:
      '...forGateway(strategy, order.clientOrderId % 17 === 3 ? account.replace(/\\d$/, (d) => (d === "1" ? "2" : "1")) : account, order.order), ocaGroup, parentId',
    seeds: 20,
    invariants: ["I9"],
  },
  {
    id: "M12-tail",
    says: "appends behind a torn tail",
    file: "daemon/journal.ts",
    find: "if (replay.length === length) return then();",
    replace: "if (replay.length <= length) return then();",
    seeds: 200,
    invariants: ["I3", "I15", "I23", "L"],
  },
  {
    id: "M12-crc",
    says: "does not look at checksums",
    file: "journal/journal.ts",
    find: "return fromUtf8(line, 0, 8) === hex(crc32c(json)) ? json : undefined;",
    replace: "return json;",
    seeds: 200,
    invariants: ["I3", "I15", "I23", "L"],
  },
  {
    id: "M12-sync",
    says: "goes on after a failed sync as if it had succeeded",
    file: "daemon/journal.ts",
    find: `      failed: (code, what) =>
        this.#owner.failed(
          \`the journal \${of.name} failed`,
    replace: `      failed: (code, what) =>
        void this.#hardened(this.#durable - this.#before + this.#given) &&
        this.#owner.failed(
          \`the journal \${of.name} failed`,
    seeds: 200,
    invariants: ["I2", "I3", "L"],
  },
  {
    id: "M13",
    says: "takes the twin that a change made for the order itself",
    file: "orders/heard.ts",
    find: "if (byKey !== undefined) return this.#sameOrder(byKey, permId) ? byKey : undefined;",
    replace: "if (byKey !== undefined) return byKey;",
    seeds: 200,
    invariants: ["I11", "I4", "I10", "I13"],
  },
  {
    id: "M16",
    says: "closes the order connection in good order, so that bytes may arrive late",
    file: "engine/sessionKeeper.ts",
    find: 'this.#m.out.effect({ kind: "closeUpstream", how: "reset" });',
    replace: 'this.#m.out.effect({ kind: "closeUpstream", how: "end" });',
    seeds: 100,
    invariants: ["I1", "I22"],
  },
  {
    id: "M17",
    says: "overlooks a partial fill when it looks for protection",
    file: "sentinel/unprotected.ts",
    find: "  return [...cell.families].filter(\n",
    replace:
      '  const whole = [...cell.families].filter((one) => families.legsOf(one)[0]!.status === "filled");\n  return whole.filter(\n',
    seeds: 200,
    invariants: ["I6"],
  },
  {
    id: "M18",
    says: "calls itself ready when TCP is up",
    file: "health/readiness.ts",
    find: "const ready = checks.every(({ ok }) => ok);",
    replace: 'const ready = facts.state !== "disconnected" && facts.state !== "dialing";',
    seeds: 20,
    invariants: ["I20"],
  },
  {
    id: "X25",
    says: "lets the journal fail on a full disk though it has a reserve",
    file: "daemon/journal.ts",
    find: "full: (again) => this.#reserve.giveUp(again),",
    replace: "full: () => false,",
    seeds: 60,
    invariants: ["I25"],
  },
  {
    id: "X25-risk",
    says: "takes orders on a full disk",
    file: "engine/engine.ts",
    find: "out.diskFull = !free;",
    replace: "out.diskFull = false && free;",
    seeds: 60,
    invariants: ["I25"],
  },
  {
    id: "X27",
    says: "raises an alert that holds already",
    file: "engine/outbox.ts",
    find: "if (this.#alerts.held(alert) !== undefined) return;",
    replace: "",
    seeds: 60,
    invariants: ["I27", "I22"],
  },
  {
    id: "X6",
    says: "does not look at brackets when a session begins",
    file: "sentinel/sentinel.ts",
    find: "    this.#settles = true;\n    return [...this.#families.active];",
    replace: "    this.#settles = true;\n    return [];",
    seeds: 200,
    invariants: ["I6"],
  },
  {
    id: "X8",
    says: "does not look for streams that fell silent",
    file: "market/completeness.ts",
    find: "    if (!this.#linkLost) for (const watched of this.#watched.values()) this.#judge(watched, now);\n",
    replace: "",
    seeds: 150,
    invariants: ["I8"],
  },
  {
    id: "X8-again",
    says: "tells of a silent stream at every look",
    file: "market/gap.ts",
    find: "    this.#told = new Set(riders);\n",
    replace: "",
    seeds: 150,
    invariants: ["I8"],
  },
  {
    id: "X9",
    says: "sends one client's global cancel to the whole login",
    file: "orders/cancels.ts",
    find: "if (order.strategy !== client.strategy || order.account !== client.account) continue;",
    replace: 'if (client.account === "") continue;',
    seeds: 20,
    invariants: ["I9"],
  },
  {
    id: "X10",
    says: "tells a client of an execution as often as the Gateway does",
    file: "orders/heard.ts",
    find: "this.#seen.add(order);\n    if (this.#blotter.keyOfExecution(execId) === undefined) this.#executed(order, body);",
    replace:
      "this.#seen.add(order);\n    if (this.#blotter.keyOfExecution(execId) === undefined) this.#executed(order, body);\n    else if (!this.recovering) this.#book.executed(order, lean(body));",
    seeds: 20,
    invariants: ["I10"],
  },
  {
    id: "X12",
    says: "sends the first wish in place of the newest",
    file: "orders/evolve.ts",
    find: "      order.order = entry.order;\n      order.changeWaits = true;",
    replace: "      order.changeWaits = true;",
    seeds: 20,
    invariants: ["I12"],
  },
  {
    id: "X14",
    says: "tells an order of unknown fate as cancelled",
    file: "orders/book.ts",
    find: 'order.status === "unknown" || order.report === undefined ? assumedReport(order) : order.report;',
    replace:
      'order.status === "unknown" ? { ...assumedReport(order), status: "Cancelled" } : (order.report ?? assumedReport(order));',
    seeds: 60,
    invariants: ["I4", "I14"],
  },
  {
    id: "X15",
    says: "forgets the newest durable entry at a restart",
    file: "daemon/loop.ts",
    find: "this.#engine.restore(records);",
    replace: "this.#engine.restore(records.slice(0, -1));",
    seeds: 60,
    invariants: ["I15", "I3", "I5", "I1", "I23"],
  },
  {
    id: "X16",
    says: "goes on without the lock",
    file: "daemon/boot.ts",
    find: 'if ("failed" in result) boot.failed(result.failed);',
    replace: 'if ("failed" in result) run();',
    seeds: 60,
    invariants: ["I16"],
  },
  {
    id: "X19",
    says: "does not wait for its turn",
    file: "upstream/pacing.ts",
    find: "if (this.#leftInSlice < Math.min(size, share)) return false;\n    return now >= this.#windowFrees(size);",
    replace: "return this.#leftInSlice < Number.MAX_SAFE_INTEGER;",
    seeds: 40,
    invariants: ["I19"],
  },
  {
    id: "X20",
    says: "takes ticks for answers",
    file: "upstream/heartbeat.ts",
    find: "    this.#heardAt = now;\n  }\n\n  /** It answered",
    replace: "    this.#heardAt = now;\n    this.answered(now);\n  }\n\n  /** It answered",
    seeds: 200,
    invariants: ["I20"],
  },
  {
    id: "X21",
    says: "tells nobody that the session stays away",
    file: "engine/outage.ts",
    find: "    this.#alarmed = true;\n",
    replace: "    this.#alarmed = true;\n    if (this.#alarmed) return;\n",
    seeds: 200,
    invariants: ["I21"],
  },
  {
    id: "X22",
    says: "writes every repetition into the journal",
    file: "orders/heard.ts",
    find: 'order.status === "unknown" || order.inFlight.length > 0 || !sameContent(told, known);',
    replace: 'order.status === "unknown" || order.inFlight.length >= 0 || !sameContent(told, known);',
    seeds: 60,
    invariants: ["I22"],
  },
  {
    id: "X23",
    says: "falls over a client's malformed frame",
    file: "downstream/tws/link.ts",
    find: 'return { kind: "malformed", payload, error: request };',
    replace: 'throw new Error("a frame that cannot be read");',
    seeds: 40,
    invariants: ["I23"],
  },
  {
    id: "X24",
    says: "takes the wall clock for the time",
    file: "daemon/loop.ts",
    find: "this.#engine.step(input, clock.now(), clock.wall(), this.#diskMs)",
    replace: "this.#engine.step(input, (clock.wall() - 1_767_625_200_000) as Instant, clock.wall(), this.#diskMs)",
    seeds: 60,
    invariants: ["I24", "I19", "I23", "L"],
  },
  {
    id: "X26",
    says: "cancels without an intent",
    file: "orders/cancels.ts",
    find: 'if (!order.cancelWanted) this.#out.record({ kind: "cancelIntended", key: order.key });',
    replace: "",
    seeds: 20,
    invariants: ["I2", "I26"],
  },
  {
    id: "X28",
    says: "welcomes a stranger with the names of the accounts",
    file: "engine/doorman.ts",
    find: 'this.#m.out.tell(guest.link.conn, "error", { id: -1, errorCode: 321, errorMsg });',
    replace:
      'this.#m.out.tell(guest.link.conn, "error", { id: -1, errorCode: 321, errorMsg: errorMsg + this.#m.config.strategies.map((s) => s.account).join() });',
    seeds: 100,
    invariants: ["I28", "I9"],
  },
  {
    id: "X29",
    says: "sends a preview as an order",
    file: "orders/whatIf.ts",
    find: "whatIf: true, parentId: 0 };",
    replace: "whatIf: false, parentId: 0 };",
    seeds: 40,
    invariants: ["I29", "I12", "I23"],
  },
  {
    id: "X10-filled",
    says: "tells how much remains as how much is filled",
    file: "orders/book.ts",
    find: 'this.#out.tell(conn, "orderStatus", statusFor(this.viewOf(order, report.parentId), report));',
    replace:
      'this.#out.tell(conn, "orderStatus", statusFor(this.viewOf(order, report.parentId), { ...report, filled: report.remaining }));',
    seeds: 20,
    invariants: ["I10"],
  },
  {
    id: "X10-commission",
    says: "keeps commissions to itself",
    file: "orders/book.ts",
    find: 'for (const conn of this.listeners(order)) this.#out.tell(conn, "commissionReport", commission);',
    replace:
      'for (const conn of this.listeners(order).slice(0, 0)) this.#out.tell(conn, "commissionReport", commission);',
    seeds: 20,
    invariants: ["I10"],
  },
  {
    id: "X9-group",
    says: "lets two strategies meet in one OCA group",
    file: "orders/translate.ts",
    find: 'group === "" ? "" :',
    replace: "group.length >= 0 ? group :",
    seeds: 20,
    invariants: ["I9"],
  },
  {
    id: "X9-ticker",
    says: "relays ticks under another connection's number",
    file: "engine/outbox.ts",
    find: "const bytes = this.#relay.frame(payload, this.upstreamVersion, clientReqId, link);",
    replace: "const bytes = this.#relay.frame(payload, this.upstreamVersion, clientReqId + (conn % 2), link);",
    seeds: 20,
    invariants: ["I9"],
  },
];

export const WAITING: readonly WaitingMutant[] = [
  { id: "M10", says: "watches stops by a stale price, or not at all", waitsFor: "price watch" },
  { id: "M14", says: "forgets the kill switch at a restart", waitsFor: "trading state" },
  { id: "M15", says: "counts only acknowledged orders against limits", waitsFor: "risk" },
];

/** Must fail, every time it is run: the night's proof that a campaign can fail at all. */
export const CANARY = { mutant: "M1", seed: 1 } as const;
