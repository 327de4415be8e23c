/** What risk knows of contracts, prices and money: from market data lines, account values and the broker's own names. */
import type { AccountDesk } from "../account/desk.ts";
import type { PlacedContract } from "../model/entry.ts";
import type { Lines } from "../mux/lines.ts";
import { isBySecId } from "../risk/contractNames.ts";
import type { Contracts } from "../risk/contracts.ts";
import type { KnownContract, Quote, RiskView } from "../risk/view.ts";

interface Seen {
  readonly account: AccountDesk;
  readonly lines: Lines;
  readonly contracts: Contracts;
}

type Prices = Pick<RiskView, "quote" | "contract" | "doubt" | "baseCurrency" | "accountValue">;

export const riskPrices = ({ account, lines, contracts }: Seen): Prices => ({
  quote(conId, contract) {
    const isMeant = (other: PlacedContract) =>
      isSame({ ...contract, ...named(contracts.of(conId)) }, { ...other, ...named(contracts.of(other.conId ?? 0)) });
    return lines.quotes(conId, isMeant).reduce(better, undefined);
  },
  contract: (conId) => contracts.of(conId),
  doubt: (contract) => contracts.doubt(contract),
  baseCurrency: (of) => account.baseCurrency(of),
  accountValue: (of, key, currency) => account.amount(of, key, currency),
});

/** What the broker calls it counts before what the order says. */
const named = (known: KnownContract | undefined) =>
  known && { symbol: known.symbol, localSymbol: known.localSymbol, secType: known.secType, currency: known.currency };

/** Parts that must be equal, and parts that may be left open by either side. */
const WHOLE = ["symbol", "secType", "currency", "lastTradeDateOrContractMonth", "strike", "right"] as const;
const OPEN = ["localSymbol", "tradingClass", "multiplier", "primaryExchange"] as const;

/** Whether a line is surely of this contract, as far as names tell: a price of another one is worse than none. */
function isSame(wanted: PlacedContract, line: PlacedContract): boolean {
  if (!wanted.symbol || wanted.secType === "BAG" || isBySecId(wanted) || isBySecId(line)) return false;
  return (
    WHOLE.every((part) => (wanted[part] || "") === (line[part] || "")) &&
    OPEN.every((part) => !wanted[part] || !line[part] || wanted[part] === line[part])
  );
}

/** Both sides before one; then the younger one. */
function better(a: Quote | undefined, b: Quote): Quote {
  if (a === undefined || isWhole(b) !== isWhole(a)) return a !== undefined && isWhole(a) ? a : b;
  return b.at > a.at ? b : a;
}

const isWhole = ({ bid, ask }: Quote): boolean => bid !== undefined && ask !== undefined;
