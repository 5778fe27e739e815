import { compare } from "../choice/compare.ts";
import type { Rule } from "../choice/rule.ts";
import type { ChoiceState } from "../definition/machine.ts";
import type { JsonValue } from "../json.ts";
import { evaluatePath } from "../paths/evaluate-path.ts";
import { pathData } from "../transition/expression-data.ts";
import { dataFailure, queryFailure } from "../transition/failures.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { inputOf, valueOf } from "../transition/values.ts";
import { finishChoice } from "./finish.ts";
import { unexpected } from "./unexpected.ts";

/** Takes the first rule that is true. */
export function runChoice(transition: OpenTransition, thread: ActiveThread, state: ChoiceState): void {
  const input = inputOf(transition, thread);
  const index = state.choices.findIndex(({ rule }) => holds(transition, thread, rule, input));
  const chosen = state.choices[index];
  const next = chosen === undefined ? state.default : chosen.next;
  if (next === undefined) {
    // [recordings: Choice, without a default]
    throw dataFailure(
      transition,
      thread,
      "Failed to transition out of the state. The state does not point to a next state.",
    );
  }
  const by = `${state.pointer}/${chosen === undefined ? "Default" : `Choices/${index}/Next`}`;
  finishChoice(transition, thread, input, { next: { state: next, by }, from: chosen ?? state });
}

function holds(transition: OpenTransition, thread: ActiveThread, rule: Rule, input: JsonValue): boolean {
  switch (rule.kind) {
    case "and":
      return rule.rules.every((inner) => holds(transition, thread, inner, input));
    case "or":
      return rule.rules.some((inner) => holds(transition, thread, inner, input));
    case "not":
      return !holds(transition, thread, rule.rule, input);
    case "constant":
      return rule.value;
    case "jsonata": {
      const value = valueOf(transition, thread, rule, { input });
      if (typeof value !== "boolean")
        throw queryFailure(transition, thread, rule.field, unexpected(rule.expression, rule.field, "boolean", value));
      return value;
    }
    default: {
      const data = pathData(transition, thread, { input });
      const actual = evaluatePath(rule.variable, data);
      if (actual === undefined && rule.operator !== "IsPresent") {
        // [recordings: Choice, missing paths]
        throw dataFailure(
          transition,
          thread,
          `Invalid path '${rule.variable.text}': The choice state's condition path references an invalid value.`,
        );
      }
      const expected = rule.expected.kind === "literal" ? rule.expected.value : evaluatePath(rule.expected.path, data);
      if (expected === undefined && rule.expected.kind === "path") {
        throw dataFailure(
          transition,
          thread,
          `Invalid path '${rule.expected.path.text}': The choice state's condition path references an invalid value.`,
        );
      }
      return compare(rule.operator, actual, expected);
    }
  }
}
