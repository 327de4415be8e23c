/**
 * What each client demands of whoever serves it, and which of its defects a server can keep from showing: one table, with
 * the evidence and the way in which every row is met (PROTOCOL sections 16 and 17).
 *
 * The rules among the rows are run from here by the form table, the handshake and the encoder towards clients. They act on
 * drafts, in front of whatever writes them.
 */
import type { Loose } from "./condition.ts";
import type { Demand, Met, Offered } from "./quirks/demand.ts";
import { INCURABLE } from "./quirks/incurable.ts";
import { INHERENT } from "./quirks/inherent.ts";
import { RULES } from "./quirks/rules.ts";

const TABLE = [...RULES, ...INHERENT, ...INCURABLE] as const;
export type DemandId = (typeof TABLE)[number]["id"];

export const DEMANDS: readonly Demand[] = TABLE;

type MetBy<K extends Met["by"]> = Extract<Met, { readonly by: K }>;

export const demandsMetBy = <K extends Met["by"]>(by: K): readonly (Demand & { readonly met: MetBy<K> })[] =>
  DEMANDS.filter((row): row is Demand & { readonly met: MetBy<K> } => row.met.by === by);

const said = (hello: Offered, { min, max }: Offered): boolean => hello.min === min && hello.max === max;

/** The version that a client is given instead of the one that both sides would have agreed upon. */
export function permitted(version: number, hello: Offered): number {
  const row = VERSIONS.find(({ met }) => met.never === version && said(hello, met.hello));
  return row === undefined ? version : row.met.instead;
}
const VERSIONS = demandsMetBy("version");

const AMENDMENTS: ReadonlyMap<string, readonly MetBy<"amendment">[]> = byMessage();

function byMessage(): ReadonlyMap<string, readonly MetBy<"amendment">[]> {
  const rows = demandsMetBy("amendment").map(({ met }) => met);
  const names = new Set(rows.flatMap(({ messages }) => messages));
  return new Map([...names].map((name) => [name, rows.filter(({ messages }) => messages.includes(name))]));
}

/** The draft of a text frame to a client with that hello, as it can bear it. */
export function amended(name: string, draft: Loose, version: number, hello: Offered): Loose {
  const rows = AMENDMENTS.get(name);
  if (rows === undefined) return draft;
  return rows.filter((row) => appliesAt(row, version, hello)).reduce((changed, row) => row.amend(changed), draft);
}

const appliesAt = ({ from, to, hello: of }: MetBy<"amendment">, version: number, hello: Offered): boolean =>
  from <= version && version <= to && (of === undefined || said(hello, of));

/** Messages whose text is changed for some client, so that a Gateway's own must not be passed on unread. */
export const AMENDED_NAMES: readonly string[] = [...AMENDMENTS.keys()];
