import { records } from "../../wire/input.ts";
import type { Input } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";

/** Where an execution's history is also written to. */
export interface Logging {
  readonly level: "ALL" | "ERROR" | "FATAL" | "OFF";
  readonly includeExecutionData: boolean;
  readonly destinations?: readonly Input[];
}

/** With what AWS adds, and exactly one destination where anything is to be logged. [LocalStack's recordings of AWS, test_sfn_api_logs, 2024] */
export function readLogging(input: Input, isGroup: (name: string) => boolean): Logging {
  const { level = "OFF", includeExecutionData = false, destinations } = input as Partial<Logging>;
  const groups = destinations === undefined ? undefined : records(input, "destinations");
  const arns = (groups ?? []).map((destination) => groupArn(destination));
  const wanted = level === "OFF" ? [0, 1] : [1];
  if (!wanted.includes(arns.length) || arns.includes(undefined)) {
    throw new ServiceError(
      "InvalidLoggingConfiguration",
      "Invalid Logging Configuration: Must specify exactly one Log Destination.",
    );
  }
  if (arns.some((arn) => !isGroup(groupOf(arn ?? ""))))
    throw new ServiceError("InvalidLoggingConfiguration", "Invalid Logging Configuration: Log Destination not found.");
  return { level, includeExecutionData, ...(groups === undefined ? {} : { destinations: groups }) };
}

/** The groups that are logged to. */
export function groupsOf({ destinations = [] }: Logging): readonly string[] {
  return destinations.flatMap((destination) => groupOf(groupArn(destination) ?? ""));
}

function groupOf(arn: string): string {
  return arn.split(":")[6] ?? "";
}

function groupArn(destination: Input): string | undefined {
  const group = destination["cloudWatchLogsLogGroup"] as { readonly logGroupArn?: unknown } | null | undefined;
  return typeof group?.logGroupArn === "string" ? group.logGroupArn : undefined;
}
