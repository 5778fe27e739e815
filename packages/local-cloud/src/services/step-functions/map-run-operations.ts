import { optionalNumber } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { pageOf } from "./listing.ts";
import { epochSeconds, findExecution, namedArn } from "./lookups.ts";
import type { RunningMaps } from "./map-runs.ts";
import type { MapRun, Store } from "./store.ts";

/** [LocalStack's recording of AWS, test_list_map_runs_and_describe_map_run, 2023; of the rest: botocore 1.43 model, 2026-11] */
export function mapRunOperations(store: Store, running: RunningMaps): JsonService["operations"] {
  return {
    ListMapRuns: async (input) => {
      const { arn } = findExecution(store, input);
      const runs = [...store.mapRuns.values()].filter(({ executionArn }) => executionArn === arn);
      const { items, more } = pageOf(runs, input, { list: `map runs ${arn}`, key: (run) => run.arn });
      return { mapRuns: items.map(listed), ...more };
    },
    DescribeMapRun: async (input) => described(findMapRun(store, input)),
    UpdateMapRun: async (input) => {
      const run = findMapRun(store, input);
      const update = running.get(run.arn);
      if (update === undefined)
        throw new ServiceError("ValidationException", `Map Run is ${run.status} and cannot be updated`);
      const limits = limitsIn(input);
      Object.assign(run, limits);
      store.mapRuns.set(run.arn, run);
      update(limits);
      return {};
    },
  };
}

export function findMapRun(store: Store, input: Input): MapRun {
  const arn = namedArn(input, "mapRunArn", "mapRun");
  const run = store.mapRuns.get(arn);
  if (run === undefined) throw new ServiceError("ResourceNotFound", `Resource not found: '${arn}'`);
  return run;
}

function limitsIn(input: Input): Partial<Pick<MapRun, "maxConcurrency" | "toleratedFailureCount">> {
  const names = ["maxConcurrency", "toleratedFailureCount", "toleratedFailurePercentage"];
  if (names.every((name) => input[name] === undefined))
    throw new ServiceError("ValidationException", `At least one of ${names.join(", ")} must be given`);
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = optionalNumber(input, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function listed({ arn, executionArn, stateMachineArn, startedAt, stoppedAt }: MapRun): object {
  return {
    executionArn,
    mapRunArn: arn,
    stateMachineArn,
    startDate: epochSeconds(startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: epochSeconds(stoppedAt) }),
  };
}

function described(run: MapRun): object {
  const { arn, executionArn, status, startedAt, stoppedAt, redriveCount, redrivenAt } = run;
  const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = run;
  return {
    mapRunArn: arn,
    executionArn,
    status,
    startDate: epochSeconds(startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: epochSeconds(stoppedAt) }),
    maxConcurrency,
    toleratedFailureCount,
    toleratedFailurePercentage,
    itemCounts: counts(run, (index) => run.items[index] ?? 1),
    executionCounts: counts(run, () => 1),
    ...(redrivenAt === undefined ? {} : { redriveCount, redriveDate: epochSeconds(redrivenAt) }),
  };
}

/** What a Map Run that succeeded has written are the results of the children that did. */
function counts({ items, children, status }: MapRun, weight: (index: number) => number): object {
  const of = (wanted: MapRun["status"] | undefined): number =>
    items.reduce((sum, _, index) => sum + (children[index] === wanted ? weight(index) : 0), 0);
  const succeeded = of("SUCCEEDED");
  return {
    pending: of(undefined),
    running: of("RUNNING"),
    succeeded,
    failed: of("FAILED"),
    timedOut: 0,
    aborted: of("ABORTED"),
    total: items.reduce((sum, _, index) => sum + weight(index), 0),
    resultsWritten: status === "SUCCEEDED" ? succeeded : 0,
  };
}
