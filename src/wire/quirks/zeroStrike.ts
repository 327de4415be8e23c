/**
 * A strike of 0 is none: older clients send 0.0 as text where newer ones leave it empty, and in protobuf requests an unset
 * strike is absent (PROTOCOL section 6.2, recorded at 225). For whoever passes a client's request on to a Gateway.
 */
import type { Loose } from "../condition.ts";

export function withoutZeroStrike<B extends object>(draft: B): B {
  const { contract } = draft as Loose;
  return contract?.strike === 0 ? { ...draft, contract: { ...contract, strike: undefined } } : draft;
}
