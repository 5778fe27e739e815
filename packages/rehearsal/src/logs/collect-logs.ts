import type { LocalCloud } from "@alpha-engine/local-cloud";

import type { StateRecord } from "../history/state-records.ts";
import type { LogPlace } from "../options.ts";
import type { WrittenLog } from "../record/conclude-record.ts";
import type { ClientConfig } from "../stage/clients.ts";
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
  const shipped = written.found(logs);
  if (logs === undefined) return shipped;
  const own = new Set(records.flatMap(({ commandId, items }) => [commandId, ...items.map((item) => item.commandId)]));
  const left = cloud.commands().filter(({ commandId }) => own.has(commandId) && !shipped.has(commandId));
  return new Map([...shipped, ...(await shipLeftoverLogs(cloud, left, logs, config))]);
}
