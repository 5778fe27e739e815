import type { createProgram } from "@alpha-engine/command-line";

import { evaluateIntrinsic } from "../evaluate.ts";
import { isObject, type JsonValue } from "../json.ts";
import { jsonOption } from "./json-option.ts";

interface EvalOptions {
  readonly data: JsonValue;
  readonly context: JsonValue;
}

/** `asl eval 'States.Format(…)' --data JSON` */
export function addEval(program: ReturnType<typeof createProgram>): void {
  program
    .command("eval")
    .description("evaluate an intrinsic function or a JSONPath")
    .argument("<expression>", "States.Format('{}', $.x), $.a[0], $$.Execution.Name …")
    .option("--data <json>", "what $ is", jsonOption("--data"), {})
    .option("--context <json>", "what $$ is", jsonOption("--context"), {})
    .action((expression: string, { data, context }: EvalOptions) => {
      const value = evaluateIntrinsic(expression, data, isObject(context) ? context : {});
      process.stdout.write(`${JSON.stringify(value)}\n`);
    });
}
