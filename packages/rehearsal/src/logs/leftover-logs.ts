import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";

import { createClient } from "@alpha-engine/aws-calls";
import type { CommandView, LocalCloud } from "@alpha-engine/local-cloud";
import { logKey, shipLog } from "@alpha-engine/log-capture";
import { S3Client } from "@aws-sdk/client-s3";

import type { LogPlace } from "../options.ts";
import type { WrittenLog } from "../record/conclude-record.ts";
import type { ClientConfig } from "../stage/clients.ts";

/**
 * Ships the logs that were left on the boxes because their writer was killed before it could: by Ctrl-C, by a time-out of
 * the agent. Returns their keys by command.
 */
export async function shipLeftoverLogs(
  cloud: LocalCloud,
  commands: readonly CommandView[],
  logs: LogPlace,
  config: ClientConfig,
): Promise<ReadonlyMap<string, WrittenLog>> {
  const s3 = createClient(S3Client, { config: { ...config, forcePathStyle: true } });
  const shipped = new Map<string, WrittenLog>();
  try {
    for (const { commandId, instanceId, script } of commands) {
      const left = leftoverOf(script);
      const folder = cloud.instances().find((instance) => instance.instanceId === instanceId)?.folder;
      const path = left === undefined || folder === undefined ? undefined : await pathWithin(folder, left.path);
      if (left === undefined || path === undefined) continue;
      const key = logKey({ slug: left.slug, at: new Date(), hostname: instanceId, prefix: logs.prefix });
      const metadata = { "ssm-command-id": commandId, "instance-id": instanceId, "left-behind": "true" };
      await shipLog({ path, bucket: logs.bucket, key, metadata }, { s3 });
      shipped.set(commandId, { bucket: logs.bucket, key });
    }
    return shipped;
  } finally {
    s3.destroy();
  }
}

/** Where it lies, unless a link of the box's leads out of its folder. */
async function pathWithin(folder: string, path: string): Promise<string | undefined> {
  const [root, file] = await Promise.all([folder, join(folder, path)].map((each) => realpath(each).catch(() => "")));
  return file?.startsWith(`${root}${sep}`) === true ? file : undefined;
}

/** What a script would have had log-capture ship. */
function leftoverOf(script: string): { readonly slug: string; readonly path: string } | undefined {
  const [, slug, path] = /log-capture run --slug (\S+) --log (\S+)/.exec(script) ?? [];
  return slug === undefined || path === undefined ? undefined : { slug, path };
}
