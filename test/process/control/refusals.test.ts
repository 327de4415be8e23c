/** What an unmodified ib_async bot hears of a refused order: 201 with gate, value and limit, and the status Cancelled. */
import assert from "node:assert/strict";
import { join } from "node:path";
import test, { after } from "node:test";
import { python } from "../../compat/setup.ts";
import { Child, jsonLine } from "../../rig/child.ts";
import { ROOT } from "../../rig/folders.ts";
import { tearDown } from "../../rig/tearDown.ts";
import { Scene } from "./scene.ts";

after(tearDown);

const LIMITS = '[strategies.alpha.limits]\nlong-only = true\nbanned = ["MSFT"]\nmax-value = 5000';
const ALPHA = { account: "DU1000001", clientIds: [1], settings: LIMITS };

interface Seen {
  readonly name: string;
  readonly status: string;
  readonly text: string | null;
}

test("an ib_async bot sees long-only, bans and max-value as 201 with the reason, and what is within them trades", async (t) => {
  const found = await python();
  if ("skip" in found) return t.skip(found.skip);
  const scene = await Scene.start(t, { strategies: { alpha: ALPHA } });
  const path = join(ROOT, "test/process/control/refusals.py");
  const bot = new Child("the bot", found.path, ["-u", path, `${scene.daemon.port}`, "1"], { cwd: ROOT });
  assert.equal((await bot.end(60_000)).code, 0, bot.err.join("\n"));
  const seen = new Map(bot.out.map((line) => jsonLine(line) as unknown as Seen).map((one) => [one.name, one]));
  const reasons: Readonly<Record<string, RegExp>> = {
    short: /^Order rejected - reason:holdfast long-only: .*-1.* against/,
    banned: /^Order rejected - reason:holdfast banned: .*MSFT.* against MSFT/,
    "banned-lower-case": /^Order rejected - reason:holdfast banned: .*msft.* against MSFT/,
    "too-much": /^Order rejected - reason:holdfast max-value: .*10000.* against 5000/,
    "too-much-at-the-market": /^Order rejected - reason:holdfast max-value: .* against 5000/,
  };
  for (const [name, reason] of Object.entries(reasons)) {
    assert.equal(seen.get(name)?.status, "Cancelled", name);
    assert.match(String(seen.get(name)?.text), reason);
  }
  for (const name of ["fine", "close"]) assert.deepEqual(seen.get(name), { name, status: "Filled", text: null });
  const { orders, positions } = await scene.truth();
  assert.deepEqual([orders.length, positions], [2, []], "the broker has seen what was refused");
});
