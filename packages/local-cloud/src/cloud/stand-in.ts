import type { JsonValue, TaskRequest } from "@alpha-engine/asl";

/** What a task does in place of what its resource names: answers, answers in turn (the last again and again), or fails. */
export type StandIn =
  | { readonly answer: JsonValue }
  | { readonly answers: readonly JsonValue[] }
  | { readonly throws: { readonly error: string; readonly cause?: string | undefined } }
  | ((request: TaskRequest) => JsonValue | Promise<JsonValue>);

/** By state, by resource, or by `service:action` (`ecs:runTask`, with or without `aws-sdk`, `.sync` or a token). */
export type StandIns = Readonly<Record<string, StandIn>>;

/**
 * The name of the stand-in for a task, the closest first: its state's, its resource's, its action's.
 *
 * @example
 * ```ts example
 * import { standInKey } from "@alpha-engine/local-cloud/models";
 *
 * const standIns = { "batch:submitJob": { answer: {} } };
 * console.log(standInKey(standIns, { state: "Train", resource: "arn:aws:states:::batch:submitJob.sync" }));
 * ```
 * ```text output
 * batch:submitJob
 * ```
 */
export function standInKey(
  standIns: Readonly<Record<string, unknown>>,
  task: { readonly state: string; readonly resource: string },
): string | undefined {
  return [task.state, task.resource, actionOf(task.resource)].find((key) => Object.hasOwn(standIns, key));
}

/**
 * What a task's resource does, as stand-ins are named.
 *
 * @example
 * ```ts example
 * import { actionOf } from "@alpha-engine/local-cloud/models";
 *
 * console.log(actionOf("arn:aws:states:::ecs:runTask.sync"), actionOf("arn:aws:states:::aws-sdk:ecs:runTask"));
 * ```
 * ```text output
 * ecs:runTask ecs:runTask
 * ```
 */
export function actionOf(resource: string): string {
  return resource.replace(/^arn:[^:]*:states:::(?:aws-sdk:)?/, "").replace(/\.(?:sync(?::\d+)?|waitForTaskToken)$/, "");
}
