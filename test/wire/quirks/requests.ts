/** Checks of how requests are read, and what becomes of those that a client spells so that nobody can read them. */
import assert from "node:assert/strict";
import {
  DecodeError,
  type Draft,
  decodeOutgoing,
  encodeOutgoing,
  NotCarried,
  OUTGOING_NAMES,
  type Outgoing,
  type OutgoingBody,
  type OutgoingName,
  planNamed,
} from "../../../src/wire/codec.ts";
import { fieldsOf, payloadOf } from "../../../src/wire/recording.ts";
import { type Slot, slotsOf } from "../../../src/wire/spelling.ts";
import { encoded } from "../stoqeyClient.ts";

/** The fields of a request, after a change that sees what each of them is; undefined takes a field away. */
function changed<N extends OutgoingName>(
  name: N,
  draft: Draft<OutgoingBody<N>>,
  version: number,
  change: (text: string, slot: Slot) => string | undefined,
): Outgoing | DecodeError {
  const frame = encodeOutgoing(name, draft, version, { form: "text" });
  assert(!(frame instanceof NotCarried), String(frame));
  const [id, ...texts] = fieldsOf(frame.subarray(4), version);
  const slots = slotsOf(planNamed(name).steps!, draft as Record<string, unknown>, version);
  const fields = texts.flatMap((text, i) => change(text, slots[i]!) ?? []);
  return decodeOutgoing(payloadOf([id!, ...fields], version), version);
}

function read(message: Outgoing | DecodeError): Outgoing {
  assert(!(message instanceof DecodeError), String(message));
  return message;
}

/** That a request reads the same after the change, and that there is something to change. */
function same<N extends OutgoingName>(
  name: N,
  draft: Draft<OutgoingBody<N>>,
  version: number,
  change: (text: string, slot: Slot) => string | undefined,
): number {
  let changes = 0;
  const counted = (text: string, slot: Slot): string | undefined => {
    const now = change(text, slot);
    if (now !== text) changes++;
    return now;
  };
  assert.deepEqual(read(changed(name, draft, version, counted)), read(changed(name, draft, version, (text) => text)));
  return changes;
}

export function optionCount(): void {
  const withoutCount = (text: string, { what }: Slot): string | undefined =>
    what === "optionCount" ? undefined : text;
  for (const version of [157, 178, 200]) {
    for (const list of [[], [{ tag: "a", value: "1" }]]) {
      const changes = [
        same("reqFundamentalData", { reqId: 1, reportType: "r", fundamentalDataOptions: list }, version, withoutCount),
        same("calculateImpliedVolatility", { reqId: 1, optionPrice: 2, implVolOptions: list }, version, withoutCount),
        same("calculateOptionPrice", { reqId: 1, volatility: 2, optPrcOptions: list }, version, withoutCount),
      ];
      assert.deepEqual(changes, [1, 1, 1]);
    }
  }
}

export function fundamentals(): void {
  for (const version of [210, 213, 225]) {
    for (const name of ["reqFundamentalData", "cancelFundamentalData"] as const) {
      const message = read(changed(name, { reqId: 7 }, version, (text) => text));
      assert.deepEqual([message.name, (message.body as { reqId: number }).reqId], [name, 7]);
    }
  }
}

const best = { orderType: "PEG BEST", competeAgainstBestOffset: Number.POSITIVE_INFINITY };

export function infinite(): void {
  const respelled = (text: string): string => (text === "Infinity" ? "Infinite" : text);
  for (const version of [170, 178]) assert.equal(same("placeOrder", { order: best }, version, respelled), 1);
}

const LITERALS: Readonly<Record<string, string>> = {
  maybeInt: "2147483647",
  maybeDouble: "1.7976931348623157E308",
  decimal: "9223372036854775807",
};

export function unset(): void {
  for (const version of [157, 178, 193, 200]) {
    const literal = (text: string, { kind }: Slot): string =>
      text === "" ? (LITERALS[kind?.name ?? ""] ?? text) : text;
    const empty = (text: string, { what }: Slot): string => (what === "value" && text === "0" ? "" : text);
    const noLiteral = (text: string): string => (Object.values(LITERALS).includes(text) ? "" : text);
    assert(same("placeOrder", {}, version, literal) > 20);
    assert(same("placeOrder", {}, version, empty) > 20);
    assert(same("placeOrder", {}, version, noLiteral) >= 5);
  }
}

export function fossils(): void {
  const another = (text: string, { what }: Slot): string => (what === "constant" ? "99" : text);
  const textual = OUTGOING_NAMES.filter((name) => planNamed(name).steps !== undefined);
  const changes = textual.map((name) => same(name, {}, Math.max(157, planNamed(name).message.since), another));
  assert(changes.filter((count) => count === 1).length > 40);
}

export function namedTriggerMethod(): void {
  const conditions = [{ type: 1 as const, triggerMethod: 0, price: 5 }];
  for (const version of [178, 200]) {
    const named = (text: string, { path }: Slot): string =>
      path.endsWith("triggerMethod") && text === "0" ? "default" : text;
    const inCondition = (text: string, slot: Slot): string =>
      slot.path.startsWith("order.conditions[") ? named(text, slot) : text;
    const refused = changed("placeOrder", { order: { conditions } }, version, inCondition);
    assert(refused instanceof DecodeError);
    assert.match(String(refused), /placeOrder: order.conditions\[0\].triggerMethod/);
  }
}

const stock = { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const limit = { action: "BUY", totalQuantity: 100, orderType: "LMT", lmtPrice: 187.52, transmit: true };

export function scaleOfZero(): void {
  for (let version = 157; version <= 193; version++) {
    const { payload } = encoded("placeOrder", version, 1, stock, { ...limit, scalePriceIncrement: 0 });
    assert(decodeOutgoing(payload, version) instanceof DecodeError, `at ${version}`);
  }
}

export function miscOptions(): void {
  const order = { ...limit, orderMiscOptions: [{ tag: "a", value: "1" }] };
  const { payload } = encoded("placeOrder", 193, 1, stock, order);
  const message = read(decodeOutgoing(payload, 193));
  assert(message.name === "placeOrder");
  const { lmtPrice, orderMiscOptions, cashQty } = message.body.order;
  assert.deepEqual([lmtPrice, orderMiscOptions.map(({ value }) => value), cashQty], [187.52, [""], undefined]);
}
