/** What does not compile in a declaration. The type checker reads these lines; running them proves nothing more. */
import assert from "node:assert/strict";
import test from "node:test";
import {
  choose,
  incoming,
  list,
  type Of,
  optional,
  present,
  record,
  repeat,
  since,
  variants,
  when,
} from "./declare.ts";
import { double, int, maybeDouble, string } from "./kind.ts";
import { planOf } from "./plan.ts";

const Leg = record("Leg", { conId: [1, int], ratio: [2, int] });
const Hedge = record("Hedge", { conId: [1, int] });
const Condition = variants("Condition", { type: [1, int] }, "type", {
  1: { price: [2, double] },
  3: { time: [3, string] },
});
const Contract = record("Contract", { strike: [5, maybeDouble], legs: [20, list(Leg)], hedge: [17, optional(Hedge)] });
const FIELDS = { orderId: [1, int], contract: [2, Contract], conditions: [3, list(Condition)] } as const;

const good = incoming(1, "good", 203, FIELDS, [
  "orderId",
  since(170, "contract.strike"),
  repeat("contract.legs", "conId", "ratio"),
  present("contract.hedge", "conId"),
  when({ field: "contract.legs", nonEmpty: true }, "orderId"),
  repeat("conditions", "type", choose),
]);

test("a misspelt path does not compile", () => {
  const bad = [
    // @ts-expect-error a field of the message
    () => incoming(1, "bad", 203, FIELDS, ["ordrId"]),
    // @ts-expect-error a field of a record
    () => incoming(1, "bad", 203, FIELDS, [since(170, "contract.strik")]),
    // @ts-expect-error a field of a repeated record
    () => incoming(1, "bad", 203, FIELDS, [repeat("contract.legs", "conId", "ratoi")]),
    // @ts-expect-error the repeated record itself
    () => incoming(1, "bad", 203, FIELDS, [repeat("contract.leg", "conId")]),
    // @ts-expect-error a field of an optional record
    () => incoming(1, "bad", 203, FIELDS, [present("contract.hedge", "conid")]),
    // @ts-expect-error a field in a condition
    () => incoming(1, "bad", 203, FIELDS, [when({ field: "contract.strk", above: 0 }, "orderId")]),
    // @ts-expect-error a repeated record is no single field
    () => incoming(1, "bad", 203, FIELDS, ["contract.legs"]),
  ];
  for (const declare of bad) assert.throws(() => planOf(declare()));
});

test("the type of a body follows from its declaration", () => {
  const body: Of<typeof good> = {
    orderId: 1,
    contract: { strike: undefined, legs: [{ conId: 1, ratio: 2 }], hedge: undefined },
    conditions: [
      { type: 1, price: 2 },
      { type: 3, time: "x" },
    ],
  };
  // @ts-expect-error the case of type 1 has no time
  const wrong: Of<typeof good>["conditions"] = [{ type: 1, time: "x" }];
  const [first] = body.conditions;
  assert.equal(first?.type === 1 ? first.price : undefined, 2);
  assert.equal(wrong.length, 1);
});
