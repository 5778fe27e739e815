import { createClient, explainFailure } from "@alpha-engine/aws-calls";
import type { Definition } from "@alpha-engine/definition";

import { RehearsalError } from "../errors.ts";
import { captured } from "../logs/captured.ts";
import type { LogPlace } from "../options.ts";
import type { WrittenLog } from "../record/conclude-record.ts";
import { readHistory } from "./read-history.ts";
import type { RecordedExecution } from "./record-of-execution.ts";

/** How an execution is asked about. */
export interface FetchOptions {
  readonly region: string;
  /** Where logs of log-capture lie: they name the command that wrote them in their metadata. Without it none is looked for. */
  readonly logs?: LogPlace | undefined;
  /** Told of each page, for what takes long. */
  readonly onProgress?: (what: string) => void;
}

/**
 * What AWS knows of an execution: its history, the definition that it ran, and its logs.
 *
 * @throws RehearsalError when there is no such execution, or AWS refuses
 *
 * @example
 * ```ts example cloud
 * import { fetchExecution } from "@alpha-engine/rehearsal/report";
 *
 * const arn = "arn:aws:states:us-east-1:000000000000:execution:nightly:nightly-1";
 * await fetchExecution(arn, { region: "us-east-1" }).catch(({ code }) => console.log(code));
 * ```
 * ```text output
 * EXECUTION_UNREADABLE
 * ```
 */
export async function fetchExecution(
  executionArn: string,
  { region, logs, onProgress = () => {} }: FetchOptions,
): Promise<RecordedExecution> {
  // Loaded for an account alone: who has a file with a history needs neither.
  const { DescribeExecutionCommand, DescribeStateMachineForExecutionCommand, paginateGetExecutionHistory, SFNClient } =
    await import("@aws-sdk/client-sfn");
  const sfn = createClient(SFNClient, { region, retries: "patient" });
  try {
    const { startDate, stopDate } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const { definition = "{}" } = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    const events: unknown[] = [];
    for await (const page of paginateGetExecutionHistory({ client: sfn }, { executionArn, maxResults: 1000 })) {
      events.push(...(page.events ?? []));
      onProgress(`${events.length} events`);
    }
    return {
      executionArn,
      history: readHistory(events, executionArn),
      definition: JSON.parse(definition) as Definition,
      logs: logs && { bucket: logs.bucket, found: await logsIn(logs, region, { startDate, stopDate, onProgress }) },
    };
  } catch (cause) {
    if (cause instanceof RehearsalError) throw cause;
    const { name, message } = explainFailure(cause);
    throw new RehearsalError("EXECUTION_UNREADABLE", `cannot read ${executionArn}: ${name}: ${message}`, {
      cause,
      hint: "take the ARN from the alert, or from aws stepfunctions list-executions; who asks needs states:DescribeExecution, DescribeStateMachineForExecution and GetExecutionHistory",
    });
  } finally {
    sfn.destroy();
  }
}

interface While {
  readonly startDate: Date | undefined;
  readonly stopDate: Date | undefined;
  readonly onProgress: (what: string) => void;
}

/** A log is shipped while its command runs, or a little later. */
const LATER_MS = 3_600_000;

async function logsIn(
  { bucket, prefix }: LogPlace,
  region: string,
  { startDate, stopDate, onProgress }: While,
): Promise<ReadonlyMap<string, WrittenLog>> {
  const { HeadObjectCommand, paginateListObjectsV2, S3Client } = await import("@aws-sdk/client-s3");
  const s3 = createClient(S3Client, { region, retries: "patient" });
  const found = new Map<string, WrittenLog>();
  const [from, until] = [startDate?.getTime() ?? 0, (stopDate?.getTime() ?? Date.now()) + LATER_MS];
  try {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
      for (const { Key: key = "", LastModified } of Contents) {
        const at = LastModified?.getTime() ?? from;
        if (at < from || at > until) continue;
        const { Metadata } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        const commandId = Metadata?.["ssm-command-id"];
        if (commandId !== undefined) found.set(commandId, { bucket, key, ...captured(Metadata) });
      }
      onProgress(`${found.size} logs`);
    }
    return found;
  } finally {
    s3.destroy();
  }
}
