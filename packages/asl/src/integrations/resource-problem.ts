import { optimised } from "./optimised.ts";
import { actionOf, patternOf, type Resource } from "./resource.ts";
import { isService, service } from "./service.ts";

/** Why AWS does not know the resource of a task; nothing where it does. [recordings: validation, express; badmintoncryer/cdk-preflight] */
export function resourceProblem(resource: Resource, isExpress: boolean): string | undefined {
  const pattern = patternOf(resource);
  // Of a callback with a blank at the end. [recordings: test_illegal_callbacks]
  if (isExpress && resource.pattern !== "request-response")
    return `Express state machine does not support '${pattern}' service integration${resource.pattern === "callback" ? " " : ""}`;
  return isOffered(resource, pattern)
    ? undefined
    : `The resource provided ${resource.arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
}

function isOffered(resource: Resource, pattern: string): boolean {
  const { resourceType } = resource;
  if (!resourceType.startsWith("aws-sdk:")) {
    const integration = optimised(resourceType, actionOf(resource));
    return integration !== undefined && (pattern === "" || integration.patterns.includes(pattern));
  }
  const name = resourceType.slice("aws-sdk:".length);
  if (!isService(name) || resource.pattern === "sync") return false;
  return service(name)?.has(actionOf(resource)) ?? true;
}
