import { callOf } from "@alpha-engine/definition/data-flow";
import { at, field, type StateNode } from "@alpha-engine/definition/tree";

import type { LintContext } from "./context.ts";
import { longestLiteral } from "./literals.ts";

export interface Subject {
  readonly state: StateNode;
  readonly pointer: string;
  /** With the longest values that the definition itself has for its arguments. */
  readonly text: string;
  /** Whether it is never another text. */
  readonly isConstant: boolean;
}

/** The Subject of every notification. */
export function subjectsOf(context: LintContext): readonly Subject[] {
  return context.calls("sns", "publish").flatMap((state) => {
    const subject = state.call === undefined ? undefined : field(state.call.parameters, "Subject");
    if (state.call === undefined || subject === undefined || typeof subject.value !== "string") return [];
    const text = subject.computed
      ? longestOf(subject.value, (path) => longestLiteral(path, context.states))
      : subject.value;
    return text === undefined
      ? []
      : [{ state, pointer: at(state.call.parametersPointer, subject.key), text, isConstant: !subject.computed }];
  });
}

function longestOf(expression: string, literal: (path: string) => string): string | undefined {
  const call = callOf(expression);
  const [template, ...values] = call?.name === "States.Format" ? call.arguments : [];
  if (template?.kind !== "format") return undefined;
  return template.pieces.reduce((text, piece, index) => {
    const value = values[index - 1];
    const filled =
      value?.kind === "path" ? literal(value.path.text) : value?.kind === "value" ? String(value.value) : "";
    return text + filled + piece;
  });
}
