import type { Definition, State } from "@alpha-engine/definition";

/** A state in which something is done outside the state machine. */
export interface WorkState {
  readonly name: string;
  readonly kind: "ssm" | "lambda" | "sns" | "other";
  /** Which service it asks, as that signs; undefined of an activity, and of what nobody models. */
  readonly service: string | undefined;
  /** Of a Lambda state, without alias. */
  readonly functionName: string | undefined;
  /** The Choice states that can lead around it. */
  readonly gates: readonly string[];
  /** The branch it is in; undefined at the top. */
  readonly branch: { readonly parallel: string; readonly index: number } | undefined;
  /** Whether it lies in a Map: its work is done once for each item. */
  readonly inMap: boolean;
  /** What mostly is the execution's own, its lock and what it asks of Step Functions: worth a row only when it fails. */
  readonly isBookkeeping: boolean;
}

/** A poll is part of the state that sent, and what fails an execution by hand is its end. */
const PART_OF_ANOTHER = [
  "arn:aws:states:::aws-sdk:ssm:getCommandInvocation",
  "arn:aws:states:::aws-sdk:ssm:describeInstanceInformation",
  "arn:aws:states:::aws-sdk:sfn:sendTask",
];
const BOOKKEEPING = ["arn:aws:states:::aws-sdk:dynamodb:", "arn:aws:states:::aws-sdk:sfn:"];
const SEND = "arn:aws:states:::aws-sdk:ssm:sendCommand";

/** All work states of a definition in the order written, branches included. */
export function workStates(definition: Definition): readonly WorkState[] {
  return taskStates(definition).filter(({ resource }) => !isOneOf(PART_OF_ANOTHER, resource));
}

/** A state that asks for something, be it part of another's work. */
export interface TaskState extends WorkState {
  readonly resource: string;
}

/** All tasks, polls included. */
export function taskStates(
  definition: Definition,
  branch?: WorkState["branch"],
  inMap: boolean = false,
): readonly TaskState[] {
  return Object.entries(definition.States).flatMap(([name, state]) => {
    const branches = (state.Branches ?? []) as readonly Definition[];
    const item = (state.ItemProcessor ?? state.Iterator) as Definition | undefined;
    const inner = [
      ...branches.flatMap((each, index) => taskStates(each, { parallel: name, index }, inMap)),
      ...(item === undefined ? [] : taskStates(item, branch, true)),
    ];
    if (state.Type !== "Task") return inner;
    const resource = String(state.Resource).replace(/^arn:aws[\w-]*:/, "arn:aws:");
    const gates = Object.entries(definition.States)
      .filter(([, other]) => other.Type === "Choice" && other.Default === name)
      .map(([gate]) => gate);
    const place = { gates, branch, inMap, isBookkeeping: isOneOf(BOOKKEEPING, resource) };
    return [{ name, ...kindOf(state), service: serviceOf(resource), resource, ...place }];
  });
}

/** As Step Functions names services that sign otherwise. */
const SIGNED: Readonly<Record<string, string>> = {
  sfn: "states",
  cloudwatch: "monitoring",
  cloudwatchlogs: "logs",
  eventbridge: "events",
};

function serviceOf(resource: string): string | undefined {
  if (resource.startsWith("arn:aws:lambda:")) return "lambda";
  const name = /^arn:aws:states:::(?:aws-sdk:)?([a-z0-9]+):/.exec(resource)?.[1];
  return name === undefined ? undefined : (SIGNED[name] ?? name);
}

function isOneOf(starts: readonly string[], resource: string): boolean {
  return starts.some((start) => resource.startsWith(start));
}

function kindOf(state: State): Pick<WorkState, "kind" | "functionName"> {
  const resource = String(state.Resource).replace(/^arn:aws[\w-]*:/, "arn:aws:");
  if (resource === SEND || resource === `${SEND}.waitForTaskToken`) return { kind: "ssm", functionName: undefined };
  if (resource.startsWith("arn:aws:states:::lambda:invoke")) {
    const name = ((state.Parameters ?? state.Arguments) as { FunctionName?: unknown } | undefined)?.FunctionName;
    return { kind: "lambda", functionName: functionNamed(String(name)) };
  }
  if (/^arn:aws[\w-]*:lambda:/.test(resource)) return { kind: "lambda", functionName: functionNamed(resource) };
  return { kind: resource.startsWith("arn:aws:states:::sns:") ? "sns" : "other", functionName: undefined };
}

/** `name`, `name:alias`, or an ARN of either. */
export function functionNamed(text: string): string {
  return text.replace(/^arn:aws[\w-]*:lambda:[^:]*:\d*:function:/, "").split(":")[0] ?? text;
}
