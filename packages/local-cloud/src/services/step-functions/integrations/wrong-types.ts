import { inputShape, type JsonValue, type Shape, TaskFailure } from "@alpha-engine/asl";

/**
 * Parameters that the SDK cannot even write down, as a list where the service takes a text. [inference: in the words that
 * AWS has for formats, LocalStack's recordings of AWS, services_apigetway, 2024]
 */
export function wrongTypes(resource: string, parameters: JsonValue): TaskFailure {
  const [, , , , , first = "", ...rest] = resource.split(":");
  const [service = "", ...action] = first === "aws-sdk" ? rest : [first, ...rest];
  const shape = inputShape({
    arn: resource,
    kind: "service",
    resourceType: first === "aws-sdk" ? `aws-sdk:${service}` : service,
    resource: action.join(":"),
    pattern: "request-response",
  });
  const names = shape === undefined ? [] : wrongFields(shape, parameters, "");
  const problems = (names.length === 0 ? [""] : names).map((name) =>
    name === ""
      ? "The value of a field has an invalid format"
      : `The value of the field '${name}' has an invalid format`,
  );
  return new TaskFailure(
    "States.Runtime",
    `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problems.join(", ")}]`,
  );
}

function wrongFields(shape: Shape, value: JsonValue | undefined, name: string): readonly string[] {
  if (value === undefined || value === null || shape.type === "any") return [];
  const isList = Array.isArray(value);
  const isObject = typeof value === "object" && !isList;
  if (shape.type === "list")
    return isList ? value.flatMap((item: JsonValue) => wrongFields(shape.item, item, name)) : [name];
  if (shape.type === "map" || shape.type === "object") {
    if (!isObject) return [name];
    return Object.entries(value).flatMap(([key, item]) => {
      const inner = shape.type === "map" ? shape.value : shape.fields.get(key)?.shape;
      return inner === undefined ? [] : wrongFields(inner, item, key);
    });
  }
  return typeof value === shape.type || (shape.type === "string" && !isList && !isObject) ? [] : [name];
}
