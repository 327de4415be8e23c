/** Groups and aliases as XML, there and back. */
import { deepEqual, equal } from "node:assert/strict";
import test from "node:test";
import { aliasesXml, groupsXml, readAliases, readGroups } from "./faXml.ts";

const GROUPS = [
  { name: "A & B", defaultMethod: "Equal", members: [{ account: "DU1", amount: undefined }] },
  {
    name: "R",
    defaultMethod: "Ratio",
    members: [
      { account: "DU1", amount: 2 },
      { account: "DU2", amount: 1 },
    ],
  },
];

test("what is written is read back, with and without amounts, marks of XML included", () => {
  deepEqual(readGroups(groupsXml(GROUPS)), GROUPS);
  const aliases = [["DU1", "<mine>"]] as const;
  deepEqual([...(readAliases(aliasesXml(aliases)) ?? [])], aliases);
});

test("what is no such document, or a group without name or accounts, is not read", () => {
  equal(readGroups("nothing"), undefined);
  equal(readGroups("<ListOfGroups><Group><name></name></Group></ListOfGroups>"), undefined);
  equal(readAliases("<ListOfGroups></ListOfGroups>"), undefined);
});
