import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

import {
  type HistoryEvent,
  interpret,
  type InterpretOptions,
  type JsonObject,
  type JsonValue,
  parse,
  type S3,
  simulatedClock,
  TaskFailure,
} from "../../src/index.ts";

/** The recordings lie beside the checkout: `../shared` seen from the root of the repository. */
const FOLDER = fileURLToPath(new URL("../../../../../shared/recordings/", import.meta.url));
export const recordingsExist: boolean = existsSync(FOLDER);

/** Two sets of recordings: LocalStack's, and tiny-asl-machine's, which say what they are worth. */
export type Corpus = "corpus" | "corpus-2";

export interface Recording {
  readonly id: string;
  readonly group: string;
  readonly kind: string;
  readonly source: { readonly evidence?: "snapshot" | "assertion" | "note" };
  readonly definition: JsonObject;
  readonly input: JsonValue;
  readonly machineType: "STANDARD" | "EXPRESS";
  readonly context: Readonly<Record<string, string>>;
  readonly mocks?: object;
  readonly flags?: readonly string[];
  readonly fixtures?: { readonly s3?: readonly { Bucket: string; Key: string; Body: string }[] };
  readonly expect: {
    status: string;
    output?: JsonValue;
    error?: string;
    cause?: unknown;
    events?: readonly { type: string; name?: string }[];
  };
}

interface Call {
  readonly return?: JsonValue;
  readonly throw?: { readonly error?: string; readonly cause?: string };
  readonly submit?: JsonValue;
}
interface Mocks {
  call(state: string, input: JsonValue, iteration?: number): Call;
  inputsOk(): boolean;
}
interface Runner {
  readonly match: (expected: unknown, actual: unknown, bindings: Map<string, string>) => boolean;
  readonly matchCause: (expected: unknown, actual: unknown, bindings: Map<string, string>) => boolean;
  canonHistory(events: readonly object[], level: "full", concurrent: boolean, distributed: boolean): string[];
  makeMocks(recorded: object | undefined): Mocks;
}

export function readRecordings(kind: string, corpus: Corpus = "corpus"): Recording[] {
  const folder = `${FOLDER}${corpus}/`;
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => JSON.parse(readFileSync(folder + file, "utf8")) as Recording[])
    .filter((recording) => recording.kind === kind);
}

export type Level = "outcome" | "cause" | "tasks" | "history";

/** Whether the cause of a failure was read, and not only that there was one. */
export function measuresCause({ source, expect }: Recording): boolean {
  if (expect.status === "SUCCEEDED") return false;
  return source.evidence === undefined || (source.evidence === "snapshot" && !String(expect.cause).includes("⟦*⟧"));
}

/** What the corpus's own runner compares with. */
export async function loadRunner(): Promise<Runner> {
  return (await import(/* @vite-ignore */ pathToFileURL(`${FOLDER}run.mjs`).href)) as Runner;
}

/** Runs a recorded execution and says at which levels it differs from what AWS did. */
export async function differences(recording: Recording): Promise<Level[]> {
  const runner = await loadRunner();
  const mocks = runner.makeMocks(recording.mocks);
  const { expect, flags = [] } = recording;
  const actual = await run(recording, mocks);
  const bindings = new Map<string, string>();
  const found: Level[] = [];
  const outcome =
    actual.status === expect.status &&
    (expect.status === "SUCCEEDED"
      ? expect.output === undefined || runner.match(expect.output, actual.output, bindings)
      : expect.error === undefined
        ? expect.status !== "FAILED" || actual.error === undefined
        : runner.match(expect.error, actual.error, bindings));
  if (!outcome) found.push("outcome");
  if (measuresCause(recording) && !runner.matchCause(expect.cause, actual.cause, bindings)) found.push("cause");
  if (recording.mocks !== undefined && !mocks.inputsOk()) found.push("tasks");
  if (expect.events !== undefined && !flags.includes("race") && !flags.includes("history-sorted-by-snapshot")) {
    const lines = (events: readonly object[]): string =>
      runner.canonHistory(events, "full", flags.includes("concurrent"), flags.includes("distributed-map")).join("\n");
    if (lines(expect.events) !== lines(actual.events)) found.push("history");
  }
  return found;
}

async function run({ definition, input, context, machineType, fixtures }: Recording, mocks: Mocks) {
  const parsed = parse(definition);
  if (!parsed.ok) return { status: "REFUSED", error: JSON.stringify(parsed.problems), events: [] };
  const { executionArn = "", executionName = "", roleArn = "", stateMachineArn = "", stateMachineName = "" } = context;
  const synchronous = executionArn.includes(":express:");
  const arn =
    machineType === "EXPRESS" && !synchronous
      ? stateMachineArn.replace(":stateMachine:", ":express:").concat(`:${executionName}:made-up`)
      : executionArn;
  const clock = simulatedClock({ startAt: Date.UTC(2026, 0, 1) });
  const s3: S3 = {
    async getObject({ Bucket, Key }) {
      const object = fixtures?.s3?.find((each) => each.Bucket === Bucket && each.Key === Key);
      if (object === undefined) throw new Error("The specified key does not exist.");
      return object.Body;
    },
    async listObjectsV2({ Bucket, Prefix }) {
      const objects = fixtures?.s3?.filter((each) => each.Bucket === Bucket && each.Key.startsWith(Prefix)) ?? [];
      return objects.map(({ Key, Body }) => ({ Etag: "", LastModified: 0, Key, Size: Body.length }));
    },
  };
  const options: InterpretOptions = {
    context: {
      machineType,
      synchronous,
      execution: { Id: arn, Name: executionName, RoleArn: roleArn },
      stateMachine: { Id: stateMachineArn, Name: stateMachineName },
    },
    tasks: async ({ state, parameters, iteration, submitted }) => {
      const call = mocks.call(state, parameters, iteration);
      if (call.submit !== undefined) submitted(call.submit);
      if (call.throw !== undefined) throw new TaskFailure(call.throw.error ?? "", call.throw.cause ?? "");
      return call.return ?? null;
    },
  };
  const running = interpret(parsed.machine, input, options, { clock, random: () => 0.5, s3 });
  await Promise.all([running, clock.runUntilIdle()]);
  const { status, output, error, cause, history } = await running;
  return {
    status,
    output,
    error,
    cause,
    events: history.map((event) => ({ type: event.type, name: nameIn(event) })),
  };
}

function nameIn(event: HistoryEvent): string | undefined {
  const details: unknown = Object.values(event).find((value) => typeof value === "object");
  const { name, state } = (details ?? {}) as { name?: string; state?: string };
  return name ?? state;
}
