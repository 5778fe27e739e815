import { expect, test } from "vitest";

import { variableReferences } from "./variable-references.ts";

const of = (state: object, more: object = {}): object =>
  variableReferences(JSON.stringify({ StartAt: "A", States: { A: state, ...more } }));

test.each([
  [
    { Type: "Pass", Parameters: { "x.$": "$theAnswer", y: "$price", "z.$": "$.path", "c.$": "$$.Execution" } },
    ["theAnswer"],
  ],
  [{ Type: "Pass", InputPath: "$in", OutputPath: "$out.part" }, ["in", "out"]],
  [{ Type: "Pass", Parameters: { "x.$": "States.Format('$no {} {}', $b, $a[0])" } }, ["a", "b"]],
  [{ Type: "Choice", Choices: [{ Variable: "$guess", NumericEqualsPath: "$answer" }] }, ["answer", "guess"]],
  [{ Type: "Pass", Output: "{% $sum($xs) + $states.input.n & '$no' %}" }, ["xs"]],
  [{ Type: "Pass", Output: { y: "{% ($own := 1; $map($list, function($each) { $each + $own })) %}" } }, ["list"]],
])("a state's expressions are looked through for variables: %o", (state, names) => {
  expect(of(state)).toEqual({ A: names });
});

test("states in branches and items come under their own names, and those that read none are missing", () => {
  const inner = { StartAt: "In", States: { In: { Type: "Pass", InputPath: "$deep" } } };
  const map = { Type: "Map", MaxConcurrencyPath: "$most", ItemProcessor: inner };
  const both = { Type: "Parallel", Branches: [{ StartAt: "Each", States: { Each: map } }] };
  expect(of({ Type: "Pass", Result: "$text" }, { Both: both })).toEqual({ Each: ["most"], In: ["deep"] });
});
