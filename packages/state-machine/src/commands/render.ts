import { evaluateIntrinsic, type JsonObject, type JsonValue } from "@alpha-engine/asl";

import type { State } from "../patterns/step.ts";

/** What a rendering stands on: the state's input, and the context object where a command names it (`$$.…`). */
export interface RenderData {
  readonly input: JsonValue;
  readonly context?: JsonObject | undefined;
}

/**
 * The commands of a RunShellScript state for an input, as AWS would render them: one entry a line of the script that the
 * agent writes. Undefined for a state that sends no commands.
 */
export function renderCommands(state: State, { input, context = {} }: RenderData): readonly string[] | undefined {
  const parameters = (state.Parameters as { readonly Parameters?: Readonly<Record<string, unknown>> } | undefined)
    ?.Parameters;
  if (parameters === undefined) return undefined;
  const expression = parameters["commands.$"];
  const commands = typeof expression === "string" ? evaluateIntrinsic(expression, input, context) : parameters.commands;
  return Array.isArray(commands) ? commands.map(String) : undefined;
}
