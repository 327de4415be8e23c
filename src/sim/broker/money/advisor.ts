/**
 * A financial advisor's login: one master account that holds nothing, groups of accounts, and orders that are divided
 * among them.
 *
 * An allocation order names a group (faGroup) and a method (faMethod), or takes the group's own; its fills are booked to
 * the group's accounts. The client hears the fills of the order itself, those of each account come with reqExecutions
 * (PROTOCOL 11.5). Shares that do not divide go to the accounts in the group's order.
 */
import { type Decimal, decimal, toNumber } from "../../../base/decimal.ts";
import { invalid, type Refusal } from "../intake/objection.ts";
import type { Valuation } from "./account.ts";

export interface Member {
  readonly account: string;
  /** What the method makes of it: a share, a ratio or a percentage. */
  readonly amount: number | undefined;
}

export interface Group {
  readonly name: string;
  readonly defaultMethod: string;
  readonly members: readonly Member[];
}

/** The methods of IB's unified groups and, from before, their older names. */
const METHODS: Readonly<Record<string, (valued: Valuation, member: Member) => number>> = {
  Equal: () => 1,
  EqualQuantity: () => 1,
  NetLiq: ({ netLiquidation }) => netLiquidation,
  AvailableEquity: ({ availableFunds }) => availableFunds,
  Ratio: (_valued, { amount = 0 }) => amount,
  Percent: (_valued, { amount = 0 }) => amount,
  ContractsOrShares: (_valued, { amount = 0 }) => amount,
};

interface Allocation {
  readonly faGroup: string;
  readonly faMethod: string;
}

export class Advisor {
  readonly master: string;
  groups: ReadonlyMap<string, Group>;
  aliases: ReadonlyMap<string, string>;

  constructor(master: string, accounts: readonly string[]) {
    this.master = master;
    const members = accounts.map((account) => ({ account, amount: undefined }));
    this.groups = new Map([["All_Equal", { name: "All_Equal", defaultMethod: "Equal", members }]]);
    this.aliases = new Map([master, ...accounts].map((account) => [account, account]));
  }

  /** Why an order of the master account cannot be divided. 436 is IB's, the other texts are not captured. */
  refusal({ faGroup, faMethod }: Allocation): Refusal | undefined {
    if (faGroup === "")
      return { code: 436, text: "You must specify an allocation (either a single account, group, or profile)." };
    const group = this.groups.get(faGroup);
    if (group === undefined) return invalid(`Invalid allocation group '${faGroup}'`);
    const method = faMethod || group.defaultMethod;
    return method in METHODS ? undefined : invalid(`Allocation method '${method}' is not supported here`);
  }

  /** How many of the shares each account of the group gets; accounts that get none are left out. */
  split({ faGroup, faMethod }: Allocation, shares: Decimal, valued: (account: string) => Valuation): readonly Part[] {
    const { members = [], defaultMethod = "" } = this.groups.get(faGroup) ?? {};
    const weigh = METHODS[faMethod || defaultMethod] ?? (() => 1);
    const weighed = members.map((member) => Math.max(0, weigh(valued(member.account), member)));
    const weights = weighed.some((weight) => weight > 0) ? weighed : members.map(() => 1);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const whole = toNumber(shares);
    const floors = weights.map((weight) => Math.floor((whole * weight) / total));
    let rest = whole - floors.reduce((sum, part) => sum + part, 0);
    return members.flatMap(({ account }, at) => {
      const extra = (weights[at] ?? 0) > 0 ? Math.min(1, rest) : 0;
      rest -= extra;
      const part = (floors[at] ?? 0) + extra;
      return part > 0 ? [{ account, shares: decimal(part) as Decimal }] : [];
    });
  }
}

export interface Part {
  readonly account: string;
  readonly shares: Decimal;
}
