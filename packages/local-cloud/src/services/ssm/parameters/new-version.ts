import { optionalString, requiredString } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import type { Tier, Version } from "./parameter.ts";

const LONGEST: Readonly<Record<Tier, number>> = { Standard: 4096, Advanced: 8192 };
const DATA_TYPES: readonly string[] = ["text", "aws:ec2:image", "aws:ssm:integration"];

/**
 * The version that PutParameter asks for, on top of the last one if there is one. Sources: botocore 1.43 model and the
 * user guide, parameter-store-advanced-parameters (2026-11); the sentences as users of AWS quote them (2020 to 2026).
 */
export function newVersion(input: Input, last: Version | undefined, now: number): Version {
  const value = requiredString(input, "Value");
  const type = optionalString(input, "Type") ?? last?.type;
  if (type === undefined) {
    throw invalid(
      "A parameter type is required when you create a parameter, one of [String, StringList, SecureString].",
    );
  }
  if (value.includes("{{")) {
    throw invalid('Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.');
  }
  const keyId = optionalString(input, "KeyId");
  if (keyId !== undefined && type !== "SecureString") {
    throw invalid(`KeyId goes only with parameters of type SecureString, not with ${type}.`);
  }
  const policies = optionalString(input, "Policies");
  return {
    version: (last?.version ?? 0) + 1,
    type,
    value,
    description: optionalString(input, "Description") ?? last?.description,
    keyId: type === "SecureString" ? (keyId ?? last?.keyId ?? "alias/aws/ssm") : undefined,
    allowedPattern: allowedPattern(input, value) ?? last?.allowedPattern,
    tier: tierOf(input, value, last),
    policies,
    dataType: dataType(input, value, last),
    modifiedAt: now,
    labels: [],
  };
}

function tierOf(input: Input, value: string, last: Version | undefined): Tier {
  const asked = optionalString(input, "Tier") ?? last?.tier ?? "Standard";
  const needsMore = value.length > LONGEST.Standard || input["Policies"] !== undefined;
  const tier =
    asked === "Intelligent-Tiering" ? (needsMore || last?.tier === "Advanced" ? "Advanced" : "Standard") : asked;
  if (last?.tier === "Advanced" && tier === "Standard") {
    throw invalid(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter. Be aware that standard parameters have a value limit of 4096 characters.",
    );
  }
  if (tier === "Advanced") {
    if (value.length <= LONGEST.Advanced) return tier;
    throw invalid("Advanced tier parameters support a maximum parameter value of 8192 characters.");
  }
  if (input["Policies"] !== undefined) {
    throw invalid("Parameter policies are supported only for parameters that use the advanced-parameter tier.");
  }
  if (value.length <= LONGEST.Standard) return "Standard";
  throw invalid(
    "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html",
  );
}

function allowedPattern(input: Input, value: string): string | undefined {
  const pattern = optionalString(input, "AllowedPattern");
  if (pattern === undefined) return undefined;
  let expression: RegExp;
  try {
    expression = new RegExp(`^(?:${pattern})$`);
  } catch {
    const text = `The request does not meet the regular expression requirement: ${pattern}`;
    throw new ServiceError("InvalidAllowedPatternException", text);
  }
  if (expression.test(value)) return pattern;
  const text = `Parameter value, cannot be validated against allowedPattern: ${pattern}`;
  throw new ServiceError("ParameterPatternMismatchException", text);
}

function dataType(input: Input, value: string, last: Version | undefined): string {
  const asked = optionalString(input, "DataType") ?? last?.dataType ?? "text";
  if (!DATA_TYPES.includes(asked)) {
    throw invalid(`The following data type is not supported: ${asked} (Data type names are all lowercase.)`);
  }
  if (asked === "aws:ec2:image" && !/^ami-[0-9a-z]+$/.test(value)) {
    throw invalid(`Parameter value ${value} is not an AMI id, which data type aws:ec2:image needs.`);
  }
  return asked;
}

function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}
