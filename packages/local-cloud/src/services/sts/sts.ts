import { randomBytes } from "node:crypto";

import type { Part } from "../../cloud/part.ts";
import { globalArnOf } from "../../cloud/place.ts";
import type { Service } from "../../cloud/service.ts";
import { optionalString } from "../../wire/input.ts";
import type { Input } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";

/**
 * STS: who is asking is a made-up user of the made-up account, or whoever took the role; every role may be taken. What is
 * asked with credentials from here is asked by who got them.
 */
export function createSts(part: Part): Service {
  const { callers, clock } = part;
  const credentials = (arn: string, input: Input, standard: number): object => ({
    AccessKeyId: callers.keyOf({ kind: "session", arn, ...callers.asker() }),
    SecretAccessKey: "not-a-secret",
    SessionToken: "not-a-token",
    Expiration: new Date(clock.now() + Number(optionalString(input, "DurationSeconds") ?? standard) * 1000),
  });
  const user = globalArnOf(part, "iam", "user/local");
  return {
    query: {
      signingName: "sts",
      dialect: "query",
      version: "2011-06-15",
      operations: {
        GetCallerIdentity: async () => {
          const caller = callers.current();
          const arn = caller?.kind === "session" ? caller.arn : user;
          const [, session] = /:assumed-role\/[^/]+\/(.+)$/.exec(arn) ?? [];
          const UserId = session === undefined ? "AIDALOCALLOCALLOCAL00" : `AROALOCALLOCALLOCAL00:${session}`;
          return { Arn: arn, UserId, Account: part.accountId };
        },
        // Its answer: botocore 1.43 model of AssumeRoleResponse, 2026-11.
        AssumeRole: async (input) => {
          const [role, session] = [member(input, "RoleArn"), member(input, "RoleSessionName")];
          const [, account = "", name = ""] = /^arn:[^:]+:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(role) ?? [];
          if (name === "") throw invalid(`${role} is invalid`);
          const arn = globalArnOf({ ...part, accountId: account }, "sts", `assumed-role/${name}/${session}`);
          const AssumedRoleId = `AROA${randomBytes(8).toString("hex").toUpperCase()}:${session}`;
          return { Credentials: credentials(arn, input, 3600), AssumedRoleUser: { AssumedRoleId, Arn: arn } };
        },
        GetSessionToken: async (input) => ({ Credentials: credentials(user, input, 43_200) }),
      },
    },
  };
}

function member(input: Input, name: string): string {
  const value = optionalString(input, name);
  if (value !== undefined && value !== "") return value;
  const field = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  throw invalid(
    `1 validation error detected: Value at '${field}' failed to satisfy constraint: Member must not be null`,
  );
}

function invalid(message: string): ServiceError {
  return new ServiceError("ValidationError", message);
}
