/**
 * What a connection's wire saw, request by request, in a form that two runs of the same program must share.
 *
 * Each request has its own sequence: what the client sent under it, then every answer to it with **all** of its
 * decoded fields. Nothing is left out; the few things that cannot be equal in two runs are rewritten by the rules of
 * `RULES` and `shownOnce`, each with its reason. Requests are answered concurrently, so only the order within one
 * request counts.
 */
import { DecodeError, type Incoming, type Outgoing, type OutgoingName } from "../../src/wire/codec.ts";
import type { TapLink } from "../rig/rig.ts";

/** `reqContractDetails 1` to its lines: `-> …` for what was sent, `<- …` for what came. */
export type Transcript = Readonly<Record<string, readonly string[]>>;

export function transcriptOf(link: TapLink): Transcript {
  const reading = new Reading();
  for (const { direction, message } of link.frames) {
    if (message instanceof DecodeError) reading.unreadable(direction, message);
    else if (direction === "out") reading.sent(message as Outgoing);
    else reading.came(message as Incoming);
  }
  return reading.transcript();
}

// ---------------------------------------------------------------- rules

/** Names in the order of their first appearance, for numbers that a broker invents. */
class Invented {
  readonly #kind: string;
  readonly #names = new Map<string, string>();

  constructor(kind: string) {
    this.#kind = kind;
  }

  name(value: unknown): string {
    const text = String(value);
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const name = `${this.#kind} ${this.#names.size + 1}`;
    this.#names.set(text, name);
    return name;
  }

  known(value: unknown): string | undefined {
    return this.#names.get(String(value));
  }
}

interface Run {
  readonly permIds: Invented;
  readonly execIds: Invented;
  readonly clientId: number;
}

interface Rule {
  readonly why: string;
  readonly fields: readonly string[];
  /** What stands in place of the value; undefined leaves it. */
  readonly rewrite: (value: string | number, run: Run) => string | undefined;
}

/** The shape of a time: `20261120 21:33:48 US/Eastern` is `00000000 00:00:00 US/Eastern`. */
const shape = (value: string | number): string => String(value).replaceAll(/\d/g, "0");

const RULES: readonly Rule[] = [
  {
    why: "the broker numbers orders over all clients; 0 means none and stays",
    fields: ["permId", "parentPermId"],
    rewrite: (value, { permIds }) => (value === 0 ? undefined : permIds.name(value)),
  },
  {
    why: "a bracket's group is named after its parent's permId; other names stay",
    fields: ["ocaGroup"],
    rewrite: (value, { permIds }) => permIds.known(value),
  },
  {
    why: "the broker numbers executions by time and over all clients",
    fields: ["execId"],
    rewrite: (value, { execIds }) => execIds.name(value),
  },
  {
    why: "one program may have connected under another number; a third number stays",
    fields: ["clientId"],
    rewrite: (value, { clientId }) => (value === clientId ? "own" : undefined),
  },
  {
    why: "two runs happen at different times; the spelling stays",
    fields: ["time", "timeStamp", "errorTime", "completedTime", "tradingHours", "liquidHours"],
    rewrite: shape,
  },
];

const ruleOf = new Map(RULES.flatMap((rule) => rule.fields.map((field) => [field, rule] as const)));

function rewritten(value: unknown, run: Run, field = ""): unknown {
  if (Array.isArray(value)) return value.map((one) => rewritten(one, run));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rewritten(inner, run, name)]));
  if (typeof value !== "string" && typeof value !== "number") return value;
  return ruleOf.get(field)?.rewrite(value, run) ?? value;
}

// ---------------------------------------------------------------- requests and their answers

/** Ticks come when the market moves; what counts is which kinds came, once. */
const TICKS = new Set(["tickPrice", "tickSize", "tickString", "tickGeneric"]);

/**
 * Streams of values that follow an image: behind the end of the image it depends on the moment which of them are
 * repeated and in how many steps they move. What counts there is what was said last, of each.
 */
const STREAMS: Readonly<Record<string, { readonly end: string; readonly key: (body: Body) => string }>> = {
  reqPositions: { end: "positionEnd", key: ({ account, contract }) => `${account} ${(contract as Body).conId}` },
  reqAccountUpdates: {
    end: "accountDownloadEnd",
    key: ({ key, currency, contract }) => (contract ? `${(contract as Body).conId}` : `${key} ${currency}`),
  },
  reqAccountUpdatesMulti: { end: "accountUpdateMultiEnd", key: ({ key, currency }) => `${key} ${currency}` },
  reqAccountSummary: { end: "accountSummaryEnd", key: ({ tag, currency }) => `${tag} ${currency}` },
};

/** Messages that carry no number: the request that causes them. */
const CAUSES: Readonly<Record<string, OutgoingName>> = {
  managedAccounts: "startApi",
  nextValidId: "startApi",
  position: "reqPositions",
  positionEnd: "reqPositions",
  updateAccountValue: "reqAccountUpdates",
  updatePortfolio: "reqAccountUpdates",
  updateAccountTime: "reqAccountUpdates",
  accountDownloadEnd: "reqAccountUpdates",
  completedOrder: "reqCompletedOrders",
  completedOrdersEnd: "reqCompletedOrders",
  currentTime: "reqCurrentTime",
};

