import { sha256 } from "../../../cloud/sha256.ts";
import { optionalString } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";

export function fingerprint(input: Input): string {
  return sha256(JSON.stringify(input));
}

/** EC2's own words for an absent parameter. */
export function parameter(input: Input, name: string): string {
  const value = optionalString(input, name);
  if (value !== undefined && value !== "") return value;
  throw new ServiceError("MissingParameter", `The request must contain the parameter ${name}`);
}

/** At most 64 characters of ASCII (botocore 1.43 model of RunInstances, 2026-11). */
export function clientToken(input: Input): string {
  const token = optionalString(input, "ClientToken") ?? "";
  if (/^[\x20-\x7e]{0,64}$/.test(token)) return token;
  throw new ServiceError(
    "InvalidParameterValue",
    `Invalid value '${token}' for ClientToken: at most 64 ASCII characters`,
  );
}
