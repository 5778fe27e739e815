import type { MapState, ResultWriter } from "../definition/machine.ts";
import type { ChildRecord, Fan, MapPlan, S3Request } from "../execution/execution.ts";
import { isArray, type JsonArray, type JsonObject } from "../json.ts";
import type { ActiveThread } from "../transition/open-transition.ts";

/** The children's outputs as the state's own result, in the form that its ResultWriter asks for. */
export function resultsOf({ resultWriter }: MapState, fan: Fan): JsonArray {
  switch (resultWriter?.transformation) {
    case "FLATTEN":
      return fan.results.flatMap((result) => (isArray(result) ? [...result] : [result]));
    case "NONE":
      return childrenOf(fan).map((child) => described(fan, child));
    default:
      return fan.results;
  }
}

/** What is exported, how, and where to. */
interface Export {
  readonly writer: ResultWriter;
  readonly destination: NonNullable<MapPlan["destination"]>;
  readonly fan: Fan;
  readonly results: JsonArray;
}

/** The files of an export to S3, and what the state results in: manifest, then one file by outcome. [doc: ResultWriter] */
export function resultFiles(
  thread: ActiveThread,
  { writer: { transformation, outputType }, destination: { Bucket, Prefix }, fan, results }: Export,
): { readonly files: S3Request[]; readonly details: JsonObject } {
  const MapRunArn = thread.frame.plan?.mapRunArn ?? "";
  // [recordings: test_map_item_reader's exports, 2024]
  const run = MapRunArn.slice(MapRunArn.lastIndexOf(":") + 1);
  const folder = [Prefix.replace(/\/$/, ""), run].filter((part) => part !== "").join("/");
  const extension = outputType === "JSONL" ? "jsonl" : "json";
  const failed = new Set(childrenOf(fan).flatMap(({ failed, index }) => (failed === true ? [index] : [])));
  const flattened = transformation === "FLATTEN";
  const groups = {
    FAILED: flattened ? [] : results.filter((_, index) => failed.has(index)),
    PENDING: [],
    SUCCEEDED: flattened ? results : results.filter((_, index) => !failed.has(index)),
  };
  const files: S3Request[] = [];
  const listed: Record<string, JsonArray> = {};
  for (const [status, list] of Object.entries(groups)) {
    listed[status] = [];
    if (list.length === 0) continue;
    const Key = `${folder}/${status}_0.${extension}`;
    const Body =
      outputType === "JSONL" ? `${list.map((item) => JSON.stringify(item)).join("\n")}\n` : JSON.stringify(list);
    files.push({ action: "putObject", parameters: { Bucket, Key, Body } });
    listed[status] = [{ Key, Size: Buffer.byteLength(Body) }];
  }
  const Key = `${folder}/manifest.json`;
  const manifest = JSON.stringify({ DestinationBucket: Bucket, MapRunArn, ResultFiles: listed });
  files.push({ action: "putObject", parameters: { Bucket, Key, Body: manifest } });
  return { files, details: { MapRunArn, ResultWriterDetails: { Bucket, Key } } };
}

function childrenOf({ children = [] }: Fan): readonly ChildRecord[] {
  return children.toSorted((a, b) => a.index - b.index);
}

/** A child as DescribeExecution describes it. [doc: ResultWriter] */
function described(fan: Fan, child: ChildRecord): JsonObject {
  const Status = child.failed === true ? "FAILED" : "SUCCEEDED";
  const Name = child.arn.slice(child.arn.lastIndexOf(":") + 1);
  return {
    ExecutionArn: child.arn,
    ...(child.error === undefined ? {} : { Error: child.error }),
    ...(child.cause === undefined ? {} : { Cause: child.cause }),
    Input: JSON.stringify(fan.inputs[child.index] ?? null),
    InputDetails: { Included: true },
    Name,
    ...(child.failed === true
      ? {}
      : { Output: JSON.stringify(fan.results[child.index] ?? null), OutputDetails: { Included: true } }),
    RedriveCount: 0,
    RedriveStatus: child.failed === true ? "REDRIVABLE_BY_MAP_RUN" : "NOT_REDRIVABLE",
    ...(child.failed === true ? {} : { RedriveStatusReason: "Execution is SUCCEEDED and cannot be redriven" }),
    StartDate: new Date(child.startedAt).toISOString(),
    StateMachineArn: child.arn.replace(":execution:", ":stateMachine:").replace(/:[^:]*$/, ""),
    Status,
    StopDate: new Date(child.stoppedAt).toISOString(),
  };
}
