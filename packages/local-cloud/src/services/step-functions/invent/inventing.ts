import { type Clock, type InterpretOptions, TaskFailure, type TaskRequest } from "@alpha-engine/asl";

import type { Invent, Unanswered } from "../../../cloud/invent.ts";
import { actionOf } from "../../../cloud/stand-in.ts";
import { NotModelledFailure } from "../integrations/not-modelled-failure.ts";
import type { WaitingTasks } from "../waiting-tasks.ts";

type Tasks = InterpretOptions["tasks"];

/** Does tasks as before, but for those that nothing here answers. */
export function inventing(
  run: Tasks,
  invent: Invent["task"] | undefined,
  { tasks, clock }: { readonly tasks: WaitingTasks; readonly clock: Clock },
): Tasks {
  if (invent === undefined) return run;
  return async (request) => {
    const over = new AbortController();
    if (waitsForOthers(request)) void answerLater(request, { invent, tasks, clock, over: over.signal });
    try {
      const answer = await run(request);
      if (!READS.test(actionOf(request.resource))) return answer;
      const why = "there is nothing in it";
      return (await invent(request, { kind: "nothing-found", why, answer })) ?? answer;
    } catch (error) {
      const unanswered = whyUnanswered(error);
      const answer = unanswered === undefined ? undefined : await invent(request, unanswered);
      if (answer === undefined) throw error;
      return answer;
    } finally {
      over.abort();
    }
  };
}

function waitsForOthers({ kind, resource }: TaskRequest): boolean {
  return kind === "activity" || resource.endsWith(".waitForTaskToken");
}

interface Later {
  readonly invent: Invent["task"];
  readonly tasks: WaitingTasks;
  readonly clock: Clock;
  readonly over: AbortSignal;
}

/** Ends a task in the place of whom nobody expects to come. No limit strikes while that is found out. */
async function answerLater(request: TaskRequest, { invent, tasks, clock, over }: Later): Promise<void> {
  const release = clock.hold();
  over.addEventListener("abort", release, { once: true });
  const what = request.kind === "activity" ? "no worker takes its tasks" : "nobody sends its token back";
  try {
    const answer = await invent(request, { kind: "nobody-comes", why: what });
    if (answer !== undefined && !over.aborted) tasks.succeed(request.taskToken ?? "", answer);
  } catch (error) {
    const { error: name, cause } = error as TaskFailure;
    if (!over.aborted) tasks.fail(request.taskToken ?? "", { error: name, cause });
  } finally {
    release();
  }
}

/** Actions that only read. */
const READS = /:(?:get|list|query|scan|batchGet|head|search|select|describe|receive)[A-Z]/;

/** What a call names is not there: a function, a table, a bucket, a queue, a topic, a state machine, an instance. */
const NOT_THERE =
  /ResourceNotFound|QueueDoesNotExist|NonExistentQueue|StateMachineDoesNotExist|NoSuchBucket|InvalidInstanceI[dD]|InvocationDoesNotExist|^S[nN][sS]\.NotFound|Error Code: NotFound\b/;

/** It is there, and holds nothing of that name. */
const NOTHING_FOUND = /NoSuchKey|ParameterNotFound|ExecutionDoesNotExist|^S3\.S3Exception: .*Status Code: 404/;

/** What a call names cannot be called so. */
const NAMES_NOTHING =
  /Invalid parameter: (?:TopicArn|TargetArn)|Invalid (?:Arn|ARN)\b|at '(?:tableName|functionName|instanceIds?|queueUrl|bucket|stateMachineArn)' failed to satisfy constraint|The specified bucket is not valid/;

function whyUnanswered(error: unknown): Unanswered | undefined {
  if (error instanceof NotModelledFailure) return { kind: "not-modelled", why: `${error.asked} is not modelled` };
  if (!(error instanceof TaskFailure)) return undefined;
  const { error: name, cause } = error;
  const text = `${name}: ${cause}`;
  const why = cause.replace(/ \((?:Service|Status).*$/s, "");
  if (NOTHING_FOUND.test(text)) return { kind: "nothing-found", why };
  const isActivity = name === "States.Runtime" && cause.endsWith(" does not exist.");
  return isActivity || NOT_THERE.test(text) || NAMES_NOTHING.test(cause) ? { kind: "not-there", why } : undefined;
}
