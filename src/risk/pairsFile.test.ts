import assert from "node:assert/strict";
import test from "node:test";
import { PairsError, pairsIn } from "./pairsFile.ts";

const STRATEGIES = ["alpha", "beta"];
const read = (text: string) => pairsIn(text, STRATEGIES);

function refused(text: string): string {
  const answer = read(text);
  assert.ok(answer instanceof PairsError, `${text} was taken`);
  return answer.message;
}

test("contracts are named by conId, by symbol, or by a symbol with what tells it from others", () => {
  const text = '{"alpha": [265598, " AAPL ", {"symbol": "ES", "secType": "FUT"}], "beta": []}';
  assert.deepEqual(
    { ...read(text) },
    { alpha: [{ conId: 265598 }, { symbol: "AAPL" }, { symbol: "ES", secType: "FUT" }], beta: [] },
  );
  assert.deepEqual({ ...read("{}") }, {});
});

test("what is no list of contracts is refused with where it is wrong and what belongs there", () => {
  const cases: readonly (readonly [text: string, sentence: RegExp])[] = [
    ['{"alpha": ["AAPL"', /^it is no JSON \(/],
    ['["AAPL"]', /^it is a list, and must be a table of lists such as/],
    ["null", /^it is null, and must be/],
    ['{"alpa": []}', /^"alpa" is no strategy of the configuration; did you mean "alpha"\?$/],
    ['{"gamma-ray": []}', /there are alpha, beta$/],
    ['{"__proto__": []}', /^"__proto__" is no strategy/],
    ['{"alpha": "AAPL"}', /^alpha is a string, and must be a list of contracts$/],
    ['{"alpha": ["AAPL", -1]}', /^entry 2 of alpha is -1, and must be a conId, a symbol/],
    ['{"alpha": [1.5]}', /^entry 1 of alpha is 1.5/],
    ['{"alpha": [" "]}', /^entry 1 of alpha is " "/],
    ['{"alpha": [{"symbl": "ES"}]}', /^entry 1 of alpha is {"symbl":"ES"}/],
  ];
  for (const [text, sentence] of cases) assert.match(refused(text), sentence);
});

test("more contracts than anybody means are no list of contracts", () => {
  assert.match(refused(JSON.stringify({ alpha: Array(10_001).fill("AAPL") })), /10001 contracts, and at most 10000/);
});
