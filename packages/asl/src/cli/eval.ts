import { evaluateIntrinsic } from "../expressions.ts";
import { isObject, type JsonValue } from "../json.ts";
import { jsonOption } from "./json-option.ts";
import type { Program } from "./program.ts";

interface EvalOptions {
  readonly data: JsonValue;
  readonly context: JsonValue;
}

/** `asl eval 'States.Format(…)' --data JSON` */
export function addEval(program: Program): Program {
  return program
    .command("eval")
    .description("evaluate an intrinsic function or a JSONPath")
    .argument("<expression>", "States.Format('{}', $.x), $.a[0], $$.Execution.Name …")
    .option("--data <json>", "what $ is", jsonOption("--data"), {})
    .option("--context <json>", "what $$ is", jsonOption("--context"), {})
    .action((expression: string, { data, context }: EvalOptions) => {
      const value = evaluateIntrinsic(expression, data, isObject(context) ? { context } : {});
      process.stdout.write(`${JSON.stringify(value)}\n`);
    });
}
