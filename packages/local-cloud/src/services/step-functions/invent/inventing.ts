import { type Clock, type InterpretOptions, TaskFailure, type TaskRequest } from "@alpha-engine/asl";

import type { Invent, Unanswered } from "../../../cloud/invent.ts";
import { NotModelledFailure } from "../integrations/not-modelled-failure.ts";
import type { WaitingTasks } from "../waiting-tasks.ts";

type Tasks = InterpretOptions["tasks"];

/** Does tasks as before, but for those that nothing here answers. */
export function inventing(
  run: Tasks,
  invent: Invent | undefined,
  { tasks, clock }: { readonly tasks: WaitingTasks; readonly clock: Clock },
): Tasks {
  if (invent === undefined) return run;
  return async (request) => {
    const over = new AbortController();
    if (waitsForOthers(request)) void answerLater(request, { invent, tasks, clock, over: over.signal });
    try {
      return await run(request);
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
  readonly invent: Invent;
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

/** What a call names is not there: a function, a table, a bucket, a queue, a topic, a state machine, an instance, an activity. */
const NOT_THERE =
  /\b(?:\w*(?:ResourceNotFound|QueueDoesNotExist|NonExistentQueue|StateMachineDoesNotExist|NoSuchBucket|InvalidInstanceId|InvocationDoesNotExist)\w*|SnsException|Sns\.NotFoundException|SNS\.NotFoundException|InvalidInstanceID\.\w+)\b/;

function whyUnanswered(error: unknown): Unanswered | undefined {
  if (error instanceof NotModelledFailure) return { kind: "not-modelled", why: `${error.asked} is not modelled` };
  if (!(error instanceof TaskFailure)) return undefined;
  const text = `${error.error}: ${error.cause}`;
  if (error.error === "States.Runtime" && error.cause.endsWith(" does not exist."))
    return { kind: "not-there", why: error.cause };
  return NOT_THERE.test(error.error) ||
    /Error Code: (?:AWS\.SimpleQueueService\.NonExistentQueue|ResourceNotFoundException|NotFound)\b/.test(text)
    ? { kind: "not-there", why: error.cause.replace(/ \((?:Service|Status).*$/s, "") }
    : undefined;
}
