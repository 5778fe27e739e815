import { UsageError } from "@alpha-engine/command-line";
import type { DeployTarget, ScheduleTarget, StateMachineTarget } from "@alpha-engine/deploy";

import { checkInput } from "../input/check-input.ts";
import { type Pipeline, PIPELINES } from "../pipelines.ts";
import type { DeployConfig } from "./config.ts";
import { type Schedule, SCHEDULES } from "./schedules.ts";

/** The pipelines `names`, all where none is named, and their schedules, as an account is to have them. */
export function deployTarget(config: DeployConfig, names: readonly string[]): DeployTarget {
  const wanted = names.length === 0 ? Object.keys(PIPELINES) : names;
  const unknown = Object.keys(config.input).find(
    (key) => !Object.values(PIPELINES).some((each) => takes(each, config, key)),
  );
  if (unknown !== undefined) throw new UsageError(`input.${unknown} of the config is taken by no pipeline`);
  return {
    stateMachines: wanted.map((name) => stateMachineTarget(config, name)),
    schedules: Object.entries(SCHEDULES)
      .filter(([, { pipeline }]) => wanted.includes(pipeline))
      .map(([name, schedule]) => scheduleTarget(config, name, schedule)),
  };
}

export function stateMachineArn(config: DeployConfig, pipeline: string): string {
  const [, partition] = config.roles.stateMachines.split(":");
  const { region, account } = config;
  return `arn:${partition}:states:${region}:${account}:stateMachine:${stateMachineName(config, pipeline)}`;
}

function stateMachineName(config: DeployConfig, pipeline: string): string {
  return config.stateMachines[pipeline]?.name ?? `alpha-engine-${pipeline}-pipeline`;
}

export function pipelineNamed(name: string): Pipeline {
  const pipeline = Object.hasOwn(PIPELINES, name) ? PIPELINES[name] : undefined;
  if (pipeline !== undefined) return pipeline;
  throw new UsageError(`no pipeline "${name}"; expected one of ${Object.keys(PIPELINES).join(", ")}`);
}

function stateMachineTarget(config: DeployConfig, name: string): StateMachineTarget {
  const own = config.stateMachines[name];
  return {
    name: stateMachineName(config, name),
    definition: pipelineNamed(name).definition({ snsTopicArn: config.snsTopicArn }),
    roleArn: own?.roleArn ?? config.roles.stateMachines,
    ...(own?.logging === undefined ? {} : { loggingConfiguration: own.logging }),
    tags: { pipeline: name, ...own?.tags },
  };
}

/** Its input is what the pipeline takes of the account's, then the schedule's own, then what the config says of it. */
function scheduleTarget(config: DeployConfig, name: string, schedule: Schedule): ScheduleTarget {
  const own = config.schedules[name];
  const pipeline = pipelineNamed(schedule.pipeline);
  const shared = Object.entries(config.input).filter(([key]) => takes(pipeline, config, key));
  const input = { ...Object.fromEntries(shared), ...schedule.input, ...own?.input };
  refuseInput(name, input, pipeline, config);
  return {
    name: own?.name ?? `alpha-engine-${name}`,
    expression: own?.expression ?? schedule.expression,
    enabled: own?.enabled ?? false,
    stateMachine: stateMachineName(config, schedule.pipeline),
    input,
    roleArn: config.roles.schedules,
    description: schedule.description,
  };
}

function takes({ input }: Pipeline, { snsTopicArn }: DeployConfig, key: string): boolean {
  return key === "run_date" || Object.hasOwn(input({ snsTopicArn }), key);
}

/** A schedule whose executions would all refuse their input is not deployed. */
function refuseInput(
  name: string,
  input: Readonly<Record<string, unknown>>,
  pipeline: Pipeline,
  { snsTopicArn }: DeployConfig,
): void {
  const fields = pipeline.input({ snsTopicArn });
  const missing = Object.keys(fields).find((key) => fields[key]?.type === "instance" && !Object.hasOwn(input, key));
  const problem = missing === undefined ? checkInput(input, fields) : `${missing} is missing; say it under input`;
  if (problem !== undefined) throw new UsageError(`the input of the schedule ${name} is wrong: ${problem}`);
}
