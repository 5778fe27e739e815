import type { JsonObject, JsonValue } from "@alpha-engine/asl";

/** Fields of DynamoDB's optimised actions that hold attribute values by name. */
const HOLDERS = ["Key", "Item", "ExpressionAttributeValues", "ExclusiveStartKey"];

/**
 * A text in the place of an attribute value is one of type S, as the older Java SDK's class of them is made from a text.
 * [definitions that run in production: umccr/orcabus, `"Key": { "id.$": "$.id" }` at `dynamodb:getItem`, 2025]
 */
export function withAttributeValues(parameters: JsonObject): JsonObject {
  const changed = HOLDERS.flatMap((name) => {
    const held = parameters[name];
    return isObject(held) ? [[name, valuesIn(held)] as const] : [];
  });
  return { ...parameters, ...Object.fromEntries(changed) };
}

function valuesIn(held: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(held).map(([name, value]) => [name, attributeValue(value)]));
}

function attributeValue(value: JsonValue): JsonValue {
  if (typeof value === "string") return { S: value };
  if (!isObject(value)) return value;
  const { M, L } = value;
  if (isObject(M)) return { ...value, M: valuesIn(M) };
  return Array.isArray(L) ? { ...value, L: (L as readonly JsonValue[]).map(attributeValue) } : value;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
