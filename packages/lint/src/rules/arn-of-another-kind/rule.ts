import { at, field, type ServiceCall } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

/** What an ARN given for a parameter names, by service and, where a service has several kinds, its kind. */
const KINDS: Readonly<Record<string, RegExp>> = {
  ActivityArn: /^arn:[^:]*:states:[^:]*:[^:]*:activity:/,
  ExecutionArn: /^arn:[^:]*:states:[^:]*:[^:]*:(?:execution|express|mapRun):/,
  FunctionName: /^arn:[^:]*:lambda:[^:]*:[^:]*:function:/,
  JobQueue: /^arn:[^:]*:batch:/,
  JobDefinition: /^arn:[^:]*:batch:/,
  RoleArn: /^arn:[^:]*:iam:/,
  SecretId: /^arn:[^:]*:secretsmanager:/,
  StateMachineArn: /^arn:[^:]*:states:[^:]*:[^:]*:(?:stateMachine):/,
  TableName: /^arn:[^:]*:dynamodb:/,
  TaskDefinition: /^arn:[^:]*:ecs:/,
  TopicArn: /^arn:[^:]*:sns:/,
};
/** What is computed, by where it is taken from. */
const COMPUTED: readonly { readonly of: string; readonly from: RegExp; readonly is: string }[] = [
  { of: "StateMachineArn", from: /(?:\$\$|\$states\.context)\.Execution\.Id\b/, is: "this execution" },
  { of: "StateMachineArn", from: /\b[eE]xecutionArn\s*(?:%\})?$/, is: "an execution" },
  { of: "ExecutionArn", from: /(?:\$\$|\$states\.context)\.StateMachine\.Id\b/, is: "this machine" },
  { of: "ExecutionArn", from: /\b[sS]tateMachineArn\s*(?:%\})?$/, is: "a machine" },
];

export const rule: Rule = {
  id: "arn-of-another-kind",
  severity: "error",
  preset: "recommended",
  what: "A parameter is given the ARN of another kind of thing: an execution's for a machine, a queue's for a topic, an ARN for a queue's URL.",
  why: "The service refuses it each time: no such machine, no such topic, not authorized.",
  mend: "$$.StateMachine.Id is the machine, $$.Execution.Id the execution; SQS takes the queue's URL.",
  known: "public definitions: an execution's ARN for StateMachineArn in a machine that starts itself again (2022)",
  *check({ states }) {
    for (const state of states) {
      if (state.call === undefined) continue;
      for (const { name, key, message } of wrongIn(state.call))
        yield { message: `${name} is given ${message}`, state, pointer: at(state.call.parametersPointer, key) };
    }
  },
};

function* wrongIn({ parameters }: ServiceCall): Iterable<{ name: string; key: string; message: string }> {
  for (const [name, kind] of Object.entries(KINDS)) {
    const given = field(parameters, name);
    if (typeof given?.value !== "string") continue;
    const { key } = given;
    // What is filled in later may have colons in its name.
    const value = given.value.replaceAll(/\$\{[^}]*\}/g, "hole");
    const taken = given.computed ? COMPUTED.find(({ of, from }) => of === name && from.test(value)) : undefined;
    if (taken !== undefined) yield { name, key, message: `the ARN of ${taken.is}` };
    else if (/^arn:[\w-]+:[\w-]+:/.test(value) && !given.computed && !kind.test(value))
      yield { name, key, message: given.value };
  }
  const queue = field(parameters, "QueueUrl");
  if (typeof queue?.value === "string" && queue.value.startsWith("arn:"))
    yield { name: "QueueUrl", key: queue.key, message: `an ARN: ${queue.value}` };
}
