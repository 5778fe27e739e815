import type { RecordedEvent } from "@alpha-engine/rehearsal/report";

import { readData } from "../config/read-file.ts";

/** The events of an execution, from a file with what GetExecutionHistory answered. */
export async function readHistoryFile(file: string): Promise<readonly RecordedEvent[]> {
  const value = await readData(file);
  const { readHistory } = await import("@alpha-engine/rehearsal/report");
  return readHistory(value, file);
}
