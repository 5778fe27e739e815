import { createClient } from "@alpha-engine/aws-calls";
import type { Definition } from "@alpha-engine/definition";
import type { LocalCloud } from "@alpha-engine/local-cloud";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type HistoryEvent,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";

import { RehearsalError } from "../errors.ts";
import type { OtherMachine, RehearseOptions } from "../options.ts";
import type { Execution } from "../record/conclude-record.ts";
import type { ClientConfig } from "../stage/clients.ts";
import { machineName } from "../stage/run-folder.ts";
import { whenTimeIsOver } from "./end-of-time.ts";

export interface ExecutionOptions {
  readonly cloud: LocalCloud;
  readonly client: ClientConfig;
  readonly pipeline: string;
  readonly executionName: string;
  readonly definition: Definition;
  readonly stateMachines?: RehearseOptions["stateMachines"];
  readonly input: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal | undefined;
  readonly onStopping: () => void;
}

const ENDS = new Set(["ExecutionSucceeded", "ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted"]);

/** A state machine that starts itself, or one that starts it, goes on for ever, on AWS too. */
const MOST_EXECUTIONS = 1000;
const RUNAWAY = {
  error: "Rehearsal.Endless",
  cause: `executions of it started ${MOST_EXECUTIONS} others, and it has not ended`,
};

const STUCK = {
  error: "States.Timeout",
  cause: "a year has passed, which is as long as an execution may take: nothing is left that could go on",
};

/** Runs one execution through the Step Functions endpoint, to its end or until the signal stops it. */
export async function runExecution(
  options: ExecutionOptions,
): Promise<{ readonly execution: Execution; readonly history: readonly HistoryEvent[] }> {
  const sfn = createClient(SFNClient, { config: options.client });
  try {
    const { cloud, pipeline, definition, stateMachines = {} } = options;
    for (const [name, machine] of Object.entries(stateMachines)) await create(cloud, name, machine, sfn);
    const stateMachineArn = await create(cloud, machineName(pipeline), { definition }, sfn);
    const isOwn = ownExecution(options);
    const ended = whenEnded(options.cloud, isOwn);
    const start = { stateMachineArn, name: options.executionName, input: JSON.stringify(options.input) };
    const { executionArn = "" } = await sfn.send(new StartExecutionCommand(start));
    const stop = (): void => {
      options.onStopping();
      const because = { error: "Rehearsal.Interrupted", cause: "the rehearsal was interrupted" };
      sfn.send(new StopExecutionCommand({ executionArn, ...because })).catch(() => {});
    };
    if (options.signal?.aborted === true) stop();
    else options.signal?.addEventListener("abort", stop, { once: true });
    let others = 0;
    // What ends an execution that this one started ends this one, too.
    const unsubscribe = options.cloud.subscribe((event) => {
      if (event.type === "history" && event.event.type === "ExecutionStarted" && !isOwn(event.executionArn)) {
        others += 1;
        if (others === MOST_EXECUTIONS)
          sfn.send(new StopExecutionCommand({ executionArn, ...RUNAWAY })).catch(() => {});
      }
      if (event.type !== "not-modelled" || event.executionArn === undefined || isOwn(event.executionArn)) return;
      const because = { error: "States.Runtime", cause: event.why.slice(0, 32_768) };
      sfn.send(new StopExecutionCommand({ executionArn, ...because })).catch(() => {});
    });
    const forget = whenTimeIsOver(cloud, () => {
      sfn.send(new StopExecutionCommand({ executionArn, ...STUCK })).catch(() => {});
    });
    await ended.finally(() => {
      forget();
      unsubscribe();
    });
    options.signal?.removeEventListener("abort", stop);
    return { execution: await describe(executionArn, sfn), history: await historyOf(executionArn, sfn) };
  } finally {
    sfn.destroy();
  }
}

async function create(
  { account }: LocalCloud,
  name: string,
  { definition, machineType: type = "STANDARD" }: OtherMachine,
  sfn: SFNClient,
): Promise<string> {
  const roleArn = `arn:aws:iam::${account}:role/rehearsal`;
  try {
    const request = { name, definition: JSON.stringify(definition), roleArn, type };
    return (await sfn.send(new CreateStateMachineCommand(request))).stateMachineArn ?? "";
  } catch (cause) {
    throw new RehearsalError(
      "DEFINITION_REFUSED",
      `Step Functions refuses the definition of ${name}: ${(cause as Error).message}`,
      { cause, hint: "mend the definition where the message points" },
    );
  }
}

/** Tells the execution that is rehearsed from those that it starts. */
export function ownExecution({
  pipeline,
  executionName,
}: Pick<ExecutionOptions, "pipeline" | "executionName">): (arn: string) => boolean {
  const end = `:execution:${machineName(pipeline)}:${executionName}`;
  return (arn) => arn.endsWith(end);
}

function whenEnded(cloud: LocalCloud, isOwn: (arn: string) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = cloud.subscribe((event) => {
      if (event.type !== "history" || !isOwn(event.executionArn) || !ENDS.has(String(event.event.type))) return;
      unsubscribe();
      // The last event is appended a moment before the execution's status says so.
      setImmediate(resolve);
    });
  });
}

async function describe(executionArn: string, sfn: SFNClient): Promise<Execution> {
  const answer = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  return {
    arn: executionArn,
    status: answer.status as Execution["status"],
    startedAt: answer.startDate,
    endedAt: answer.stopDate,
    output: answer.output,
    error: answer.error,
    cause: answer.cause,
  };
}

async function historyOf(executionArn: string, sfn: SFNClient): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client: sfn }, { executionArn, maxResults: 1000 })) {
    events.push(...(page.events ?? []));
  }
  return events;
}
