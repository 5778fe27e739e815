import type { LocalCloud } from "@alpha-engine/local-cloud";

import type { LogPlace } from "../options.ts";
import type { ClientConfig } from "../stage/clients.ts";
import { shipLeftoverLogs } from "./leftover-logs.ts";
import { findLogKeys } from "./log-keys.ts";

/** The key of each command's log; where its writer was killed before it could ship, the log is shipped now. */
export async function collectLogs(
  cloud: LocalCloud,
  commandIds: readonly string[],
  logs: LogPlace,
  config: ClientConfig,
): Promise<ReadonlyMap<string, string>> {
  const shipped = await findLogKeys(logs, config);
  const left = cloud.commands().filter(({ commandId }) => commandIds.includes(commandId) && !shipped.has(commandId));
  return new Map([...shipped, ...(await shipLeftoverLogs(cloud, left, logs, config))]);
}
