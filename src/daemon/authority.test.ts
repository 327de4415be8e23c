import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import type { Operation } from "../model/input.ts";
import { Authority, type Verdict, type Wished } from "./authority.ts";
import { CREDENTIAL_HASH, hashOf, isToken, ownerOf, TOKEN_BYTES, tokenOf } from "./credential.ts";

const newToken = (): string => tokenOf(randomBytes(TOKEN_BYTES).toString("base64url"));
const [OPERATE, TRADE] = [newToken(), newToken()];
const CREDENTIALS = [
  { name: "ann", role: "operate", hash: hashOf(OPERATE) },
  { name: "bob", role: "trade", hash: hashOf(TRADE) },
] as const;

const HALT: Operation = { kind: "halt", scope: { all: true }, level: "halt-new", stopsToo: false, why: "test" };
const RESUME: Operation = { kind: "resume", scope: { all: true }, to: "active", why: "test" };
const LIMIT: Operation = {
  ...{ kind: "limit", scope: { account: "DU1" }, limit: "drawdown", value: 9, forMs: undefined, why: "test" },
};

class Scene {
  nowMs = 0;
  readonly wrong: number[] = [];
  readonly authority: Authority;

  constructor(credentials: ConstructorParameters<typeof Authority>[0] = CREDENTIALS) {
    this.authority = new Authority(credentials, {
      nowMs: () => this.nowMs,
      wrong: (count) => this.wrong.push(count),
    });
  }

  judge(operate: Operation, token?: string, by = "eve@host"): Verdict {
    return this.authority.judge({ operate, by, token } satisfies Wished);
  }
}

const refusal = (verdict: Verdict): string => ("refused" in verdict ? verdict.refused : assert.fail("it was done"));

test("a token is its credential's and nobody else's, and its hash is all that the configuration needs", () => {
  assert.ok(isToken(OPERATE));
  assert.notEqual(OPERATE, TRADE);
  assert.match(hashOf(OPERATE), CREDENTIAL_HASH);
  assert.equal(ownerOf(OPERATE, CREDENTIALS)?.name, "ann");
  assert.equal(ownerOf(TRADE, CREDENTIALS)?.name, "bob");
  assert.equal(ownerOf(`${OPERATE} `, CREDENTIALS), undefined);
  assert.equal(ownerOf(hashOf(OPERATE), CREDENTIALS), undefined);
});

test("stopping needs no credential, and not even a right token", () => {
  const scene = new Scene();
  assert.deepEqual(scene.judge(HALT), { what: HALT, by: "eve@host" });
  assert.deepEqual(scene.judge(HALT, newToken()), { what: HALT, by: "eve@host" });
  assert.deepEqual(scene.judge(HALT, TRADE), { what: HALT, by: "bob" });
  assert.deepEqual(new Scene([]).judge(HALT), { what: HALT, by: "eve@host" });
});

test("resuming needs the operator's credential, whose name is the author", () => {
  const scene = new Scene();
  assert.deepEqual(scene.judge(RESUME, OPERATE), { what: RESUME, by: "ann" });
  assert.match(
    refusal(scene.judge(RESUME)),
    /^resuming takes an operator's credential: put its token into HOLDFAST_TOKEN/,
  );
  assert.match(refusal(scene.judge(RESUME, TRADE)), /^bob has the role "trade"/);
  assert.match(
    refusal(new Scene([]).judge(RESUME)),
    /the configuration has none: make one with "holdfast credential new/,
  );
});

test("a limit may be changed towards less by anybody and freely by an operator, whatever the socket says of it", () => {
  const scene = new Scene();
  const lessOnly = (verdict: Verdict): unknown =>
    "what" in verdict && verdict.what.kind === "limit" ? verdict.what.lessOnly : verdict;
  assert.equal(lessOnly(scene.judge({ ...LIMIT, lessOnly: false })), true);
  assert.equal(lessOnly(scene.judge(LIMIT, TRADE)), true);
  assert.equal(lessOnly(scene.judge({ ...LIMIT, lessOnly: true }, OPERATE)), false);
});

test("nobody signs with the name of a credential or of holdfast", () => {
  for (const name of ["ann", "bob", "holdfast", "operator"])
    assert.match(
      refusal(new Scene().judge(HALT, undefined, name)),
      new RegExp(`^"${name}" is the name of a credential`),
    );
});

test("wrong tokens are counted and answered one second after the other", () => {
  const scene = new Scene();
  const waitMs = (): number => {
    const verdict = scene.judge(RESUME, newToken());
    return "refused" in verdict ? verdict.afterMs : assert.fail("it was done");
  };
  assert.deepEqual([waitMs(), waitMs(), waitMs()], [1_000, 2_000, 3_000]);
  scene.nowMs = 10_000;
  assert.equal(waitMs(), 1_000);
  assert.deepEqual(scene.wrong, [1, 2, 3, 4]);
  assert.deepEqual(scene.authority.seen, { known: 2, wrongTokens: 4 });
});
