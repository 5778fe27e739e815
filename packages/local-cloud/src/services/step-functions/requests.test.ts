import { execFileSync } from "node:child_process";

import { describe, expect, test } from "vitest";

import { checkConstraints, type Constraint } from "../../wire/constraints.ts";
import { REQUESTS } from "./requests.ts";

const ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:one";

test.each([
  ["ListExecutions", { maxResults: 1001 }, "Value '1001' at 'maxResults'", "value less than or equal to 1000"],
  ["ListExecutions", { nextToken: "x".repeat(3097) }, "at 'nextToken'", "length less than or equal to 3096"],
  [
    "ListExecutions",
    { statusFilter: "succeeded" },
    "Value 'succeeded' at 'statusFilter'",
    "enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]",
  ],
  ["StartExecution", { stateMachineArn: ARN, name: "" }, "Value '' at 'name'", "length greater than or equal to 1"],
  [
    "StartExecution",
    { stateMachineArn: ARN, input: JSON.stringify("é".repeat(131_072)) },
    "Value at 'input'",
    "length less than or equal to 262144",
  ],
  ["StartExecution", {}, "Value null at 'stateMachineArn'", "must not be null"],
  [
    "CreateStateMachineAlias",
    { name: "123", routingConfiguration: [{ stateMachineVersionArn: `${ARN}:1`, weight: 100 }] },
    "Value '123' at 'name'",
    String.raw`regular expression pattern: ^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$`,
  ],
  [
    "CreateStateMachineAlias",
    { name: "a", routingConfiguration: [{ stateMachineVersionArn: `${ARN}:1`, weight: 101 }] },
    "Value '101' at 'routingConfiguration.1.member.weight'",
    "value less than or equal to 100",
  ],
  [
    "CreateStateMachineAlias",
    { name: "a", routingConfiguration: [1, 2, 3].map((weight) => ({ stateMachineVersionArn: "v", weight })) },
    "Value '[RoutingConfigurationListItem(stateMachineVersionArn=v, weight=1), RoutingConfigurationListItem(stateMachineVersionArn=v, weight=2), RoutingConfigurationListItem(stateMachineVersionArn=v, weight=3)]' at 'routingConfiguration'",
    "length less than or equal to 2",
  ],
])("%s with %o is refused in AWS's words", (operation, input, value, constraint) => {
  const refused = (): void => checkConstraints(input, REQUESTS[operation] ?? {});
  expect(refused).toThrow("1 validation error detected: ");
  expect(refused).toThrow(value);
  expect(refused).toThrow(constraint);
});

test("all faults are told at once", () => {
  expect(() => checkConstraints({ maxResults: -1, nextToken: "" }, REQUESTS["ListExecutions"] ?? {})).toThrow(
    "2 validation errors detected: Value '-1' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 0; Value '' at 'nextToken' failed to satisfy constraint: Member must have length greater than or equal to 1",
  );
});

interface Shape {
  readonly type: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
}
interface Model {
  readonly operations: Readonly<Record<string, { readonly input: { readonly shape: string } }>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const model = botocore();

describe.skipIf(model === undefined)("what botocore says of the requests", () => {
  const { operations = {}, shapes = {} } = model ?? {};
  test.each(Object.entries(operations))("%s", (operation, { input }) => {
    const { members = {}, required = [] } = shapes[input.shape] ?? { type: "" };
    const told = Object.entries(members).map(([name, { shape }]) => [
      name,
      limitsOf(shapes[shape] ?? { type: "" }, required.includes(name)),
    ]);
    const own = Object.entries(REQUESTS[operation] ?? {}).map(([name, constraint]) => [name, ownLimits(constraint)]);
    expect(Object.fromEntries(own)).toEqual(Object.fromEntries(told));
  });
});

function limitsOf({ type, min, max, pattern, enum: values }: Shape, required: boolean): object {
  return {
    type: NUMBERS.includes(type) ? "number" : type,
    // A least length of 0 says nothing.
    min: type === "string" && min === 0 ? undefined : min,
    max,
    pattern: pattern === undefined ? undefined : anchored(pattern),
    values: values?.toSorted(),
    required,
  };
}
const NUMBERS = ["integer", "long", "float", "double"];

function ownLimits({ type = "string", min, max, pattern, values, required }: Constraint): object {
  return { type, min, max, pattern: pattern?.source, values: values?.toSorted(), required: required === true };
}

/** A pattern is of the whole value. */
function anchored(pattern: string): string {
  return `^${pattern.replace(/^\^|\$$/g, "")}$`;
}

function botocore(): Model | undefined {
  const script =
    "import botocore.loaders, json; print(json.dumps(botocore.loaders.Loader().load_service_model('stepfunctions', 'service-2')))";
  try {
    return JSON.parse(
      execFileSync("python3", ["-c", script], { stdio: ["ignore", "pipe", "ignore"], maxBuffer: 2 ** 26 }).toString(),
    ) as Model;
  } catch {
    return undefined;
  }
}
