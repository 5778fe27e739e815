import type { QueryService } from "../../wire/protocols.ts";

/** Who is asking: always the same made-up user of the made-up account. */
export function createStsService(accountId: string): QueryService {
  return {
    signingName: "sts",
    dialect: "query",
    version: "2011-06-15",
    operations: {
      GetCallerIdentity: async () => ({
        Arn: `arn:aws:iam::${accountId}:user/local`,
        UserId: "AIDALOCALLOCALLOCAL00",
        Account: accountId,
      }),
    },
  };
}
