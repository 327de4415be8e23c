/**
 * What the daemons of the incidents had wrong, each as a small change to ours, and which incident shows it.
 *
 * A weakness is planted like a mutant (`test/mutants/plant.ts`); where it is the very same bug, the mutant's id stands here.
 * `invariants` is who must object when the incident's scenario runs on a daemon that has it.
 */
import type { Mutant } from "../../mutants/mutants.ts";
import type { FeatureName } from "../waiting/features.ts";

/** A change to the sources, as a mutant is one. */
export type Weakness = Omit<Mutant, "seeds" | "invariants">;

export interface Incident {
  /** The name of its scenario file. */
  readonly incident: string;
  /** The id of a weakness or of a mutant. */
  readonly weakness: string;
  readonly invariants: readonly string[];
}

/** An incident that cannot be shown before a feature exists. */
export interface WaitingIncident {
  readonly incident: string;
  readonly waitsFor: FeatureName;
  readonly says: string;
}

export const WEAKNESSES: readonly Weakness[] = [
  {
    id: "deaf-to-1100",
    says: "goes on trading when the Gateway says that it has lost IB",
    file: "engine/notices.ts",
    find: '[1100, "link-lost"],',
    replace: '[0, "link-lost"],',
  },
  {
    id: "asks-nothing-after-1102",
    says: "asks for nothing when the link to IB is back, nor later",
    file: "engine/notices.ts",
    find: "    this.#m.recovery.catchUp(now);\n    this.#m.reconcile.linkBack(now);",
    replace: "    this.#m.reconcile.sessionLost();",
  },
  {
    id: "unbounded-handshake",
    says: "waits for ever for the answer to its hello",
    file: "upstream/session.ts",
    find: 'this.#enter("handshaking", after(now, HANDSHAKE_MS_MAX));',
    replace: 'this.#enter("handshaking", now < 0 ? now : undefined);',
  },
  {
    id: "unbounded-start",
    says: "waits for ever for accounts and nextValidId",
    file: "upstream/session.ts",
    find: 'this.#enter("starting", after(now, HANDSHAKE_MS_MAX));',
    replace: 'this.#enter("starting", now < 0 ? now : undefined);',
  },
  {
    id: "refused-cancel-is-an-end",
    says: "takes the refusal of a cancel for the end of the order",
    file: "orders/errors.ts",
    find: 'this.#out.record({ kind: "cancelRefused", key, errorCode });',
    replace: 'this.#out.record({ kind: "orderCompleted", key, permId: order.permId, status: "Cancelled" });',
  },
  {
    id: "inactive-is-an-end",
    says: "takes Inactive for the end of an order, whatever it is held for",
    file: "model/statusWord.ts",
    find: '["Cancelled", "cancelled"],',
    replace: '["Cancelled", "cancelled"],\n  ["Inactive", "cancelled"],',
  },
  {
    id: "note-is-a-refusal",
    says: "takes note 10349 for a refusal",
    file: "orders/errors.ts",
    find: "if (!changing && !isFinished(order.status) && this.#isDead(order, errorCode))",
    replace: "if ((!changing && !isFinished(order.status) && this.#isDead(order, errorCode)) || errorCode === 10349)",
  },
  {
    id: "attributes-by-order-id",
    says: "gives an execution to the order that has its number, whoever placed it",
    file: "orders/recognition.ts",
    find: "if (byPermId !== undefined || clientId !== this.#ourClientId || keyIn(orderRef) !== undefined) return byPermId;\n    const byId = this.#blotter.byOrderId(orderId as OrderId);\n    return byId !== undefined && this.#sameOrder(byId, permId) ? byId : undefined;",
    replace: "return byPermId ?? this.#blotter.byOrderId(orderId as OrderId);",
  },
  {
    id: "takes-orders-without-a-session",
    says: "accepts an order while the Gateway is away, and drops it",
    file: "orders/gates.ts",
    find: 'sessionState === "ready" ? undefined',
    replace: 'sessionState !== "" ? undefined',
  },
  {
    id: "no-heartbeat",
    says: "takes a connection that stands for one that works",
    file: "upstream/heartbeat.ts",
    find: "    this.isHushed = false;\n    this.#due = after(now, ASK_EVERY_MS);",
    replace: "    this.#due = now < 0 ? now : undefined;",
  },
  {
    id: "believes-an-empty-image",
    says: "takes the first list of positions after a reconnect at its word",
    file: "account/image.ts",
    find: "const gone = absent.filter(([key]) => this.#missed.has(key));\n    for (const [key] of absent) this.#missed.add(key);",
    replace: "const gone = absent;",
  },
  {
    id: "timeout-ends-positions",
    says: "says that all positions are told when their list took too long",
    file: "account/positions.ts",
    find: "if (!this.#waitsForEnd) return this.again(now);",
    replace: "return this.ended(now);",
  },
  {
    id: "believes-statuses-alone",
    says: "knows of a fill only what an orderStatus says",
    file: "orders/blotter.ts",
    find: "if (event !== undefined) this.#happened(order, event, entry, at);",
    replace:
      'if (event !== undefined && (event !== "filled" || entry.kind === "statusReported")) this.#happened(order, event, entry, at);',
  },
  {
    id: "swallows-inactive",
    says: "keeps Inactive to itself",
    file: "orders/heard.ts",
    find: "if (news || !this.#isAsked) this.#book.reported(order, report);",
    replace: 'if (news && report.status !== "Inactive") this.#book.reported(order, report);',
  },
  {
    id: "pending-cancel-is-an-end",
    says: "takes PendingCancel for Cancelled",
    file: "orders/heard.ts",
    find: "const said = lean(body);\n    const isOld",
    replace:
      'const said = lean(body.status === "PendingCancel" ? { ...body, status: "Cancelled" } : body);\n    const isOld',
  },
  {
    id: "adds-shares-up",
    says: "adds the shares of every execution up, corrections too",
    file: "orders/fill.ts",
    find: "const newest = plus(minus(fill.newest, version.before), shares);",
    replace: "const newest = plus(fill.newest, shares);",
  },
  {
    id: "drops-early-commissions",
    says: "notes a commission whose execution has not come yet, and tells nobody",
    file: "orders/heard.ts",
    find: "this.#early.set(body.execId, body);",
    replace: 'this.#out.record({ kind: "commissionReported", execId: body.execId, commission: lean(body) });',
  },
  {
    id: "infers-fills",
    says: "makes an execution out of a status that says Filled",
    file: "orders/heard.ts",
    find: "const said = lean(body);\n    const isOld",
    replace:
      'const said = lean(body);\n    if (body.status === "Filled" && order.fill === undefined) this.execution({ reqId: -1, contract: order.echo!.contract!, execution: { execId: "INFERRED-" + body.permId, orderId: body.orderId, permId: body.permId, clientId: body.clientId, shares: body.filled, cumQty: body.filled, price: body.avgFillPrice, side: order.order.action === "BUY" ? "BOT" : "SLD", acctNumber: order.account, orderRef: order.key } } as never);\n    const isOld',
  },
  {
    id: "chunk-is-a-frame",
    says: "takes what the Gateway's socket delivers at once for whole messages",
    file: "upstream/session.ts",
    find: "this.#frames.push(bytes);",
    replace: "this.#frames = new Frames();\n    this.#frames.push(bytes);",
  },
  {
    id: "rotates-client-ids",
    says: "takes another client id when its own is held",
    file: "engine/sessionKeeper.ts",
    find: "const { clientId } = config.gateway;\n    out.queue",
    replace: "const clientId = config.gateway.clientId + (this.#everReady ? 1 : 0);\n    out.queue",
  },
  {
    id: "gives-up",
    says: "gives up after three attempts to connect",
    file: "upstream/session.ts",
    find: 'this.#enter("disconnected", this.#backoff.due);',
    replace: 'this.#enter("disconnected", this.#backoff.failures > 3 ? undefined : this.#backoff.due);',
  },
  {
    id: "hands-client-numbers-on",
    says: "gives the Gateway the order ids that its clients use",
    file: "orders/departures.ts",
    find: 'orderId: this.#blotter.nextOrderId, frame: "new" });',
    replace: 'orderId: this.#blotter.byKey(key)!.clientOrderId as never, frame: "new" });',
  },
  {
    id: "child-before-parent",
    says: "lets the legs of a bracket leave in any order",
    file: "orders/departures.ts",
    find: "const leaving = keys.filter((key) => this.#mayLeave(key, keys, now));",
    replace: "const leaving = keys.filter((key) => this.#mayLeave(key, keys, now)).reverse();",
  },
];

