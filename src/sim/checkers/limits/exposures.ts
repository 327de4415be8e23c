/**
 * Orders of one daemon's journal that may still trade, and how much of each: the arithmetic of exposure, made again.
 *
 * An order counts from its intent until any line may be its end, whatever was acknowledged. Of a change the smaller
 * quantity counts until the Gateway shows the order, for this oracle must not object to what may be right; and as long as it
 * has not shown the change, the order may be priced as it was, for a change that was refused or lost is none. Exits count
 * once: children of one parent, and members of a strategy's group, as the largest of them on their side; children against a
 * parent that may still trade only for what they exceed the rest of it by: what it has traded is a position. A parent may
 * trade until it surely has ended, and as much as it may be for at most: `Inactive` and a 201 leave its life open, and a change
 * that was refused or dropped leaves it as it was.
 */
import type { ExecutedLine, Line, PlacementLine } from "../line.ts";
import { canBe, type Form, formOf } from "./forms.ts";
import { OPERATOR } from "./stops.ts";

export type Terms = Pick<Form, "orderType" | "lmtPrice">;

export interface Open {
  readonly key: string;
  /** Whose trade it is. */
  readonly strategy: string;
  /** A close that a halt asks for. */
  readonly byOperator: boolean;
  readonly account: string;
  symbol: string;
  readonly buys: boolean;
  orderType: string;
  lmtPrice: number | undefined;
  auxPrice: number | undefined;
  tif: string | undefined;
  outsideRth: boolean;
  /** As its client wants it, and the least of what it may be. */
  quantity: number;
  least: number;
  /** Its quantity says how much it trades: it is no combination, and not of an amount of cash. */
  isSized: boolean;
  /** How else it may be at the broker: as it was shown last, or placed. */
  shown: Form | undefined;
  /** The forms in which it was numbered for the wire since the one that was shown last, oldest first. */
  left: readonly Form[];
  /** Its newest change was dropped at the door: what its client wants is what has left. */
  isDropped: boolean;
  filled: number;
  /** As far as executions alone say so. */
  executed: number;
  /** One of them came again with another quantity: statuses may be older. */
  isCorrected: boolean;
  readonly parent: string | undefined;
  readonly group: string | undefined;
  held: boolean;
  /** It may have ended. */
  ended: boolean;
  /** It has, by any reading. */
  isOver: boolean;
  /** An error has refused it, or something of it. */
  isRefused: boolean;
  /** The newest word of the Gateway about its status. */
  word: string | undefined;
  cancelWanted: boolean;
}

/** The newest version of an execution. */
interface Trade {
  readonly version: number;
  readonly quantity: number;
}

/** Of more changes that nobody has shown the oldest are forgotten. */
const LEFT_MAX = 32;

const ENDS: ReadonlySet<string> = new Set(["Filled", "Cancelled", "ApiCancelled", "Inactive"]);
/** A refused order and one that is held back by a precaution, or until shares are found, show it alike. */
const INACTIVE = "Inactive";
const OVER: ReadonlySet<string> = new Set(["orderCompleted", "orderDiscarded", "orderAbsent"]);

interface ShownOrder {
  readonly totalQuantity?: string;
  readonly orderType?: string;
  readonly lmtPrice?: number;
  readonly auxPrice?: number;
  readonly tif?: string;
  readonly outsideRth?: boolean;
}

interface EchoLine {
  readonly contract?: { readonly symbol?: string };
  readonly order?: ShownOrder;
  readonly orderState?: { readonly status?: string };
}

const numberOf = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value));

/** An order as it would stand when this placement is intended. */
export function openOf({ key, strategy, closes, account, contract, order, parent }: PlacementLine): Open {
  const quantity = Number(order.totalQuantity ?? 0);
  return {
    ...{ key, strategy: closes ?? strategy, account, parent, quantity, least: quantity, filled: 0, executed: 0 },
    byOperator: strategy === OPERATOR,
    ...{ held: false, ended: false, cancelWanted: false, shown: undefined, left: [], isDropped: false },
    ...{ isOver: false, isRefused: false, word: undefined, isCorrected: false },
    isSized: order.totalQuantity !== undefined && !order.cashQty && contract.secType !== "BAG",
    symbol: String(contract.symbol ?? ""),
    buys: order.action === "BUY",
    orderType: String(order.orderType ?? ""),
    lmtPrice: numberOf(order.lmtPrice),
    auxPrice: numberOf(order.auxPrice),
    tif: String(order.tif ?? ""),
    outsideRth: order.outsideRth === true,
    group: order.ocaGroup === undefined || order.ocaGroup === "" ? undefined : String(order.ocaGroup),
  };
}

