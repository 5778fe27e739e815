import { resolve } from "node:path";

import { AslError, type Clock, type JsonValue, type MockedTasks, mockTasks, parse } from "@alpha-engine/asl";
import type { StandIn, StandIns } from "@alpha-engine/local-cloud";

import { RehearsalError } from "../errors.ts";
import type { RehearseOptions } from "../options.ts";

/** What answers tasks in a rehearsal in place of the cloud. */
export interface Given {
  /** Those of mocks under the names of their states. */
  readonly standIns: StandIns;
  /** Those of the state machines beside it, by their names. */
  readonly standInsOf: Readonly<Record<string, StandIns>>;
  /** The names of those that are mocks. */
  readonly mocked: ReadonlySet<string>;
  /** Mocks that no call has used, as `Poll[2]`. */
  readonly unusedMocks: () => readonly string[];
}

/** Stand-ins with whole paths, and over them what mocks say. @throws RehearsalError `BAD_MOCKS` */
export function standInsOf(
  options: Pick<
    RehearseOptions,
    "definition" | "stateMachines" | "standIns" | "mocks" | "case" | "folder" | "pipeline"
  >,
  clock?: Clock,
): Given {
  const { standIns = {}, stateMachines = {}, folder = process.cwd() } = options;
  const mocks = mocksOf(options, clock);
  const byMocks = (mocks?.states ?? []).map((state) => [state, mocks?.tasks as StandIn] as const);
  return {
    standIns: { ...placed(standIns, folder), ...Object.fromEntries(byMocks) },
    standInsOf: Object.fromEntries(
      Object.entries(stateMachines).map(([name, { standIns: own = {} }]) => [name, placed(own, folder)]),
    ),
    mocked: new Set(mocks?.states),
    unusedMocks: () => mocks?.unused() ?? [],
  };
}

function placed(standIns: StandIns, folder: string): StandIns {
  return Object.fromEntries(Object.entries(standIns).map(([name, standIn]) => [name, placedOne(standIn, folder)]));
}

/** Paths start in the folder of who gave them, and so do commands. */
function placedOne(standIn: StandIn, folder: string): StandIn {
  if (typeof standIn === "function") return standIn;
  if ("module" in standIn) return { ...standIn, module: modulePath(standIn.module, folder) };
  if ("command" in standIn) return { ...standIn, folder: resolve(folder, standIn.folder ?? ".") };
  return standIn;
}

function modulePath(module: string, folder: string): string {
  return /^(?:file|data):/.test(module) ? module : resolve(folder, module);
}

function mocksOf(
  { definition, mocks, case: testCase, pipeline }: Pick<RehearseOptions, "definition" | "mocks" | "case" | "pipeline">,
  clock: Clock | undefined,
): MockedTasks | undefined {
  if (mocks === undefined && testCase === undefined) return undefined;
  const parsed = parse(definition);
  if (!parsed.ok) {
    const [problem] = parsed.problems;
    throw new RehearsalError("DEFINITION_REFUSED", `the definition of ${pipeline} is none: ${problem?.message ?? ""}`);
  }
  const { machine } = parsed;
  const read = (name: string | undefined): MockedTasks =>
    mockTasks(
      machine,
      mocks as JsonValue,
      name === undefined ? {} : { testCase: name },
      clock === undefined ? {} : { clock },
    );
  try {
    if (mocks === undefined) return read(testCase);
    return read(testCase === undefined ? undefined : ofMachine(testCase, pipeline, mocks));
  } catch (cause) {
    if (!(cause instanceof AslError)) throw cause;
    throw new RehearsalError("BAD_MOCKS", cause.message, { hint: cause.hint, cause });
  }
}

/** Where machines have cases of one name, that of the pipeline's own machine is meant. */
function ofMachine(testCase: string, pipeline: string, mocks: unknown): string {
  const { StateMachines: machines } = mocks as {
    readonly StateMachines?: Readonly<Record<string, { readonly TestCases?: object } | undefined>>;
  };
  const own = typeof machines === "object" ? machines[pipeline]?.TestCases : undefined;
  return own !== undefined && Object.hasOwn(own, testCase) ? `${pipeline}#${testCase}` : testCase;
}