export const INCIDENTS: readonly Incident[] = [
  { incident: "lean-242", weakness: "M5", invariants: ["I5"] },
  { incident: "nautilus-4564", weakness: "deaf-to-1100", invariants: ["L"] },
  { incident: "nautilus-3176", weakness: "M4", invariants: ["I3"] },
  { incident: "ib_insync-80", weakness: "M5", invariants: ["I5"] },
  { incident: "nautilus-4276", weakness: "M5", invariants: ["I5"] },
  { incident: "lean-93", weakness: "M3", invariants: ["I1"] },
  { incident: "nautilus-3603", weakness: "inactive-is-an-end", invariants: ["I4", "L"] },
  { incident: "lean-248", weakness: "refused-cancel-is-an-end", invariants: ["I4"] },
  { incident: "ib_async-191", weakness: "note-is-a-refusal", invariants: ["I4"] },
  { incident: "field-report-002", weakness: "unbounded-handshake", invariants: ["L"] },
  { incident: "ib_insync-386", weakness: "unbounded-start", invariants: ["L"] },
  { incident: "lean-249", weakness: "asks-nothing-after-1102", invariants: ["I11"] },
  { incident: "nautilus-4970", weakness: "attributes-by-order-id", invariants: ["I10"] },
  { incident: "nautilus-4230", weakness: "M6", invariants: ["I4"] },
  { incident: "ibx-113", weakness: "no-heartbeat", invariants: ["I20", "L"] },
  { incident: "field-report-000", weakness: "no-heartbeat", invariants: ["I20", "L"] },
  { incident: "ibx-116", weakness: "takes-orders-without-a-session", invariants: ["I20", "L"] },
  { incident: "ibx-128", weakness: "believes-an-empty-image", invariants: ["L"] },
  { incident: "ibx-131", weakness: "believes-an-empty-image", invariants: ["L"] },
  { incident: "ib_async-84", weakness: "timeout-ends-positions", invariants: ["L"] },
  { incident: "lean-851", weakness: "believes-statuses-alone", invariants: ["I4", "I11"] },
  { incident: "nautilus-3723", weakness: "swallows-inactive", invariants: ["L"] },
  { incident: "ibsync-23", weakness: "pending-cancel-is-an-end", invariants: ["I4"] },
  { incident: "ib_insync-364", weakness: "adds-shares-up", invariants: ["I4"] },
  { incident: "rust-ibapi-788", weakness: "drops-early-commissions", invariants: ["L"] },
  { incident: "nautilus-3493", weakness: "infers-fills", invariants: ["I10"] },
  { incident: "stoqey-42", weakness: "chunk-is-a-frame", invariants: ["I23", "L"] },
  { incident: "node-ib-20", weakness: "chunk-is-a-frame", invariants: ["I23", "L"] },
  { incident: "ib_async-152", weakness: "rotates-client-ids", invariants: ["I16"] },
  { incident: "ib_insync-376", weakness: "gives-up", invariants: ["I21", "L"] },
  { incident: "gnzsnz-399", weakness: "gives-up", invariants: ["I21", "L"] },
  { incident: "ib_insync-644", weakness: "hands-client-numbers-on", invariants: ["I5"] },
  { incident: "ib_async-178", weakness: "child-before-parent", invariants: ["I12"] },
  { incident: "field-report-004", weakness: "X8", invariants: ["I8"] },
  { incident: "ibc-143", weakness: "X8", invariants: ["I8"] },
  { incident: "lean-169", weakness: "X8", invariants: ["I8"] },
];

export const WAITING: readonly WaitingIncident[] = [
  { incident: "field-report-001", waitsFor: "price watch", says: "an acknowledged stop never triggers" },
  {
    incident: "nautilus-3465",
    waitsFor: "list of others",
    says: "all orders of others have number 0 and become one order",
  },
];
