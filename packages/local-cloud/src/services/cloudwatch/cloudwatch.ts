import { join } from "node:path";

import type { MetricDatum } from "../../cloud/cloud-event.ts";
import { openJsonLines } from "../../cloud/kept/json-lines.ts";
import type { Part } from "../../cloud/part.ts";
import type { Service } from "../../cloud/service.ts";
import { optionalNumber, optionalString, records, requiredString } from "../../wire/input.ts";
import type { Input } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";

/**
 * CloudWatch's PutMetricData: every datum is a line of `metrics.jsonl`. Today's clients send JSON in query mode, older ones
 * the Query protocol (measured with CLI 1.45 and JS SDK 3.1169, 2026-11).
 */
export function createCloudWatch({ clock, directory, bus, callers }: Part): Service {
  const lines = openJsonLines(join(directory, "metrics.jsonl"));
  const operations = {
    PutMetricData: async (input: Input) => {
      for (const datum of readMetricData(input, clock.now())) {
        lines.append(datum);
        bus.emit({ type: "metric", at: clock.now(), ...datum, ...callers.asker() });
      }
      return {};
    },
  };
  return {
    json: { targetPrefix: "GraniteServiceVersion20100801", operations },
    query: { signingName: "monitoring", dialect: "query", version: "2010-08-01", operations },
    stop: () => lines.close(),
  };
}

function readMetricData(input: Input, now: number): readonly MetricDatum[] {
  const namespace = requiredString(input, "Namespace");
  const data = records(input, "MetricData");
  if (data.length > 1000) throw new ServiceError("InvalidParameterValue", "MetricData holds more than 1000 items");
  return data.flatMap((each) => readDatum(each, namespace, now));
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
