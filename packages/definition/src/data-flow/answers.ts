import { answerShape as serviceAnswer, type Resource, type Shape as ServiceShape } from "@alpha-engine/asl";

import { placed } from "../shapes/places.ts";
import {
  ANSWER,
  EMPTY,
  listOfShapes,
  type ObjectShape,
  present,
  SCALAR,
  type Shape,
  withField,
} from "../shapes/shape.ts";
import { type StateNode, textOf } from "../tree/tree.ts";

/** What every answer of an integration holds, beyond what the service's model says (answers recorded from AWS, 2026-11). */
const ALWAYS: Readonly<Record<string, readonly string[]>> = {
  "ssm:sendCommand": ["Command.CommandId", "Command.Status"],
  "ssm:getCommandInvocation": [
    "CommandId",
    "InstanceId",
    "Status",
    "StatusDetails",
    "ResponseCode",
    "StandardOutputContent",
    "StandardErrorContent",
  ],
  "lambda:invoke": ["Payload", "StatusCode", "ExecutedVersion", "SdkHttpMetadata"],
  "sns:publish": ["MessageId"],
  "states:startExecution": ["ExecutionArn", "StartDate"],
};
/** Deeper down nothing is said of what is there. */
const DEEPEST = 6;

const KNOWN = new Map<string, Shape>();

/** What a task's service answers: the fields that it has, and no others. */
export function answerShape(state: StateNode): Shape {
  const arn = textOf(state.raw["Resource"]);
  let shape = KNOWN.get(arn);
  if (shape === undefined) {
    shape = modelled(state, arn);
    KNOWN.set(arn, shape);
  }
  return shape;
}

function modelled({ call }: StateNode, arn: string): Shape {
  const resource = resourceOf(arn, call?.pattern);
  const service = resource === undefined ? undefined : serviceAnswer(resource);
  if (call === undefined || service?.type !== "object") return ANSWER;
  const always = call.pattern === "request-response" ? (ALWAYS[`${call.service}:${call.action}`] ?? []) : [];
  return always.reduce<Shape>((shape, path) => placed(shape, path.split("."), ANSWER) ?? shape, objectOf(service, 0));
}

function objectOf({ fields }: Extract<ServiceShape, { type: "object" }>, depth: number): ObjectShape {
  let object = EMPTY;
  for (const [name, { shape, isRequired }] of fields) {
    const inner = shapeOf(shape, depth + 1);
    object = withField(object, name, isRequired ? present(inner) : { shape: inner, is: "answer" });
  }
  return object;
}

function shapeOf(shape: ServiceShape, depth: number): Shape {
  if (depth > DEEPEST) return ANSWER;
  switch (shape.type) {
    case "any":
      return ANSWER;
    case "list":
      return listOfShapes([], shapeOf(shape.item, depth + 1));
    case "map":
      return { ...EMPTY, rest: "answer" };
    case "object":
      return objectOf(shape, depth);
    default:
      return SCALAR;
  }
}

export function resourceOf(arn: string, pattern: Resource["pattern"] | undefined): Resource | undefined {
  const [, , type, , , first = "", ...rest] = arn.split(":");
  if (pattern === undefined || type !== "states" || first === "activity" || arn.includes("${")) return undefined;
  const [service = "", ...action] = first === "aws-sdk" ? rest : [first, ...rest];
  const resourceType = first === "aws-sdk" ? `aws-sdk:${service}` : service;
  return { arn, kind: "service", resourceType, resource: action.join(":"), pattern };
}
