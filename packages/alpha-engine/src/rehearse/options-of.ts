import { existsSync } from "node:fs";

import type { Definition } from "@alpha-engine/definition";
import type { FoundDefinition } from "@alpha-engine/definition/files";
import type { RehearseOptions, StateFault } from "@alpha-engine/rehearsal";

import type { Rehearsal, Settings } from "../config/config.ts";
import type { LoadedConfig } from "../config/load-config.ts";
import type { InferredRehearsal } from "../init/infer-config.ts";
import { filledDefinition, wholeDefinition } from "../pipeline/definition-of.ts";
import { inputFor } from "../pipeline/placeholders.ts";
import type { Subject } from "../pipeline/subject.ts";
import { refuseUnused, substitutionsFrom } from "../pipeline/substitute.ts";
import { withOtherMachines } from "./other-machines.ts";
import { readMocks } from "./read-mocks.ts";
import { rehearsalOf } from "./rehearsal-of.ts";
import { readSecrets } from "./secrets.ts";

/** What the caller says of one rehearsal. */
export interface RunFlags {
  readonly input: Readonly<Record<string, unknown>>;
  readonly fail: readonly string[];
  readonly reclaim: readonly string[];
  readonly fault?: readonly string[];
  readonly substitute?: readonly string[];
  readonly dir?: string;
  readonly name?: string;
  readonly port?: number;
  readonly rate?: number;
  readonly at?: string;
  readonly mocks?: string;
  readonly case?: string;
  readonly invent?: true;
  readonly sandbox: "auto" | "namespaces" | "plain";
}

/** Options, and where the states of the definition stand. */
export interface MadeOptions {
  readonly options: RehearseOptions;
  readonly placeOf: PlaceOf;
}

/** `undefined` where a state stands in no file. */
export type PlaceOf = (
  state: string,
) => { readonly file: string; readonly line: number; readonly column: number } | undefined;

interface Around {
  readonly loaded: LoadedConfig;
  readonly settings: Settings;
  readonly flags: RunFlags;
}

/** What a rehearsal of a subject is run with: the command line over the configuration over what its definition shows. */
export async function rehearseOptions(subject: Subject, { loaded, settings, flags }: Around): Promise<MadeOptions> {
  const substitutions = (await substitutionsFrom(flags.substitute)).over(subject.pipeline.substitutions);
  const found =
    flags.invent === true
      ? await filledDefinition(subject, { settings, substitutions })
      : { ...(await wholeDefinition(subject, { settings, substitutions })), filledIn: [] };
  const { tree, filledIn, machineType, positionOf } = found;
  const definition = tree.definition as Definition;
  refuseUnused(substitutions, []);
  const { rehearsal: configured, stateMachines } = await withOtherMachines(
    {
      subject,
      states: tree.states,
      rehearsal: await rehearsalOf(subject, loaded, settings, definition),
      input: [subject.pipeline.input, flags.input],
    },
    { loaded, settings, substitute: flags.substitute, invents: flags.invent === true },
  );
  const secrets = readSecrets(configured, loaded.folder);
  const { secrets: _names, ...described } = secrets.fill(configured, "rehearsal");
  const inferred = described.boxes === undefined ? await infer(found) : undefined;
  const shown = flags.invent === true && inferred !== undefined ? emptied(inferred.rehearsal) : inferred?.rehearsal;
  const rehearsal = { ...shown, ...described };
  const { mocks: _, ...without } = rehearsal;
  const standard = {
    ...(flags.invent === true ? placesOnly(inferred?.input) : inferred?.input),
    ...(typeof subject.pipeline.input === "object" ? secrets.fill(subject.pipeline.input, "input") : {}),
  };
  const own = typeof subject.pipeline.input === "function" ? subject.pipeline.input : standard;
  const given = secrets.fill(flags.input, "--input");
  const options: RehearseOptions = {
    ...without,
    ...(await readMocks(flags, rehearsal, loaded.folder)),
    pipeline: subject.name,
    definition,
    stateMachines: secrets.fill(stateMachines, "rehearsal"),
    folder: loaded.folder,
    input: (stage) => ({ ...inputFor(own, stage), ...inputFor(given, stage) }),
    secrets: secrets.values,
    directory: flags.dir ?? rehearsal.directory,
    executionName: flags.name,
    faults: [...(rehearsal.faults ?? []), ...(await faultsOf(flags, definition))],
    ...(machineType !== undefined && { machineType }),
    ...(flags.invent === true && { invent: { substitutions: filledIn } }),
    port: flags.port,
    rate: flags.rate ?? rehearsal.rate,
    startAt: flags.at ?? rehearsal.startAt,
    sandbox: flags.sandbox,
  };
  const pointerOf = (name: string): string | undefined => tree.states.find((state) => state.name === name)?.pointer;
  return { options, placeOf: placesIn(pointerOf, positionOf) };
}

/** What stands for a machine or a topic that is there; all else is invented with the rest, and counted. */
function placesOnly(input: InferredRehearsal["input"] = {}): InferredRehearsal["input"] {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => JSON.stringify(value).includes("${")));
}

/** What is in tables and buckets is invented when it is read, and counted; a guess of it would pass for what is there. */
function emptied({ tables = {}, buckets = {}, ...rest }: Rehearsal): Rehearsal {
  const without = <Content extends object>(things: Readonly<Record<string, Content>>, key: string): object =>
    Object.fromEntries(
      Object.entries(things).map(([name, content]) => [
        name,
        Object.fromEntries(Object.entries(content).filter(([each]) => each !== key)),
      ]),
    );
  return {
    ...rest,
    tables: without(tables, "items") as typeof tables,
    buckets: without(buckets, "objects") as typeof buckets,
  };
}

/** Only of a file that is one: a definition may come from a function of the configuration. */
function placesIn(
  pointerOf: (state: string) => string | undefined,
  positionOf: (pointer: string) => NonNullable<ReturnType<PlaceOf>>,
): PlaceOf {
  return (state) => {
    const pointer = pointerOf(state);
    const place = pointer === undefined ? undefined : positionOf(pointer);
    return place !== undefined && existsSync(place.file) ? place : undefined;
  };
}

/** Loaded where machines are not described: it looks through definitions with all that belongs to that. */
async function infer(found: FoundDefinition): Promise<InferredRehearsal> {
  const { inferRehearsal } = await import("../init/infer-config.ts");
  return await inferRehearsal(found);
}

async function faultsOf(
  { fail, reclaim, fault = [] }: RunFlags,
  definition: object,
): Promise<readonly (string | StateFault)[]> {
  const aimed = async (word: string, kind: string): Promise<StateFault> => {
    const [, state = "", item] = /^(.+)\[(\d+)\]$/.exec(word) ?? [];
    if (item === undefined || (await hasState(definition, word))) return { state: word, kind };
    return { state, kind, item: Number(item) };
  };
  const steps = await Promise.all([
    ...fail.map((word) => aimed(word, "fail")),
    ...reclaim.map((word) => aimed(word, "reclaim")),
  ]);
  return [...steps, ...fault];
}

async function hasState(definition: object, wanted: string): Promise<boolean> {
  const { walk } = await import("@alpha-engine/definition");
  return [...walk(definition)].some(({ name }) => name === wanted);
}
