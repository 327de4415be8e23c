/** What a bracket's child takes over from its parent before it leaves, when its strategy's configuration says so. */
import type { BracketPolicy } from "../model/config.ts";
import type { Content } from "./content.ts";
import type { Order } from "./order.ts";

/**
 * By `gtc-outside-rth` a child is good until cancelled, and works outside regular hours when its parent does: a DAY stop ends
 * while the position is held (field report 000), and clients lose the flag of children (rust-ibapi #373). A child that asks
 * for more than its parent keeps it. Alike for a leg that is repeated or changed, so that a repetition stays one.
 */
export function inherited(policy: BracketPolicy | undefined, content: Content, parent: Order | undefined): Content {
  if (policy !== "gtc-outside-rth" || parent === undefined) return content;
  const { tif = "", outsideRth = false } = content.order;
  const lasting = tif === "" || tif === "DAY" ? "GTC" : tif;
  return {
    ...content,
    order: { ...content.order, tif: lasting, outsideRth: outsideRth || parent.order.outsideRth === true },
  };
}
