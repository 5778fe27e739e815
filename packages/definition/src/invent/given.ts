import { inputShape, type Shape } from "@alpha-engine/asl";

import type { Kind } from "./kind.ts";

/** How `aws-sdk` integrations name the services of others. */
const SDK_NAMES: Readonly<Record<string, string>> = {
  states: "sfn",
  events: "eventbridge",
  elasticmapreduce: "emr",
  "emr-containers": "emrcontainers",
  "emr-serverless": "emrserverless",
};

/** Of the names that lead to a field, the one of a list's items: `ssm:sendCommand InstanceIds []`. */
const ITEM = "[]";

/** What stands for an item of what stands there. */
export function itemGiven(given: string | undefined): string | undefined {
  return given === undefined ? undefined : `${given} ${ITEM}`;
}

/** How what is given there is called, by itself or as one of several. */
export function nameGiven(given: string): string {
  return given.split(" ").findLast((name) => name !== ITEM) ?? "";
}

/** What a field of a task's parameters has to be, as `ssm:sendCommand InstanceIds`; undefined where that is not known. */
export function kindGiven(given: string): Kind | undefined {
  const [call = "", ...names] = given.split(" ");
  const [service = "", action = ""] = call.split(":");
  const resourceType = `aws-sdk:${SDK_NAMES[service] ?? service}`;
  let shape = inputShape({ arn: "", kind: "service", resourceType, resource: action, pattern: "request-response" });
  for (const name of names) shape = partOf(shape, name);
  return shape === undefined ? undefined : kindOf(shape);
}

/** Whether it is a number of DynamoDB's, which are written as texts. */
export function isNumberOfDynamoDb(given: string): boolean {
  return given.startsWith("dynamodb:") && given.endsWith(" N");
}

/** Where a list is taken whole, names lead through it. */
function partOf(shape: Shape | undefined, name: string): Shape | undefined {
  if (shape?.type === "list") return name === ITEM ? shape.item : partOf(shape.item, name);
  if (shape?.type === "map") return shape.value;
  return shape?.type === "object" ? shape.fields.get(name)?.shape : undefined;
}

function kindOf(shape: Shape): Kind | undefined {
  switch (shape.type) {
    case "any":
      return undefined;
    case "map":
      return "object";
    case "object":
      // An attribute value of DynamoDB, which a text can be.
      return shape.fields.has("S") && shape.fields.has("N") ? "text" : "object";
    case "string":
      return shape.kind === "timestamp" ? "time" : "text";
    default:
      return shape.type;
  }
}
