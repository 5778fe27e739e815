import type { JsonValue } from "@alpha-engine/asl";

import type { ReadDefinition } from "../read/read-definition.ts";
import { steps } from "../tree/pointer.ts";
import { textOf } from "../tree/tree.ts";

const REGION = "us-east-1";
const ACCOUNT = "000000000000";

/** What is the same wherever a template is deployed. [CloudFormation, pseudo parameters] */
const PSEUDO: Readonly<Record<string, string>> = {
  "AWS::Region": REGION,
  "AWS::AccountId": ACCOUNT,
  "AWS::Partition": "aws",
  "AWS::URLSuffix": "amazonaws.com",
  "AWS::StackName": "stack",
};

/**
 * Makes up what fills in what a definition leaves open as `${Name}`, by where it stands: a function's ARN for a `Resource`,
 * a topic's for a `TopicArn`, a number for `Seconds`.
 *
 * @example
 * ```ts example
 * import { readDefinition } from "@alpha-engine/definition";
 * import { inventSubstitutions } from "@alpha-engine/definition/invent";
 *
 * const text = '{ "StartAt": "Work", "States": { "Work": { "Type": "Task", "Resource": "${Worker}", "End": true } } }';
 * console.log(inventSubstitutions(readDefinition(text)));
 * ```
 * ```text output
 * { Worker: 'arn:aws:lambda:us-east-1:000000000000:function:Worker' }
 * ```
 */
export function inventSubstitutions({ tree, holes }: ReadDefinition): Readonly<Record<string, JsonValue>> {
  const made: Record<string, JsonValue> = {};
  const whole = new Set<string>();
  for (const { name, pointer } of holes) {
    const way = steps(pointer);
    if (way.at(-1) === "Comment") continue;
    const text = valueAt(tree.definition, way);
    const isWhole = typeof text === "string" && text.replaceAll(/\s/g, "") === `\${${name}}`;
    if (Object.hasOwn(made, name) && (whole.has(name) || !isWhole)) continue;
    made[name] = isWhole ? wholeValue(name, way) : partOf(name, textOf(text));
    if (isWhole) whole.add(name);
  }
  return made;
}

/** What stands alone in its field. */
function wholeValue(name: string, way: readonly string[]): JsonValue {
  const pseudo = PSEUDO[name];
  if (pseudo !== undefined) return pseudo;
  const key = (way.at(-1) ?? "").replace(/\.\$$/, "");
  const plain = plainName(name);
  if (key === "Resource") return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${plain}`;
  if (NUMBERS.test(key) && !key.endsWith("Path")) return 1;
  if (key === "BooleanEquals") return true;
  if (key === "TopicArn" || key === "TargetArn") return `arn:aws:sns:${REGION}:${ACCOUNT}:${plain}`;
  if (key === "QueueUrl") return `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${plain}`;
  if (key === "StateMachineArn") return `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${plain}`;
  if (key === "FunctionName") return plain;
  if (/bucket/i.test(key)) return bucketName(name);
  if (key.endsWith("Arn") || /arn_*$/i.test(name)) return arnOf(name, key);
  return partOf(name, "");
}

const NUMBERS =
  /^(?:Numeric\w+|BackoffRate)$|(?:Seconds|Concurrency|Count|Percentage|Attempts|Minutes|Hours|Days|Size|Limit|Items|MaxItemsPerBatch|BytesPerBatch|Memory|Cpu|MaxResults)$/;

const ARNS: readonly (readonly [RegExp, string])[] = [
  [/topic|sns/i, `arn:aws:sns:${REGION}:${ACCOUNT}:`],
  [/queue|sqs/i, `arn:aws:sqs:${REGION}:${ACCOUNT}:`],
  [/activity/i, `arn:aws:states:${REGION}:${ACCOUNT}:activity:`],
  [/state_?machine|workflow|sfn|step_?function/i, `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:`],
  [/lambda|function|fn/i, `arn:aws:lambda:${REGION}:${ACCOUNT}:function:`],
  [/role/i, `arn:aws:iam::${ACCOUNT}:role/`],
  [/bucket/i, "arn:aws:s3:::"],
  [/cluster/i, `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/`],
];

/** By what the name, or else the field, speaks of. */
function arnOf(name: string, key: string): string {
  const [, start] = [name, key].flatMap((text) => ARNS.find(([about]) => about.test(text)) ?? []) as [RegExp?, string?];
  return `${start ?? `arn:aws:service:${REGION}:${ACCOUNT}:`}${plainName(name)}`;
}

/** What is a piece of a text. */
function partOf(name: string, text: string): JsonValue {
  const pseudo = PSEUDO[name];
  if (pseudo !== undefined) return pseudo;
  if (isBare(name, text)) return 1;
  if (/region$/i.test(name)) return REGION;
  if (/account(?:_?id)?$/i.test(name)) return ACCOUNT;
  if (/partition$/i.test(name)) return "aws";
  if (/bucket/i.test(name) || /s3:{3}/.test(text)) return bucketName(name);
  return plainName(name);
}

/** Whether it stands in an expression of JSONata, and in no text there. */
function isBare(name: string, text: string): boolean {
  if (!text.trimStart().startsWith("{%")) return false;
  const before = text.slice(0, text.indexOf(`\${${name}}`)).replaceAll(/\/\*[^]*?\*\//g, "");
  const open = before.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "");
  return !/["']/.test(open);
}

/** `Worker.Arn` is of the worker. */
function plainName(name: string): string {
  return (
    name
      .replace(/\.(?:Arn|Name|Id|Ref|arn|name|id)$/, "")
      .replaceAll(/[^\w-]+/g, "-")
      .replaceAll(/^[-_]+|[-_]+$/g, "")
      .slice(0, 60) || "value"
  );
}

function bucketName(name: string): string {
  return plainName(name)
    .replaceAll(/([a-z\d])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();
}

function valueAt(value: JsonValue, way: readonly string[]): JsonValue | undefined {
  return way.reduce<JsonValue | undefined>(
    (inner, step) =>
      typeof inner === "object" && inner !== null ? (inner as Readonly<Record<string, JsonValue>>)[step] : undefined,
    value,
  );
}
