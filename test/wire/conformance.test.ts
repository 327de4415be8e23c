/**
 * The declarations against the tables of the protocol, field by field: names, order, types, gates, conditions, protobuf
 * numbers and paths. What is different on purpose stands in `conformance/differences.ts` with its reason.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { INCOMING_NAMES, OUTGOING_NAMES, planNamed } from "../../src/wire/codec.ts";
import { type AnyMessage, outgoing, TEXT_ONLY } from "../../src/wire/declare.ts";
import { int, long } from "../../src/wire/kind.ts";
import { type Plan, planOf } from "../../src/wire/plan.ts";
import * as declared from "./conformance/declarations.ts";
import { DELIBERATE } from "./conformance/differences.ts";
import { type Difference, differences, type Row } from "./conformance/rows.ts";
import * as tables from "./conformance/tables.ts";

const PLANS: ReadonlyMap<string, Plan> = new Map(
  [...INCOMING_NAMES, ...OUTGOING_NAMES].map((name) => [name, planNamed(name)]),
);
const { skip } = tables;
const load = () => ({ ...tables.protobufTables(), messages: tables.tableMessages() });
type Tables = ReturnType<typeof load>;

/** Everything in which one declaration and the tables disagree. */
function compared(plan: Plan, table: tables.TableMessage, loaded: Tables): readonly Difference[] {
  const name = table.name;
  const ours = [...declared.headRows(plan), ...declared.layoutRows(plan)];
  const theirs = [...tables.headRows(table), ...tables.layoutRows(table.fields)];
  return [...differences(name, ours, theirs), ...protobufDifferences(plan.message, table, loaded)];
}

function protobufDifferences(message: AnyMessage, table: tables.TableMessage, { schema, mapping }: Tables) {
  const mapped = mapping.find((row) => row.direction === table.direction && row.id === table.id);
  if (mapped === undefined) return [];
  const places = declared.placedFields(message, schema, mapped.message);
  const paths = new Map(places.map(({ declared, path }) => [declared, path]));
  const wanted = tables.protobufPaths(table.fields);
  const ours = wanted.map(([key]): Row => [key, pathOf(paths, key.slice("path ".length))]);
  const gate: Row = ["protobuf gate", String(mapped.minServerVersion)];
  return [
    ...differences(table.name, [...ours, ["protobuf gate", String(message.protobufSince)]], [...wanted, gate]),
    ...places.flatMap((place) => typeDifference(table.name, place, schema)),
    ...undeclared(table.name, places, schema),
  ];
}

/** A value that is on the wire twice has one path, and its second row the suffix 2. */
const pathOf = (paths: ReadonlyMap<string, string>, name: string): string =>
  paths.get(name) ?? paths.get(name.replace(/2$/, "")) ?? "none";

function typeDifference(name: string, place: declared.Placed, schema: tables.Schema): readonly Difference[] {
  if (place.what === "") return [];
  const field = schema.get(place.message)?.find((candidate) => candidate.number === place.number);
  const type = field && (schema.has(field.type) ? "message" : field.type);
  const table = field === undefined ? "-" : field.repeated ? `repeated ${type}` : `${type}`;
  if (table === place.what) return [];
  return [{ at: `${name} type of ${place.declared} (${place.message} ${place.number})`, declared: place.what, table }];
}

/** Fields of the protobuf messages in use that no declaration names, one difference per message. */
function undeclared(name: string, places: readonly declared.Placed[], schema: tables.Schema): readonly Difference[] {
  const known = new Set(places.map((place) => `${place.message} ${place.number}`));
  return [...new Set(places.map((place) => place.message))].flatMap((message) => {
    const missing = (schema.get(message) ?? []).filter((field) => !known.has(`${message} ${field.number}`));
    const table = missing.map((field) => `${field.number} ${field.name}`).join(", ");
    return missing.length === 0 ? [] : [{ at: `${name} undeclared ${message}`, declared: "-", table }];
  });
}

const unexplained = (found: readonly Difference[]): readonly Difference[] =>
  found.filter((difference) => !DELIBERATE.some((row) => row.at.test(difference.at)));

test("every message of the protocol is declared as the tables have it", { skip }, (context) => {
  const loaded = load();
  assert.deepEqual([...PLANS.keys()].sort(), loaded.messages.map((message) => message.name).sort());
  const found = loaded.messages.flatMap((table) => compared(PLANS.get(table.name)!, table, loaded));
  assert.deepEqual(unexplained(found), []);
  const idle = DELIBERATE.filter((row) => !found.some((difference) => row.at.test(difference.at)));
  assert.deepEqual(idle, [], "rows of differences.ts that no longer exist");
  assert.deepEqual(
    loaded.messages.flatMap((table) => tables.strayCounts(table.fields)),
    [],
  );
  context.diagnostic(`${loaded.messages.length} messages, ${found.length} deliberate differences`);
});

/** cancelOrder with one thing changed; `undefined` fields keep what it has. */
const planted = (change: (message: AnyMessage) => Partial<AnyMessage>): Plan => {
  const { message } = planNamed("cancelOrder");
  return planOf({ ...message, ...change(message) } as AnyMessage);
};
const withField = (message: AnyMessage, name: string, field: readonly unknown[]): Partial<AnyMessage> => ({
  record: { ...message.record, fields: { ...message.record.fields, [name]: field as never } },
});

test("a planted deviation is found: a gate, an order, a type, a number, a missing field", { skip }, () => {
  const loaded = load();
  const table = loaded.messages.find((message) => message.name === "cancelOrder")!;
  const found = (plan: Plan): readonly string[] => compared(plan, table, loaded).map((difference) => difference.at);
  assert.deepEqual(found(planNamed("cancelOrder")), []);
  const layout = (planNamed("cancelOrder").message.layout ?? []) as readonly unknown[];
  assert.deepEqual(found(planted(() => ({ protobufSince: 204 }))), [
    "cancelOrder protobuf since",
    "cancelOrder protobuf gate",
  ]);
  assert.deepEqual(found(planted(() => ({ layout: [layout[1], layout[0], ...layout.slice(2)] }))), [
    "cancelOrder order",
  ]);
  assert.deepEqual(found(planted(() => ({ layout: layout.slice(0, -1) }))), [
    "cancelOrder text extOperator",
    "cancelOrder text manualOrderIndicator",
  ]);
  assert.deepEqual(found(planted((message) => withField(message, "orderId", [1, long]))), [
    "cancelOrder text orderId",
    "cancelOrder type of orderId (CancelOrderRequest 1)",
  ]);
  assert.deepEqual(found(planted((message) => withField(message, "orderId", [TEXT_ONLY, int]))), [
    "cancelOrder path orderId",
    "cancelOrder undeclared CancelOrderRequest",
  ]);
  const stranger = planOf(outgoing(4, "cancelOrder", 203, { orderId: [1, int] }, ["orderId"]));
  assert(found(stranger).length > 5);
});
