import { answerShape, inputShape, type Resource, type Shape } from "@alpha-engine/asl";
import { type StateNode, textOf } from "@alpha-engine/definition/tree";

/** What the service that a task calls may be given; undefined where that is not known. */
export function takenBy(state: StateNode): Shape | undefined {
  const resource = resourceOf(state);
  return resource === undefined ? undefined : inputShape(resource);
}

/** What a task is answered with; undefined where that is not known. */
export function answeredTo(state: StateNode): Shape | undefined {
  const resource = resourceOf(state);
  return resource === undefined ? undefined : answerShape(resource);
}

function resourceOf({ raw, call }: StateNode): Resource | undefined {
  const arn = textOf(raw["Resource"]);
  const [, , type, , , first = "", ...rest] = arn.split(":");
  if (call === undefined || type !== "states" || first === "activity" || arn.includes("${")) return undefined;
  const [service = "", ...action] = first === "aws-sdk" ? rest : [first, ...rest];
  return {
    arn,
    kind: "service",
    resourceType: first === "aws-sdk" ? `aws-sdk:${service}` : service,
    resource: action.join(":"),
    pattern: call.pattern,
  };
}
