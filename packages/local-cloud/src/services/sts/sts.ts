import type { Part } from "../../cloud/part.ts";
import { globalArnOf } from "../../cloud/place.ts";
import type { Service } from "../../cloud/service.ts";

/** STS: who is asking is always the same made-up user of the made-up account. */
export function createSts(part: Part): Service {
  return {
    query: {
      signingName: "sts",
      dialect: "query",
      version: "2011-06-15",
      operations: {
        GetCallerIdentity: async () => ({
          Arn: globalArnOf(part, "iam", "user/local"),
          UserId: "AIDALOCALLOCALLOCAL00",
          Account: part.accountId,
        }),
      },
    },
  };
}
