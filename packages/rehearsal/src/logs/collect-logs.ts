import type { LocalCloud } from "@alpha-engine/local-cloud";

import type { StateRecord } from "../history/state-records.ts";
import type { LogPlace } from "../options.ts";
import type { ClientConfig } from "../stage/clients.ts";
import { shipLeftoverLogs } from "./leftover-logs.ts";
import { findLogKeys } from "./log-keys.ts";

/**
 * The keys of the logs of what ran in this execution, by command, where it is known where logs lie; where a log's writer was
 * killed before it could ship, the log is shipped now.
 */
export async function collectLogs(
  cloud: LocalCloud,
  records: readonly StateRecord[],
  logs: LogPlace | undefined,
  config: ClientConfig,
): Promise<ReadonlyMap<string, string>> {
  if (logs === undefined) return new Map();
  const own = new Set(records.flatMap(({ commandId, items }) => [commandId, ...items.map((item) => item.commandId)]));
  const shipped = await findLogKeys(logs, config);
  const left = cloud.commands().filter(({ commandId }) => own.has(commandId) && !shipped.has(commandId));
  return new Map([...shipped, ...(await shipLeftoverLogs(cloud, left, logs, config))]);
}
