/**
 * Who may come to a run: one row for each kind of actor.
 *
 * A kind that is not in the cast cannot be drawn; a test demands a row for every kind that is.
 */
import { ACTORS } from "../actors/cast.ts";
import type { ActorKind } from "../actors/kinds.ts";

export interface Guestbook {
  /** How often it is drawn among its like. */
  readonly weight: number;
  /** Comes through the door under a strategy; the others stand beside the daemon and come by chance. */
  readonly client: boolean;
  /** Places orders that may work: faults of orders need one of these. */
  readonly trades: boolean;
  /** Places families of orders. */
  readonly families: boolean;
  /** Comes as one more client of a strategy that somebody else brings. */
  readonly joins?: true;
  /** Its program is one that may be careless. */
  readonly careless?: true;
  /** Does nothing that anybody could object to: may come to runs without faults. */
  readonly behaved: boolean;
}

const CLIENT: Guestbook = { weight: 4, client: true, trades: true, families: false, behaved: true };
const BESIDE: Guestbook = { weight: 0.4, client: false, trades: false, families: false, behaved: false };

export const COMPANY = {
  trader: { ...CLIENT, careless: true },
  resting: { ...CLIENT, careless: true },
  bracket: { ...CLIENT, families: true, careless: true },
  crasher: { ...CLIENT, weight: 2, behaved: false, careless: true },
  slowReader: { ...CLIENT, weight: 1, behaved: false },
  spammer: { ...CLIENT, weight: 1, trades: false, behaved: false },
  hostile: { ...CLIENT, weight: 1, trades: false, behaved: false },
  observer: { ...CLIENT, weight: 1.5, trades: false },
  script: { ...CLIENT, weight: 1 },
  operator: BESIDE,
  supervisor: BESIDE,
  riskOfficer: { ...BESIDE, weight: 0.4 },
  pusher: { ...BESIDE, weight: 0.3, trades: true, joins: true, careless: true },
} as const satisfies Readonly<Record<string, Guestbook>>;

export type CompanyKind = keyof typeof COMPANY;
export const COMPANY_KINDS = Object.keys(COMPANY) as readonly CompanyKind[];
export const companyRow = (kind: string): Guestbook | undefined => COMPANY[kind as CompanyKind];

/** Those of them that the cast has. */
export const presentKinds = (): readonly (CompanyKind & ActorKind)[] =>
  COMPANY_KINDS.filter((kind): kind is CompanyKind & ActorKind => Object.hasOwn(ACTORS, kind));
