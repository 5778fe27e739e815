import { createClient } from "@alpha-engine/aws-calls";
import type { LocalCloud } from "@alpha-engine/local-cloud";
import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";

import type { StateRecord } from "../history/state-records.ts";
import type { LogPlace } from "../options.ts";
import type { WrittenLog } from "../record/conclude-record.ts";
import type { ClientConfig } from "../stage/clients.ts";
import { captured } from "./captured.ts";
import { shipLeftoverLogs } from "./leftover-logs.ts";
import type { WrittenLogs } from "./written-logs.ts";

/**
 * The logs of what ran in this execution, by command; where it is known where logs lie and a log's writer was killed before
 * it could ship, the log is shipped now.
 */
export async function collectLogs(
  cloud: LocalCloud,
  { records, written }: { readonly records: readonly StateRecord[]; readonly written: WrittenLogs },
  logs: LogPlace | undefined,
  config: ClientConfig,
): Promise<ReadonlyMap<string, WrittenLog>> {
  const shipped = await withMetadata(written.found(logs), config);
  if (logs === undefined) return shipped;
  const own = new Set(records.flatMap(({ commandId, items }) => [commandId, ...items.map((item) => item.commandId)]));
  const left = cloud.commands().filter(({ commandId }) => own.has(commandId) && !shipped.has(commandId));
  return new Map([...shipped, ...(await shipLeftoverLogs(cloud, left, logs, config))]);
}

/** With what whoever wrote them says of their commands. */
async function withMetadata(
  logs: ReadonlyMap<string, WrittenLog>,
  config: ClientConfig,
): Promise<ReadonlyMap<string, WrittenLog>> {
  const s3 = createClient(S3Client, { config: { ...config, forcePathStyle: true } });
  try {
    const all = [...logs].map(async ([commandId, log]) => {
      const head = s3.send(new HeadObjectCommand({ Bucket: log.bucket, Key: log.key }));
      const { Metadata } = await head.catch(() => ({ Metadata: undefined }));
      return [commandId, { ...log, ...captured(Metadata) }] as const;
    });
    return new Map(await Promise.all(all));
  } finally {
    s3.destroy();
  }
}
