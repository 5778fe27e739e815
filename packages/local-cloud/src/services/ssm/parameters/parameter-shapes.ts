import { type Found, latest, type Parameter, type Version } from "./parameter.ts";

/** As GetParameter answers (botocore 1.43 model, 2026-11). */
export function parameterShape(
  { parameter, version, selector }: Found,
  how: { arn: string; decrypt: boolean },
): object {
  return {
    Name: parameter.name,
    Type: version.type,
    Value: readable(version, how.decrypt),
    Version: version.version,
    ...(selector === undefined ? {} : { Selector: selector }),
    LastModifiedDate: version.modifiedAt / 1000,
    ARN: how.arn,
    DataType: version.dataType,
  };
}

/** An entry of GetParameterHistory. */
export function historyShape({ parameter, version }: Found, decrypt: boolean): object {
  return { ...about(parameter, version), Value: readable(version, decrypt), Labels: version.labels };
}

/** An entry of DescribeParameters. */
export function describedShape(parameter: Parameter, arn: string): object {
  return { ...about(parameter, latest(parameter)), ARN: arn };
}

function about({ name }: Parameter, version: Version): object {
  const { type, keyId, description, allowedPattern, policies } = version;
  return {
    Name: name,
    Type: type,
    ...(keyId === undefined ? {} : { KeyId: keyId }),
    LastModifiedDate: version.modifiedAt / 1000,
    ...(description === undefined ? {} : { Description: description }),
    Version: version.version,
    ...(allowedPattern === undefined ? {} : { AllowedPattern: allowedPattern }),
    Tier: version.tier,
    Policies: policies === undefined ? [] : [{ PolicyText: policies, PolicyStatus: "Pending" }],
    DataType: version.dataType,
  };
}

function readable({ type, value }: Version, decrypt: boolean): string {
  if (type !== "SecureString" || decrypt) return value;
  return `AQICAH${Buffer.from(value).toString("base64").split("").reverse().join("")}`;
}
