import { bounded } from "@alpha-engine/aws-calls";
import { type CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";

/** Namespace and dimension that the existing alarms watch. */
const NAMESPACE = "AlphaEngine";

export async function emitHeartbeat(process: string, cloudwatch: CloudWatchClient): Promise<void> {
  await emit("Heartbeat", process, cloudwatch);
}

export async function emitInterruption(process: string, cloudwatch: CloudWatchClient): Promise<void> {
  await emit("SpotInterruptionRetry", process, cloudwatch);
}

async function emit(MetricName: string, process: string, cloudwatch: CloudWatchClient): Promise<void> {
  const Dimensions = [{ Name: "Process", Value: process }];
  const MetricData = [{ MetricName, Dimensions, Value: 1, Unit: "Count" as const }];
  const request = new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData });
  // While an instance is rented, nobody waits for a metric.
  await cloudwatch.send(request, bounded({ callTimeout: "10s" }));
}
