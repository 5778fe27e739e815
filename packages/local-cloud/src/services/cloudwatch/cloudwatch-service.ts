import type { MetricDatum } from "../../cloud/bus.ts";
import { optionalNumber, optionalString, records, requiredString } from "../../wire/input.ts";
import type { Input, JsonService, QueryService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";

export interface CloudWatchOptions {
  readonly now: () => number;
  readonly record: (datum: MetricDatum) => void;
}

/** PutMetricData as today's clients send it, JSON in query mode (measured 2026-11: facts G1). */
export function createCloudWatchService(options: CloudWatchOptions): JsonService {
  return {
    targetPrefix: "GraniteServiceVersion20100801",
    operations: { PutMetricData: async (input) => putMetricData(input, options) },
  };
}

/** The same as older clients send it. */
export function createCloudWatchQueryService(options: CloudWatchOptions): QueryService {
  return {
    signingName: "monitoring",
    dialect: "query",
    version: "2010-08-01",
    operations: { PutMetricData: async (input) => putMetricData(input, options) },
  };
}

function putMetricData(input: Input, { now, record }: CloudWatchOptions): object {
  const namespace = requiredString(input, "Namespace");
  const data = records(input, "MetricData");
  if (data.length > 1000) throw new ServiceError("InvalidParameterValue", "MetricData holds more than 1000 items");
  for (const datum of data.flatMap((each) => readDatum(each, namespace, now()))) record(datum);
  return {};
}

function readDatum(input: Input, namespace: string, now: number): readonly MetricDatum[] {
  const statistics = input["StatisticValues"] as Input | undefined;
  const values = Array.isArray(input["Values"]) ? (input["Values"] as unknown[]).map(Number) : [];
  const single =
    optionalNumber(input, "Value") ?? (statistics === undefined ? undefined : optionalNumber(statistics, "Sum"));
  const all = single === undefined ? values : [single];
  if (all.length === 0) {
    throw new ServiceError(
      "MissingParameter",
      "At least one of the parameters Value, Values, StatisticValues must be specified.",
    );
  }
  const dimensions = records(input, "Dimensions").map((each) => [
    requiredString(each, "Name"),
    optionalString(each, "Value") ?? "",
  ]);
  return all.map((value) => ({
    timestamp: timestamp(input["Timestamp"], now),
    namespace,
    name: requiredString(input, "MetricName"),
    value,
    unit: optionalString(input, "Unit") ?? "None",
    dimensions: Object.fromEntries(dimensions) as Record<string, string>,
  }));
}

/** Epoch seconds in JSON, ISO text in Query. */
function timestamp(given: unknown, now: number): string {
  const at = typeof given === "number" ? given * 1000 : typeof given === "string" ? Date.parse(given) : now;
  return new Date(at).toISOString();
}
