import type { Place } from "../../cloud/place.ts";
import { ServiceError } from "../../wire/service-error.ts";

/** As AWS repeats it. [LocalStack's recordings of AWS, test_invalid_invoke, 2025-11] */
const PATTERN = String.raw`(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`;
const WHOLE = new RegExp(`^${PATTERN}$`);
/** Which of its groups are what. */
const REGION = 3;
const NAME = 11;
const QUALIFIER = 13;

/** `name`, `name:live`, a partial or a whole ARN: the name, and which version or alias of it. */
export function functionName(
  asked: string,
  qualifier: string | null,
  { region }: Pick<Place, "region">,
): { readonly name: string; readonly qualifier: string | undefined } {
  const parts = WHOLE.exec(asked);
  if (parts === null) {
    const text = `Value '${asked}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${PATTERN}`;
    throw new ServiceError("ValidationException", `1 validation error detected: ${text}`);
  }
  const asksFor = parts[REGION]?.replace(":", "");
  // [LocalStack's recordings of AWS, test_get_function_wrong_region, 2024]
  if (asksFor !== undefined && asksFor !== region) {
    const text = `Functions from '${asksFor}' are not reachable in this region ('${region}')`;
    throw new ServiceError("ResourceNotFoundException", text, 404);
  }
  const [name = asked, own] = [parts[NAME], parts[QUALIFIER]];
  // [LocalStack's recordings of AWS, test_lambda_api, 2024]
  if (own !== undefined && qualifier !== null && own !== qualifier) {
    const text = "The derived qualifier from the function name does not match the specified qualifier.";
    throw new ServiceError("InvalidParameterValueException", text);
  }
  return { name, qualifier: own ?? qualifier ?? undefined };
}
