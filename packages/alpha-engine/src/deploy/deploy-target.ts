import { Substitutions } from "@alpha-engine/definition/files";
import type { DeployTarget, ScheduleTarget, StateMachineTarget } from "@alpha-engine/deploy";

import type { Config, InputFields, Schedule } from "../config/config.ts";
import type { LoadedConfig } from "../config/load-config.ts";
import { resolveFrom } from "../config/resolve-from.ts";
import { AlphaEngineError } from "../errors.ts";
import { checkInput } from "../pipeline/check-input.ts";
import { type DefinitionOptions, wholeDefinition } from "../pipeline/definition-of.ts";
import { type Subject, subjectNamed, subjectsNamed } from "../pipeline/subject.ts";
import type { NamedTarget } from "./target.ts";

/** The pipelines `names`, all where none is named, and their schedules, as an account is to have them. */
export async function deployTarget(
  names: readonly string[],
  loaded: LoadedConfig,
  named: NamedTarget,
  substitutions?: Substitutions,
): Promise<DeployTarget> {
  const wanted = subjectsNamed(names, loaded);
  await refuseInputOfNobody(loaded, named);
  const schedules = Object.entries(loaded.config.schedules ?? {}).filter(([, { pipeline }]) =>
    wanted.some(({ name }) => name === pipeline),
  );
  return {
    stateMachines: await Promise.all(wanted.map((subject) => stateMachineTarget(subject, named, substitutions))),
    schedules: await Promise.all(
      schedules.map(([name, schedule]) => scheduleTarget({ name, schedule }, loaded, named)),
    ),
  };
}

/** Of one pipeline's state machine, whether it is there or not. */
export function stateMachineArn(subject: Subject, named: NamedTarget): string {
  const { region, account, roles } = named.target;
  const [, partition] = roles.stateMachines.split(":");
  return `arn:${partition}:states:${region}:${account}:stateMachine:${stateMachineName(subject, named)}`;
}

function stateMachineName({ name, pipeline }: Subject, { target }: NamedTarget): string {
  return target.stateMachines?.[name]?.name ?? pipeline.stateMachineName ?? name;
}

/** What is deployed is a standard state machine. */
async function standardDefinition(subject: Subject, options: DefinitionOptions): Promise<object> {
  const { machineType, tree, from } = await wholeDefinition(subject, options);
  if (machineType !== "EXPRESS") return tree.definition;
  throw new AlphaEngineError("NO_DEFINITION", `${from} is an Express state machine, and deploy makes standard ones`, {
    hint: "deploy it with what its file is for",
  });
}

async function stateMachineTarget(
  subject: Subject,
  named: NamedTarget,
  substitutions: Substitutions = new Substitutions(),
): Promise<StateMachineTarget> {
  const { target, settings } = named;
  const own = target.stateMachines?.[subject.name];
  const { logging } = own ?? {};
  return {
    name: stateMachineName(subject, named),
    definition: await standardDefinition(subject, { settings, substitutions }),
    roleArn: own?.roleArn ?? target.roles.stateMachines,
    ...(logging === undefined
      ? {}
      : { loggingConfiguration: { includeExecutionData: false, logGroupArns: [], ...defined(logging) } }),
    tags: { pipeline: subject.name, ...own?.tags },
  };
}

/** Its input is what the pipeline takes of the target's, then the schedule's own, then what the target says of it. */
async function scheduleTarget(
  { name, schedule }: { readonly name: string; readonly schedule: Schedule },
  loaded: LoadedConfig,
  named: NamedTarget,
): Promise<ScheduleTarget> {
  const { target } = named;
  const subject = subjectNamed(schedule.pipeline, loaded);
  const own = target.schedules?.[name];
  const fields = await fieldsOf(subject, named);
  const shared = Object.entries(target.input ?? {}).filter(([key]) => takes(fields, key));
  const input = { ...Object.fromEntries(shared), ...schedule.input, ...own?.input };
  refuseInput(name, input, fields);
  return {
    name: own?.name ?? schedule.ruleName ?? name,
    expression: own?.expression ?? schedule.expression,
    enabled: own?.enabled ?? false,
    stateMachine: stateMachineName(subject, named),
    input,
    roleArn: target.roles.schedules,
    ...(schedule.description === undefined ? {} : { description: schedule.description }),
  };
}

async function fieldsOf({ pipeline, name }: Subject, { settings }: NamedTarget): Promise<InputFields | undefined> {
  if (pipeline.fields === undefined) return undefined;
  return await resolveFrom<InputFields>(pipeline.fields, settings, `pipelines.${name}.fields`);
}

function takes(fields: InputFields | undefined, key: string): boolean {
  return fields === undefined || Object.hasOwn(fields, key);
}

async function refuseInputOfNobody(loaded: LoadedConfig, named: NamedTarget): Promise<void> {
  const { pipelines = {} }: Config = loaded.config;
  const all = Object.keys(pipelines).map((name) => fieldsOf(subjectNamed(name, loaded), named));
  const fields = await Promise.all(all);
  const unknown = Object.keys(named.target.input ?? {}).find((key) => !fields.some((each) => takes(each, key)));
  if (unknown === undefined) return;
  throw new AlphaEngineError("CONFIG_WRONG", `${named.place}: input.${unknown} is taken by no pipeline`);
}

/** A schedule whose executions would all refuse their input is not deployed. */
function refuseInput(name: string, input: Readonly<Record<string, unknown>>, fields: InputFields | undefined): void {
  if (fields === undefined) return;
  const missing = Object.keys(fields).find((key) => fields[key]?.type === "instance" && !Object.hasOwn(input, key));
  const problem = missing === undefined ? checkInput(input, fields) : `${missing} is missing; say it under input`;
  if (problem === undefined) return;
  throw new AlphaEngineError("INPUT_REFUSED", `the input of the schedule ${name} is wrong: ${problem}`);
}

/** Without the keys that are said to be undefined. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never;
}
