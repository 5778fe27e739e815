import { createClient } from "@alpha-engine/aws-calls";
import { HeadObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";

import type { LogPlace } from "../options.ts";
import type { ClientConfig } from "../stage/clients.ts";

/** The logs in the bucket by the SSM command that wrote them, which log-capture notes in each object's metadata. */
export async function findLogKeys(logs: LogPlace, config: ClientConfig): Promise<ReadonlyMap<string, string>> {
  const s3 = createClient(S3Client, { config: { ...config, forcePathStyle: true } });
  const found = new Map<string, string>();
  try {
    for await (const page of paginateListObjectsV2(
      { client: s3 },
      { Bucket: logs.bucket, Prefix: `${logs.prefix}/` },
    )) {
      for (const { Key } of page.Contents ?? []) {
        const { Metadata } = await s3.send(new HeadObjectCommand({ Bucket: logs.bucket, Key }));
        const commandId = Metadata?.["ssm-command-id"];
        if (commandId !== undefined && Key !== undefined) found.set(commandId, Key);
      }
    }
    return found;
  } finally {
    s3.destroy();
  }
}
