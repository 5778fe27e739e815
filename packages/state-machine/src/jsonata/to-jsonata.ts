import type { Definition, State } from "@alpha-engine/definition";

import { conditionOf } from "./condition.ts";
import { expressionOf, pathExpression, template, templateExpression } from "./expression.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The same machine with JSONata in place of JSONPath. It knows what the patterns are made of and refuses everything else:
 * it is no translator for definitions from elsewhere.
 */
export function toJsonata(definition: Definition): Definition {
  return { QueryLanguage: "JSONata", ...withStates(definition) };
}

function withStates(definition: Definition): Definition {
  const States = Object.entries(definition.States).map(([name, state]) => [name, translate(state)] as const);
  return { ...definition, States: Object.fromEntries(States) };
}

function translate(state: State): State {
  switch (state.Type) {
    case "Choice":
      return { ...state, Choices: (state["Choices"] as readonly Fields[]).map(conditionOf) };
    case "Pass":
      return translatePass(state);
    case "Task":
      return translateTask(state);
    case "Parallel":
      return translateTask({ ...state, Branches: (state["Branches"] as readonly Definition[]).map(withStates) });
    case "Fail":
      return translateFail(state);
    default:
      return state;
  }
}

function translatePass({ Parameters, Result, InputPath, ResultPath, OutputPath, ...rest }: State): State {
  const fields = Parameters as Fields | undefined;
  if (fields !== undefined && typeof OutputPath === "string") {
    return { ...rest, Output: `{% ${expressionOf(String(fields[`${OutputPath.slice(2)}.$`]))} %}` };
  }
  const value =
    typeof InputPath === "string"
      ? pathExpression(InputPath)
      : fields === undefined
        ? JSON.stringify(Result)
        : templateExpression(fields);
  return { ...rest, Output: `{% ${placed(value, ResultPath)} %}` };
}

function translateTask({ Parameters, ResultSelector, ResultPath, Catch, ...rest }: State): State {
  const result = ResultSelector === undefined ? "$states.result" : templateExpression(ResultSelector, "$states.result");
  const catchers = ((Catch ?? []) as readonly Fields[]).map(({ ResultPath: path, ...catcher }) => ({
    ...catcher,
    Output: `{% ${placed("$states.errorOutput", path)} %}`,
  }));
  return {
    ...rest,
    ...(Parameters === undefined ? {} : { Arguments: template(Parameters) }),
    Output: `{% ${placed(result, ResultPath)} %}`,
    ...(catchers.length === 0 ? {} : { Catch: catchers }),
  };
}

function translateFail({ CausePath, ...rest }: State): State {
  return typeof CausePath === "string" ? { ...rest, Cause: `{% ${expressionOf(CausePath)} %}` } : { ...rest };
}

/** What `ResultPath` does: the input with the value at that place; null is the input alone. */
function placed(value: string, path: unknown): string {
  if (path === null) return "$states.input";
  if (typeof path !== "string" || path === "$") return value;
  return put("$states.input", path.slice(2).split("."), value);
}

function put(whole: string, [first = "", ...rest]: readonly string[], value: string): string {
  const inner = rest.length === 0 ? value : put(`${whole}.${first}`, rest, value);
  return `$merge([${whole},{${JSON.stringify(first)}:${inner}}])`;
}
