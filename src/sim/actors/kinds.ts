/** The names of all kinds of actors, and of what clients are careless about; apart from the cast, so that a scenario can speak of them without knowing them. */
export type ActorKind =
  | "bracket"
  | "crasher"
  | "hostile"
  | "observer"
  | "operator"
  | "pusher"
  | "resting"
  | "riskOfficer"
  | "script"
  | "slowReader"
  | "spammer"
  | "supervisor"
  | "trader";

/** The names of what clients may be careless about; what they mean stands in `carelessHabits.ts`. */
export const CARELESS_NAMES = [
  ...(["protects-again", "changes-at-once", "crosses-resting"] as const),
  ...(["shares-groups", "closes-others", "closes-twice"] as const),
] as const;
export type CarelessName = (typeof CARELESS_NAMES)[number];
