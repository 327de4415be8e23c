/** The names of all kinds of actors; apart from the cast, so that a scenario can speak of them without knowing them. */
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
