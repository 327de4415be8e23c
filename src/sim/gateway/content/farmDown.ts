/** Whether a service outside the Gateway can be asked: not in an outage, and not while its farm is broken (PROTOCOL 13). */
import type { Farm } from "../../link/farms.ts";
import type { Context } from "../context.ts";

export const farmDown = ({ link }: Context, kind: Farm["kind"]): boolean => !link.up || link.farm(kind) === "broken";
