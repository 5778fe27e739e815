import { parameterProblems } from "../integrations/parameter-problems.ts";
import { resourceProblem } from "../integrations/resource-problem.ts";
import { inputShape } from "../integrations/shapes-of.ts";
import type { StateContext } from "./context.ts";
import type { Resource } from "./machine.ts";

/** Reads the `Resource` of a task, and holds the parameters against what it takes. */
export function parseResource(context: StateContext): Resource | undefined {
  const { fields, machineType } = context;
  const arn = fields.text("Resource");
  if (arn === undefined) {
    fields.require("Resource");
    return undefined;
  }
  const resource = readResource(arn);
  if (resource === undefined) {
    fields.report("Resource", "WRONG_VALUE", "Value is not a valid resource ARN");
    return undefined;
  }
  if (resource.kind === "activity" && machineType === "EXPRESS")
    fields.report("Resource", "WRONG_VALUE", "Express state machine does not support Activity ARN");
  if (resource.kind !== "service") return resource;
  const problem = resourceProblem(resource, machineType === "EXPRESS");
  if (problem === undefined) checkParameters(resource, context);
  else fields.report("Resource", "WRONG_VALUE", problem);
  return resource;
}

/** What an ARN names, where it is one that a task can have. */
function readResource(arn: string): Resource | undefined {
  const [scheme, partition = "", service, , , ...rest] = arn.split(":");
  if (scheme !== "arn" || !/^aws(?:-[a-z]+)*$/.test(partition) || rest.length === 0) return undefined;
  const [first = "", second = ""] = rest;
  if (service === "lambda") {
    return first === "function" && second !== ""
      ? { arn, kind: "lambda", resourceType: "lambda", resource: arn, pattern: "request-response" }
      : undefined;
  }
  if (service === "states" && first === "activity")
    return { arn, kind: "activity", resourceType: "activity", resource: arn, pattern: "request-response" };
  const words = first === "aws-sdk" ? 2 : 1;
  const action = rest.slice(words).join(":");
  const callback = action.endsWith(".waitForTaskToken");
  const sync = /\.sync(?::\d+)?$/.test(action);
  return {
    arn,
    kind: "service",
    resourceType: (service === "states" ? rest.slice(0, words) : [service, ...rest]).join(":"),
    resource: action,
    pattern: callback ? "callback" : sync ? "sync" : "request-response",
  };
}

function checkParameters(resource: Resource, { fields, queryLanguage }: StateContext): void {
  const name = queryLanguage === "JSONata" ? "Arguments" : "Parameters";
  const value = fields.get(name);
  if (value === undefined) {
    // Reported where AWS does. [badmintoncryer/cdk-preflight]
    fields.report("Resource", "MISSING_FIELD", `${name} field is required for resource ARN: ${resource.arn}`);
    return;
  }
  for (const problem of parameterProblems(inputShape(resource), value, { reads: queryLanguage === "JSONPath" }))
    fields.report(name, problem.endsWith("missing") ? "MISSING_FIELD" : "FIELD_NOT_ALLOWED", problem);
}
