/** Which contract an order is about, as far as one order can be set against another's. */
import type { PlacedContract } from "../model/entry.ts";
import type { Leg } from "./view.ts";

/**
 * The conId once it is known, from the broker or from the client; else what names the contract. All combinations share one
 * conId, so a combination is compared with nothing but its own family.
 */
export function instrumentOf({ key, parent, contract, conId, echo }: Leg): string {
  if (contract.secType === "BAG") return `${COMBINATION_OF}${parent ?? key}`;
  return conId === 0 ? instrumentNamed(echo?.contract ?? contract) : String(conId);
}

const COMBINATION_OF = "combination of ";

/** Whether a name that ends with an instrument's ends with that of a combination. */
export const isOfCombination = (name: string): boolean => name.includes(`/${COMBINATION_OF}`);

export function instrumentNamed(contract: PlacedContract): string {
  const { conId, localSymbol, symbol, secType, currency, lastTradeDateOrContractMonth, strike, right } = contract;
  if (conId) return String(conId);
  const name = [localSymbol || symbol, secType, currency, lastTradeDateOrContractMonth, strike, right];
  return name.filter((part) => part).join(" ");
}

/** The number for an alert's scope; undefined while only the name is known. */
export const conIdOf = ({ conId }: Leg): number | undefined => conId || undefined;

/** Whether two orders are about one contract, as far as both say. */
export function isSameInstrument(a: Leg, b: Leg): boolean {
  if (a.contract.secType === "BAG" || b.contract.secType === "BAG") return instrumentOf(a) === instrumentOf(b);
  const [one, other] = [conIdOf(a), conIdOf(b)];
  if (one !== undefined && other !== undefined) return one === other;
  return namesOf(a).some((name) => namesOf(b).includes(name));
}

const namesOf = ({ contract, echo }: Leg): string[] =>
  [contract.localSymbol, contract.symbol, echo?.contract?.symbol].flatMap((name) => (name ? [name] : []));
