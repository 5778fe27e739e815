import { type JsonObject, type JsonValue, TaskFailure, type TaskRequest } from "@alpha-engine/asl";

import type { Part } from "../../../cloud/part.ts";
import { actionOf } from "../../../cloud/stand-in.ts";
import { pass } from "./pass.ts";

/** Where a job says how far it is, and which words mean what; any other word is a failure. */
interface Job {
  readonly at: readonly string[];
  readonly good: string;
  readonly under: readonly string[];
}

/** What `.sync` waits for, by what starts it. [documentation: the job's own description in the service's API, 2026-12] */
const JOBS: Readonly<Record<string, Job>> = {
  "glue:startJobRun": {
    at: ["JobRunState"],
    good: "SUCCEEDED",
    under: ["STARTING", "RUNNING", "STOPPING", "WAITING"],
  },
  "batch:submitJob": {
    at: ["Status"],
    good: "SUCCEEDED",
    under: ["SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING"],
  },
  "codebuild:startBuild": { at: ["Build", "BuildStatus"], good: "SUCCEEDED", under: ["IN_PROGRESS"] },
  "athena:startQueryExecution": {
    at: ["QueryExecution", "Status", "State"],
    good: "SUCCEEDED",
    under: ["QUEUED", "RUNNING"],
  },
  "databrew:startJobRun": { at: ["State"], good: "SUCCEEDED", under: ["STARTING", "RUNNING", "STOPPING"] },
  "elasticmapreduce:addStep": {
    at: ["Step", "Status", "State"],
    good: "COMPLETED",
    under: ["PENDING", "RUNNING", "CANCEL_PENDING"],
  },
  "sagemaker:createTrainingJob": { at: ["TrainingJobStatus"], good: "Completed", under: ["InProgress", "Stopping"] },
  "sagemaker:createTransformJob": { at: ["TransformJobStatus"], good: "Completed", under: ["InProgress", "Stopping"] },
  "sagemaker:createProcessingJob": {
    at: ["ProcessingJobStatus"],
    good: "Completed",
    under: ["InProgress", "Stopping"],
  },
};

/** By the cloud's clock, between two looks at a job. */
const BETWEEN_MS = 10_000;
/** One that never says its end has none before its task's. */
const MOST_LOOKS = 1000;

/**
 * The end of the job that a `.sync` task waits for, where its stand-in answers with the job's state: asked again while that is under
 * way, and a failure with the whole answer as its cause where it is no good one. Any other answer is the task's.
 * [documentation: service integration patterns, 2026-12; the cause: LocalStack's recordings of nested executions, 2024]
 */
export async function jobEnd(
  ask: () => { readonly answer: Promise<JsonValue | undefined>; readonly isLast: boolean },
  request: TaskRequest,
  clock: Part["clock"],
): Promise<JsonValue | undefined> {
  const job = /\.sync(?::\d+)?$/.test(request.resource) ? JOBS[actionOf(request.resource)] : undefined;
  for (let looks = 0; ; looks += 1) {
    const { answer, isLast } = ask();
    const told = await answer;
    const state = job === undefined ? undefined : stateIn(told, job);
    if (job === undefined || state === undefined) return told;
    if (looks === 0) request.submitted(told ?? {});
    if (state === job.good) return told;
    if (!job.under.includes(state)) throw new TaskFailure("States.TaskFailed", JSON.stringify(told));
    await (isLast || looks === MOST_LOOKS ? aborted(request) : pass(BETWEEN_MS, clock, request));
  }
}

function stateIn(answer: JsonValue | undefined, { at }: Job): string | undefined {
  let value = answer;
  for (const name of at)
    value =
      typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject)[name] : undefined;
  return typeof value === "string" ? value : undefined;
}

/** What has no end is under way until its task is given up. */
async function aborted({ signal, idle }: TaskRequest): Promise<never> {
  idle();
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  throw signal.reason as Error;
}
