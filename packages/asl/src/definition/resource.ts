import type { StateContext } from "./context.ts";
import { integrationKnows } from "./integrations.ts";
import type { MachineType, Resource } from "./machine.ts";

/** Reads the `Resource` of a task. */
export function parseResource({ fields, report, machineType }: StateContext): Resource | undefined {
  const arn = fields.text("Resource");
  if (arn === undefined) {
    if (!fields.has("Resource")) report(fields.pointer, "MISSING_FIELD", "These fields are required: [Resource]");
    return undefined;
  }
  const [scheme, , service, , , ...rest] = arn.split(":");
  if (scheme !== "arn" || service === undefined || rest.length === 0) {
    fields.report("Resource", "WRONG_VALUE", `Resource must be an ARN, got '${arn}'.`);
    return undefined;
  }
  if (service === "lambda")
    return { arn, kind: "lambda", resourceType: "lambda", resource: arn, pattern: "request-response" };
  if (rest[0] === "activity") {
    if (machineType === "EXPRESS")
      fields.report("Resource", "WRONG_VALUE", "Express state machine does not support Activity ARN");
    return { arn, kind: "activity", resourceType: "activity", resource: arn, pattern: "request-response" };
  }
  const words = rest[0] === "aws-sdk" ? 2 : 1;
  const action = rest.slice(words).join(":");
  const callback = action.endsWith(".waitForTaskToken");
  const sync = /\.sync(?::\d+)?$/.test(action);
  const resource: Resource = {
    arn,
    kind: "service",
    resourceType: rest.slice(0, words).join(":"),
    resource: action,
    pattern: callback ? "callback" : sync ? "sync" : "request-response",
  };
  const problem = integrationProblem(resource, machineType);
  if (problem !== undefined) fields.report("Resource", "WRONG_VALUE", problem);
  return resource;
}

/** Why AWS refuses to create a machine with this task. [recordings: validation, express] */
function integrationProblem(
  { arn, resourceType, resource, pattern }: Resource,
  machineType: MachineType,
): string | undefined {
  if (machineType === "EXPRESS" && pattern !== "request-response")
    // Of a callback with a blank at the end. [recordings: test_illegal_callbacks]
    return pattern === "callback"
      ? "Express state machine does not support '.waitForTaskToken' service integration "
      : `Express state machine does not support '${/\.sync(?::\d+)?$/.exec(resource)?.[0]}' service integration`;
  const [name] = resourceType.split(":");
  if (name === "aws-sdk")
    return pattern === "sync" ? `The AWS SDK integrations have no .sync: '${arn}' is not recognized.` : undefined;
  const known = integrationKnows(resourceType, resource.replace(/\.(?:sync(?::2)?|waitForTaskToken)$/, ""));
  return known
    ? undefined
    : `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
}
