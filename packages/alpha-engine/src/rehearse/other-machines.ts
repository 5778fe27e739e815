import type { Definition } from "@alpha-engine/definition";
import { isObject, type StateNode, textOf } from "@alpha-engine/definition/tree";
import { standInKey } from "@alpha-engine/local-cloud/models";
import type { OtherMachine } from "@alpha-engine/rehearsal";

import type { Rehearsal, Settings } from "../config/config.ts";
import type { LoadedConfig } from "../config/load-config.ts";
import { filledDefinition, wholeDefinition } from "../pipeline/definition-of.ts";
import { type Subject, subjectNamed } from "../pipeline/subject.ts";
import { substitutionsFrom } from "../pipeline/substitute.ts";
import { rehearsalOf, withWorldOf } from "./rehearsal-of.ts";

interface Around {
  readonly loaded: LoadedConfig;
  readonly settings: Settings;
  readonly substitute: readonly string[] | undefined;
  readonly invents: boolean;
}

/** A pipeline that is rehearsed, as far as it is known. */
interface Main {
  readonly subject: Subject;
  readonly states: readonly StateNode[];
  readonly rehearsal: Rehearsal;
  readonly input: unknown;
}

/** A pipeline with those that it starts. */
export interface WithOthers {
  /** With what there is for the sake of the others. */
  readonly rehearsal: Rehearsal;
  readonly stateMachines: Readonly<Record<string, OtherMachine>>;
}

/** The pipelines of the configuration that executions of this one start, and what those start: whatever is named and not stood in for. */
export async function withOtherMachines(
  { subject, states, rehearsal, input }: Main,
  around: Around,
): Promise<WithOthers> {
  const known = new Map(
    Object.entries(around.loaded.config.pipelines ?? {})
      .map(([name, pipeline]) => [isObject(pipeline) ? (pipeline.stateMachineName ?? name) : name, name] as const)
      .filter(([, name]) => name !== subject.name),
  );
  const stateMachines: Record<string, OtherMachine> = {};
  let world = rehearsal;
  const open = namesIn(states, rehearsal, [rehearsal, input]);
  for (const name of open) {
    const pipeline = known.get(name);
    if (pipeline === undefined || Object.hasOwn(stateMachines, name)) continue;
    const { machine, tree, own } = await read(pipeline, around);
    stateMachines[name] = machine;
    world = withWorldOf(world, own);
    for (const each of namesIn(tree, own, [own])) open.add(each);
  }
  return { rehearsal: world, stateMachines };
}

async function read(
  name: string,
  { loaded, settings, substitute, invents }: Around,
): Promise<{ readonly machine: OtherMachine; readonly tree: readonly StateNode[]; readonly own: Rehearsal }> {
  const subject = subjectNamed(name, loaded);
  const substitutions = (await substitutionsFrom(substitute)).over(subject.pipeline.substitutions);
  const found = await (invents ? filledDefinition : wholeDefinition)(subject, { settings, substitutions });
  const definition = found.tree.definition as Definition;
  const own = await rehearsalOf(subject, loaded, settings, definition);
  const { standIns = {} } = own;
  return { machine: { definition, machineType: found.machineType, standIns }, tree: found.tree.states, own };
}

/** The state machines that tasks name by their ARNs, unless something stands in for the task, and those that what is around names. */
function namesIn(states: readonly StateNode[], { standIns = {} }: Rehearsal, around: readonly unknown[]): Set<string> {
  const tasks = states
    .filter(({ type }) => type === "Task")
    .filter(({ name, raw }) => standInKey(standIns, { state: name, resource: textOf(raw["Resource"]) }) === undefined);
  const text = JSON.stringify([tasks.map(({ raw }) => raw), around]);
  return new Set([...text.matchAll(/:stateMachine:([\w-]+)/g)].map(([, name = ""]) => name));
}
