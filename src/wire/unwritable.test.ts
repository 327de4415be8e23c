/** Odd numbers: both forms and both writers of each write the same ones, and refuse the same ones. */
import assert from "node:assert/strict";
import test, { suite } from "node:test";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { encodeOutgoing, expectedForm, NotCarried, OUTGOING_NAMES, type OutgoingName, planNamed } from "./codec.ts";
import type { Loose } from "./condition.ts";
import type { AnyScalar, Fields } from "./declare.ts";
import * as kinds from "./kind.ts";
import { conversion, ROWS, type SingleType } from "./protobuf/value.ts";
import { ProtobufWriter } from "./protobuf/writer.ts";
import { Unwritable } from "./unwritable.ts";
import { Writer } from "./writer.ts";

const ODD = [
  Number.NaN,
  Infinity,
  -Infinity,
  -0,
  1.5,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  5e9,
  2 ** 53 - 1,
  2 ** 53,
  1e300,
];

/** Kinds of numbers with the protobuf types that their fields have. */
const PAIRS: readonly (readonly [AnyScalar, ...SingleType[]])[] = [
  [kinds.int, "int32", "bool", "string"],
  [kinds.maybeInt, "int32", "int64"],
  [kinds.long, "int64"],
  [kinds.maybeLong, "int64"],
  [kinds.double, "double", "string"],
  [kinds.maybeDouble, "double"],
];

function isRefused(write: () => unknown): boolean {
  try {
    write();
    return false;
  } catch (problem) {
    assert(problem instanceof Unwritable, String(problem));
    return true;
  }
}

const inText = (kind: AnyScalar, value: number) => () => {
  const writer = new Writer();
  writer.open(1, true);
  kind.write(writer, value);
};

const interpreted = (kind: AnyScalar, type: SingleType, value: number) => () =>
  ROWS[type].write(new BinaryWriter(), conversion(kind, type).print(value) as never);

const emitted = (kind: AnyScalar, type: SingleType, value: number) => () => {
  const writer = new ProtobufWriter();
  writer.open(201);
  writer[type](8, conversion(kind, type).print(value) as never);
};

suite("text, and both writers of protobuf, refuse the numbers that are none of their kind, and no others:", () => {
  for (const [kind, ...types] of PAIRS) {
    for (const type of types) {
      test(`${kind.name} as ${type}`, () => {
        for (const value of ODD) {
          const refused = [inText(kind, value), interpreted(kind, type, value), emitted(kind, type, value)].map(
            isRefused,
          );
          assert.deepEqual(refused, Array(3).fill(!kind.accepts(value)), `${value}`);
        }
      });
    }
  }
});

suite("a request with a number that is none is refused by the name of its field, the same in both forms:", () => {
  const order = (fields: Loose): Loose => ({
    orderId: 1,
    contract: { conId: 1 },
    order: { orderType: "LMT", ...fields },
  });
  const ROWS: readonly (readonly [draft: Loose, says: string])[] = [
    [order({ lmtPrice: Number.NaN }), "placeOrder: order.lmtPrice is no number"],
    [order({ parentId: 5e9 }), "placeOrder: order.parentId exceeds 32 bits"],
    [order({ minQty: 1.5 }), "placeOrder: order.minQty is no whole number"],
    [
      { orderId: 1, contract: { secType: "BAG", comboLegs: [{ ratio: 1 }, { ratio: 2 ** 31 }] } },
      "placeOrder: contract.comboLegs[1].ratio exceeds 32 bits",
    ],
    [{ ...order({}), orderId: 2 ** 31 }, "placeOrder: orderId exceeds 32 bits"],
  ];
  for (const [draft, says] of ROWS) {
    test(says, () => {
      for (const form of ["text", "protobuf"] as const)
        assert.equal(String(encodeOutgoing("placeOrder", draft, 222, { form })), says, form);
    });
  }
});

test("no number in any field of a request makes its encoder throw", () => {
  for (const name of OUTGOING_NAMES) {
    for (const field of numbersOf(planNamed(name).message.record.fields as Fields)) {
      for (const value of ODD) tried(name, { [field]: value });
    }
  }
});

const numbersOf = (fields: Fields): string[] =>
  Object.entries(fields).flatMap(([name, [, kind]]) =>
    kind.shape === "scalar" && ["int32", "int64", "double"].includes(kind.protobuf) ? [name] : [],
  );

function tried(name: OutgoingName, draft: Loose): void {
  for (const version of [178, 225]) {
    if (expectedForm(name, version) === undefined) continue;
    const frame = encodeOutgoing(name, draft, version);
    assert(frame instanceof NotCarried || frame.length > 0);
  }
}
