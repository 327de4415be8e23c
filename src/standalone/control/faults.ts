/** Faults at the control door: the table, what is set, how often it struck; setting, clearing, injecting. */
import { z } from "zod";
import { FaultError } from "../../sim/faults/faults.ts";
import { checkedName } from "../../sim/faults/setting.ts";
import type { FaultName } from "../../sim/faults/table.ts";
import { faultRow, isFault } from "../../sim/faults/table.ts";
import type { SimulatedGateway } from "../gateway.ts";
import { type Answer, type Asked, carriedOut, Refusal, type Route, read } from "./route.ts";

const EXAMPLE = { rate: 0.5, client: 7 };
const VALUES = z.record(z.string(), z.union([z.string(), z.number()]));

export const FAULT_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/faults",
    says: "Every fault: what it does, its parameters, whether it is set, how often it struck.",
    answer: (gateway) => ({ faults: gateway.faults.list().map(({ name }) => described(gateway, name)) }),
  },
  {
    method: "GET",
    path: "/faults/:name",
    says: "One of them.",
    answer: (gateway, { name }) => named(name, (known) => described(gateway, known)),
  },
  {
    method: "PUT",
    path: "/faults/:name",
    says: "Sets a fault, with parameters; it stays until it is cleared.",
    example: EXAMPLE,
    answer: (gateway, asked) => changed(gateway, asked, (name, values) => gateway.faults.set(name, values)),
  },
  {
    method: "POST",
    path: "/faults/:name/inject",
    says: "Makes it happen once: an event now, any other at its next opportunity.",
    example: {},
    answer: (gateway, asked) => changed(gateway, asked, (name, values) => gateway.faults.inject(name, values)),
  },
  {
    method: "DELETE",
    path: "/faults/:name",
    says: "Clears a fault; its counts stay.",
    answer: (gateway, asked) => changed(gateway, { ...asked, body: {} }, (name) => gateway.faults.clear(name)),
  },
  {
    method: "DELETE",
    path: "/faults",
    says: "Clears all of them.",
    answer: (gateway) => {
      gateway.faults.clearAll();
      return { cleared: true };
    },
  },
];

type Change = (name: FaultName, values: Readonly<Record<string, string | number>>) => void;

function changed(gateway: SimulatedGateway, { name, body }: Asked, change: Change): Answer {
  return named(name, (known) => {
    const values = read(VALUES, body, EXAMPLE);
    if (values instanceof Refusal) return values;
    return carriedOut(FaultError, `GET /faults/${known} shows its parameters`, () => {
      change(known, values);
      return described(gateway, known);
    });
  });
}

function named(name: string, answer: (name: FaultName) => Answer): Answer {
  if (isFault(name)) return answer(name);
  const refused = checkedName(name);
  const reason = typeof refused === "string" ? `there is no fault ${name}` : refused.reason;
  return new Refusal(404, reason, "GET /faults lists them");
}

function described(gateway: SimulatedGateway, name: FaultName): object {
  const { says, part, mode, narrows, params, evidence, incidents } = faultRow(name);
  const { setting, set, opportunities, struck } = gateway.faults.list().find((state) => state.name === name)!;
  const on =
    setting === undefined
      ? null
      : { ...setting.params, ...setting.narrowed, rate: setting.rate, times: setting.times, forMs: setting.forMs };
  const shown = Object.entries(params).map(([param, row]) => [param, { ...row, pattern: undefined }]);
  return {
    name,
    says,
    part,
    mode,
    narrows,
    params: Object.fromEntries(shown),
    evidence,
    incidents,
    set: on,
    counts: { set, opportunities, struck },
  };
}
