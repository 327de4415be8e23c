/**
 * The XML documents in which a financial advisor's groups and aliases travel both ways (IB's documentation shows both).
 *
 * Read leniently, as the Gateway does not say how strict it is: members are `<String>DU1</String>`, or `<Account>` with
 * `<acct>` and `<amount>` where the method wants amounts. Written in the second form only where there are amounts.
 */
import type { Group, Member } from "../../broker/money/advisor.ts";

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function groupsXml(groups: Iterable<Group>): string {
  const all = [...groups].map(groupXml).join("");
  return `${HEAD}<ListOfGroups>\n${all}</ListOfGroups>\n`;
}

const groupXml = ({ name, members, defaultMethod }: Group): string =>
  `\t<Group>\n\t\t<name>${escaped(name)}</name>\n\t\t<ListOfAccts varName="list">\n${members.map(memberXml).join("")}` +
  `\t\t</ListOfAccts>\n\t\t<defaultMethod>${escaped(defaultMethod)}</defaultMethod>\n\t</Group>\n`;

const memberXml = ({ account, amount }: Member): string =>
  amount === undefined
    ? `\t\t\t<String>${escaped(account)}</String>\n`
    : `\t\t\t<Account>\n\t\t\t\t<acct>${escaped(account)}</acct>\n\t\t\t\t<amount>${amount.toFixed(1)}</amount>\n\t\t\t</Account>\n`;

export function aliasesXml(aliases: Iterable<readonly [account: string, alias: string]>): string {
  const one = ([account, alias]: readonly [string, string]): string =>
    `\t<AccountAlias>\n\t\t<account>${escaped(account)}</account>\n\t\t<alias>${escaped(alias)}</alias>\n\t</AccountAlias>\n`;
  return `${HEAD}<ListOfAccountAliases>\n${[...aliases].map(one).join("")}</ListOfAccountAliases>\n`;
}

/** `undefined` when the text is no such document. */
export function readGroups(xml: string): readonly Group[] | undefined {
  const [list] = elements(xml, "ListOfGroups");
  if (list === undefined) return undefined;
  const groups = elements(list, "Group").map((group) => ({
    name: textOf(group, "name"),
    defaultMethod: textOf(group, "defaultMethod"),
    members: membersOf(group),
  }));
  return groups.some(({ name, members }) => name === "" || members.length === 0) ? undefined : groups;
}

function membersOf(group: string): readonly Member[] {
  const plain = elements(group, "String").map((account) => ({ account: unescaped(account), amount: undefined }));
  const weighed = elements(group, "Account").map((account) => {
    const amount = Number(textOf(account, "amount") || Number.NaN);
    return { account: textOf(account, "acct"), amount: Number.isFinite(amount) ? amount : undefined };
  });
  return [...plain, ...weighed];
}

export function readAliases(xml: string): ReadonlyMap<string, string> | undefined {
  const [list] = elements(xml, "ListOfAccountAliases");
  if (list === undefined) return undefined;
  const pairs = elements(list, "AccountAlias").map((one) => [textOf(one, "account"), textOf(one, "alias")] as const);
  return new Map(pairs);
}

/** The insides of all elements of a name. None of these names nests in itself. */
function elements(xml: string, name: string): readonly string[] {
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, "g");
  return [...xml.matchAll(pattern)].map(([, inside = ""]) => inside.trim());
}

const textOf = (xml: string, name: string): string => unescaped(elements(xml, name)[0] ?? "");

const ESCAPES: readonly (readonly [string, string])[] = [
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
];
const escaped = (text: string): string => ESCAPES.reduce((done, [raw, safe]) => done.replaceAll(raw, safe), text);
const unescaped = (text: string): string =>
  ESCAPES.toReversed().reduce((done, [raw, safe]) => done.replaceAll(safe, raw), text);
