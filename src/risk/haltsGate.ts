/** The gate `trading`: a halted scope takes nothing new and no change that adds risk, a reducing one nothing that adds risk. */
import type { Gate, RiskAsk } from "./ask.ts";

export const trading: Gate = {
  gate: "trading",
  refuses: (ask) => {
    const { state } = ask;
    if (state === undefined) return undefined;
    const { reduces } = ask;
    const isChange = changesOnly(ask);
    if (reduces && (isChange || state.state === "reducing")) return undefined;
    const what = reduces || (state.state === "halted" && !isChange) ? "a new order" : "an order that adds risk";
    return `${what} against ${state.state}, set by ${state.by}: ${state.why}`;
  },
};

/** All of it has been taken before. What is to be cancelled is not changed: a change would take the cancel back. */
const changesOnly = ({ legs, view }: RiskAsk): boolean =>
  legs.every(({ key }) => {
    const known = key === undefined ? undefined : view.byKey(key);
    return known !== undefined && known.status !== "held" && !known.cancelWanted;
  });
