import { createClient, explainFailure } from "@alpha-engine/aws-calls";
import type { SSMClient } from "@aws-sdk/client-ssm";

import { ArtifactsError } from "../errors.ts";
import type { Check } from "./check.ts";

/** GetParameters takes ten names. */
const BATCH = 10;

/** Of Parameter Store: that each parameter is there, may be read, and decrypted. Values are dropped where they come in. */
export function secretChecks(names: readonly string[], ssm?: SSMClient): readonly Check[] {
  const unique = [...new Set(names)];
  const batches = Array.from({ length: Math.ceil(unique.length / BATCH) }, (_, at) =>
    unique.slice(at * BATCH, (at + 1) * BATCH),
  );
  return batches.flatMap((batch) => {
    let missing: Promise<ReadonlySet<string>> | undefined;
    return batch.map((name) => ({
      what: `parameter ${name}`,
      run: async () => {
        missing ??= missingOf(batch, ssm);
        if (!(await missing).has(name)) return `parameter ${name} may be read`;
        throw new ArtifactsError("SECRET_MISSING", `Parameter Store has no ${name}`);
      },
    }));
  });
}

async function missingOf(names: readonly string[], given: SSMClient | undefined): Promise<ReadonlySet<string>> {
  const { GetParametersCommand, SSMClient } = await import("./parameter-client.ts");
  const ssm = given ?? createClient(SSMClient, { requestTimeout: "10s" });
  try {
    const { InvalidParameters = [] } = await ssm.send(
      new GetParametersCommand({ Names: [...names], WithDecryption: true }),
    );
    return new Set(InvalidParameters);
  } catch (cause) {
    const { name, message } = explainFailure(cause);
    throw new ArtifactsError("SECRETS_UNREADABLE", `cannot read Parameter Store: ${name}: ${message}`, {
      cause,
      hint: "the role needs ssm:GetParameters, and kms:Decrypt for SecureString",
    });
  } finally {
    if (given === undefined) ssm.destroy();
  }
}