/** The form that the Gateway shows; of a quantity that it does not name, the one that is known. */
const shownAs = (shown: ShownOrder, quantity: number): Form => ({
  quantity: numberOf(shown.totalQuantity) ?? quantity,
  orderType: shown.orderType ?? "",
  ...{ lmtPrice: numberOf(shown.lmtPrice), auxPrice: numberOf(shown.auxPrice) },
  ...{ tif: shown.tif, outsideRth: shown.outsideRth === true },
});

export class Exposures {
  readonly #orders = new Map<string, Open>();
  /** Those that have surely something left to trade, held ones among them. */
  readonly #live = new Map<string, Open>();
  /** By key, the newest version of each execution without its count of corrections. */
  readonly #shares = new Map<string, Map<string, Trade>>();

  order(key: string): Open | undefined {
    return this.#orders.get(key);
  }

  /** A parent that may still open something; undefined once it has surely ended. */
  parent(key: string | undefined): Open | undefined {
    const order = key === undefined ? undefined : this.#orders.get(key);
    return order === undefined || order.isOver || order.held ? undefined : order;
  }

  /** All that may trade; held legs do not. */
  *open(): Generator<Open> {
    for (const order of this.#live.values()) if (!order.held) yield order;
  }

  /** All of which no end was told, those that have surely nothing left to trade among them. */
  *unended(): Generator<Open> {
    for (const order of this.#orders.values()) if (!order.held && !order.ended) yield order;
  }

  journaled(line: Line): void {
    if (line.kind === "orderHeld") {
      const leg = line as unknown as PlacementLine;
      this.#placed({ ...openOf(leg), held: true });
    }
    if (line.kind === "orderIntended")
      for (const leg of line.legs as readonly PlacementLine[]) this.#placed(openOf(leg));
    const order = typeof line.key === "string" ? this.#orders.get(line.key) : undefined;
    if (order !== undefined) this.#happened(order, line);
  }

  #placed(order: Open): void {
    this.#orders.set(order.key, order);
    this.#live.set(order.key, order);
  }

  #happened(order: Open, line: Line): void {
    if (OVER.has(line.kind)) order.ended = order.isOver = true;
    if (line.kind === "orderRejected") order.ended = order.isRefused = true;
    if (line.kind === "modifyIntended") this.#changed(order, line);
    if (line.kind === "changeDropped") order.isDropped = true;
    if (line.kind === "orderSending" && line.frame !== "cancel")
      order.left = [...order.left, formOf(order)].slice(-LEFT_MAX);
    if (line.kind === "cancelIntended") order.cancelWanted = true;
    if (line.kind === "cancelRefused") order.cancelWanted = false;
    if (line.kind === "orderEchoed") this.#echoed(order, line.echo as EchoLine);
    if (line.kind === "statusReported") this.#reported(order, line.report as { status?: string; filled?: string });
    if (line.kind === "executed") this.#executed(order, line as unknown as ExecutedLine);
    if (order.least > 0 && order.filled >= order.quantity) order.ended = true;
    if (order.isRefused && (order.word ?? INACTIVE) === INACTIVE) order.isOver = true;
    if (order.ended || mayBeFilled(order)) this.#live.delete(order.key);
    else this.#live.set(order.key, order);
  }