type Body = Readonly<Record<string, unknown>>;

interface Told {
  readonly name: string;
  readonly body: Body;
}

interface Exchange {
  readonly name: OutgoingName;
  readonly sent: string[];
  readonly told: Told[];
}

class Reading {
  readonly #exchanges = new Map<string, Exchange>();
  readonly #unasked: Told[] = [];
  readonly #unreadable: string[] = [];
  readonly #byNumber = new Map<number, Exchange>();
  readonly #byExecId = new Map<string, Told[]>();
  readonly #latest = new Map<OutgoingName, Exchange>();
  /** The list of open orders that is being told. */
  #list: Exchange | undefined;
  #clientId = -1;

  unreadable(direction: string, error: DecodeError): void {
    this.#unreadable.push(`${direction} ${error}`);
  }

  sent({ name, body }: Outgoing): void {
    if (name === "startApi") this.#clientId = body.clientId;
    const exchange = this.#continued(name, body as Body) ?? this.#opened(name, numberOf(body as Body));
    exchange.sent.push(`-> ${name} ${JSON.stringify(this.#run.rewrite(body))}`);
    if (name === "reqOpenOrders" || name === "reqAllOpenOrders") this.#list = exchange;
  }

  /** What continues or ends an earlier request belongs to it. */
  #continued(name: OutgoingName, body: Body): Exchange | undefined {
    if (name === "cancelPositions") return this.#latest.get("reqPositions");
    if (name === "reqAccountUpdates" && body.subscribe === false) return this.#latest.get(name);
    const number = numberOf(body);
    if (number === undefined || !(name === "placeOrder" || name.startsWith("cancel"))) return undefined;
    return this.#byNumber.get(number);
  }

  #opened(name: OutgoingName, number: number | undefined): Exchange {
    const exchange: Exchange = { name, sent: [], told: [] };
    const ordinal = 1 + [...this.#exchanges.values()].filter((earlier) => earlier.name === name).length;
    this.#exchanges.set(`${name} ${ordinal}`, exchange);
    this.#latest.set(name, exchange);
    if (number !== undefined) this.#byNumber.set(number, exchange);
    return exchange;
  }

  came({ name, body }: Incoming): void {
    const told = { name, body: this.#run.rewrite(body) };
    this.#place(name, body as Body).push(told);
    if (name === "openOrderEnd") this.#list = undefined;
  }

  /** Where an answer belongs. */
  #place(name: string, body: Body): Told[] {
    const isOrder = name === "openOrder" || name === "orderStatus";
    if (this.#list !== undefined && (isOrder || name === "openOrderEnd")) return this.#list.told;
    if (name === "commissionReport") return this.#byExecId.get(body.execId as string) ?? this.#unasked;
    const cause = CAUSES[name];
    const number = cause === undefined ? numberOf(body) : undefined;
    const exchange = cause === undefined ? this.#byNumber.get(number ?? -1) : this.#latest.get(cause);
    const place = exchange?.told ?? this.#unasked;
    if (name === "execDetails") this.#byExecId.set((body.execution as Body).execId as string, place);
    return place;
  }

  readonly #run = new Rewriting(() => this.#clientId);

  transcript(): Transcript {
    const lines: Record<string, readonly string[]> = { unreadable: this.#unreadable, unasked: shown(this.#unasked) };
    for (const [title, { name, sent, told }] of this.#exchanges) {
      const stream = STREAMS[name];
      lines[title] = [...sent, ...(stream === undefined ? shown(told) : streamed(told, stream))];
    }
    return lines;
  }
}

class Rewriting {
  readonly #permIds = new Invented("permId");
  readonly #execIds = new Invented("execId");
  readonly #clientId: () => number;

  constructor(clientId: () => number) {
    this.#clientId = clientId;
  }

  rewrite(body: unknown): Body {
    const run = { permIds: this.#permIds, execIds: this.#execIds, clientId: this.#clientId() };
    return rewritten(body, run) as Body;
  }
}

/** The request or order id that a message carries; a fill that nobody asked for has its order's. */
function numberOf(body: Body): number | undefined {
  if (body.execution !== undefined && body.reqId === -1) return (body.execution as Body).orderId as number;
  const order = body.order as Body | undefined;
  const number = body.reqId ?? body.orderId ?? body.id ?? order?.orderId;
  return typeof number === "number" ? number : undefined;
}

const line = ({ name, body }: Told): string => `<- ${name} ${JSON.stringify(body)}`;

function shown(told: readonly Told[]): string[] {
  const ticks = told.filter(({ name }) => TICKS.has(name));
  const kinds = [...new Set(ticks.map(({ name, body }) => `${name} ${body.tickType}`))].sort();
  return told.flatMap((one) => {
    if (!TICKS.has(one.name)) return line(one);
    return one === ticks[0] ? `<- ticks: ${kinds.join(", ")}` : [];
  });
}

function streamed(told: readonly Told[], { end, key }: (typeof STREAMS)[string]): string[] {
  const ending = told.findIndex(({ name }) => name === end);
  const image = told.slice(0, ending + 1);
  const last = new Map(told.filter(({ name }) => name !== end).map((one) => [`${one.name} ${key(one.body)}`, one]));
  const behind = [...last].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => line(one).replace("<-", "last"));
  return [...image.map(line), ...behind];
}
