import { evaluateIntrinsic, evaluateJsonata, type JsonObject, type JsonValue, parse } from "@alpha-engine/asl";

import { DefinitionError } from "../errors.ts";
import { textOf } from "../tree/tree.ts";
import { commandSource } from "./extract-commands.ts";

/** What commands may refer to beside the input of their state. */
export interface RenderOptions {
  /** The context object, for commands that name it (`$$.…`, `$states.context`). @default a made-up execution */
  readonly context?: JsonObject;
}

/** The commands of one SSM state for one input. */
export interface RenderedCommands {
  /** One entry each, as AWS hands them to the agent. */
  readonly commands: readonly string[];
  /** What the agent writes into `_script.sh` and runs: the entries joined with newlines, one behind the last. */
  readonly script: string;
}

const GIVE_INPUT = "give the input that the state has when it runs, with every value that the commands name";

/** Of an execution that never ran. */
const CONTEXT: JsonObject = {
  Execution: {
    Id: "arn:aws:states:us-east-1:000000000000:execution:pipeline:execution",
    Name: "execution",
    RoleArn: "arn:aws:iam::000000000000:role/pipeline",
    StartTime: "2026-01-31T09:00:00.000Z",
    RedriveCount: 0,
    Input: {},
  },
  StateMachine: { Id: "arn:aws:states:us-east-1:000000000000:stateMachine:pipeline", Name: "pipeline" },
  State: { Name: "state", EnteredTime: "2026-01-31T09:00:00.000Z", RetryCount: 0 },
  Task: { Token: "token" },
  Map: { Item: { Index: 0, Value: {} } },
};

/**
 * The commands of an SSM state for a state input, as AWS renders them: a `States.Array` literal keeps the backslash of an
 * escape, a `States.Format` template loses it. Undefined for a state that sends no commands.
 *
 * @example
 * ```ts example
 * import { renderCommands } from "@alpha-engine/definition";
 *
 * const state = {
 *   Parameters: { Parameters: { "commands.$": "States.Array('set -e', States.Format('sweep {}', $.run_date))" } },
 * };
 * console.log((await renderCommands(state, { run_date: "2026-01-31" }))?.commands);
 * ```
 * ```text output
 * [ 'set -e', 'sweep 2026-01-31' ]
 * ```
 */
export async function renderCommands(
  state: Readonly<Record<string, unknown>>,
  input: JsonValue,
  { context = CONTEXT }: RenderOptions = {},
): Promise<RenderedCommands | undefined> {
  const source = commandSource(state);
  if (source === undefined) return undefined;
  const { key, value } = source;
  const rendered =
    key === "commands.$" ? intrinsic(textOf(value), input, context) : await jsonata(value, input, context);
  return joined(rendered, key);
}

function joined(value: JsonValue, place: string): RenderedCommands {
  if (!Array.isArray(value) || !value.every((line) => typeof line === "string"))
    throw new DefinitionError(
      "NOT_COMMANDS",
      `${place}: expected a list of texts, got ${JSON.stringify(value)?.slice(0, 120)}`,
      { hint: "a list, States.Array or JSONata that gives a list" },
    );
  const commands = value as readonly string[];
  return { commands, script: `${commands.join("\n")}\n` };
}

function intrinsic(expression: string, input: JsonValue, context: JsonObject): JsonValue {
  try {
    return evaluateIntrinsic(expression, input, { context });
  } catch (error) {
    throw new DefinitionError(
      "NOT_RENDERED",
      `the commands cannot be rendered for this input: ${(error as Error).message}`,
      { hint: GIVE_INPUT, cause: error },
    );
  }
}

/** A list with expressions in it, or one expression that gives the list. */
async function jsonata(value: JsonValue, input: JsonValue, context: JsonObject): Promise<JsonValue> {
  if (Array.isArray(value))
    return Promise.all((value as readonly JsonValue[]).map((line) => jsonata(line, input, context)));
  if (!isJsonata(value)) return value;
  const definition = {
    QueryLanguage: "JSONata",
    StartAt: "S",
    States: { S: { Type: "Pass", Output: value, End: true } },
  };
  const parsed = parse(definition);
  if (!parsed.ok) {
    const problems = parsed.problems.map(({ message }) => message).join("; ");
    throw new DefinitionError("NOT_RENDERED", problems, { hint: "mend the expression in the definition" });
  }
  const answer = await evaluateJsonata(parsed.machine, {
    expression: value.slice(2, -2).trim(),
    states: { input, context },
    variables: {},
    at: Date.parse("2026-01-31T09:00:00Z"),
    seed: 1,
  });
  if (answer.kind === "value") return answer.value;
  const why =
    answer.kind === "error"
      ? answer.message
      : answer.kind === "internal"
        ? "it fails inside the engine"
        : "it has no value";
  throw new DefinitionError("NOT_RENDERED", `the commands cannot be rendered for this input: ${value}: ${why}`, {
    hint: GIVE_INPUT,
  });
}

function isJsonata(value: JsonValue): value is string {
  return typeof value === "string" && value.startsWith("{%") && value.endsWith("%}");
}