  #changed(order: Open, { contract, order: wish }: Line): void {
    const changed = openOf({ ...order, contract, order: wish, clientId: 0, clientOrderId: 0 } as PlacementLine);
    const { isSized } = changed;
    order.shown ??= formOf(order);
    order.least = Math.min(order.least, changed.quantity);
    Object.assign(order, formOf(changed), { isSized, isDropped: false });
  }

  #echoed(order: Open, { contract, order: shown, orderState }: EchoLine): void {
    this.#said(order, orderState?.status ?? "");
    if (order.symbol === "" && contract?.symbol !== undefined) order.symbol = contract.symbol;
    if (shown?.totalQuantity !== undefined) order.least = Math.min(order.quantity, Number(shown.totalQuantity));
    if (shown?.orderType === undefined) return;
    const form = shownAs(shown, order.quantity);
    order.shown = form;
    const first = order.left.findIndex((each) => canBe(form, each));
    order.left = order.left.slice(Math.max(0, first));
  }

  #reported(order: Open, { status = "", filled }: { readonly status?: string; readonly filled?: string }): void {
    this.#said(order, status);
    order.filled = Math.max(order.filled, Number(filled ?? 0));
  }

  #said(order: Open, word: string): void {
    if (word !== "") order.word = word;
    if (!ENDS.has(word)) return;
    order.ended = true;
    if (word !== INACTIVE) order.isOver = true;
  }

  #executed(order: Open, { execution: { execution } }: ExecutedLine): void {
    const shares = this.#shares.get(order.key) ?? new Map<string, Trade>();
    this.#shares.set(order.key, shares);
    const { execId } = execution;
    const [dot, quantity] = [execId.lastIndexOf("."), Number(execution.shares ?? 0)];
    const [stem, version] = [execId.slice(0, dot), Number(execId.slice(dot + 1))];
    const known = shares.get(stem);
    // What was corrected may come behind its correction, or never.
    if (known !== undefined && known.version >= version) return;
    if (known === undefined ? version > 1 : known.quantity !== quantity) order.isCorrected = true;
    shares.set(stem, { version, quantity });
    order.executed = [...shares.values()].reduce((sum, each) => sum + each.quantity, 0);
    order.filled = Math.max(order.filled, order.executed);
  }
}

export const remaining = ({ least, filled }: Open): number => Math.max(0, least - filled);

/** What it has opened, or closed: once an execution was corrected or taken back, by executions alone. */
export const traded = ({ isCorrected, executed, filled }: Open): number => (isCorrected ? executed : filled);

/** Behind a change for more it is open again only when it is shown so. */
const mayBeFilled = ({ least, filled }: Open): boolean => least > 0 && filled >= least;

/** The most that it may be for: as it was shown, or has left since; as it is asked for where it has done neither. */
function mostOf({ quantity, shown, left }: Open): number {
  const forms = shown === undefined ? left : [...left, shown];
  return forms.length === 0 ? quantity : Math.max(...forms.map((form) => form.quantity));
}

/** What all these orders of one contract may still buy, or sell, exits counted once. */
export function sumOf(orders: readonly Open[], buys: boolean, exposures: Pick<Exposures, "parent">): number {
  const side = orders.filter((order) => order.buys === buys);
  const groups: { readonly tags: Set<string>; most: number }[] = [];
  let sum = 0;
  for (const order of side) {
    const part = partOf(order, orders, exposures);
    const tags = tagsOf(order);
    if (tags.length === 0) sum += part;
    else join(groups, tags, part);
  }
  return groups.reduce((all, { most }) => all + most, sum);
}

function partOf(order: Open, orders: readonly Open[], exposures: Pick<Exposures, "parent">): number {
  const parent = orders.find(({ key }) => key === order.parent) ?? exposures.parent(order.parent);
  const against = parent !== undefined && parent.buys !== order.buys && parent.symbol === order.symbol;
  return Math.max(0, remaining(order) - (against ? Math.max(0, mostOf(parent) - parent.executed) : 0));
}

const tagsOf = ({ parent, group, account, strategy }: Open): readonly string[] => [
  ...(parent === undefined ? [] : [`of ${parent}`]),
  ...(group === undefined ? [] : [`in ${account}/${strategy}/${group}`]),
];

function join(groups: { readonly tags: Set<string>; most: number }[], tags: readonly string[], part: number): void {
  const touched = groups.filter((group) => tags.some((tag) => group.tags.has(tag)));
  const merged = { tags: new Set([...tags, ...touched.flatMap((group) => [...group.tags])]), most: part };
  for (const group of touched) {
    merged.most = Math.max(merged.most, group.most);
    groups.splice(groups.indexOf(group), 1);
  }
  groups.push(merged);
}
