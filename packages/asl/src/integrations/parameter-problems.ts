import { isArray, isObject, type JsonValue } from "../json.ts";
import type { Shape } from "./shape.ts";

/**
 * What AWS finds wrong with the parameters of a task: first what is needed and not there, at the top, then what the
 * service does not have, at every depth. [badmintoncryer/cdk-preflight, aws/aws-cdk#10014,
 * aws/aws-step-functions-data-science-sdk-python#198, where nothing was said of needed fields further down]
 *
 * In a definition, `Name.$` stands for a `Name` that is read; that the service has none is then found at run time
 * only. [nousergon/nousergon-data: ValidateStateMachineDefinition took `TaskToken.$` beside `Payload`]
 */
export function parameterProblems(
  shape: Shape | undefined,
  value: JsonValue,
  { reads }: { readonly reads: boolean },
): readonly string[] {
  if (shape?.type !== "object" || !isObject(value)) return [];
  const given = (name: string): boolean => Object.hasOwn(value, name) || (reads && Object.hasOwn(value, `${name}.$`));
  const missing = [...shape.fields]
    .filter(([name, { isRequired }]) => isRequired && !given(name))
    .map(([name]) => `The field '${name}' is required but was missing`);
  return [...missing, ...unknownFields(shape, value, reads)];
}

function unknownFields(shape: Shape, value: JsonValue, reads: boolean): readonly string[] {
  if (shape.type === "list" && isArray(value)) return value.flatMap((item) => unknownFields(shape.item, item, reads));
  if (!isObject(value)) return [];
  if (shape.type === "map") return Object.values(value).flatMap((item) => unknownFields(shape.value, item, reads));
  if (shape.type !== "object") return [];
  return Object.entries(value).flatMap(([name, item]) => {
    if (reads && name.endsWith(".$")) return [];
    const field = shape.fields.get(name);
    return field === undefined
      ? [`The field "${name}" is not supported by Step Functions`]
      : unknownFields(field.shape, item, reads);
  });
}
