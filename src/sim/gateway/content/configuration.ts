/**
 * Reading and changing the Gateway's settings (server versions 219 and 221, only in protobuf).
 *
 * Only the messages' fields are public; the words in `status` are ours. A change is kept and shown, also after a restart:
 * a Gateway has its settings on disk. The simulated one does not act on it, and says so in the answer: what it does is
 * set by switches. Only the order numbers do begin anew when that is asked for.
 */
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Context, Handlers } from "../context.ts";
import { initialConfig } from "./settings.ts";
import type { Config } from "./state.ts";

type Update = OutgoingBody<"updateConfig">;
type Tree = Readonly<Record<string, unknown>>;

const SECTIONS = ["lockAndExit", "api", "orders"] as const;
const SHOWN_ONLY =
  "The simulated Gateway shows the new settings and does not act on them: what it does is set by its switches.";

export const configurationHandlers: Handlers = {
  reqConfig(context, session, { reqId }) {
    session.say("configResponse", { reqId, ...configOf(context) });
  },

  updateConfig(context, session, update) {
    const { reqId } = update;
    const changedFields = changesIn(configOf(context), update);
    const errors = obstacles(context, update);
    if (errors.length === 0) apply(context, update);
    const status = errors.length === 0 ? "success" : "error";
    const said = errors.length === 0 ? { changedFields, errors } : { changedFields: [], errors };
    session.say("updateConfigResponse", { reqId, status, message: SHOWN_ONLY, ...said, warnings: [] });
  },
};

/** The order numbers can begin anew only while no API order is active (PROTOCOL 11.1). */
function obstacles({ broker }: Context, { resetAPIOrderSequence }: Update): readonly string[] {
  const active = broker.openOrders().filter(({ manual }) => !manual).length;
  if (!resetAPIOrderSequence || active === 0) return [];
  return [`API order IDs cannot be reset: ${active} API orders are active`];
}

function apply(context: Context, update: Update): void {
  context.desk.config = merged(configOf(context), update);
  if (update.resetAPIOrderSequence) context.broker.countOrderIdsFrom(1);
}

const configOf = (context: Context): Config => context.desk.config ?? initialConfig(context);

const given = (value: unknown): boolean =>
  value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);

/** Dotted names of the fields that the update sets to something else. */
function changesIn(config: Config, update: Update): readonly string[] {
  const names = SECTIONS.flatMap((section) => differences(section, config[section] ?? {}, update[section]));
  return update.messages.length > 0 ? [...names, "messages"] : names;
}

function differences(path: string, before: unknown, after: unknown): readonly string[] {
  if (!given(after)) return [];
  if (!isTree(after)) return JSON.stringify(before) === JSON.stringify(after) ? [] : [path];
  const old = isTree(before) ? before : {};
  return Object.entries(after).flatMap(([name, value]) => differences(`${path}.${name}`, old[name], value));
}

function merged(config: Config, update: Update): Config {
  const sections = SECTIONS.map((section) => [section, laidOver(config[section], update[section])] as const);
  const messages = update.messages.length > 0 ? update.messages : (config.messages ?? []);
  return { ...(Object.fromEntries(sections) as Config), messages };
}

function laidOver(before: unknown, after: unknown): unknown {
  if (!given(after)) return before;
  if (!isTree(after)) return after;
  const old = isTree(before) ? before : {};
  const names = [...new Set([...Object.keys(old), ...Object.keys(after)])];
  return Object.fromEntries(names.map((name) => [name, laidOver(old[name], after[name])]));
}
